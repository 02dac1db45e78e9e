//! Answers and their bodies.

use std::borrow::Cow;

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use sigstore_json::{Number, Value, ordered};

/// An answer of this type.
pub(crate) fn reply(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Vec<u8>>,
) -> Response<Vec<u8>> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// An answer of JSON, its members in the order given.
pub(crate) fn json(status: StatusCode, value: &Value<'_>) -> Response<Vec<u8>> {
    reply(status, "application/json", ordered(value))
}

/// The same with one header more.
pub(crate) fn with(
    mut response: Response<Vec<u8>>,
    name: HeaderName,
    value: &'static str,
) -> Response<Vec<u8>> {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}

/// A JSON object.
pub(crate) fn object<'v>(
    members: impl IntoIterator<Item = (&'static str, Value<'v>)>,
) -> Value<'v> {
    Value::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// A JSON string.
pub(crate) fn text<'v>(text: impl Into<Cow<'v, str>>) -> Value<'v> {
    Value::String(text.into())
}

/// A JSON array of strings.
pub(crate) fn texts<'v, T: Into<Cow<'v, str>>>(elements: impl IntoIterator<Item = T>) -> Value<'v> {
    Value::Array(elements.into_iter().map(text).collect())
}

/// A JSON number.
pub(crate) fn number(value: i64) -> Value<'static> {
    Value::Number(match u64::try_from(value) {
        Ok(value) => Number::Unsigned(value),
        Err(_) => Number::Negative(value),
    })
}

/// A JSON number.
pub(crate) fn count(value: u64) -> Value<'static> {
    Value::Number(Number::Unsigned(value))
}
