use std::borrow::Cow;

use sigstore_json::{Limits, Node};
use sigstore_traits::{Digest, Rule, RuleKind};

use crate::{
    DsseV001, EntryKind, Error, HashedRekordV001, HashedRekordV002, IntotoSignature, IntotoV001,
    IntotoV002, Verifier,
};

pub(crate) static T_2: Rule = Rule {
    id: "T-2",
    title: "A log hashes the body as RFC 8785 writes it; the UUID of the entry is that hash in hex, after the id of its tree or alone.",
    source: "sigstore/rekor pkg/types/entries.go, CanonicalizeEntry; pkg/sharding; RFC 8785",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types Body::canonical, Uuid::parse",
};

pub(crate) static V_125: Rule = Rule {
    id: "V-125",
    title: "A body of Rekor v2 is the canonical form of what it says, byte for byte.",
    source: "sigstore architecture-docs rekor-v2-spec.md section 6.1.4; RFC 8785",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types Body::parse",
};

/// The most bytes of a body that are read. Real ones have fewer than 10,000; a log of Rekor v2
/// can't hold more than 65,535 (C2SP tlog-tiles).
pub const MAX_BODY: usize = 1 << 20;

/// The most signatures in one body that are read. Real ones have one or two.
pub const MAX_BODY_SIGNATURES: usize = 32;

const LIMITS: Limits = Limits::new(MAX_BODY).arrays(&[("signatures", MAX_BODY_SIGNATURES)]);

/// The document that was logged: what a log entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// `hashedrekord` 0.0.1
    HashedRekordV001(HashedRekordV001),
    /// `hashedrekord` 0.0.2
    HashedRekordV002(HashedRekordV002),
    /// `dsse` 0.0.1
    DsseV001(DsseV001),
    /// `intoto` 0.0.1
    IntotoV001(IntotoV001),
    /// `intoto` 0.0.2
    IntotoV002(IntotoV002),
}

/// A signature that an entry logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedSignature<'b> {
    /// The signature. `None`: the entry writes it in a form that is none, and that none equals.
    pub signature: Option<Cow<'b, [u8]>>,
    /// What verifies it.
    pub verifier: &'b Verifier,
}

impl Body {
    /// Reads the bytes that a log hashed.
    ///
    /// ```text
    /// {"apiVersion":"0.0.1","kind":"hashedrekord","spec":{…}}
    /// ```
    ///
    /// # Errors
    /// [`Error::UnsupportedKind`] for a kind or version of another name, [`Error::NotCanonical`] for
    /// one of Rekor v2 that is not written canonically, and what the reading of its kind refuses.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let value = sigstore_json::parse(bytes, &LIMITS)?;
        let object = value.node().object()?;
        let kind = object.required("kind")?.string()?;
        let version = object.required("apiVersion")?.string()?;
        let Some(entry_kind) = EntryKind::from_names(kind, version) else {
            return Err(Error::UnsupportedKind { kind: kind.into(), version: version.into() });
        };
        let body = Self::read(entry_kind, object.required("spec")?)?;
        object.finish()?;
        if entry_kind.is_rekor_v2() {
            check_canonical(bytes, &body.canonical())?;
        }
        Ok(body)
    }

    fn read(kind: EntryKind, spec: Node<'_>) -> Result<Self, Error> {
        Ok(match kind {
            EntryKind::HashedRekordV001 => Self::HashedRekordV001(HashedRekordV001::read(spec)?),
            EntryKind::HashedRekordV002 => Self::HashedRekordV002(HashedRekordV002::read(spec)?),
            EntryKind::DsseV001 => Self::DsseV001(DsseV001::read(spec)?),
            EntryKind::IntotoV001 => Self::IntotoV001(IntotoV001::read(spec)?),
            EntryKind::IntotoV002 => Self::IntotoV002(IntotoV002::read(spec)?),
        })
    }

    /// Its kind.
    pub const fn entry_kind(&self) -> EntryKind {
        match self {
            Self::HashedRekordV001(_) => EntryKind::HashedRekordV001,
            Self::HashedRekordV002(_) => EntryKind::HashedRekordV002,
            Self::DsseV001(_) => EntryKind::DsseV001,
            Self::IntotoV001(_) => EntryKind::IntotoV001,
            Self::IntotoV002(_) => EntryKind::IntotoV002,
        }
    }

    /// The digest of what was signed: of the artifact, or of an envelope's payload. `None`: the entry
    /// does not say it.
    pub const fn digest(&self) -> Option<Digest> {
        match self {
            Self::HashedRekordV001(entry) => Some(entry.digest),
            Self::HashedRekordV002(entry) => Some(entry.digest),
            Self::DsseV001(entry) => Some(entry.payload_hash),
            Self::IntotoV001(entry) => entry.payload_hash,
            Self::IntotoV002(entry) => entry.payload_hash,
        }
    }

    /// The signatures that are logged, each with what verifies it; `intoto` 0.0.1 logs none.
    pub fn signatures(&self) -> Vec<LoggedSignature<'_>> {
        let of = |signature, verifier| LoggedSignature {
            signature: Some(Cow::Borrowed(signature)),
            verifier,
        };
        match self {
            Self::HashedRekordV001(entry) => vec![of(&entry.signature, entry.verifier.verifier())],
            Self::HashedRekordV002(entry) => vec![of(&entry.signature, &entry.verifier)],
            Self::DsseV001(entry) => {
                let signatures = entry.signatures.iter();
                signatures.map(|one| of(&one.signature, one.verifier.verifier())).collect()
            }
            Self::IntotoV001(_) => Vec::new(),
            Self::IntotoV002(entry) => {
                let signatures = entry.signatures.iter();
                signatures.map(IntotoSignature::logged).collect()
            }
        }
    }

    /// The bytes that a log hashes (T-2).
    pub fn canonical(&self) -> Vec<u8> {
        let spec = match self {
            Self::HashedRekordV001(entry) => entry.write(),
            Self::HashedRekordV002(entry) => entry.write(),
            Self::DsseV001(entry) => entry.write(),
            Self::IntotoV001(entry) => entry.write(),
            Self::IntotoV002(entry) => entry.write(),
        };
        let (kind, version) = (self.entry_kind().kind(), self.entry_kind().version());
        format!(r#"{{"apiVersion":"{version}","kind":"{kind}","spec":{spec}}}"#).into_bytes()
    }
}

/// Checks that a body stands there as it is written canonically (V-125).
///
/// # Errors
/// [`Error::NotCanonical`] with the first byte that differs.
pub fn check_canonical(found: &[u8], canonical: &[u8]) -> Result<(), Error> {
    if found == canonical {
        return Ok(());
    }
    let same = found.iter().zip(canonical).take_while(|(a, b)| a == b);
    Err(Error::NotCanonical { offset: same.count() })
}
