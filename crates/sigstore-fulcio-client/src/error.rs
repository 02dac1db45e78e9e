use core::fmt;

use sigstore_traits::{Facts, Refusal, SignatureScheme, facts};
use sigstore_transport::AddressError;

use crate::{answer, proof, question, signing_cert, signing_cert_v1};

/// Why a question can't be put, or its answer is none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The base address can't be used.
    Address(AddressError),
    /// The token is not one that can be sent. It is not shown.
    Token {
        /// Characters found.
        characters: usize,
    },
    /// Fulcio does not check such signatures.
    Scheme {
        /// The scheme.
        scheme: SignatureScheme,
    },
    /// Fulcio refused.
    Refused {
        /// The status of the answer.
        status: u16,
        /// The gRPC code that it gave.
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
    /// The answer is not the JSON that was expected.
    Json(sigstore_json::Error),
    /// A certificate is not PEM.
    Pem {
        /// The JSON path of the string, or nothing if it is the whole answer.
        place: String,
        /// The line, from 1.
        line: usize,
        /// What was expected there.
        expected: &'static str,
    },
    /// The header with the SCT is not base64.
    SctHeader {
        /// Bytes found.
        bytes: usize,
    },
    /// The detached SCT is not the JSON that was expected. Paths are from its own root.
    Sct(sigstore_json::Error),
}

impl From<AddressError> for Error {
    fn from(error: AddressError) -> Self {
        Self::Address(error)
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
        Self::Address(error) => error.facts();
        Self::Json(error) => error.facts();
        Self::Sct(error) => Facts { place: format!("SCT {}", error.place), ..error.facts() };
        Self::Token { .. } => "fulcio-token", &question::S_29, "the identity token can't be sent";
        Self::Scheme { .. } => "fulcio-scheme", &proof::S_31, "Fulcio checks no such signatures";
        Self::Refused { .. } => "fulcio-refused", &answer::S_35, "Fulcio refused";
        Self::NotUnderstood { .. } => "fulcio-not-understood", &answer::S_35,
            "the answer of Fulcio is not understood";
        Self::Pem { .. } => "fulcio-pem", &signing_cert::S_34, "a certificate is not strict PEM";
        Self::SctHeader { .. } => "fulcio-sct-header", &signing_cert_v1::S_38,
            "the header SCT is misspelt";
    }

    /// Where, what was found, what was expected.
    fn evidence(&self) -> (String, String, String) {
        let no_place = |found: String, expected: &str| (String::new(), found, expected.into());
        match self {
            Self::Address(_) | Self::Json(_) | Self::Sct(_) => no_place(String::new(), ""),
            Self::Token { characters } => no_place(
                format!("{characters} characters"),
                "letters, digits and -._~+/, perhaps with = at the end",
            ),
            Self::Scheme { scheme } => {
                no_place(scheme.to_string(), "ECDSA, RSA PKCS#1 v1.5 or Ed25519")
            }
            Self::Refused { status, code, message } => {
                let code = code.map_or_else(String::new, |code| format!(", code {code}"));
                no_place(format!("status {status}{code}, {message:?}"), "")
            }
            Self::NotUnderstood { status, content_type, body_start } => {
                let content_type = content_type.as_deref().unwrap_or("no content type");
                no_place(format!("status {status}, {content_type}, {body_start:?}"), "")
            }
            Self::Pem { place, line, expected } => {
                let found = format!("something else in line {line}");
                (place.clone(), found, (*expected).into())
            }
            Self::SctHeader { bytes } => no_place(format!("{bytes} bytes"), "base64"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_what_was_found_and_what_was_expected() {
        let kind = sigstore_json::ErrorKind::MissingMember { name: "id" };
        let missing = sigstore_json::Error { kind, place: "$".into() };
        let refused = Error::Refused { status: 400, code: Some(3), message: "no\n".into() };
        let cases = [
            (refused, r#"Fulcio refused: found status 400, code 3, "no\n" (S-35)"#),
            (
                Error::Token { characters: 3 },
                "the identity token can't be sent: found 3 characters, expected letters, digits and -._~+/, perhaps with = at the end (S-29)",
            ),
            (
                Error::Scheme { scheme: SignatureScheme::Ed25519ph },
                "Fulcio checks no such signatures: found Ed25519ph, expected ECDSA, RSA PKCS#1 v1.5 or Ed25519 (S-31)",
            ),
            (
                Error::Pem { place: "$.a".into(), line: 2, expected: "the end" },
                "a certificate is not strict PEM at $.a: found something else in line 2, expected the end (S-34)",
            ),
        ];
        for (error, expected) in cases {
            assert_eq!(error.to_string(), expected);
        }
        assert_eq!(Error::Sct(missing).facts().place, "SCT $");
    }
}
