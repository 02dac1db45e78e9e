//! What servers made from an OpenAPI document have in common: Rekor v1 and the timestamp authority.

use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, Method, Response, StatusCode};

use crate::answer::{json_line, with};
use crate::value::{count, object, text};

/// How they say that an answer is for once.
const NO_CACHE: &str = "no-cache, no-store, no-transform, must-revalidate, private, max-age=0";

/// `{"code":…,"message":…}` and a newline.
pub fn refusal(status: StatusCode, code: u16, message: &str) -> Response<Vec<u8>> {
    json_line(status, &object([("code", count(code.into())), ("message", text(message))]))
}

/// The refusal of a method that a path does not have; `allowed` is a list without spaces.
pub fn wrong_method(method: &Method, allowed: &'static str) -> Response<Vec<u8>> {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    let message = format!("method {method} is not allowed, but [{allowed}] are");
    with(refusal(status, status.as_u16(), &message), ALLOW, allowed)
}

/// The refusal of a path.
pub fn wrong_path(path: &str) -> Response<Vec<u8>> {
    let status = StatusCode::NOT_FOUND;
    refusal(status, status.as_u16(), &format!("path {path} was not found"))
}

/// The same answer, for once.
pub fn uncached(response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    with(response, CACHE_CONTROL, NO_CACHE)
}

/// The media type of a request, without parameters, in lower case. A request without one is taken
/// for octets.
pub fn media_type(headers: &HeaderMap) -> String {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    if essence.is_empty() { "application/octet-stream".into() } else { essence.to_lowercase() }
}
