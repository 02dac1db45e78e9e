//! `application/x-www-form-urlencoded` (RFC 6749 appendix B).
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Uri};

/// Writes parameters, which reads the same in a body and in the query of an address.
pub(crate) fn encode(parameters: &[(&str, &str)]) -> String {
    let parameters = parameters.iter();
    let parameters: Vec<_> =
        parameters.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    parameters.join("&")
}

/// Everything but the unreserved characters of RFC 3986 is percent-encoded.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The text that was encoded; `None` if a percent sign is not followed by two hexadecimal digits,
/// or the bytes are not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

/// A POST of parameters.
pub(crate) fn post(address: &Uri, parameters: &[(&str, &str)]) -> Request<Vec<u8>> {
    let mut request = get(address);
    *request.method_mut() = Method::POST;
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(CONTENT_TYPE, form);
    *request.body_mut() = encode(parameters).into_bytes();
    request
}

/// A GET of JSON.
pub(crate) fn get(address: &Uri) -> Request<Vec<u8>> {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = address.clone();
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_reads_back() {
        let text = "a b&c=d+e%f/é~";
        assert_eq!(encode(&[("x y", text), ("z", "")]), "x%20y=a%20b%26c%3Dd%2Be%25f%2F%C3%A9~&z=");
        assert_eq!(decode("a%20b%26c%3Dd%2Be%25f%2F%C3%A9~").as_deref(), Some(text));
        assert_eq!(decode("a+b%2b").as_deref(), Some("a b+"));
    }

    #[test]
    fn s_16_broken_half_an_escape_and_bytes_that_are_no_text() {
        for text in ["%", "%2", "%2g", "%+2", "%g2", "a%", "%ff", "%C3"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
