use http::{Response, StatusCode};
use sigstore_json::Value;
use sigstore_server::answer::json_line;
use sigstore_server::value::{count, object, text};
use sigstore_traits::{Rule, RuleKind, SignatureError};

pub(crate) static S_51: Rule = Rule {
    id: "S-51",
    title: "Rekor v2 refuses with the codes of gRPC: 400 what it can't record, 409 with the index what it has already, 501 a method that a path has not.",
    source: "sigstore/rekor-tiles internal/server/service.go; grpc-gateway, HTTP status from code",
    kind: RuleKind::Refusal,
    place: "sigstore-local-rekor RekorV2Server::answer",
};

/// Why Rekor v2 refuses a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// Not the JSON of a request.
    Json(sigstore_json::Error),
    /// A request of another type, or none.
    NotHashedRekord,
    /// A digest, a signature or a key that is not there or not what the algorithm wants. What it
    /// is is not told.
    Invalid,
    /// The same, found when the signature was checked.
    Upload(sigstore_upload::Error),
    /// More bytes than are read.
    TooLarge,
    /// The entry is there already, at this index.
    Exists(u64),
    /// The path has not this method.
    Method,
    /// There is no such path, or no such tile yet.
    NotFound,
    /// A key of the log can't sign.
    Signing(SignatureError),
}

impl From<SignatureError> for Fault {
    fn from(error: SignatureError) -> Self {
        Self::Signing(error)
    }
}

impl From<sigstore_json::Error> for Fault {
    fn from(error: sigstore_json::Error) -> Self {
        Self::Json(error)
    }
}

impl Fault {
    /// `{"code":…,"message":…,"details":[]}`
    pub(crate) fn reply(&self) -> Response<Vec<u8>> {
        let (status, code) = self.status();
        let details = ("details", Value::Array(Vec::new()));
        let message = ("message", text(self.message()));
        json_line(status, &object([("code", count(code)), message, details]))
    }

    /// The status, and the code of gRPC from which it comes.
    fn status(&self) -> (StatusCode, u64) {
        match self {
            Self::Json(_)
            | Self::NotHashedRekord
            | Self::Invalid
            | Self::Upload(_)
            | Self::TooLarge => (StatusCode::BAD_REQUEST, 3),
            Self::NotFound => (StatusCode::NOT_FOUND, 5),
            Self::Exists(_) => (StatusCode::CONFLICT, 6),
            Self::Method => (StatusCode::NOT_IMPLEMENTED, 12),
            Self::Signing(_) => (StatusCode::INTERNAL_SERVER_ERROR, 13),
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Json(error) => error.to_string(),
            Self::NotHashedRekord => "invalid type, must be hashedrekord".into(),
            Self::Invalid | Self::Upload(_) => "invalid hashedrekord request".into(),
            Self::TooLarge => "http: request body too large".into(),
            Self::Exists(index) => format!(
                "an equivalent entry already exists in the transparency log with index {index}"
            ),
            Self::Method => "Method Not Allowed".into(),
            Self::NotFound => "Not Found".into(),
            Self::Signing(_) => "internal server error".into(),
        }
    }
}
