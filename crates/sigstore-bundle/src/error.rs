use core::fmt;

use sigstore_json::quote;
use sigstore_rekor_types::EntryLogId;
use sigstore_traits::{Facts, HashAlgorithm, Refusal, facts};

use crate::{MediaType, bundle, content, limits, material, media_type, place};

/// Why a bundle was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// It is not the JSON that was expected, or too much of it.
    Json(sigstore_json::Error),
    /// A log entry was refused.
    Entry(sigstore_rekor_types::Error),
    /// The envelope was refused.
    Envelope(sigstore_dsse::Error),
    /// A media type that is not supported.
    MediaType {
        /// The text found.
        found: String,
    },
    /// Nothing to verify the signature with.
    NoMaterial,
    /// A certificate chain without certificates.
    EmptyChain,
    /// Material that a bundle of this version does not hold.
    MaterialOfVersion {
        /// The version.
        media_type: MediaType,
        /// The member found.
        found: &'static str,
    },
    /// Neither a message signature nor an envelope.
    NoContent,
    /// A message digest of an unknown algorithm.
    DigestAlgorithm {
        /// The name found.
        found: String,
    },
    /// A message digest whose length is not its algorithm's.
    DigestLength {
        /// The algorithm.
        algorithm: HashAlgorithm,
        /// Bytes found.
        length: usize,
    },
    /// The envelope's signature names another key than the bundle.
    KeyId {
        /// The name in the envelope.
        keyid: String,
        /// The name in the bundle.
        hint: String,
    },
    /// Two entries with the same log and index.
    DuplicateEntry {
        /// Index in the bundle of the first.
        first: usize,
        /// Index in the bundle of the second.
        second: usize,
        /// The log of both.
        log_id: EntryLogId,
        /// The index in the log of both.
        log_index: u64,
    },
    /// Two timestamps that are the same, byte for byte.
    DuplicateTimestamp {
        /// Index in the bundle of the first.
        first: usize,
        /// Index in the bundle of the second.
        second: usize,
    },
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Json(inner) => inner.facts();
        Self::Entry(inner) => inner.facts();
        Self::Envelope(inner) => inner.facts();
        Self::MediaType { found } => "bundle-media-type", &media_type::V_10,
            "the media type is not supported", "$.mediaType",
            quote(found), MediaType::ALL.map(MediaType::name).join(", ");
        Self::NoMaterial => "bundle-no-material", &material::V_9,
            "nothing verifies the signature", place::MATERIAL,
            "nothing", "publicKey, x509CertificateChain or certificate";
        Self::EmptyChain => "bundle-empty-chain", &material::V_14,
            "the certificate chain is empty", place::CERTIFICATES, "nothing", "a certificate";
        Self::MaterialOfVersion { media_type, found } => "bundle-material-of-version",
            &material::V_127, "the material is not of this version", place::MATERIAL,
            format_args!("{found} in {media_type}"),
            "a chain up to 0.2, a certificate in 0.3, a public key in all";
        Self::NoContent => "bundle-no-content", &content::V_8,
            "the bundle has no signature", "$", "nothing", "messageSignature or dsseEnvelope";
        Self::DigestAlgorithm { found } => "bundle-digest-algorithm", &content::V_24,
            "the digest is unknown", place::DIGEST,
            quote(found), HashAlgorithm::ALL.map(HashAlgorithm::proto_name).join(", ");
        Self::DigestLength { algorithm, length } => "bundle-digest-length", &content::V_24,
            "the digest has a wrong length", place::DIGEST,
            format_args!("{length} bytes"),
            format_args!("{} bytes of {algorithm}", algorithm.length());
        Self::KeyId { keyid, hint } => "bundle-key-id", &bundle::V_17,
            "the envelope names another key", place::KEY_ID, quote(keyid), quote(hint);
        Self::DuplicateEntry { first, second, log_id, log_index } => "bundle-duplicate-entry",
            &limits::V_19, "an entry stands twice",
            format_args!("{}[{second}]", place::ENTRIES),
            format_args!("log {log_id} and index {log_index} of entry {first}"), "each once";
        Self::DuplicateTimestamp { first, second } => "bundle-duplicate-timestamp",
            &limits::V_19, "a timestamp stands twice",
            format_args!("{}[{second}]", place::TIMESTAMPS),
            format_args!("the bytes of timestamp {first}"), "each once";
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

impl From<sigstore_dsse::Error> for Error {
    fn from(error: sigstore_dsse::Error) -> Self {
        Self::Envelope(error)
    }
}
