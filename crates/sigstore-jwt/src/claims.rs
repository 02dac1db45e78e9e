use core::fmt;
use std::borrow::Cow;

use sigstore_json::{Error as JsonError, Limits, Node, Number, Value};
use sigstore_traits::{Rule, RuleKind, UnixTime};

use crate::{Error, MAX_TOKEN, Part};

/// See [`Claims::federated_issuer`].
pub(crate) static S_11: Rule = Rule {
    id: "S-11",
    title: "Where an issuer federates others, the issuer of a person is the connector that the token names.",
    source: "sigstore/fulcio config/identity/config.yaml, issuer-claim",
    kind: RuleKind::Acceptance,
    place: "sigstore-jwt Claims::federated_issuer",
};

/// The most audiences of a token.
pub const MAX_AUDIENCES: usize = 16;

/// The most values in the claims of a token, each element of each list counted. Those of CI
/// systems have 40; a list of groups is the longest that is known, of some 200.
pub const MAX_CLAIMS: usize = 1000;

const CLAIMS: Limits =
    Limits::new(MAX_TOKEN).depth(8).values(MAX_CLAIMS).arrays(&[("aud", MAX_AUDIENCES)]);

/// What a token says (RFC 7519 section 4.1, OpenID Connect Core 1.0 section 5.1).
///
/// `Debug` shows the issuer and how many claims there are.
pub struct Claims {
    /// `iss`: who says it.
    pub issuer: String,
    /// `sub`: of whom. The certificate authority takes tokens without.
    pub subject: Option<String>,
    /// `aud`: to whom; a string reads as one.
    pub audience: Vec<String>,
    /// `iat`: when.
    pub issued_at: UnixTime,
    /// `nbf`: from when on.
    pub not_before: Option<UnixTime>,
    /// `exp`: until when, this second not included.
    pub expires_at: UnixTime,
    /// `email`.
    pub email: Option<String>,
    /// `email_verified`: a boolean, or one spelt as a string.
    pub email_verified: Option<bool>,
    /// `nonce`: ties the token to one sign-in.
    pub nonce: Option<String>,
    /// `federated_claims`: who vouched for the subject to the issuer.
    pub federated: Option<FederatedClaims>,
    value: Value<'static>,
}

/// What an issuer that federates others (Dex) says of the one behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FederatedClaims {
    /// The issuer behind it, by its address.
    pub connector_id: String,
    /// The subject there.
    pub user_id: Option<String>,
}

impl Claims {
    pub(crate) fn parse(json: &[u8]) -> Result<Self, Error> {
        let value = sigstore_json::parse(json, &CLAIMS);
        value
            .and_then(|value| Self::read(value.node()))
            .map_err(|error| Error::Json { part: Part::Claims, error })
    }

    fn read(node: Node<'_>) -> Result<Self, JsonError> {
        let object = node.object()?;
        let claim = |name| object.optional(name);
        let text = |name| claim(name).map(|node| node.string().map(String::from)).transpose();
        Ok(Self {
            issuer: object.required("iss")?.string()?.into(),
            subject: text("sub")?,
            audience: audience(object.required("aud")?)?,
            issued_at: numeric_date(object.required("iat")?)?,
            not_before: claim("nbf").map(numeric_date).transpose()?,
            expires_at: numeric_date(object.required("exp")?)?,
            email: text("email")?,
            email_verified: claim("email_verified").map(verified).transpose()?,
            nonce: text("nonce")?,
            federated: claim("federated_claims").map(FederatedClaims::read).transpose()?,
            value: owned(node.value()),
        })
    }

    /// All claims as they were read.
    pub fn value(&self) -> &Value<'static> {
        &self.value
    }

    /// A claim that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.value.member(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The issuer that a certificate names (S-11): the one behind the token's, if it names one.
    pub fn federated_issuer(&self) -> &str {
        self.federated.as_ref().map_or(&self.issuer, |federated| &federated.connector_id)
    }
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = if let Value::Object(members) = &self.value { members.len() } else { 0 };
        write!(f, "Claims({count} of {:?})", self.issuer)
    }
}

impl FederatedClaims {
    fn read(node: Node<'_>) -> Result<Self, JsonError> {
        let object = node.object()?;
        let user_id = object.optional("user_id").map(|node| node.string()).transpose()?;
        Ok(Self {
            connector_id: object.required("connector_id")?.string()?.into(),
            user_id: user_id.map(Into::into),
        })
    }
}

/// RFC 7519 section 4.1.3: an array of strings, or a string if there is one audience only.
fn audience(node: Node<'_>) -> Result<Vec<String>, JsonError> {
    match node.value() {
        Value::String(one) => Ok(vec![one.clone().into_owned()]),
        Value::Array(_) => node.array()?.map(|node| node.string().map(String::from)).collect(),
        _ => Err(node.error("a string or an array of strings", "another type")),
    }
}

/// OpenID Connect Core 1.0 section 5.1 has a boolean; some issuers write it as a string.
fn verified(node: Node<'_>) -> Result<bool, JsonError> {
    match node.value() {
        Value::String(text) if text == "true" => Ok(true),
        Value::String(text) if text == "false" => Ok(false),
        Value::String(_) => Err(node.error("true or false", "another string")),
        _ => node.bool(),
    }
}

/// RFC 7519 section 2: seconds since the epoch, perhaps with a fraction, which is dropped.
fn numeric_date(node: Node<'_>) -> Result<UnixTime, JsonError> {
    if let Value::Number(Number::Float(number)) = node.value() {
        // Without exponent, whatever the magnitude.
        let decimal = number.to_string();
        let whole = decimal.split('.').next().unwrap_or_default();
        let seconds = whole.parse().map_err(|_| node.error("seconds", "a number out of range"))?;
        return Ok(UnixTime::from_seconds(seconds));
    }
    match node.value() {
        Value::Number(_) => node.int64().map(UnixTime::from_seconds),
        _ => Err(node.error("a number of seconds", "another type")),
    }
}

fn owned(value: &Value<'_>) -> Value<'static> {
    let text = |text: &str| Cow::Owned(text.to_owned());
    match value {
        Value::Null => Value::Null,
        Value::Bool(value) => Value::Bool(*value),
        Value::Number(number) => Value::Number(*number),
        Value::String(string) => Value::String(text(string)),
        Value::Array(elements) => Value::Array(elements.iter().map(owned).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (text(name), owned(value))).collect())
        }
    }
}
