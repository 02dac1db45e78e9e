use std::fmt;

use sigstore_json::quote;
use sigstore_traits::{Facts, KeyAlgorithm, KeyDetails, KeyError, Refusal, Rule, facts};

use crate::{config, document, log, period};

/// Why a document, or one instance in it, was refused.
///
/// The errors that have a place refuse the document. Those without one are of an instance and
/// come inside [`Unusable`], which has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The document is not the JSON that its message prescribes.
    Json(sigstore_json::Error),
    /// A media type that its reader does not know.
    MediaType {
        /// The path of the media type.
        place: String,
        /// The media type found.
        found: String,
        /// Those that are known.
        known: &'static [&'static str],
        /// The rule of the document: V-25 or V-35.
        rule: &'static Rule,
    },
    /// A time in a spelling that ProtoJSON does not have, or that does not exist.
    Timestamp {
        /// The path of the time.
        place: String,
        /// The spelling found.
        found: String,
    },
    /// The key of a log without the start of its period.
    MissingStart {
        /// The path at which the start is missing.
        place: String,
    },
    /// The id of a log is not 32 bytes.
    LogIdLength {
        /// The path of the id.
        place: String,
        /// Bytes found.
        bytes: usize,
    },
    /// A log with another hash than SHA-256.
    HashAlgorithm {
        /// The name found.
        found: String,
    },
    /// A key algorithm that is unknown, or known and not supported.
    KeyDetails {
        /// The name found.
        found: String,
    },
    /// The suite does not read the key.
    Key {
        /// What the suite said.
        error: KeyError,
    },
    /// The key is not of the algorithm that its details name.
    KeyMismatch {
        /// The details.
        details: KeyDetails,
        /// What the key is.
        found: KeyAlgorithm,
    },
    /// The chain of an authority does not hold.
    Chain {
        /// Which certificate, and why.
        error: sigstore_certificate::Error,
    },
}

impl From<sigstore_json::Error> for Error {
    fn from(error: sigstore_json::Error) -> Self {
        Self::Json(error)
    }
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Json(error) => error.facts();
        Self::Chain { error } => error.facts().inside("certChain");
        Self::MediaType { place, found, known, rule } => "trust-root-media-type",
            in &[&document::V_25, &config::V_35] => rule,
            "the media type is not known", place, quote(found), known.join(" or ");
        Self::Timestamp { place, found } => "trust-root-timestamp", &period::V_28,
            "a time is misspelt", place, quote(found), "a time such as 2021-03-07T03:20:29Z";
        Self::MissingStart { place } => "trust-root-missing-start", &log::V_29,
            "the key of a log does not say since when it is valid", place, "nothing", "a time";
        Self::LogIdLength { place, bytes } => "trust-root-log-id-length", &log::V_33,
            "the id of a log has the wrong length", place,
            format_args!("{bytes} bytes"), "32 bytes";
        Self::HashAlgorithm { found } => "trust-root-hash-algorithm", &log::V_27,
            "the hash algorithm of a log is not supported", "hashAlgorithm",
            quote(found), "SHA2_256";
        Self::KeyDetails { found } => "trust-root-key-details", &log::V_32,
            "the key algorithm of a log is not supported", "publicKey.keyDetails",
            quote(found), "a supported algorithm";
        Self::Key { error } => "trust-root-key", &log::V_32,
            "the key of a log can't be read", "publicKey.rawBytes", error, "";
        Self::KeyMismatch { details, found } => "trust-root-key-mismatch", &log::V_32,
            "the key of a log is not of the algorithm that it names", "publicKey.rawBytes",
            found, details;
    }
}

impl Refusal for Error {
    /// The place of an instance's error is relative to the instance.
    fn facts(&self) -> Facts {
        self.row()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}

/// An instance of a trusted root that is not used. The others are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unusable {
    /// Its path in the document, such as `$.ctlogs[0]`.
    pub place: String,
    /// Why it is not used.
    pub error: Error,
}

impl Refusal for Unusable {
    fn facts(&self) -> Facts {
        let facts = self.error.facts();
        Facts { place: format!("{}.{}", self.place, facts.place), ..facts }
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Unusable {}
