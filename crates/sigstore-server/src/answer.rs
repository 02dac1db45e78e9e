//! Answers.

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use sigstore_json::{Value, ordered};

/// The media type of JSON.
pub const JSON: &str = "application/json";

/// The media type of words.
pub const TEXT: &str = "text/plain; charset=utf-8";

/// An answer of this type.
pub fn reply(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Vec<u8>>,
) -> Response<Vec<u8>> {
    let mut response = empty(status);
    *response.body_mut() = body.into();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// An answer without a body.
pub fn empty(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

/// An answer of JSON, its members in the order given.
pub fn json(status: StatusCode, value: &Value<'_>) -> Response<Vec<u8>> {
    reply(status, JSON, ordered(value))
}

/// The same as a line, as servers of OpenAPI write it.
pub fn json_line(status: StatusCode, value: &Value<'_>) -> Response<Vec<u8>> {
    reply(status, JSON, ordered(value) + "\n")
}

/// The same answer with one header more. A value that is none, which no caller has, is left out.
pub fn with(mut response: Response<Vec<u8>>, name: HeaderName, value: &str) -> Response<Vec<u8>> {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}
