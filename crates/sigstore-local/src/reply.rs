use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use sigstore_json::{Value, ordered};

pub(crate) use crate::answer::{count as number, object, reply as body, text};

pub(crate) const JSON: &str = "application/json";

/// How servers say that an answer is for once.
const NO_CACHE: HeaderValue = HeaderValue::from_static(
    "no-cache, no-store, no-transform, must-revalidate, private, max-age=0",
);

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, value: &Value<'_>) -> Response<Vec<u8>> {
    body(status, JSON, ordered(value) + "\n")
}

/// An answer without a body.
pub(crate) fn empty(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

/// `{"code":…,"message":…}`, as the servers that follow OpenAPI refuse.
pub(crate) fn refusal(status: StatusCode, code: u16, message: &str) -> Response<Vec<u8>> {
    json(status, &object([("code", number(code.into())), ("message", text(message))]))
}

/// The refusal of a method that a path does not have; `allowed` is a list without spaces.
pub(crate) fn wrong_method(method: &http::Method, allowed: &'static str) -> Response<Vec<u8>> {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    let message = format!("method {method} is not allowed, but [{allowed}] are");
    let mut response = refusal(status, status.as_u16(), &message);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

/// The refusal of a path.
pub(crate) fn wrong_path(path: &str) -> Response<Vec<u8>> {
    let status = StatusCode::NOT_FOUND;
    refusal(status, status.as_u16(), &format!("path {path} was not found"))
}

/// Adds a header. A value that is none, which no caller has, is left out.
pub(crate) fn with_header(
    mut response: Response<Vec<u8>>,
    name: HeaderName,
    value: &str,
) -> Response<Vec<u8>> {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// The same, for once.
pub(crate) fn uncached(mut response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    response.headers_mut().insert(CACHE_CONTROL, NO_CACHE);
    response
}

/// The media type of a request, without parameters, in lower case. OpenAPI servers take a request
/// without one for octets.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    if essence.is_empty() { "application/octet-stream".into() } else { essence.to_lowercase() }
}
