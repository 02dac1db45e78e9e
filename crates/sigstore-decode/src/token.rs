use std::fmt;

use sigstore_field::{Field, Mask, Meaning, Signed};
use sigstore_json::Value;
use sigstore_jwt::Algorithm;

use crate::json::parse;
use crate::schemas;
use crate::walk::Walker;

/// The three parts of a JSON Web Token (RFC 7519, RFC 7515 section 3.1), of which nothing is
/// checked.
pub struct TokenParts<'t> {
    text: &'t str,
    header: Vec<u8>,
    claims: Vec<u8>,
    signature: &'t str,
}

impl<'t> TokenParts<'t> {
    /// The parts, if `text` is a token: header and claims are JSON objects.
    pub fn of(text: &'t str) -> Option<Self> {
        let mut parts = text.split('.');
        let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let (header, claims) = (object(header)?, object(claims)?);
        let whole = parts.next().is_none() && !signature.is_empty();
        whole.then_some(Self { text, header, claims, signature })
    }

    /// The header, in JSON.
    pub fn header(&self) -> &[u8] {
        &self.header
    }

    /// The claims, in JSON.
    pub fn claims(&self) -> &[u8] {
        &self.claims
    }

    /// What the signature is over (RFC 7515 section 5.2), and it, as the scheme takes it; `None` if
    /// it is of an algorithm that is not known.
    fn signed(&self) -> Option<Signed> {
        let header = parse(&self.header).ok()?;
        let algorithm = Algorithm::from_name(header.member("alg")?.node().string().ok()?)?;
        let jose = Value::String(self.signature.into()).node().bytes().ok()?;
        let (input, _) = self.text.rsplit_once('.')?;
        let signed = Signed::bytes("header and claims", input);
        Some(signed.by(algorithm.signature(&jose).ok()?))
    }

    /// The token without what makes it one: header and claims, and in the place of the signature
    /// its mask.
    pub fn redacted(&self) -> String {
        let before = self.text.strip_suffix(self.signature).unwrap_or_default();
        format!("{before}{}", Mask::of(self.signature.as_bytes()))
    }
}

/// Without the signature, which opens doors.
impl fmt::Debug for TokenParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a token of {} bytes", self.text.len())
    }
}

/// The bytes of a JSON object in base64.
fn object(text: &str) -> Option<Vec<u8>> {
    let bytes = Value::String(text.into()).node().bytes().ok()?;
    parse(&bytes).is_ok_and(|value| matches!(value, Value::Object(_))).then_some(bytes)
}

/// A token taken apart: header and claims are shown, the signature is not.
pub(crate) fn token(name: &str, text: &str) -> Option<Field> {
    let parts = TokenParts::of(text)?;
    let object = |name: &str, bytes: &[u8], schema| {
        let value = parse(bytes).ok()?;
        Some(Field::group(name, Walker::new(schema).children(&value)))
    };
    let header = object("header", &parts.header, &schemas::PLAIN)?;
    let claims = object("claims", &parts.claims, &schemas::CLAIMS)?;
    let signature = Field::secret("signature", parts.signature.as_bytes());
    let before = text.len() - parts.signature.len();
    let length = before + Mask::of(parts.signature.as_bytes()).length();
    let what = format!("identity token, {length} bytes");
    let field = Field::new(name, Meaning::Token, what).same(text.as_bytes());
    let field = field.with(vec![header, claims, signature]);
    Some(match parts.signed() {
        Some(signed) => field.over(signed),
        None => field,
    })
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
