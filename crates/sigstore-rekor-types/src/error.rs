use core::fmt;

use sigstore_traits::{Facts, HashAlgorithm, Refusal, Rule};

use crate::{EntryKind, KindVersion, body, dsse, entry, hash, hashed_rekord, kind, pem, proof};

/// Why an entry or its body was refused.
///
/// `place` is a JSON path: from the root of the document that holds the entry, or from the root of
/// the body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// It is not the JSON that was expected.
    Json(sigstore_json::Error),
    /// The body is of a kind that is not supported.
    UnsupportedKind {
        /// The kind.
        kind: String,
        /// The version.
        version: String,
    },
    /// The body is of another kind than its entry says.
    KindMismatch {
        /// What the entry says.
        entry: KindVersion,
        /// What the body is.
        body: KindVersion,
    },
    /// The body is not the canonical form of what it says.
    NotCanonical {
        /// The first byte that is not the canonical one.
        offset: usize,
    },
    /// A body with no signature.
    NoSignatures {
        /// Where.
        place: String,
    },
    /// A key or certificate that is not PEM in a spelling that is read.
    Pem {
        /// Where the PEM stands.
        place: String,
        /// The line of the PEM, from 1.
        line: usize,
        /// What was expected there.
        expected: &'static str,
    },
    /// A hash of an algorithm that the kind does not allow.
    HashAlgorithm {
        /// Where.
        place: String,
        /// The name found.
        found: String,
        /// The algorithms that are allowed.
        allowed: &'static [HashAlgorithm],
    },
    /// A hash that is not lower-case hex, or of the wrong length.
    Hex {
        /// Where.
        place: String,
        /// Characters found.
        characters: usize,
        /// Digits expected.
        expected: usize,
    },
    /// A digest whose length is not its algorithm's.
    DigestLength {
        /// Where.
        place: String,
        /// The algorithm.
        algorithm: HashAlgorithm,
        /// Bytes found.
        length: usize,
    },
    /// A hash in a proof that is not 32 bytes long.
    HashLength {
        /// Where.
        place: String,
        /// Bytes found.
        length: usize,
    },
    /// An index or size below zero.
    Negative {
        /// Where.
        place: String,
        /// The number.
        found: i64,
    },
    /// The name of an entry that is neither 64 nor 80 digits of lower-case hex.
    Uuid {
        /// Characters found.
        characters: usize,
    },
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (code, message) = self.words();
        let (found, expected) = self.evidence();
        Facts {
            code,
            rule: self.broken_rule(),
            message,
            place: self.place().into(),
            found,
            expected,
        }
    }
}

impl Error {
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Json(inner) => (inner.code(), inner.facts().message),
            Self::UnsupportedKind { .. } => ("entry-unsupported-kind", "the kind is not supported"),
            Self::KindMismatch { .. } => ("entry-kind-mismatch", "the body is of another kind"),
            Self::NotCanonical { .. } => ("entry-not-canonical", "the body is not canonical"),
            Self::NoSignatures { .. } => ("entry-no-signatures", "the body has no signature"),
            Self::Pem { .. } => ("entry-pem", "the key or certificate is not strict PEM"),
            Self::HashAlgorithm { .. } => ("entry-hash-algorithm", "the hash is of a wrong kind"),
            Self::Hex { .. } => ("entry-hex", "the hash is misspelt"),
            Self::DigestLength { .. } => ("entry-digest-length", "the digest has a wrong length"),
            Self::HashLength { .. } => ("entry-hash-length", "the hash has a wrong length"),
            Self::Negative { .. } => ("entry-negative", "the number is negative"),
            Self::Uuid { .. } => ("entry-uuid", "the name of the entry is misspelt"),
        }
    }

    fn broken_rule(&self) -> &'static Rule {
        match self {
            Self::Json(inner) => inner.rule(),
            Self::UnsupportedKind { kind, version } if (&**kind, &**version) == kind::RETIRED => {
                &kind::V_101
            }
            Self::UnsupportedKind { .. } | Self::KindMismatch { .. } => &kind::V_93,
            Self::NotCanonical { .. } => &body::V_125,
            Self::NoSignatures { .. } => &dsse::T_31,
            Self::Pem { .. } => &pem::T_5,
            Self::HashAlgorithm { .. } => &hash::T_21,
            Self::Hex { .. } => &hash::T_20,
            Self::DigestLength { .. } => &hashed_rekord::T_130,
            Self::HashLength { .. } => &proof::V_89,
            Self::Negative { .. } => &entry::V_18,
            Self::Uuid { .. } => &body::T_2,
        }
    }

    fn place(&self) -> &str {
        match self {
            Self::Json(inner) => &inner.place,
            Self::UnsupportedKind { .. } | Self::KindMismatch { .. } => "$.kind",
            Self::NotCanonical { .. } | Self::Uuid { .. } => "$",
            Self::NoSignatures { place }
            | Self::Pem { place, .. }
            | Self::HashAlgorithm { place, .. }
            | Self::Hex { place, .. }
            | Self::DigestLength { place, .. }
            | Self::HashLength { place, .. }
            | Self::Negative { place, .. } => place,
        }
    }

    /// What was found, what was expected.
    fn evidence(&self) -> (String, String) {
        let hex = |digits: &str| format!("{digits} digits of lower-case hex");
        match self {
            Self::Json(inner) => (inner.facts().found, inner.facts().expected),
            Self::UnsupportedKind { kind, version } => {
                let known = EntryKind::ALL.map(|kind| kind.to_string());
                (names(kind, version), known.join(", "))
            }
            Self::KindMismatch { entry, body } => {
                (body.to_string(), names(&entry.kind, &entry.version))
            }
            Self::NotCanonical { offset } => {
                (format!("a difference at byte {offset}"), "RFC 8785".into())
            }
            Self::NoSignatures { .. } => ("none".into(), "at least one".into()),
            Self::Pem { line, expected, .. } => {
                (format!("something else in line {line}"), (*expected).into())
            }
            Self::HashAlgorithm { found, allowed, .. } => {
                let allowed: Vec<_> = allowed.iter().map(|allowed| allowed.name()).collect();
                (shorten(found), allowed.join(", "))
            }
            Self::Hex { characters, expected, .. } => {
                (format!("{characters} characters"), hex(&expected.to_string()))
            }
            Self::DigestLength { algorithm, length, .. } => {
                (bytes(length), format!("{} of {algorithm}", bytes(&algorithm.length())))
            }
            Self::HashLength { length, .. } => (bytes(length), bytes(&32)),
            Self::Negative { found, .. } => (found.to_string(), "0 or more".into()),
            Self::Uuid { characters } => (format!("{characters} characters"), hex("64 or 80")),
        }
    }
}

fn bytes(length: &usize) -> String {
    format!("{length} bytes")
}

fn names(kind: &str, version: &str) -> String {
    format!("{} {}", shorten(kind), shorten(version))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl core::error::Error for Error {}

impl From<sigstore_json::Error> for Error {
    fn from(error: sigstore_json::Error) -> Self {
        Self::Json(error)
    }
}

/// In quotation marks, control characters escaped, shortened to 80 characters.
fn shorten(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{dots}")
}
