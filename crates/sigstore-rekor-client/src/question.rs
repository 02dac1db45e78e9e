use http::{HeaderValue, Method, Request, Uri, header};
use sigstore_json::Value;
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::at;

use crate::Error;

pub(crate) static S_39: Rule = Rule {
    id: "S-39",
    title: "Rekor v1 is asked under /api/v1/log and /api/v1/index; consistency is asked for with GET.",
    source: "sigstore/rekor openapi.yaml",
    kind: RuleKind::Shape,
    place: "sigstore-rekor-client Exchange::request",
};

/// A question without a body.
pub(crate) fn get(base: &Uri, path: &str) -> Result<Request<Vec<u8>>, Error> {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = at(base, path)?;
    Ok(request)
}

/// A question with a body in JSON.
pub(crate) fn post(
    base: &Uri,
    path: &str,
    body: impl Into<Vec<u8>>,
) -> Result<Request<Vec<u8>>, Error> {
    let mut request = Request::new(body.into());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = at(base, path)?;
    for name in [header::CONTENT_TYPE, header::ACCEPT] {
        request.headers_mut().insert(name, HeaderValue::from_static("application/json"));
    }
    Ok(request)
}

/// An object of those of these members that are there, in this order.
pub(crate) fn object<'v, const N: usize>(
    members: [(&'static str, Option<Value<'v>>); N],
) -> Value<'v> {
    let there = members.into_iter().filter_map(|(name, value)| Some((name.into(), value?)));
    Value::Object(there.collect())
}

/// A string.
pub(crate) fn text<'v>(text: impl Into<std::borrow::Cow<'v, str>>) -> Option<Value<'v>> {
    Some(Value::String(text.into()))
}

/// Bytes in base64.
pub(crate) fn bytes(bytes: &[u8]) -> Option<Value<'static>> {
    text(sigstore_json::base64(bytes))
}
