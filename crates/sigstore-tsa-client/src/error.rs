use core::fmt;

use sigstore_traits::{Digest, Facts, Refusal, facts};
use sigstore_transport::AddressError;

use crate::{answer, certificate_chain, timestamp_request};

/// Why a question can't be put, or its answer is none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The base address can't be used.
    Address(AddressError),
    /// The authority refused over HTTP.
    Refused {
        /// The status of the answer.
        status: u16,
        /// The code that it gave.
        code: Option<u32>,
        /// Its words, shortened to 200 characters.
        message: String,
    },
    /// The answer is neither what was asked for nor a refusal with words.
    NotUnderstood {
        /// The status of the answer.
        status: u16,
        /// What it says that it is.
        content_type: Option<String>,
        /// How it begins: 200 characters at most.
        body_start: String,
    },
    /// The authority refused in the answer, or the answer is no timestamp.
    Timestamp(sigstore_tsa::Error),
    /// The timestamp is over something else.
    OtherDigest {
        /// The digest that is stamped.
        found: Digest,
        /// The one that was sent.
        expected: Digest,
    },
    /// The timestamp answers another request.
    OtherNonce {
        /// The nonce of the timestamp in hex, if it has one.
        found: Option<String>,
        /// The one that was sent.
        expected: String,
    },
    /// The chain is not PEM.
    Pem {
        /// The line, from 1.
        line: usize,
        /// What was expected there.
        expected: &'static str,
    },
}

impl From<AddressError> for Error {
    fn from(error: AddressError) -> Self {
        Self::Address(error)
    }
}

impl From<sigstore_tsa::Error> for Error {
    fn from(error: sigstore_tsa::Error) -> Self {
        Self::Timestamp(error)
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (found, expected) = self.evidence();
        self.row().with("", found, expected)
    }
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Address(error) => error.facts();
        Self::Timestamp(error) => error.facts();
        Self::Refused { .. } => "tsa-refused", &answer::S_75, "the timestamp authority refused";
        Self::NotUnderstood { .. } => "tsa-not-understood", &answer::S_75,
            "the answer of the timestamp authority is not understood";
        Self::OtherDigest { .. } => "tsa-other-digest", &timestamp_request::S_55,
            "the timestamp is over something else";
        Self::OtherNonce { .. } => "tsa-other-nonce", &timestamp_request::S_55,
            "the timestamp answers another request";
        Self::Pem { .. } => "tsa-pem", &certificate_chain::S_56, "the chain is not strict PEM";
    }

    /// What was found, what was expected.
    fn evidence(&self) -> (String, String) {
        match self {
            Self::Address(_) | Self::Timestamp(_) => Default::default(),
            Self::Refused { status, code, message } => {
                let code = code.map_or_else(String::new, |code| format!(", code {code}"));
                (format!("status {status}{code}, {message:?}"), String::new())
            }
            Self::NotUnderstood { status, content_type, body_start } => {
                let content_type = content_type.as_deref().unwrap_or("no content type");
                (format!("status {status}, {content_type}, {body_start:?}"), String::new())
            }
            Self::OtherDigest { found, expected } => (found.to_string(), expected.to_string()),
            Self::OtherNonce { found, expected } => {
                let nonce = |hex: &str| format!("nonce {hex}");
                (found.as_deref().map_or_else(|| "no nonce".into(), nonce), nonce(expected))
            }
            Self::Pem { line, expected } => {
                (format!("something else in line {line}"), (*expected).into())
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
