use std::ops::ControlFlow;

use sigstore_bundle::Material as KeyMaterial;
use sigstore_certificate::{CandidatePath, Certificate, Name, candidate_paths};
use sigstore_sct::{Sct, precertificate_tbs};
use sigstore_traits::{
    AuthorityCertificate, KeyAlgorithm, LogId, Message, Rule, RuleKind, SignatureSuite, Trust,
    TrustedLog, UnixTime,
};

use crate::case::Case;
use crate::check::{Evidence, Walk};
use crate::several::Several;
use crate::tally::Tally;
use crate::{Check, Fields, MaterialKind, Outcome, Rejection, Step, Waived};

pub(crate) static V_113: Rule = Rule {
    id: "V-113",
    title: "A policy for a key takes a bundle without a certificate and no other; a policy for identities takes a bundle with one.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, VerificationMaterial",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Certified::check",
};

pub(crate) static V_112: Rule = Rule {
    id: "V-112",
    title: "With a managed key the key comes from the caller; the hint in the bundle is told and never compared; certificate, SCT and identity do not apply.",
    source: "sigstore protobuf-specs sigstore_common.proto, PublicKeyIdentifier",
    kind: RuleKind::Acceptance,
    place: "sigstore-verify Certified::check",
};

pub(crate) static V_22: Rule = Rule {
    id: "V-22",
    title: "The signer's key is of a supported algorithm, read from the certificate or given by the caller.",
    source: "sigstore architecture-docs algorithm-registry.md; fulcio-spec.md section 7.3",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Certified::check",
};

pub(crate) static V_119: Rule = Rule {
    id: "V-119",
    title: "Certificates beside the leaf in a bundle, a self-signed root included, are neither anchors nor intermediates: they are ignored, and their number is told.",
    source: "sigstore protobuf-specs sigstore_common.proto, X509CertificateChain",
    kind: RuleKind::Acceptance,
    place: "sigstore-verify Certified::check",
};

pub(crate) static V_57: Rule = Rule {
    id: "V-57",
    title: "A certificate carries SCTs of at least as many distinct known logs as the policy demands, one unless it says otherwise.",
    source: "sigstore architecture-docs fulcio-spec.md sections 4 and 5.2; RFC 6962 section 3",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Scts::check",
};

pub(crate) static V_62: Rule = Rule {
    id: "V-62",
    title: "An SCT's log is found by its log id among the certificate logs only; an SCT of an unknown log counts for nothing and is told.",
    source: "RFC 6962 section 3.2; sigstore fulcio docs/ctlog.md",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Scts::check",
};

pub(crate) static V_63: Rule = Rule {
    id: "V-63",
    title: "The SCT of a known log is signed by that log's key, with the algorithm of that key.",
    source: "RFC 6962 sections 2.1.4 and 3.2",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Scts::check",
};

pub(crate) static V_64: Rule = Rule {
    id: "V-64",
    title: "An SCT's time lies in the period of its log's key, both ends included.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, TransparencyLogInstance",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Scts::check",
};

pub(crate) static V_65: Rule = Rule {
    id: "V-65",
    title: "Several SCTs are fine; those of one log count once.",
    source: "sigstore architecture-docs fulcio-spec.md section 7.3",
    kind: RuleKind::Acceptance,
    place: "sigstore-verify Scts::check",
};

pub(crate) static KEY_MATERIAL: Check = Check {
    step: Step::Certified,
    name: "key-material",
    rule: &V_113,
    title: "The bundle carries what the policy asks for: a certificate for an identity, a key hint for a key.",
    needs: &[],
};

pub(crate) static SIGNER_KEY: Check = Check {
    step: Step::Certified,
    name: "signer-key",
    rule: &V_22,
    title: "The signer's public key is read, and its algorithm is supported.",
    needs: &["key-material"],
};

pub(crate) static CERTIFICATE_PROFILE: Check = Check {
    step: Step::Certified,
    name: "certificate-profile",
    rule: &sigstore_certificate::V_53,
    title: "The certificate is made for signing code: digitalSignature, codeSigning, no authority, no precertificate.",
    needs: &[],
};

pub(crate) static CERTIFICATE_PATH: Check = Check {
    step: Step::Certified,
    name: "certificate-path",
    rule: &sigstore_certificate::V_51,
    title: "The certificate is signed by a trusted certificate authority: name and signature, each candidate path, whatever the time.",
    needs: &[],
};

pub(crate) static SCT: Check = Check {
    step: Step::Certified,
    name: "sct",
    rule: &V_57,
    title: "Trusted certificate transparency logs signed that they saw this certificate.",
    needs: &["certificate-path"],
};

/// Step 1: the signer's key is certified, by candidate paths and SCTs, without any time.
pub(crate) struct Certified<'c, S: SignatureSuite, W: Walk> {
    pub(crate) material: W::Proof<Keyed>,
    pub(crate) key: W::Proof<SignerKey<'c, S>>,
    /// `None`: the signer is a key, not a certificate.
    pub(crate) certificate: Option<CertifiedLeaf<'c, S, W>>,
}

pub(crate) struct CertifiedLeaf<'c, S: SignatureSuite, W: Walk> {
    pub(crate) leaf: &'c Certificate<'c>,
    pub(crate) profile: W::Proof<Profile>,
    pub(crate) paths: W::Proof<Paths<'c, S>>,
    pub(crate) scts: W::Proof<Scts>,
}

impl<'c, S: SignatureSuite, W: Walk> Certified<'c, S, W> {
    pub(crate) fn check<T: Trust<Suite = S>>(
        w: &mut W,
        case: &'c Case<'c, T>,
    ) -> ControlFlow<W::Stop, Self> {
        let material = w.check(&KEY_MATERIAL, W::given(()), |()| Keyed::check(case))?;
        let key = w.check(&SIGNER_KEY, W::look(&material), |_| SignerKey::check(case))?;
        let certificate = match &case.material.leaf {
            Some(leaf) => Some(CertifiedLeaf::check(w, case, leaf)?),
            None => {
                // V-112
                let why = Outcome::NotApplicable("the signer is a key, not a certificate");
                w.skip(&CERTIFICATE_PROFILE, why.clone(), ());
                w.skip(&CERTIFICATE_PATH, why.clone(), ());
                w.skip(&SCT, why, ());
                None
            }
        };
        ControlFlow::Continue(Self { material, key, certificate })
    }
}

impl<'c, S: SignatureSuite, W: Walk> CertifiedLeaf<'c, S, W> {
    fn check<T: Trust<Suite = S>>(
        w: &mut W,
        case: &'c Case<'c, T>,
        leaf: &'c Certificate<'c>,
    ) -> ControlFlow<W::Stop, Self> {
        let profile = w.check(&CERTIFICATE_PROFILE, W::given(()), |()| Profile::check(leaf))?;
        let paths = w.check(&CERTIFICATE_PATH, W::given(()), |()| Paths::check(case, leaf))?;
        let known = |sct: &Sct<'_>| case.trust.certificate_logs(sct.log_id()).next().is_some();
        let scts = match case.policy.waiver(Waived::Sct) {
            Some(waiver) if !case.material.scts.iter().any(known) => {
                w.skip(&SCT, Outcome::Waived(waiver), Scts::none())
            }
            _ => w.check(&SCT, W::look(&paths), |paths| {
                Scts::check(case, leaf, paths.sct_issuer()?)
            })?,
        };
        ControlFlow::Continue(Self { leaf, profile, paths, scts })
    }
}

/// The bundle's key material is of the kind that the policy asks for.
pub(crate) struct Keyed {
    kind: MaterialKind,
    hint: Option<String>,
    ignored_certificates: usize,
}

impl Keyed {
    fn check<T: Trust>(case: &Case<'_, T>) -> Result<Self, Rejection> {
        let (found, hint, certificates) = match &case.material.bundle.material {
            KeyMaterial::PublicKey { hint } => (MaterialKind::PublicKey, Some(hint.clone()), 1),
            KeyMaterial::Chain(chain) => (MaterialKind::Certificate, None, chain.len()),
            KeyMaterial::Certificate(_) => (MaterialKind::Certificate, None, 1),
        };
        let expected = if case.policy.wants_key() {
            MaterialKind::PublicKey
        } else {
            MaterialKind::Certificate
        };
        if found != expected {
            return Err(Rejection::KeyMaterial { found, expected });
        }
        Ok(Self { kind: found, hint, ignored_certificates: certificates.saturating_sub(1) })
    }

    pub(crate) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl Evidence for Keyed {
    fn fields(&self) -> Fields {
        let ignored = Some(self.ignored_certificates).filter(|number| *number > 0);
        Fields::new()
            .with("material", self.kind.name())
            .with_some("hint", self.hint.as_deref().filter(|hint| !hint.is_empty()))
            .with_some("ignored_certificates", ignored)
    }
}

/// The key that must have signed, read once.
pub(crate) struct SignerKey<'c, S: SignatureSuite> {
    pub(crate) key: S::Key,
    pub(crate) spki: &'c [u8],
    pub(crate) algorithm: KeyAlgorithm,
}

impl<'c, S: SignatureSuite> SignerKey<'c, S> {
    fn check<T: Trust<Suite = S>>(case: &'c Case<'c, T>) -> Result<Self, Rejection> {
        let spki = case.signer_spki();
        let suite = case.trust.suite();
        let key = suite.key(spki).map_err(Rejection::SignerKey)?;
        let algorithm = suite.key_algorithm(&key);
        Ok(Self { key, spki, algorithm })
    }
}

impl<S: SignatureSuite> Evidence for SignerKey<'_, S> {
    fn fields(&self) -> Fields {
        Fields::new().with("algorithm", self.algorithm.to_string())
    }
}

/// The certificate has the profile of a signer's.
pub(crate) struct Profile(());

impl Profile {
    fn check(leaf: &Certificate<'_>) -> Result<Self, Rejection> {
        leaf.leaf_profile().map(Self).map_err(Rejection::Certificate)
    }
}

impl Evidence for Profile {
    fn fields(&self) -> Fields {
        Fields::new()
            .with("key_usage", "digitalSignature")
            .with("extended_key_usage", "codeSigning")
    }
}

/// Every path from the certificate to a trusted anchor, by name and signature. Which of them is
/// valid is a question of time (step 4).
pub(crate) struct Paths<'c, S: SignatureSuite> {
    pub(crate) candidates: Several<CandidatePath<'c, S>>,
}

impl<'c, S: SignatureSuite> Paths<'c, S> {
    fn check<T: Trust<Suite = S>>(
        case: &'c Case<'c, T>,
        leaf: &Certificate<'_>,
    ) -> Result<Self, Rejection> {
        let candidates = candidate_paths(leaf, case.trust).map_err(Rejection::Certificate)?;
        let unknown =
            || sigstore_certificate::Error::UnknownIssuer { issuer: Name(leaf.issuer().to_vec()) };
        let candidates =
            Several::of(candidates).ok_or_else(|| Rejection::Certificate(unknown()))?;
        Ok(Self { candidates })
    }

    /// Whom the SCTs name as the issuer: the same key on every path, for each verified the
    /// signature of the certificate.
    fn sct_issuer(&self) -> Result<&AuthorityCertificate<S>, Rejection> {
        self.candidates.first().sct_issuer().map_err(Rejection::Certificate)
    }
}

impl<S: SignatureSuite> Evidence for Paths<'_, S> {
    fn fields(&self) -> Fields {
        let candidate = |path: &CandidatePath<'_, S>| {
            Fields::new()
                .with("authority", path.authority.uri)
                .with("certificates", path.authority.chain.len() - path.from)
                .with("period", path.authority.validity.to_string())
        };
        Fields::new().with_list("candidates", self.candidates.iter().map(candidate))
    }
}

/// The SCTs of known logs, all of which hold.
pub(crate) struct Scts {
    counted: Vec<CountedSct>,
    unknown: Vec<LogId>,
}

struct CountedSct {
    log: String,
    id: LogId,
    time: UnixTime,
}

impl Scts {
    fn none() -> Self {
        Self { counted: Vec::new(), unknown: Vec::new() }
    }

    fn check<T: Trust>(
        case: &Case<'_, T>,
        leaf: &Certificate<'_>,
        issuer: &AuthorityCertificate<T::Suite>,
    ) -> Result<Self, Rejection> {
        let mut found = Self::none();
        let mut tally = Tally::default();
        let material = case.material;
        // Without an SCT there is no precertificate to rebuild.
        let tbs = match material.scts.as_slice() {
            [] => Vec::new(),
            _ => precertificate_tbs(leaf).map_err(Rejection::Sct)?,
        };
        let embedded = material
            .scts
            .iter()
            .map(|sct| (sct, sct.signed_precertificate(&issuer.spki_sha256, &tbs)));
        let detached = material.detached_sct.iter();
        let detached = detached.map(|sct| (sct, sct.signed_certificate(leaf.der())));
        for (sct, signed) in embedded.chain(detached) {
            let Some(logs) = Several::of(case.trust.certificate_logs(sct.log_id())) else {
                found.unknown.push(*sct.log_id());
                continue;
            };
            let check = SctCheck { sct, signed: &signed, suite: case.trust.suite() };
            let log = logs.under_any(|log| check.under(log))?;
            tally.count(&log.id.0, log.operator);
            let (id, time) = (log.id, sct.time());
            found.counted.push(CountedSct { log: log.base_url.into(), id, time });
        }
        let waived = case.policy.waiver(Waived::Sct).is_some();
        let required = if waived { 0 } else { case.policy.thresholds.scts };
        if tally.distinct() < required {
            let (found, unknown) = (tally.distinct(), found.unknown);
            return Err(Rejection::TooFewScts { found, required, unknown });
        }
        Ok(found)
    }
}

/// One SCT against one log.
struct SctCheck<'a, 'c, S: SignatureSuite> {
    sct: &'a Sct<'c>,
    /// What the log signed.
    signed: &'a [u8],
    suite: &'a S,
}

impl<S: SignatureSuite> SctCheck<'_, '_, S> {
    fn under(&self, log: &TrustedLog<'_, S>) -> Result<(), Rejection> {
        let (id, time, scheme) = (log.id, self.sct.time(), self.sct.scheme());
        if !log.validity.contains(time) {
            return Err(Rejection::SctPeriod { log: id, time, period: log.validity });
        }
        if scheme != log.scheme {
            return Err(Rejection::SctScheme { log: id, found: scheme, expected: log.scheme });
        }
        let message = Message::Bytes(self.signed);
        let holds = self.suite.verify(log.key, scheme, message, self.sct.signature());
        holds.map_err(|_| Rejection::SctSignature { log: id })
    }
}

impl Evidence for Scts {
    fn fields(&self) -> Fields {
        let counted = |sct: &CountedSct| {
            Fields::new()
                .with("log", sct.log.as_str())
                .with("log_id", sct.id.to_string())
                .with("time", sct.time.to_string())
        };
        Fields::new()
            .with_list("scts", self.counted.iter().map(counted))
            .with_list("unknown_logs", self.unknown.iter().map(LogId::to_string))
    }
}
