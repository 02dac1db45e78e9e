use sigstore_json::Value;

use crate::Meaning;
use crate::field::Field;
use crate::walk::Walker;
use crate::{schema, secret::Mask};

/// A JSON Web Token in three parts (RFC 7519, RFC 7515 section 3.1).
pub(crate) struct Parts<'t> {
    pub(crate) header: Vec<u8>,
    pub(crate) claims: Vec<u8>,
    signature: &'t str,
}

/// The parts, if `text` is a token: header and claims are JSON objects.
pub(crate) fn parts(text: &str) -> Option<Parts<'_>> {
    let mut parts = text.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let part = |text: &str| {
        let bytes = Value::String(text.into()).node().bytes().ok()?;
        schema::parse(&bytes).is_ok_and(|value| matches!(value, Value::Object(_))).then_some(bytes)
    };
    let (header, claims) = (part(header)?, part(claims)?);
    (parts.next().is_none() && !signature.is_empty()).then_some(Parts { header, claims, signature })
}

/// The token without what makes it one: header and claims, and in the place of the signature its
/// mask.
pub(crate) fn redacted(text: &str) -> Option<String> {
    let signature = parts(text)?.signature;
    let before = text.strip_suffix(signature)?;
    Some(format!("{before}{}", Mask::of(signature.as_bytes())))
}

/// A token taken apart: header and claims are shown, the signature is not.
pub(crate) fn token(name: &str, text: &str) -> Option<Field> {
    let parts = parts(text)?;
    let object = |name: &str, bytes: &[u8], schema| {
        let value = schema::parse(bytes).ok()?;
        Some(Field::group(name, Walker::new(schema).children(&value)))
    };
    let header = object("header", &parts.header, &schema::PLAIN)?;
    let claims = object("claims", &parts.claims, &schema::CLAIMS)?;
    let signature = Field::secret("signature", parts.signature.as_bytes());
    let before = text.len() - parts.signature.len();
    let length = before + Mask::of(parts.signature.as_bytes()).length();
    let what = format!("identity token, {length} bytes");
    let field = Field::new(name, Meaning::Token, what).same(text.as_bytes());
    Some(field.with(vec![header, claims, signature]))
}

/// `Bearer` and a token (RFC 6750 section 2.1), or something else that nobody else may see.
pub(crate) fn authorization(name: &str, text: &str) -> Field {
    let (scheme, credentials) = text.split_once(' ').unwrap_or(("", text));
    let token = token(name, credentials);
    token.unwrap_or_else(|| {
        let scheme = Field::plain("scheme", scheme);
        Field::secret(name, credentials.as_bytes()).with(vec![scheme])
    })
}
