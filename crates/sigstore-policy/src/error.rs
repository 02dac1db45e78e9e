use std::fmt;

use sigstore_traits::{Facts, Refusal, Rule};

use crate::{MAX_PATTERN, file, key, pattern};

/// A policy that makes no sense: the caller's mistake, not the bundle's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The policy file is not the JSON that it should be.
    Json(sigstore_json::Error),
    /// The policy names neither an identity nor a key.
    Empty,
    /// The policy names both identities and a key.
    IdentitiesAndKey,
    /// An identity says nothing of its issuer.
    NoIssuer {
        /// Which of the identities, from 0.
        identity: usize,
    },
    /// An identity has no subject, or more than one form of it.
    Subject {
        /// Which of the identities, from 0.
        identity: usize,
        /// How many forms of a subject it has.
        found: usize,
    },
    /// A text that must say something is empty.
    EmptyText {
        /// Which: `identity`, `issuer`.
        what: &'static str,
    },
    /// A threshold of zero: a waiver says so by its name.
    ZeroThreshold {
        /// Which.
        what: &'static str,
    },
    /// A pattern is longer than [`MAX_PATTERN`].
    PatternTooLong {
        /// Bytes found.
        bytes: usize,
    },
    /// A regular expression that does not compile by itself.
    Regex {
        /// What the compiler says.
        reason: String,
    },
    /// A key that is neither PEM with the label `PUBLIC KEY` nor DER.
    Key {
        /// What was found: a label, or `no PEM`.
        found: String,
    },
    /// A key file beyond the limit.
    KeyTooLarge {
        /// Bytes found.
        bytes: usize,
        /// The most that is read.
        max: usize,
    },
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (code, rule, message): (_, &'static Rule, _) = match self {
            Self::Json(error) => return error.facts(),
            Self::Empty => ("policy-empty", &file::V_2, "the policy names no signer"),
            Self::IdentitiesAndKey => {
                ("policy-identities-and-key", &file::V_2, "the policy names identities and a key")
            }
            Self::NoIssuer { .. } => {
                ("policy-no-issuer", &file::V_121, "an identity says nothing of its issuer")
            }
            Self::Subject { .. } => {
                ("policy-subject", &file::V_2, "an identity does not have one form of subject")
            }
            Self::EmptyText { .. } => ("policy-empty-text", &file::V_121, "a text is empty"),
            Self::ZeroThreshold { .. } => {
                ("policy-zero-threshold", &file::V_2, "a threshold is zero; a waiver says that")
            }
            Self::PatternTooLong { .. } => {
                ("policy-pattern-too-long", &pattern::A_66, "the pattern is too long")
            }
            Self::Regex { .. } => {
                ("policy-regex", &pattern::A_66, "the regular expression does not compile")
            }
            Self::Key { .. } => ("policy-key", &key::V_112, "the file is no public key"),
            Self::KeyTooLarge { .. } => {
                ("policy-key-too-large", &key::V_112, "the key file is too large")
            }
        };
        let (found, expected) = self.evidence();
        Facts { code, rule, message, place: self.place(), found, expected }
    }
}

impl Error {
    fn place(&self) -> String {
        match self {
            Self::NoIssuer { identity } | Self::Subject { identity, .. } => {
                format!("$.any_of[{identity}]")
            }
            Self::EmptyText { what } | Self::ZeroThreshold { what } => (*what).into(),
            _ => String::new(),
        }
    }

    fn evidence(&self) -> (String, String) {
        match self {
            Self::Empty => ("neither".into(), "identities or a key".into()),
            Self::IdentitiesAndKey => ("both".into(), "identities or a key".into()),
            Self::NoIssuer { .. } => ("nothing".into(), "an issuer, or that there is none".into()),
            Self::Subject { found, .. } => {
                (found.to_string(), "one of identity, identity_glob, identity_regex".into())
            }
            Self::EmptyText { .. } => ("nothing".into(), "some text".into()),
            Self::ZeroThreshold { .. } => ("0".into(), "at least 1".into()),
            Self::PatternTooLong { bytes } => {
                (format!("{bytes} bytes"), format!("at most {MAX_PATTERN}"))
            }
            Self::Regex { reason } => (reason.clone(), "a regular expression".into()),
            Self::Key { found } => (found.clone(), "PEM with the label PUBLIC KEY, or DER".into()),
            Self::KeyTooLarge { bytes, max } => {
                (format!("{bytes} bytes"), format!("at most {max}"))
            }
            Self::Json(_) => (String::new(), String::new()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}
