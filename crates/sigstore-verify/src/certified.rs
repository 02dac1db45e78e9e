pub(crate) mod scts;

use std::ops::ControlFlow;

use sigstore_bundle::Material as KeyMaterial;
use sigstore_certificate::{CandidatePath, Certificate, Name, candidate_paths};
use sigstore_sct::Sct;
use sigstore_traits::{AuthorityCertificate, KeyAlgorithm, Rule, RuleKind, SignatureSuite, Trust};

use crate::case::Case;
use crate::certified::scts::Scts;
use crate::check::{Evidence, Walk};
use crate::checks::{CERTIFICATE_PATH, CERTIFICATE_PROFILE, KEY_MATERIAL, SCT, SIGNER_KEY};
use crate::several::Several;
use crate::{Fields, MaterialKind, Outcome, Rejection, Waived};

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
