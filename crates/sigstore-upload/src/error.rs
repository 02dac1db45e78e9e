use core::fmt;

use sigstore_traits::{
    Facts, HashAlgorithm, KeyAlgorithm, KeyDetails, KeyError, Refusal, SignatureError, facts,
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

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Signature(error) => "upload-signature", &T_4,
            "an upload whose signature does not hold", "", error, "";
        Self::Key(error) => "upload-key", &T_4, "an upload without a readable key", "", error, "";
        Self::Certificate(error) => error.facts();
        Self::Envelope(error) => error.facts();
        Self::NoSignature => "upload-no-signature", &T_30,
            "an uploaded envelope without signatures";
        Self::Unverified { index } => "upload-unverified", &T_30,
            "no key beside the envelope verifies it", format_args!("signature {index}"), "", "";
        Self::PayloadMissing => "upload-payload", &T_30,
            "an uploaded envelope without a payload in base64";
        Self::SignatureText { index } => "upload-signature-text", &T_30,
            "an uploaded signature that is not base64", format_args!("signature {index}"), "", "";
        Self::Unregistered { key, hash } => "upload-unregistered", &T_11,
            "an upload with a hash of another key", "",
            format_args!("{hash} with a key of {key}"), key.default_hash();
        Self::KeyDetails { details, key } => "upload-key-details", &T_131,
            "an upload with an algorithm that is not its key's", "",
            details, format_args!("a prehashed algorithm of a key of {key}");
        Self::DigestAlgorithm { found, expected } => "upload-digest", &T_131,
            "an upload with a digest of another hash than its algorithm's", "", found, expected;
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
