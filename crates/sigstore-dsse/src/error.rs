use core::fmt;

use sigstore_json::quote;
use sigstore_traits::{Facts, HashAlgorithm, Refusal, facts};

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

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Json(inner) => inner.facts();
        Self::SignatureCount { place, count } => "dsse-signature-count", &envelope::V_16,
            "the envelope has not one signature", place, count, "1";
        Self::StatementType { place, found } => "dsse-statement-type", &statement::V_109,
            "the payload is no statement of a known version", place,
            quote(found), StatementType::ALL.map(StatementType::uri).join(" or ");
        Self::SubjectDigest { place, algorithm, characters } => "dsse-subject-digest",
            &statement::V_110, "the digest of the subject is misspelt", place,
            format_args!("{characters} characters"),
            format_args!("{} digits of lower-case hex", algorithm.length() * 2);
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        self.row()
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
