use core::fmt;

use sigstore_json::hex;
use sigstore_traits::{Facts, Refusal, facts};

use crate::{attestation, dsse_v002};

/// Why a body was refused.
///
/// `place` is a JSON path from the root of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// It is not the JSON that was expected.
    Json(sigstore_json::Error),
    /// What all kinds share, or a kind that can be verified, is refused.
    Entry(sigstore_rekor_types::Error),
    /// A body with no signature.
    NoSignatures {
        /// Where.
        place: String,
    },
    /// A document inside the body is not the JSON that was expected.
    Document {
        /// Where it stands.
        place: &'static str,
        /// What is wrong inside it.
        error: sigstore_json::Error,
    },
    /// What was stored beside an entry is not what the entry is about.
    Attestation {
        /// Its hash.
        found: [u8; 32],
        /// What the body says; nothing if entries of its kind have no attestation.
        expected: Option<[u8; 32]>,
    },
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Json(inner) => inner.facts();
        Self::Entry(inner) => inner.facts();
        Self::Document { place, error } => error.facts().inside(place);
        Self::NoSignatures { place } => "body-no-signatures", &dsse_v002::T_132,
            "the body has no signature", place, "none", "at least one";
        Self::Attestation { found, expected } => "body-attestation", &attestation::T_13,
            "the attestation is not the entry's", "", hex(found),
            expected.map_or_else(|| "none".into(), |expected| hex(&expected));
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

impl From<sigstore_rekor_types::Error> for Error {
    fn from(error: sigstore_rekor_types::Error) -> Self {
        Self::Entry(error)
    }
}
