use std::fmt;
use std::sync::Arc;

use sigstore_certificate::IdentityKind;
use sigstore_traits::{Rule, RuleKind, Validity};

use crate::identified::{V_67, V_121};

/// See [`Policy`].
pub(crate) static V_2: Rule = Rule {
    id: "V-2",
    title: "A policy names who may have signed: identities, any of which suffices, or one key; there is no policy without either.",
    source: "sigstore protobuf-specs sigstore_verification.proto, ArtifactVerificationOptions.signers",
    kind: RuleKind::Shape,
    place: "sigstore-verify Policy",
};

pub(crate) static V_115: Rule = Rule {
    id: "V-115",
    title: "Unless the caller says otherwise a signature needs one log entry, its certificate one SCT, and no timestamp beside the log's promise.",
    source: "sigstore protobuf-specs sigstore_verification.proto, TlogOptions, CtlogOptions, ObserverTimestampOptions",
    kind: RuleKind::Acceptance,
    place: "sigstore-verify Thresholds::default",
};

pub(crate) static V_132: Rule = Rule {
    id: "V-132",
    title: "A waiver lowers what must be there; what is there must hold; the waiver stands in the result.",
    source: "hardening over sigstore architecture-docs client-spec.md section 4.6",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Policy::waive",
};

/// What the caller demands of a bundle: who may have signed, how much evidence there must be, and
/// what is waived.
///
/// There is no `Default` and no constructor without a signer (V-2):
///
/// ```compile_fail
/// let policy = sigstore_verify::Policy::default();
/// ```
/// ```compile_fail
/// let policy = sigstore_verify::Policy::identities([]);
/// ```
///
/// ```
/// use sigstore_verify::{Identity, Policy, Thresholds};
///
/// let policy = Policy::identity(Identity::exact("alice@example.org", "https://accounts.example.org"))
///     .or(Identity::exact("bob@example.org", "https://accounts.example.org"))
///     .thresholds(Thresholds { timestamps: 1, ..Thresholds::default() });
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    pub(crate) signer: SignerPolicy,
    pub(crate) kind: Option<IdentityKind>,
    pub(crate) required: Vec<Required>,
    pub(crate) predicate_type: Option<String>,
    pub(crate) thresholds: Thresholds,
    pub(crate) waivers: Vec<Waiver>,
}

/// Who may have signed.
#[derive(Clone, Debug)]
pub(crate) enum SignerPolicy {
    /// A certificate with one of these identities.
    Identities(Vec<Identity>),
    /// A certificate with any identity: a waiver of the identity check.
    Anyone(Waiver),
    /// This key, as DER SubjectPublicKeyInfo, and the period in which it may be used.
    Key { spki: Vec<u8>, validity: Option<Validity> },
}

impl Policy {
    /// The signer's certificate must carry this identity.
    pub fn identity(identity: Identity) -> Self {
        Self::with(SignerPolicy::Identities(vec![identity]))
    }

    /// The signature must be of this key, given as DER SubjectPublicKeyInfo; the bundle then holds
    /// no certificate. With a `validity` the signature needs a proven time, and each must lie in it.
    pub fn key(spki: Vec<u8>, validity: Option<Validity>) -> Self {
        Self::with(SignerPolicy::Key { spki, validity })
    }

    /// The signer's certificate may carry any identity: who it is is not checked, only told.
    pub fn any_identity(by: WaivedBy) -> Self {
        Self::with(SignerPolicy::Anyone(Waiver { what: Waived::Identity, by }))
    }

    fn with(signer: SignerPolicy) -> Self {
        let thresholds = Thresholds::default();
        Self {
            signer,
            kind: None,
            required: Vec::new(),
            predicate_type: None,
            thresholds,
            waivers: Vec::new(),
        }
    }

    /// Or this identity. A policy for a key or for anyone stays as it is: it is no list of identities.
    #[must_use]
    pub fn or(mut self, identity: Identity) -> Self {
        if let SignerPolicy::Identities(identities) = &mut self.signer {
            identities.push(identity);
        }
        self
    }

    /// The subject must be of this kind, whichever identity it is (V-135).
    #[must_use]
    pub fn identity_kind(mut self, kind: IdentityKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// The certificate must carry this Fulcio extension, by the name of V-71, with exactly this
    /// text, whichever identity it is.
    #[must_use]
    pub fn require(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.required.push(Required::Named { name: name.into(), value: value.into() });
        self
    }

    /// The in-toto statement must have this predicate type; a bundle without a statement is refused.
    #[must_use]
    pub fn predicate_type(mut self, uri: impl Into<String>) -> Self {
        self.predicate_type = Some(uri.into());
        self
    }

    /// How much evidence there must be.
    #[must_use]
    pub fn thresholds(mut self, thresholds: Thresholds) -> Self {
        self.thresholds = thresholds;
        self
    }

    /// The thresholds in force.
    pub const fn demanded(&self) -> Thresholds {
        self.thresholds
    }

    /// Waives that something must be there (V-132).
    #[must_use]
    pub fn waive(mut self, what: Waived, by: WaivedBy) -> Self {
        self.waivers.push(Waiver { what, by });
        self
    }

    /// Everything that the policy waives, in the order of the calls.
    pub fn waivers(&self) -> impl Iterator<Item = Waiver> + '_ {
        let anyone = match self.signer {
            SignerPolicy::Anyone(waiver) => Some(waiver),
            _ => None,
        };
        anyone.into_iter().chain(self.waivers.iter().copied())
    }

    pub(crate) fn waiver(&self, what: Waived) -> Option<Waiver> {
        self.waivers().find(|waiver| waiver.what == what)
    }

    pub(crate) const fn wants_key(&self) -> bool {
        matches!(self.signer, SignerPolicy::Key { .. })
    }
}

/// How much evidence there must be, counted over distinct logs and operators (V-116).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Entries in signature logs.
    pub log_entries: usize,
    /// Signed certificate timestamps of certificate logs.
    pub scts: usize,
    /// Signed timestamps of timestamp authorities.
    pub timestamps: usize,
}

impl Default for Thresholds {
    /// One entry, one SCT, no timestamp: the log's signed promise counts as a time (V-115).
    fn default() -> Self {
        Self { log_entries: 1, scts: 1, timestamps: 0 }
    }
}

/// Something that need not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// What.
    pub what: Waived,
    /// Who said so.
    pub by: WaivedBy,
}

/// What can be waived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waived {
    /// That an entry of a signature log must be there.
    TransparencyLog,
    /// That the entry of a 0.1 bundle must carry an inclusion proof (V-132).
    InclusionProof,
    /// That the certificate must carry an SCT.
    Sct,
    /// Who the signer is.
    Identity,
}

impl Waived {
    /// The word of the command line and of the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TransparencyLog => "transparency-log",
            Self::InclusionProof => "inclusion-proof",
            Self::Sct => "sct",
            Self::Identity => "identity",
        }
    }
}

/// Who waived it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaivedBy {
    /// The caller.
    Caller,
    /// A named profile that the caller chose.
    Profile,
}

impl WaivedBy {
    /// The word of the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Profile => "profile",
        }
    }
}

/// One identity that may have signed: all of it must match.
#[derive(Clone, Debug)]
pub struct Identity {
    pub(crate) name: Text,
    pub(crate) kind: Option<IdentityKind>,
    pub(crate) issuer: IssuerPolicy,
    pub(crate) required: Vec<Required>,
}

/// What the certificate says of the issuer of the identity token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssuerPolicy {
    /// Exactly this URL.
    Exact(String),
    /// None (V-121).
    Absent,
}

impl IssuerPolicy {
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Exact(url) => url.clone(),
            Self::Absent => "none".into(),
        }
    }

    /// The rule that is broken where none of these is met.
    pub(crate) const RULES: &'static [&'static Rule] = &[&V_67, &V_121];

    pub(crate) fn rule(expected: &[Self]) -> &'static Rule {
        let absent = expected.iter().all(|issuer| *issuer == Self::Absent);
        if absent { &V_121 } else { &V_67 }
    }
}

/// An extension that the certificate must carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Required {
    /// By its name in Fulcio's directory (V-71), the exact text.
    Named { name: String, value: String },
    /// By its object identifier, the exact content octets (V-72).
    Oid { oid: String, value: Vec<u8> },
}

impl Identity {
    /// Exactly this subject, from exactly this issuer.
    pub fn exact(name: impl Into<String>, issuer: impl Into<String>) -> Self {
        Self::new(Text::Exact(name.into()), IssuerPolicy::Exact(issuer.into()))
    }

    /// A subject that matches `name`, from such an issuer.
    pub fn new(name: Text, issuer: IssuerPolicy) -> Self {
        Self { name, kind: None, issuer, required: Vec::new() }
    }

    /// The subject must be of this kind (V-135).
    #[must_use]
    pub fn kind(mut self, kind: IdentityKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// The certificate must carry this Fulcio extension, by the name of V-71, with exactly this text.
    #[must_use]
    pub fn require(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.required.push(Required::Named { name: name.into(), value: value.into() });
        self
    }

    /// The certificate must carry this extension, by dotted object identifier, with exactly these
    /// content octets.
    #[must_use]
    pub fn require_oid(mut self, oid: impl Into<String>, value: Vec<u8>) -> Self {
        self.required.push(Required::Oid { oid: oid.into(), value });
        self
    }
}

/// Which texts are meant.
#[derive(Clone, Debug)]
pub enum Text {
    /// This one, byte for byte (V-69).
    Exact(String),
    /// Those that a pattern takes; the patterns are another crate's.
    Pattern(Arc<dyn Pattern>),
}

/// A pattern over whole texts.
pub trait Pattern: fmt::Debug + fmt::Display + Send + Sync {
    /// Whether it takes the whole text.
    fn matches(&self, text: &str) -> bool;
}

impl Text {
    pub(crate) fn takes(&self, text: &str) -> bool {
        match self {
            // An empty text names nobody (V-121).
            Self::Exact(exact) => !exact.is_empty() && exact == text,
            Self::Pattern(pattern) => pattern.matches(text),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(exact) => f.write_str(exact),
            Self::Pattern(pattern) => fmt::Display::fmt(pattern, f),
        }
    }
}
