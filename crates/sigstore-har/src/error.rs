use std::fmt;

use sigstore_json::Limits;
use sigstore_traits::{Facts, Refusal, Rule, RuleKind, facts};

/// The most bytes of an archive.
pub const MAX_CAPTURE: usize = 128 << 20;

/// The most entries of an archive: a life has some fifteen.
pub const MAX_ENTRIES: usize = 10_000;

/// A message taken apart nests as deep as what it holds: a bundle in an envelope in JSON.
pub(crate) const LIMITS: Limits =
    Limits::new(MAX_CAPTURE).depth(96).values(4_000_000).arrays(&[("entries", MAX_ENTRIES)]);

/// No rule of the protocol, and in no catalogue.
static HAR: Rule = Rule {
    id: "har",
    title: "A capture is an HTTP Archive of version 1.2.",
    source: "HTTP Archive (HAR) 1.2, section 3",
    kind: RuleKind::Elsewhere,
    place: "sigstore-har Capture::parse",
};

/// Why an archive can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// It is not JSON, it is too large, or a member that is used is not what it must be.
    Json(sigstore_json::Error),
    /// It is an archive of a version that is not read.
    Version {
        /// The version found.
        found: String,
    },
    /// It is a capture of a form that is not known.
    Format {
        /// The form found.
        found: String,
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
        Self::Version { found } => "har-version", &HAR,
            "the archive has another version", "$.log.version",
            sigstore_json::quote(found), "1.1 or 1.2";
        Self::Format { found } => "har-format", &HAR,
            "the capture has another form", "$.log._sigstore.format",
            sigstore_json::quote(found), sigstore_json::quote(crate::FORMAT);
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

impl std::error::Error for Error {}
