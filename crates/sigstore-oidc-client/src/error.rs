use core::fmt;

use sigstore_traits::{Facts, Refusal, facts};
use sigstore_transport::AddressError;

use crate::authorization::{A_18, S_15, S_16, S_18};
use crate::provider::S_14;
use crate::{MAX_CALLBACK, MAX_CODE, answer, device};

/// Why a question can't be asked, or an answer not be used. No error shows a code, a verifier, a
/// state or a token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The answer of an issuer can't be used.
    At {
        /// The issuer that was asked.
        issuer: String,
        /// Why.
        error: Box<Self>,
    },
    /// The address of the issuer can't be extended.
    Address {
        /// Why.
        error: AddressError,
    },
    /// An answer is not the JSON that it should be.
    Json {
        /// Why.
        error: sigstore_json::Error,
    },
    /// The issuer refused, as OAuth does it (RFC 6749 section 5.2).
    Refused {
        /// The status.
        status: u16,
        /// `error`: a word, shortened.
        error: String,
        /// `error_description`, shortened.
        description: Option<String>,
    },
    /// An answer that is none, and no error of OAuth either.
    NotUnderstood {
        /// The status.
        status: u16,
        /// The content type.
        content_type: Option<String>,
        /// The first 200 characters of the body.
        body_start: String,
    },
    /// A configuration or a callback of another issuer.
    Issuer {
        /// The issuer that was asked.
        expected: String,
        /// The issuer that answers, shortened.
        found: String,
    },
    /// An endpoint is no https address, or http one where the issuer's is.
    Endpoint {
        /// Its name.
        name: &'static str,
        /// What was found, shortened.
        found: String,
    },
    /// The issuer has no such endpoint.
    NoEndpoint {
        /// Its name.
        name: &'static str,
    },
    /// The issuer says that it does not do S256.
    NoS256 {
        /// The methods that it names.
        found: Vec<String>,
    },
    /// A callback of more than [`MAX_CALLBACK`] bytes.
    CallbackTooLarge {
        /// Bytes found.
        bytes: usize,
    },
    /// A parameter of a callback is not well encoded.
    CallbackEncoding {
        /// Its number, from 1.
        parameter: usize,
    },
    /// A parameter stands twice in a callback.
    DuplicateParameter {
        /// Its name, shortened.
        name: String,
    },
    /// A callback that is not of this sign-in.
    State {
        /// Whether it has a state at all.
        present: bool,
    },
    /// The sign-in failed at the issuer (RFC 6749 section 4.1.2.1).
    SignInRefused {
        /// `error`: a word, shortened.
        error: String,
        /// `error_description`, shortened.
        description: Option<String>,
    },
    /// A callback with neither error nor code.
    NoCode,
    /// A code that is none.
    CodeForm {
        /// Its characters.
        characters: usize,
    },
    /// The person said no on the other device.
    DeviceDenied,
    /// There is no more time on the other device.
    DeviceExpired,
}

impl From<sigstore_json::Error> for Error {
    fn from(error: sigstore_json::Error) -> Self {
        Self::Json { error }
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (found, expected) = self.evidence();
        let place = match self {
            Self::Endpoint { name, .. } => (*name).into(),
            Self::CallbackEncoding { parameter } => format!("parameter {parameter}"),
            _ => String::new(),
        };
        self.row().with(place, found, expected)
    }
}

impl Error {
    /// What is wrong, for whoever names the issuer otherwise.
    pub fn without_issuer(&self) -> &Self {
        match self {
            Self::At { error, .. } => error,
            other => other,
        }
    }

    /// The same of an answer of this issuer.
    pub(crate) fn at(self, issuer: &str) -> Self {
        Self::At { issuer: issuer.into(), error: Box::new(self) }
    }

    facts! {
        pub const CODES; fn row(&self);
        Self::At { issuer, error } => error.facts().inside(issuer);
        Self::Address { error } => error.facts();
        Self::Json { error } => error.facts();
        Self::Refused { .. } => "oidc-refused", &answer::A_30, "the issuer refused";
        Self::NotUnderstood { .. } => "oidc-not-understood", &answer::A_30,
            "the issuer's answer is not understood";
        Self::Issuer { .. } => "oidc-issuer", &S_14, "another issuer answers";
        Self::Endpoint { .. } => "oidc-endpoint", &S_14, "an address can't be used";
        Self::NoEndpoint { .. } => "oidc-no-endpoint", &S_14, "the issuer lacks an endpoint";
        Self::NoS256 { .. } => "oidc-no-s256", &S_15, "the issuer does not do S256";
        Self::CallbackTooLarge { .. } => "oidc-callback-too-large", &S_16,
            "the callback is too large";
        Self::CallbackEncoding { .. } => "oidc-callback-encoding", &S_16,
            "the callback is not well encoded";
        Self::DuplicateParameter { .. } => "oidc-duplicate-parameter", &S_16,
            "the callback has a parameter twice";
        Self::State { .. } => "oidc-state", &A_18, "the callback is of another sign-in";
        Self::SignInRefused { .. } => "oidc-sign-in-refused", &S_16, "the sign-in failed";
        Self::NoCode => "oidc-no-code", &S_16, "the callback has no code";
        Self::CodeForm { .. } => "oidc-code-form", &S_18, "the code is none";
        Self::DeviceDenied => "oidc-device-denied", &device::S_19, "the sign-in was denied";
        Self::DeviceExpired => "oidc-device-expired", &device::S_19, "the time to sign in is over";
    }

    fn evidence(&self) -> (String, String) {
        let told = |error: &String, description: &Option<String>| match description {
            Some(description) => format!("{error:?}: {description:?}"),
            None => format!("{error:?}"),
        };
        match self {
            Self::At { error, .. } => error.evidence(),
            Self::Address { .. } | Self::Json { .. } | Self::DeviceDenied | Self::DeviceExpired => {
                (String::new(), String::new())
            }
            Self::Refused { status, error, description } => {
                (format!("status {status}, {}", told(error, description)), String::new())
            }
            Self::NotUnderstood { status, content_type, body_start } => {
                let kind = content_type.as_deref().unwrap_or("no content type");
                (format!("status {status}, {kind}, {body_start:?}"), "status 200 and JSON".into())
            }
            Self::Issuer { expected, found } => (format!("{found:?}"), format!("{expected:?}")),
            Self::Endpoint { found, .. } => {
                (format!("{found:?}"), "an https address, or http if the issuer's is".into())
            }
            Self::NoEndpoint { name } => ("nothing".into(), (*name).into()),
            Self::NoS256 { found } => (format!("{found:?}"), "S256 among them".into()),
            Self::CallbackTooLarge { bytes } => {
                (format!("{bytes} bytes"), format!("at most {MAX_CALLBACK}"))
            }
            Self::CallbackEncoding { .. } => {
                (String::new(), "UTF-8, percent-encoded where it must be".into())
            }
            Self::DuplicateParameter { name } => (format!("{name:?}"), "each name once".into()),
            Self::State { present } => {
                (if *present { "another state" } else { "no state" }.into(), "the one sent".into())
            }
            Self::SignInRefused { error, description } => (told(error, description), String::new()),
            Self::NoCode => ("neither code nor error".into(), "code".into()),
            Self::CodeForm { characters } => (
                format!("{characters} characters"),
                format!("1 to {MAX_CODE} printable ones without space"),
            ),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl core::error::Error for Error {}

/// The text, or its first characters.
pub(crate) fn excerpt(text: &str, characters: usize) -> String {
    let mut excerpt: String = text.chars().take(characters).collect();
    if excerpt.len() < text.len() {
        excerpt.push('…');
    }
    excerpt
}
