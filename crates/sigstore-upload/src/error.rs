use core::fmt;

use sigstore_traits::{
    Facts, HashAlgorithm, KeyAlgorithm, KeyDetails, KeyError, Refusal, SignatureError,
};

use crate::upload::{T_4, T_11, T_30, T_131};

/// Why a log does not record an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The signature does not hold.
    Signature(SignatureError),
    /// The key beside it, or the one in its certificate, can't be read.
    Key(KeyError),
    /// The certificate beside it can't be read.
    Certificate(sigstore_certificate::Error),
    /// It is no envelope.
    Envelope(sigstore_dsse::Error),
    /// The envelope has no signature.
    NoSignature,
    /// A signature of the envelope that none of the keys beside it verifies.
    Unverified {
        /// Its place, from 0.
        index: usize,
    },
    /// An envelope in parts without a payload, or with one that is not base64 text.
    PayloadMissing,
    /// A signature of an envelope in parts that is not base64 text.
    SignatureText {
        /// Its place, from 0.
        index: usize,
    },
    /// A digest of another hash than the registry pairs with its key.
    Unregistered {
        /// The key.
        key: KeyAlgorithm,
        /// The hash of the digest.
        hash: HashAlgorithm,
    },
    /// The named algorithm is not the key's, or signs no digest.
    KeyDetails {
        /// What was named.
        details: KeyDetails,
        /// The key that is there.
        key: KeyAlgorithm,
    },
    /// The digest is of another hash than the named algorithm's.
    DigestAlgorithm {
        /// The digest's.
        found: HashAlgorithm,
        /// The named algorithm's.
        expected: HashAlgorithm,
    },
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let facts = |code, rule, message| Facts {
            code,
            rule,
            message,
            place: String::new(),
            found: String::new(),
            expected: String::new(),
        };
        match self {
            Self::Signature(error) => Facts {
                found: error.to_string(),
                ..facts("upload-signature", &T_4, "an upload whose signature does not hold")
            },
            Self::Key(error) => Facts {
                found: error.to_string(),
                ..facts("upload-key", &T_4, "an upload without a readable key")
            },
            Self::Certificate(error) => error.facts(),
            Self::Envelope(error) => error.facts(),
            Self::NoSignature => {
                facts("upload-no-signature", &T_30, "an uploaded envelope without signatures")
            }
            Self::Unverified { index } => Facts {
                place: format!("signature {index}"),
                ..facts("upload-unverified", &T_30, "no key beside the envelope verifies it")
            },
            Self::PayloadMissing => {
                facts("upload-payload", &T_30, "an uploaded envelope without a payload in base64")
            }
            Self::SignatureText { index } => Facts {
                place: format!("signature {index}"),
                ..facts("upload-signature-text", &T_30, "an uploaded signature that is not base64")
            },
            Self::Unregistered { key, hash } => Facts {
                found: format!("{hash} with a key of {key}"),
                expected: key.default_hash().to_string(),
                ..facts("upload-unregistered", &T_11, "an upload with a hash of another key")
            },
            Self::KeyDetails { details, key } => Facts {
                found: details.to_string(),
                expected: format!("a prehashed algorithm of a key of {key}"),
                ..facts(
                    "upload-key-details",
                    &T_131,
                    "an upload with an algorithm that is not its key's",
                )
            },
            Self::DigestAlgorithm { found, expected } => Facts {
                found: found.to_string(),
                expected: expected.to_string(),
                ..facts(
                    "upload-digest",
                    &T_131,
                    "an upload with a digest of another hash than its algorithm's",
                )
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
