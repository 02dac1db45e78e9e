use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Response};
use sigstore_json::{Limits, Value, ordered, parse};

use crate::error::masked;
use crate::{Error, Provider};

/// The most bytes of a platform's answer that are read.
pub(crate) const MAX_ANSWER: usize = 128 * 1024;

/// The text of one member of a JSON answer; the platforms send others besides.
pub(crate) fn member(
    provider: Provider,
    response: &Response<Vec<u8>>,
    name: &'static str,
) -> Result<String, Error> {
    granted(provider, response)?;
    let text = || -> Result<String, sigstore_json::Error> {
        let value = parse(response.body(), &Limits::new(MAX_ANSWER))?;
        Ok(value.node().object()?.required(name)?.string()?.to_owned())
    };
    let content_type = response.headers().get(CONTENT_TYPE);
    let content_type = content_type.map(|it| masked(it.as_bytes()));
    text().map_err(|error| Error::NotUnderstood { provider, content_type, error })
}

/// That the answer is no refusal.
pub(crate) fn granted(provider: Provider, response: &Response<Vec<u8>>) -> Result<(), Error> {
    let status = response.status();
    let message = || masked(response.body());
    match status.is_success() {
        true => Ok(()),
        false => Err(Error::Refused { provider, status: status.as_u16(), message: message() }),
    }
}

/// An `Authorization` header, marked as sensitive: it does not print.
pub(crate) fn authorization(
    scheme: &str,
    credential: &str,
    error: impl FnOnce() -> Error,
) -> Result<(http::HeaderName, HeaderValue), Error> {
    let value = HeaderValue::try_from(format!("{scheme} {credential}"));
    let mut value = value.map_err(|_| error())?;
    value.set_sensitive(true);
    Ok((AUTHORIZATION, value))
}

/// A JSON object.
pub(crate) fn object<const N: usize>(members: [(&str, Value<'_>); N]) -> String {
    ordered(&Value::Object(members.map(|(name, value)| (name.into(), value)).into()))
}

/// RFC 3986 section 2: everything but unreserved characters is percent-encoded.
pub(crate) fn percent_encoded(text: &str) -> String {
    let unreserved = |it: u8| it.is_ascii_alphanumeric() || b"-._~".contains(&it);
    let encode = |it: u8| match unreserved(it) {
        true => char::from(it).to_string(),
        false => format!("%{it:02X}"),
    };
    text.bytes().map(encode).collect()
}
