use std::fmt;

use sigstore_traits::{Facts, KeyAlgorithm, KeyDetails, KeyError, Refusal, Rule};

use crate::{log, period};

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

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (code, rule, message) = self.name();
        let (place, found, expected) = self.evidence();
        Facts { code, rule, message, place, found, expected }
    }
}

impl Error {
    fn name(&self) -> (&'static str, &'static Rule, &'static str) {
        let inner = |facts: Facts| (facts.code, facts.rule, facts.message);
        match self {
            Self::Json(error) => inner(error.facts()),
            Self::Chain { error } => inner(error.facts()),
            Self::MediaType { rule, .. } => {
                ("trust-root-media-type", *rule, "the media type is not known")
            }
            Self::Timestamp { .. } => ("trust-root-timestamp", &period::V_28, "a time is misspelt"),
            Self::MissingStart { .. } => (
                "trust-root-missing-start",
                &log::V_29,
                "the key of a log does not say since when it is valid",
            ),
            Self::LogIdLength { .. } => {
                ("trust-root-log-id-length", &log::V_33, "the id of a log has the wrong length")
            }
            Self::HashAlgorithm { .. } => (
                "trust-root-hash-algorithm",
                &log::V_27,
                "the hash algorithm of a log is not supported",
            ),
            Self::KeyDetails { .. } => (
                "trust-root-key-details",
                &log::V_32,
                "the key algorithm of a log is not supported",
            ),
            Self::Key { .. } => ("trust-root-key", &log::V_32, "the key of a log can't be read"),
            Self::KeyMismatch { .. } => (
                "trust-root-key-mismatch",
                &log::V_32,
                "the key of a log is not of the algorithm that it names",
            ),
        }
    }

    /// Place, found, expected. The place of an instance's error is relative to the instance.
    fn evidence(&self) -> (String, String, String) {
        match self {
            Self::Json(error) => {
                let facts = error.facts();
                (facts.place, facts.found, facts.expected)
            }
            Self::Chain { error } => {
                let facts = error.facts();
                let place = match facts.place.as_str() {
                    "" => "certChain".into(),
                    inner => format!("certChain, {inner}"),
                };
                (place, facts.found, facts.expected)
            }
            Self::MediaType { place, found, known, .. } => {
                (place.clone(), quote(found), known.join(" or "))
            }
            Self::Timestamp { place, found } => {
                (place.clone(), quote(found), "a time such as 2021-03-07T03:20:29Z".into())
            }
            Self::MissingStart { place } => (place.clone(), "nothing".into(), "a time".into()),
            Self::LogIdLength { place, bytes } => {
                (place.clone(), format!("{bytes} bytes"), "32 bytes".into())
            }
            Self::HashAlgorithm { found } => {
                ("hashAlgorithm".into(), quote(found), "SHA2_256".into())
            }
            Self::KeyDetails { found } => {
                ("publicKey.keyDetails".into(), quote(found), "a supported algorithm".into())
            }
            Self::Key { error } => ("publicKey.rawBytes".into(), error.to_string(), String::new()),
            Self::KeyMismatch { details, found } => {
                ("publicKey.rawBytes".into(), found.to_string(), details.to_string())
            }
        }
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

/// In quotation marks, control characters escaped, shortened to 80 characters.
fn quote(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{dots}")
}
