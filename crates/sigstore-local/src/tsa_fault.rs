use http::header::CONTENT_TYPE;
use http::{Response, StatusCode};
use sigstore_server::answer::with;
use sigstore_server::openapi;
use sigstore_traits::SignatureError;
use sigstore_tsa::Error;

/// id-sha1 (RFC 3279 section 2.1)
const SHA_1: &str = "1.3.14.3.2.26";

/// Why the timestamp authority refuses a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// A body of another type.
    MediaType(String),
    /// No body.
    Empty,
    /// More bytes than are read.
    TooLong,
    /// Not a TimeStampReq.
    Request(Error),
    /// Not its form in JSON.
    Json(sigstore_json::Error),
    /// A digest that collides.
    WeakHash,
    /// A digest of another length than its algorithm's.
    DigestLength,
    /// Another policy than the authority's.
    Policy,
    /// An extension; the authority knows none.
    Extension,
    /// The authority's key can't sign.
    Signing(SignatureError),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::UnsupportedAlgorithm { oid, .. } if oid.to_string() == SHA_1 => Self::WeakHash,
            Error::ImprintLength { .. } => Self::DigestLength,
            Error::CriticalExtension { .. } => Self::Extension,
            error => Self::Request(error),
        }
    }
}

impl From<SignatureError> for Fault {
    fn from(error: SignatureError) -> Self {
        Self::Signing(error)
    }
}

impl Fault {
    /// The answer that says so. A refused request is told in JSON under the type of a timestamp,
    /// as clients of the server know it.
    pub(crate) fn reply(&self) -> Response<Vec<u8>> {
        match self {
            Self::MediaType(found) => self.refusal(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                415,
                &format!(
                    "unsupported media type \"{found}\", only [application/timestamp-query application/json] are allowed"
                ),
            ),
            Self::Empty => {
                self.refusal(StatusCode::UNPROCESSABLE_ENTITY, 602, "request in body is required")
            }
            Self::Signing(error) => {
                self.refusal(StatusCode::INTERNAL_SERVER_ERROR, 500, &error.to_string())
            }
            refused => {
                let response = self.refusal(StatusCode::BAD_REQUEST, 400, refused.message());
                with(response, CONTENT_TYPE, "application/timestamp-reply")
            }
        }
    }

    fn refusal(&self, status: StatusCode, code: u16, message: &str) -> Response<Vec<u8>> {
        openapi::refusal(status, code, message)
    }

    fn message(&self) -> &'static str {
        match self {
            Self::WeakHash => "Weak hash algorithm in timestamp request",
            Self::DigestLength => "Message digest has incorrect length for specified algorithm",
            Self::Policy => "unaccepted policy: requested TSA policy is not supported by the TSA",
            Self::Extension => {
                "unaccepted extension: requested extensions are not supported by the TSA"
            }
            _ => "Error generating timestamp response",
        }
    }
}
