use std::fmt;

use sigstore_traits::{Facts, Refusal, Rule, UnixTime, facts};

use crate::config::MEDIA_TYPES;
use crate::service::S_58;
use crate::{choice, config};

/// Why a signing config was refused, or has no service to sign with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The document is not the JSON that its message prescribes.
    Json(sigstore_json::Error),
    /// A media type that is not known.
    MediaType {
        /// The path of the media type.
        place: String,
        /// The media type found.
        found: String,
    },
    /// The address of a service is none of http or https.
    Url {
        /// The path of the address.
        place: String,
        /// The address found.
        found: String,
    },
    /// A number is no uint32.
    Number {
        /// The path of the number.
        place: String,
        /// The number found.
        found: u64,
    },
    /// A time in a spelling that ProtoJSON does not have, or that does not exist.
    Timestamp {
        /// The path of the time.
        place: String,
        /// The spelling found.
        found: String,
    },
    /// A service without the start of its period.
    MissingStart {
        /// The path at which the start is missing.
        place: String,
    },
    /// The selector of a list is undefined or unknown.
    Selector {
        /// The path of the selector.
        place: String,
        /// The selector found.
        found: String,
    },
    /// The selector EXACT without a count above 0.
    Count {
        /// The path of the count.
        place: String,
    },
    /// None of the services of a list may be used.
    NoService {
        /// The list.
        list: List,
        /// How many services are in it.
        listed: usize,
        /// The time at which it would be used.
        now: UnixTime,
    },
    /// A list has fewer operators that may be used than its selector demands.
    TooFew {
        /// The list.
        list: List,
        /// Operators found.
        found: usize,
        /// Operators demanded.
        count: u32,
        /// The time at which they would be used.
        now: UnixTime,
    },
    /// A log of Rekor v2 is chosen, and nobody tells the time of a signature.
    NoTime {
        /// The address of the log.
        log: String,
        /// The time at which it would be used.
        now: UnixTime,
    },
}

/// A list of services in a signing config.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// `caUrls`
    CertificateAuthorities,
    /// `oidcUrls`
    Issuers,
    /// `rekorTlogUrls`
    Logs,
    /// `tsaUrls`
    TimestampAuthorities,
}

impl List {
    /// Its name in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CertificateAuthorities => "caUrls",
            Self::Issuers => "oidcUrls",
            Self::Logs => "rekorTlogUrls",
            Self::TimestampAuthorities => "tsaUrls",
        }
    }

    const RULES: &'static [&'static Rule] = &[&choice::S_60, &choice::S_61];

    const fn rule(self) -> &'static Rule {
        match self {
            Self::CertificateAuthorities | Self::Issuers => &choice::S_60,
            Self::Logs | Self::TimestampAuthorities => &choice::S_61,
        }
    }
}

impl From<sigstore_json::Error> for Error {
    fn from(error: sigstore_json::Error) -> Self {
        Self::Json(error)
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (place, found, expected) = self.evidence();
        self.row().with(place, found, expected)
    }
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Json(error) => error.facts();
        Self::MediaType { .. } => "signing-config-media-type", &config::S_57,
            "the media type of a signing config is not known";
        Self::Url { .. } => "signing-config-url", &S_58, "the address of a service is none";
        Self::Number { .. } => "signing-config-number", &S_58, "a number is too large";
        Self::Timestamp { .. } => "signing-config-timestamp", &S_58, "a time is misspelt";
        Self::MissingStart { .. } => "signing-config-missing-start", &S_58,
            "a service does not say since when it may be used";
        Self::Selector { .. } => "signing-config-selector", &S_58,
            "a list does not say how many services sign";
        Self::Count { .. } => "signing-config-count", &S_58,
            "EXACT does not say how many services sign";
        Self::NoService { list, .. } => "signing-config-no-service",
            in List::RULES => list.rule(), "there is no service to sign with";
        Self::TooFew { list, .. } => "signing-config-too-few",
            in List::RULES => list.rule(), "there are too few services to sign with";
        Self::NoTime { .. } => "signing-config-no-time", &choice::S_63,
            "a log that tells no time has no timestamp authority beside it";
    }

    fn evidence(&self) -> (String, String, String) {
        match self {
            Self::Json(_) => Default::default(),
            Self::MediaType { place, found } => {
                (place.clone(), quote(found), MEDIA_TYPES.join(" or "))
            }
            Self::Url { place, found } => {
                (place.clone(), quote(found), "https:// or http:// and a host".into())
            }
            Self::Number { place, found } => {
                (place.clone(), found.to_string(), format!("at most {}", u32::MAX))
            }
            Self::Timestamp { place, found } => {
                (place.clone(), quote(found), "a time such as 2021-03-07T03:20:29Z".into())
            }
            Self::MissingStart { place } => (place.clone(), "nothing".into(), "a time".into()),
            Self::Selector { place, found } => {
                (place.clone(), quote(found), "ALL, ANY or EXACT".into())
            }
            Self::Count { place } => (place.clone(), "none or 0".into(), "a number above 0".into()),
            Self::NoService { list, listed, now } => (
                list.name().into(),
                format!("none of {listed} listed"),
                format!("one of version {} at {now}", versions(*list)),
            ),
            Self::TooFew { list, found, count, now } => (
                list.name().into(),
                format!("{found} operators"),
                format!("{count} of version {} at {now}", versions(*list)),
            ),
            Self::NoTime { log, now } => (
                "tsaUrls".into(),
                "none".into(),
                format!("one at {now}, because of {}", quote(log)),
            ),
        }
    }
}

fn versions(list: List) -> String {
    let versions: Vec<_> = list.versions().iter().map(u32::to_string).collect();
    versions.join(" or ")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}

/// In quotation marks, control characters escaped, shortened to 80 characters.
fn quote(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{dots}")
}
