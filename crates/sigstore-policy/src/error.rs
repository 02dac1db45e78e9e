use std::fmt;

use sigstore_traits::{Facts, Refusal, facts};

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

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Json(error) => error.facts();
        Self::Empty => "policy-empty", &file::V_2,
            "the policy names no signer", "", "neither", "identities or a key";
        Self::IdentitiesAndKey => "policy-identities-and-key", &file::V_2,
            "the policy names identities and a key", "", "both", "identities or a key";
        Self::NoIssuer { identity } => "policy-no-issuer", &file::V_121,
            "an identity says nothing of its issuer", format_args!("$.any_of[{identity}]"),
            "nothing", "an issuer, or that there is none";
        Self::Subject { identity, found } => "policy-subject", &file::V_2,
            "an identity does not have one form of subject",
            format_args!("$.any_of[{identity}]"),
            found, "one of identity, identity_glob, identity_regex";
        Self::EmptyText { what } => "policy-empty-text", &file::V_121,
            "a text is empty", what, "nothing", "some text";
        Self::ZeroThreshold { what } => "policy-zero-threshold", &file::V_2,
            "a threshold is zero; a waiver says that", what, "0", "at least 1";
        Self::PatternTooLong { bytes } => "policy-pattern-too-long", &pattern::A_66,
            "the pattern is too long", "",
            format_args!("{bytes} bytes"), format_args!("at most {MAX_PATTERN}");
        Self::Regex { reason } => "policy-regex", &pattern::A_66,
            "the regular expression does not compile", "", reason, "a regular expression";
        Self::Key { found } => "policy-key", &key::V_112,
            "the file is no public key", "", found, "PEM with the label PUBLIC KEY, or DER";
        Self::KeyTooLarge { bytes, max } => "policy-key-too-large", &key::V_112,
            "the key file is too large", "",
            format_args!("{bytes} bytes"), format_args!("at most {max}");
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
