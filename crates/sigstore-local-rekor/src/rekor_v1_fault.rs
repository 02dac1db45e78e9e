use http::header::LOCATION;
use http::{Method, Response, StatusCode};
use sigstore_rekor_types::Uuid;
use sigstore_server::answer::{empty, with};
use sigstore_server::openapi;
use sigstore_traits::{Rule, RuleKind, SignatureError};

pub(crate) static S_43: Rule = Rule {
    id: "S-43",
    title: "An upload that is in the log already is refused with 409 and the place of its entry; one that can't be recorded with a code and the reason.",
    source: "sigstore/rekor openapi.yaml, createLogEntry; pkg/api/entries.go",
    kind: RuleKind::Refusal,
    place: "sigstore-local-rekor RekorV1Server::answer",
};

/// Why Rekor v1 refuses a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// A body of another type than JSON.
    MediaType(String),
    /// What must be there, and where: `body`, `query`.
    Required(&'static str, &'static str),
    /// A parameter that is no integer.
    NotInteger(&'static str, String),
    /// A parameter below its least value.
    BelowMinimum(&'static str, i64),
    /// A name or id that does not match this pattern; where.
    Pattern(String, &'static str),
    /// A list with more elements than this.
    TooMany(&'static str, usize),
    /// A list without elements.
    TooFew(&'static str),
    /// A value that is none of these.
    NotOneOf(&'static str, &'static str),
    /// More queries in all than are answered.
    TooManyQueries(usize),
    /// An upload of a kind that this log does not record.
    Kind(String),
    /// A version of a kind that it does record.
    Version { kind: &'static str, version: String },
    /// An upload that is not as its kind wants it, in JSON or PEM.
    Spec(String),
    /// An upload whose signature or key does not hold.
    Upload(sigstore_upload::Error),
    /// An intoto 0.0.2 without the hash that only its maker can tell.
    NoEnvelopeHash,
    /// An upload that is no JSON.
    NotJson(sigstore_json::Error),
    /// A query that is no JSON.
    QueryNotJson(sigstore_json::Error),
    /// More bytes than are read.
    TooLarge,
    /// The entry is there already.
    Exists(Uuid),
    /// There is no such entry.
    NoEntry,
    /// A tree that is not this log's.
    UnknownTree(String),
    /// A size that the log has not reached.
    Beyond { size: u64, present: u64 },
    /// Sizes in the wrong order.
    Backwards { first: u64, last: u64 },
    /// The log does not vouch for an entry of its own. None of its entries is so.
    Unproven,
    /// The log's key can't sign.
    Signing(SignatureError),
    /// The path has not this method.
    Method(Method, &'static str),
    /// There is no such path.
    Path(String),
}

impl From<sigstore_upload::Error> for Fault {
    fn from(error: sigstore_upload::Error) -> Self {
        Self::Upload(error)
    }
}

impl From<SignatureError> for Fault {
    fn from(error: SignatureError) -> Self {
        Self::Signing(error)
    }
}

impl Fault {
    /// The answer that says so: status, the code in the body, the text. Codes from 600 are those
    /// of the OpenAPI runtime.
    pub(crate) fn reply(&self) -> Response<Vec<u8>> {
        match self {
            Self::NoEntry => empty(StatusCode::NOT_FOUND),
            Self::Method(method, allowed) => openapi::wrong_method(method, allowed),
            Self::Path(path) => openapi::wrong_path(path),
            Self::Exists(uuid) => {
                let location = format!("/api/v1/log/entries/{uuid}");
                with(self.refusal(), LOCATION, &location)
            }
            _ => self.refusal(),
        }
    }

    fn refusal(&self) -> Response<Vec<u8>> {
        let status = self.status();
        let code = self.code().unwrap_or(status.as_u16());
        openapi::refusal(status, code, &self.message())
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::MediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Required(..)
            | Self::NotInteger(..)
            | Self::BelowMinimum(..)
            | Self::Pattern(..)
            | Self::TooMany(..)
            | Self::TooFew(_)
            | Self::NotOneOf(..)
            | Self::TooManyQueries(_)
            | Self::Kind(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Version { .. }
            | Self::Spec(_)
            | Self::Upload(_)
            | Self::QueryNotJson(_)
            | Self::UnknownTree(_)
            | Self::Beyond { .. }
            | Self::Backwards { .. } => StatusCode::BAD_REQUEST,
            Self::NoEnvelopeHash
            | Self::NotJson(_)
            | Self::TooLarge
            | Self::Unproven
            | Self::Signing(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Exists(_) => StatusCode::CONFLICT,
            Self::NoEntry | Self::Path(_) => StatusCode::NOT_FOUND,
            Self::Method(..) => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    /// The code in the body, where it is not the status.
    fn code(&self) -> Option<u16> {
        match self {
            Self::NotInteger(..) => Some(601),
            Self::Required(..) => Some(602),
            Self::Pattern(..) => Some(605),
            Self::NotOneOf(..) => Some(606),
            Self::BelowMinimum(..) => Some(609),
            Self::TooMany(..) => Some(611),
            Self::TooFew(_) => Some(612),
            _ => None,
        }
    }

    fn message(&self) -> String {
        let processing = |why: &dyn std::fmt::Display| format!("error processing entry: {why}");
        match self {
            Self::MediaType(found) => {
                format!("unsupported media type \"{found}\", only [application/json] are allowed")
            }
            Self::Required(name, place) => format!("{name} in {place} is required"),
            Self::NotInteger(name, found) => {
                format!("{name} in query must be of type int64: \"{found}\"")
            }
            Self::BelowMinimum(name, least) => {
                format!("{name} should be greater than or equal to {least}")
            }
            Self::Pattern(place, pattern) => format!("{place} should match '{pattern}'"),
            Self::TooMany(name, most) => format!("{name} in body should have at most {most} items"),
            Self::TooFew(name) => format!("{name} in body should have at least 1 items"),
            Self::NotOneOf(name, values) => {
                format!("{name} in body should be one of [{values}]")
            }
            Self::TooManyQueries(most) => {
                format!("more than max allowed {most} entries in request")
            }
            Self::Kind(found) => format!("invalid kind value: \"{found}\""),
            Self::Version { kind, version } => {
                processing(&format!("{kind} implementation for version '{version}' not found"))
            }
            Self::Spec(why) => processing(why),
            Self::Upload(error) => processing(error),
            Self::NoEnvelopeHash => "error generating canonicalized entry".into(),
            Self::NotJson(error) | Self::QueryNotJson(error) => error.to_string(),
            Self::TooLarge => "http: request body too large".into(),
            Self::Exists(uuid) => format!(
                "an equivalent entry already exists in the transparency log with UUID {uuid}"
            ),
            Self::UnknownTree(id) => format!("no log range found for tree ID {id}"),
            Self::Beyond { size, present } => format!(
                "the tree size requested({size}) was greater than what is currently observable({present})"
            ),
            Self::Backwards { first, last } => {
                format!("firstSize({first}) must be less than lastSize({last})")
            }
            Self::Unproven => "error generating inclusion proof".into(),
            Self::Signing(error) => error.to_string(),
            Self::NoEntry | Self::Method(..) | Self::Path(_) => String::new(),
        }
    }
}
