use std::ops::ControlFlow;

use sigstore_certificate::{Certificate, FulcioExtension, IdentityKind};
use sigstore_json::hex;
use sigstore_traits::{Rule, RuleKind, Trust};

use crate::case::Case;
use crate::check::{Evidence, Walk};
use crate::checks::{EXTENSIONS, IDENTITY, ISSUER};
use crate::policy::{Required, SignerPolicy};
use crate::several::Several;
use crate::{Fields, Identity, IssuerPolicy, MaterialKind, Outcome, Policy, Rejection, Waiver};

pub(crate) static V_67: Rule = Rule {
    id: "V-67",
    title: "Subject and issuer of the certificate are both compared, each with what the same identity of the policy says.",
    source: "sigstore architecture-docs fulcio-spec.md section 2.2",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Identified::check",
};

pub(crate) static V_69: Rule = Rule {
    id: "V-69",
    title: "An exact identity is compared as text, byte for byte: no case folding, no normalisation, no trailing slash.",
    source: "sigstore protobuf-specs sigstore_common.proto, SubjectAlternativeName",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Identified::check",
};

pub(crate) static V_121: Rule = Rule {
    id: "V-121",
    title: "A policy says which issuer the certificate names, or that it names none.",
    source: "sigstore architecture-docs fulcio-spec.md section 2.2; hardening",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Identified::check",
};

pub(crate) static V_135: Rule = Rule {
    id: "V-135",
    title: "The kind of the subject (email, URI, other name) is told, and compared where the policy names one.",
    source: "sigstore protobuf-specs sigstore_common.proto, SubjectAlternativeNameType",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Identified::check",
};

pub(crate) static V_72: Rule = Rule {
    id: "V-72",
    title: "Every extension that the policy requires is there with exactly the value that it requires.",
    source: "sigstore protobuf-specs sigstore_verification.proto, CertificateIdentity.oids",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Identified::check",
};

/// Step 2: the certificate names the expected signer.
///
/// The identities of the policy are narrowed down: those that take the subject, of these those that
/// take the issuer, of these those whose extensions are there. One must remain.
pub(crate) struct Identified<'c, W: Walk> {
    /// `None`: the signer is a key, not a certificate.
    pub(crate) names: Option<Names<'c, W>>,
}

pub(crate) struct Names<'c, W: Walk> {
    pub(crate) subject: W::Proof<Subject<'c>>,
    pub(crate) issuer: W::Proof<Issuer<'c>>,
    pub(crate) extensions: W::Proof<Extensions>,
}

impl<'c, W: Walk> Identified<'c, W> {
    pub(crate) fn check<T: Trust>(w: &mut W, case: &'c Case<'c, T>) -> ControlFlow<W::Stop, Self> {
        let names = match (&case.policy.signer, &case.material.leaf) {
            (SignerPolicy::Identities(identities), Some(leaf)) => {
                Names::check(w, identities, case.policy, leaf)?
            }
            (SignerPolicy::Anyone(waiver), Some(leaf)) => {
                Names::anyone(w, *waiver, case.policy, leaf)?
            }
            _ => {
                nothing_asked_of_a_key(w, case.policy)?;
                return ControlFlow::Continue(Self { names: None });
            }
        };
        ControlFlow::Continue(Self { names: Some(names) })
    }
}

/// A key has no identity and no extension: what the policy asks of them is not met.
fn nothing_asked_of_a_key<W: Walk>(w: &mut W, policy: &Policy) -> ControlFlow<W::Stop> {
    let why = Outcome::NotApplicable("the signer is a key, not a certificate");
    let _ = w.check_unless(Some(why.clone()), &IDENTITY, W::given(()), |()| match policy.kind {
        Some(_) => Err(Rejection::KeyMaterial {
            found: MaterialKind::PublicKey,
            expected: MaterialKind::Certificate,
        }),
        None => Ok(()),
    })?;
    w.skip(&ISSUER, why.clone(), ());
    let _ = w.check_unless(Some(why), &EXTENSIONS, W::given(()), |()| {
        policy.required.first().map_or(Ok(()), |required| Err(required.not_there()))
    })?;
    ControlFlow::Continue(())
}

impl<'c, W: Walk> Names<'c, W> {
    fn check(
        w: &mut W,
        identities: &'c [Identity],
        policy: &'c Policy,
        leaf: &Certificate<'_>,
    ) -> ControlFlow<W::Stop, Self> {
        let subject =
            w.check(&IDENTITY, W::given(()), |()| Subject::check(identities, policy, leaf))?;
        let issuer = w.check(&ISSUER, W::look(&subject), |subject| Issuer::check(subject, leaf))?;
        let extensions = w.check(&EXTENSIONS, W::look(&issuer), |issuer| {
            Extensions::check(issuer, policy, leaf)
        })?;
        ControlFlow::Continue(Self { subject, issuer, extensions })
    }

    /// Who the signer is is waived, not that the certificate names one in a form that can be read.
    fn anyone(
        w: &mut W,
        waiver: Waiver,
        policy: &'c Policy,
        leaf: &Certificate<'_>,
    ) -> ControlFlow<W::Stop, Self> {
        let waived = || Some(Outcome::Waived(waiver));
        let subject = w.check_unless(waived(), &IDENTITY, W::given(()), |()| {
            Subject::read(leaf)?.of_kind(policy.kind)
        })?;
        let issuer =
            w.check_unless(waived(), &ISSUER, W::look(&subject), |_| Issuer::read(leaf))?;
        let extensions = w.check(&EXTENSIONS, W::look(&issuer), |issuer| {
            Extensions::check(issuer, policy, leaf)
        })?;
        ControlFlow::Continue(Self { subject, issuer, extensions })
    }
}

/// The subject of the certificate, and the identities of the policy that take it.
pub(crate) struct Subject<'c> {
    matching: Vec<&'c Identity>,
    pub(crate) text: String,
    pub(crate) kind: IdentityKind,
}

impl<'c> Subject<'c> {
    fn read(leaf: &Certificate<'_>) -> Result<Self, Rejection> {
        let subject = leaf.identity().map_err(Rejection::Certificate)?;
        Ok(Self { matching: Vec::new(), text: subject.text.into_owned(), kind: subject.kind })
    }

    fn of_kind(self, expected: Option<IdentityKind>) -> Result<Self, Rejection> {
        match expected.filter(|expected| *expected != self.kind) {
            Some(expected) => Err(Rejection::IdentityKind { found: self.kind, expected }),
            None => Ok(self),
        }
    }

    fn check(
        identities: &'c [Identity],
        policy: &Policy,
        leaf: &Certificate<'_>,
    ) -> Result<Self, Rejection> {
        let subject = Self::read(leaf)?.of_kind(policy.kind)?;
        let named = identities.iter().filter(|identity| identity.name.takes(&subject.text));
        let of_kind = |identity: &&Identity| identity.kind.is_none_or(|kind| kind == subject.kind);
        let matching: Vec<_> = named.clone().filter(of_kind).collect();
        if !matching.is_empty() {
            return Ok(Self { matching, ..subject });
        }
        match named.clone().find_map(|identity| identity.kind) {
            Some(expected) => Err(Rejection::IdentityKind { found: subject.kind, expected }),
            None => {
                let expected =
                    identities.iter().map(|identity| identity.name.to_string()).collect();
                Err(Rejection::Identity { found: subject.text, expected })
            }
        }
    }
}

impl Evidence for Subject<'_> {
    fn fields(&self) -> Fields {
        Fields::new().with("identity", self.text.as_str()).with("identity_kind", self.kind.name())
    }
}

/// The issuer that the certificate names, and the identities of the policy that are left.
pub(crate) struct Issuer<'c> {
    matching: Vec<&'c Identity>,
    pub(crate) url: Option<String>,
}

impl<'c> Issuer<'c> {
    fn read(leaf: &Certificate<'_>) -> Result<Self, Rejection> {
        let url = leaf.issuer_url().map_err(Rejection::Certificate)?;
        Ok(Self { matching: Vec::new(), url: url.map(str::to_owned) })
    }

    fn check(subject: &Subject<'c>, leaf: &Certificate<'_>) -> Result<Self, Rejection> {
        let issuer = Self::read(leaf)?;
        let takes = |identity: &&&Identity| match &identity.issuer {
            IssuerPolicy::Exact(expected) => {
                !expected.is_empty() && issuer.url.as_ref() == Some(expected)
            }
            IssuerPolicy::Absent => issuer.url.is_none(),
        };
        let matching: Vec<_> = subject.matching.iter().filter(takes).copied().collect();
        if matching.is_empty() {
            let expected =
                subject.matching.iter().map(|identity| identity.issuer.clone()).collect();
            return Err(Rejection::Issuer { found: issuer.url, expected });
        }
        Ok(Self { matching, ..issuer })
    }
}

impl Evidence for Issuer<'_> {
    fn fields(&self) -> Fields {
        Fields::new().with("issuer", self.url.as_deref().unwrap_or("none"))
    }
}

/// The extensions of the certificate, among them all that the policy requires.
pub(crate) struct Extensions {
    required: Vec<String>,
    pub(crate) known: Vec<(&'static str, String)>,
}

impl Extensions {
    /// What the policy requires of all identities, and what one of those that are left requires.
    fn check(
        issuer: &Issuer<'_>,
        policy: &Policy,
        leaf: &Certificate<'_>,
    ) -> Result<Self, Rejection> {
        let known = leaf.fulcio_extensions().map_err(Rejection::Certificate)?;
        let all_there = |required: &[Required]| {
            required.iter().find_map(|one| one.missing(leaf, &known)).map_or(Ok(()), Err)
        };
        all_there(&policy.required)?;
        let mut required: Vec<_> = policy.required.iter().map(Required::name).collect();
        if let Some(identities) = Several::of(issuer.matching.iter()) {
            let identity = identities.under_any(|identity| all_there(&identity.required))?;
            required.extend(identity.required.iter().map(Required::name));
        }
        let known =
            known.into_iter().map(|extension| (extension.name, extension.value.into_owned()));
        Ok(Self { required, known: known.collect() })
    }
}

impl Evidence for Extensions {
    fn fields(&self) -> Fields {
        Fields::new().with_list("required", self.required.iter().map(String::as_str))
    }
}

impl Required {
    fn name(&self) -> String {
        match self {
            Self::Named { name, .. } => name.clone(),
            Self::Oid { oid, .. } => oid.clone(),
        }
    }

    /// There is no certificate to carry it.
    fn not_there(&self) -> Rejection {
        let expected = match self {
            Self::Named { value, .. } => value.clone(),
            Self::Oid { value, .. } => hex(value),
        };
        Rejection::Extension { name: self.name(), found: None, expected }
    }

    /// Why the certificate does not carry it; `None` if it does.
    fn missing(&self, leaf: &Certificate<'_>, known: &[FulcioExtension<'_>]) -> Option<Rejection> {
        let (found, expected) = match self {
            Self::Named { name, value } => {
                let found = known.iter().find(|extension| extension.name == name);
                (found.map(|extension| extension.value.to_string()), value.clone())
            }
            Self::Oid { oid, value } => {
                (leaf.extension(oid).map(|extension| hex(extension.value)), hex(value))
            }
        };
        let name = self.name();
        (found.as_ref() != Some(&expected)).then_some(Rejection::Extension {
            name,
            found,
            expected,
        })
    }
}
