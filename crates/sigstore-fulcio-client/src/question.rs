use http::{HeaderValue, Method, Request, Uri, header};
use sigstore_json::Value;
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::at;

use crate::Error;

pub(crate) static S_29: Rule = Rule {
    id: "S-29",
    title: "The identity token goes as a bearer token into the Authorization header, marked as sensitive, and into no body, error or Debug.",
    source: "sigstore/fulcio fulcio.proto, Credentials; RFC 6750 section 2.1",
    kind: RuleKind::Refusal,
    place: "sigstore-fulcio-client SigningCertV2::request, SigningCertV1::request",
};

/// A question without a body.
pub(crate) fn get(base: &Uri, path: &str) -> Result<Request<Vec<u8>>, Error> {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = at(base, path)?;
    Ok(request)
}

/// A question of somebody who has a token (S-29).
pub(crate) fn post(
    base: &Uri,
    path: &str,
    token: &str,
    body: &Value<'_>,
) -> Result<Request<Vec<u8>>, Error> {
    let mut request = Request::new(sigstore_json::ordered(body).into_bytes());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = at(base, path)?;
    let headers = request.headers_mut();
    headers.insert(header::AUTHORIZATION, bearer(token)?);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(request)
}

/// ```text
/// b64token    = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
/// credentials = "Bearer" 1*SP b64token
/// ```
fn bearer(token: &str) -> Result<HeaderValue, Error> {
    let refused = || Error::Token { characters: token.chars().count() };
    let characters = token.trim_end_matches('=');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    if characters.is_empty() || !characters.bytes().all(allowed) {
        return Err(refused());
    }
    let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| refused())?;
    value.set_sensitive(true);
    Ok(value)
}

/// An object of these members, in this order.
pub(crate) fn object<'v, const N: usize>(members: [(&'static str, Value<'v>); N]) -> Value<'v> {
    Value::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// A string.
pub(crate) fn text<'v>(text: impl Into<std::borrow::Cow<'v, str>>) -> Value<'v> {
    Value::String(text.into())
}

/// Bytes in base64.
pub(crate) fn bytes(bytes: &[u8]) -> Value<'static> {
    text(sigstore_json::base64(bytes))
}

#[cfg(test)]
mod tests {
    use sigstore_transport::Exchange;

    use super::*;
    use crate::{Proof, SigningCertV1, SigningCertV2};

    const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2VjcmV0";

    fn asked(token: &str) -> [Result<Request<Vec<u8>>, Error>; 2] {
        let base = Uri::from_static("https://fulcio.example/x/");
        let proof = Proof::Csr { pem: "csr" };
        [
            SigningCertV2 { token, proof }.request(&base),
            SigningCertV1 { token, proof }.request(&base),
        ]
    }

    #[test]
    fn s_29_kept_the_token_stands_in_one_header() {
        for request in asked(TOKEN) {
            let Ok(request) = request else { unreachable!("{request:?}") };
            let header = request.headers().get(header::AUTHORIZATION);
            assert!(header.is_some_and(|value| value == &format!("Bearer {TOKEN}")));
            assert!(header.is_some_and(HeaderValue::is_sensitive));
            assert!(!String::from_utf8_lossy(request.body()).contains("eyJ"));
            assert!(!format!("{request:?}").contains("eyJ"));
        }
    }

    #[test]
    fn s_29_kept_debug_shows_the_length_of_the_token() {
        let proof = Proof::Csr { pem: "csr" };
        let shown = [
            format!("{:?}", SigningCertV2 { token: TOKEN, proof }),
            format!("{:?}", SigningCertV1 { token: TOKEN, proof }),
        ];
        for text in shown {
            assert!(text.contains("45 characters") && !text.contains("eyJ"), "{text}");
        }
    }

    #[test]
    fn s_29_broken_a_token_that_is_no_token() {
        for (token, characters) in [("", 0), ("==", 2), ("a b", 3), ("a\r\nb: c", 7), ("ä", 1)] {
            for request in asked(token) {
                assert_eq!(request.map(drop), Err(Error::Token { characters }));
            }
        }
    }
}
