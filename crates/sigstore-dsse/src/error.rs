use core::fmt;

use sigstore_traits::{Facts, HashAlgorithm, Refusal};

use crate::{StatementType, envelope, statement};

/// Why an envelope or its payload was refused.
///
/// `place` is a JSON path: from the root of the document that holds the envelope, or from the root
/// of the payload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// It is not the JSON that was expected.
    Json(sigstore_json::Error),
    /// An envelope with another number of signatures than one.
    SignatureCount {
        /// Where.
        place: String,
        /// Signatures found.
        count: usize,
    },
    /// A payload that is no in-toto statement of a known version.
    StatementType {
        /// Where.
        place: String,
        /// The type found.
        found: String,
    },
    /// A subject's digest that is not lower-case hex, or of the wrong length.
    SubjectDigest {
        /// Where.
        place: String,
        /// The algorithm.
        algorithm: HashAlgorithm,
        /// Characters found.
        characters: usize,
    },
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        match self {
            Self::Json(inner) => inner.facts(),
            Self::SignatureCount { place, count } => Facts {
                code: "dsse-signature-count",
                rule: &envelope::V_16,
                message: "the envelope has not one signature",
                place: place.clone(),
                found: count.to_string(),
                expected: "1".into(),
            },
            Self::StatementType { place, found } => Facts {
                code: "dsse-statement-type",
                rule: &statement::V_109,
                message: "the payload is no statement of a known version",
                place: place.clone(),
                found: shorten(found),
                expected: StatementType::ALL.map(StatementType::uri).join(" or "),
            },
            Self::SubjectDigest { place, algorithm, characters } => Facts {
                code: "dsse-subject-digest",
                rule: &statement::V_110,
                message: "the digest of the subject is misspelt",
                place: place.clone(),
                found: format!("{characters} characters"),
                expected: format!("{} digits of lower-case hex", algorithm.length() * 2),
            },
        }
    }
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
