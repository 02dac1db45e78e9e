use core::fmt;

use sigstore_rekor_types::EntryLogId;
use sigstore_traits::{Facts, HashAlgorithm, Refusal, Rule};

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

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (code, message) = self.words();
        let (found, expected) = self.evidence();
        Facts { code, rule: self.broken_rule(), message, place: self.place(), found, expected }
    }
}

impl Error {
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Json(inner) => (inner.code(), inner.facts().message),
            Self::Entry(inner) => (inner.code(), inner.facts().message),
            Self::Envelope(inner) => (inner.code(), inner.facts().message),
            Self::MediaType { .. } => ("bundle-media-type", "the media type is not supported"),
            Self::NoMaterial => ("bundle-no-material", "nothing verifies the signature"),
            Self::EmptyChain => ("bundle-empty-chain", "the certificate chain is empty"),
            Self::MaterialOfVersion { .. } => {
                ("bundle-material-of-version", "the material is not of this version")
            }
            Self::NoContent => ("bundle-no-content", "the bundle has no signature"),
            Self::DigestAlgorithm { .. } => ("bundle-digest-algorithm", "the digest is unknown"),
            Self::DigestLength { .. } => ("bundle-digest-length", "the digest has a wrong length"),
            Self::KeyId { .. } => ("bundle-key-id", "the envelope names another key"),
            Self::DuplicateEntry { .. } => ("bundle-duplicate-entry", "an entry stands twice"),
            Self::DuplicateTimestamp { .. } => {
                ("bundle-duplicate-timestamp", "a timestamp stands twice")
            }
        }
    }

    fn broken_rule(&self) -> &'static Rule {
        match self {
            Self::Json(inner) => inner.rule(),
            Self::Entry(inner) => inner.rule(),
            Self::Envelope(inner) => inner.rule(),
            Self::MediaType { .. } => &media_type::V_10,
            Self::NoMaterial => &material::V_9,
            Self::EmptyChain => &material::V_14,
            Self::MaterialOfVersion { .. } => &material::V_127,
            Self::NoContent => &content::V_8,
            Self::DigestAlgorithm { .. } | Self::DigestLength { .. } => &content::V_24,
            Self::KeyId { .. } => &bundle::V_17,
            Self::DuplicateEntry { .. } | Self::DuplicateTimestamp { .. } => &limits::V_19,
        }
    }

    fn place(&self) -> String {
        match self {
            Self::Json(inner) => inner.facts().place,
            Self::Entry(inner) => inner.facts().place,
            Self::Envelope(inner) => inner.facts().place,
            Self::MediaType { .. } => "$.mediaType".into(),
            Self::NoMaterial | Self::MaterialOfVersion { .. } => place::MATERIAL.into(),
            Self::EmptyChain => place::CERTIFICATES.into(),
            Self::NoContent => "$".into(),
            Self::DigestAlgorithm { .. } | Self::DigestLength { .. } => place::DIGEST.into(),
            Self::KeyId { .. } => place::KEY_ID.into(),
            Self::DuplicateEntry { second, .. } => format!("{}[{second}]", place::ENTRIES),
            Self::DuplicateTimestamp { second, .. } => format!("{}[{second}]", place::TIMESTAMPS),
        }
    }

    /// What was found, what was expected.
    fn evidence(&self) -> (String, String) {
        let nothing = |expected: &str| ("nothing".into(), expected.into());
        match self {
            Self::Json(inner) => (inner.facts().found, inner.facts().expected),
            Self::Entry(inner) => (inner.facts().found, inner.facts().expected),
            Self::Envelope(inner) => (inner.facts().found, inner.facts().expected),
            Self::MediaType { found } => {
                (shorten(found), MediaType::ALL.map(MediaType::name).join(", "))
            }
            Self::NoMaterial => nothing("publicKey, x509CertificateChain or certificate"),
            Self::EmptyChain => nothing("a certificate"),
            Self::MaterialOfVersion { media_type, found } => {
                let expected = "a chain up to 0.2, a certificate in 0.3, a public key in all";
                (format!("{found} in {media_type}"), expected.into())
            }
            Self::NoContent => nothing("messageSignature or dsseEnvelope"),
            Self::DigestAlgorithm { found } => {
                (shorten(found), HashAlgorithm::ALL.map(HashAlgorithm::proto_name).join(", "))
            }
            Self::DigestLength { algorithm, length } => {
                let expected = format!("{} bytes of {algorithm}", algorithm.length());
                (format!("{length} bytes"), expected)
            }
            Self::KeyId { keyid, hint } => (shorten(keyid), shorten(hint)),
            Self::DuplicateEntry { first, log_id, log_index, .. } => {
                let found = format!("log {log_id} and index {log_index} of entry {first}");
                (found, "each once".into())
            }
            Self::DuplicateTimestamp { first, .. } => {
                (format!("the bytes of timestamp {first}"), "each once".into())
            }
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

/// In quotation marks, control characters escaped, shortened to 80 characters.
fn shorten(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{dots}")
}
