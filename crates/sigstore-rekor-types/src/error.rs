use core::fmt;

use sigstore_json::quote;
use sigstore_traits::{Facts, HashAlgorithm, Refusal, facts};

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

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Json(inner) => inner.facts();
        Self::UnsupportedKind { kind, version } => "entry-unsupported-kind",
            in kind::RULES => kind::rule(kind, version), "the kind is not supported", "$.kind",
            names(kind, version), EntryKind::ALL.map(|kind| kind.to_string()).join(", ");
        Self::KindMismatch { entry, body } => "entry-kind-mismatch", &kind::V_93,
            "the body is of another kind", "$.kind", body, names(&entry.kind, &entry.version);
        Self::NotCanonical { offset } => "entry-not-canonical", &body::V_125,
            "the body is not canonical", "$",
            format_args!("a difference at byte {offset}"), "RFC 8785";
        Self::NoSignatures { place } => "entry-no-signatures", &dsse::T_31,
            "the body has no signature", place, "none", "at least one";
        Self::Pem { place, line, expected } => "entry-pem", &pem::T_5,
            "the key or certificate is not strict PEM", place,
            format_args!("something else in line {line}"), expected;
        Self::HashAlgorithm { place, found, allowed } => "entry-hash-algorithm", &hash::T_21,
            "the hash is of a wrong kind", place,
            quote(found), allowed.iter().map(|hash| hash.name()).collect::<Vec<_>>().join(", ");
        Self::Hex { place, characters, expected } => "entry-hex", &hash::T_20,
            "the hash is misspelt", place,
            format_args!("{characters} characters"),
            format_args!("{expected} digits of lower-case hex");
        Self::DigestLength { place, algorithm, length } => "entry-digest-length",
            &hashed_rekord::T_130, "the digest has a wrong length", place,
            format_args!("{length} bytes"),
            format_args!("{} bytes of {algorithm}", algorithm.length());
        Self::HashLength { place, length } => "entry-hash-length", &proof::V_89,
            "the hash has a wrong length", place, format_args!("{length} bytes"), "32 bytes";
        Self::Negative { place, found } => "entry-negative", &entry::V_18,
            "the number is negative", place, found, "0 or more";
        Self::Uuid { characters } => "entry-uuid", &body::T_2,
            "the name of the entry is misspelt", "$",
            format_args!("{characters} characters"), "64 or 80 digits of lower-case hex";
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        self.row()
    }
}

fn names(kind: &str, version: &str) -> String {
    format!("{} {}", quote(kind), quote(version))
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
