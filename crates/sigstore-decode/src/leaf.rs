use sigstore_field::{Field, Meaning, Relation};
use sigstore_json::{Number, Value, hex_bytes_of_any_case, ordered};
use sigstore_merkle::leaf_hash;
use sigstore_traits::UnixTime;

use crate::address::{address, shown_address};
use crate::certificate::{certificate, key};
use crate::hash::Hasher;
use crate::json::document;
use crate::note::checkpoint;
use crate::pem::{pem, pem_or_der};
use crate::schema::Schema;
use crate::schemas;
use crate::timestamp::timestamp;
use crate::token::{authorization, token};

/// How a member is spelt and what it means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leaf {
    Plain,
    Word(Meaning),
    Secret,
    /// What may be a secret: not shown, and not looked for elsewhere.
    Hidden,
    Authorization,
    /// An address with parameters.
    Address,
    Seconds,
    Milliseconds,
    Base64(Meaning),
    Hex(Meaning),
    /// `sha256:` and hex.
    Named,
    /// The name of an entry of Rekor v1.
    Uuid,
    Pem,
    /// Base64 of PEM, or of DER.
    Pem64,
    /// Base64 of DER.
    Certificate,
    Key,
    Timestamp,
    /// Base64 of a TLS `digitally-signed` (RFC 5246 section 4.7).
    DigitallySigned,
    Note,
    /// Base64 of a body that was logged.
    Body,
    Json64(&'static Schema),
    JsonText(&'static Schema),
    /// An object with a schema of its own.
    Nested(&'static Schema),
    /// An object under the name of an entry.
    Entry(&'static Schema),
    /// An object that is a key (RFC 7517 section 4).
    Jwk,
}

impl Leaf {
    /// A text. What looks like a token is one, and what has the name of a secret is one, wherever it
    /// stands: `value` is the name of a token in GitHub's answer and of a digest elsewhere.
    pub(crate) fn text(self, name: &str, text: &str) -> Field {
        if let Some(token) = token(name, text) {
            return token;
        }
        match self {
            Self::Plain | Self::Word(_) if SECRETS.contains(&name) => {
                Field::secret(name, text.as_bytes()).hashed(text.as_bytes())
            }
            _ => self.read(name, text).unwrap_or_else(|why| Field::unreadable(name, text, why)),
        }
    }

    fn read(self, name: &str, text: &str) -> Result<Field, String> {
        Ok(match self {
            // ProtoJSON may write what is not there.
            _ if text.is_empty() => Field::plain(name, ""),
            Self::Plain | Self::Seconds | Self::Milliseconds => self.seconds(name, text),
            Self::Nested(_) | Self::Entry(_) | Self::Jwk => Field::plain(name, text),
            Self::Word(meaning) => Field::word(name, meaning, text),
            Self::Secret => Field::secret(name, text.as_bytes()).hashed(text.as_bytes()),
            Self::Hidden => Field::hidden(name, text.as_bytes()),
            Self::Authorization => authorization(name, text),
            Self::Address => {
                Field::plain(name, shown_address(text)).same(text.as_bytes()).with(address(text))
            }
            Self::Base64(meaning) => Field::bytes(name, meaning, &bytes(text)?),
            Self::Hex(meaning) => Field::bytes(name, meaning, &hex_bytes(text)?),
            Self::Named => digest_name(name, text)?,
            Self::Uuid => entry_name(name, text),
            Self::Pem => pem(name, text)?,
            Self::Pem64 => pem_or_der(name, &bytes(text)?)?,
            Self::Certificate => certificate(name, &bytes(text)?),
            Self::Key => key(name, &bytes(text)?),
            Self::Timestamp => stamp(name, &bytes(text)?)?,
            Self::DigitallySigned => digitally_signed(name, &bytes(text)?)?,
            Self::Note => checkpoint(name, text),
            Self::Body => body(name, &bytes(text)?)?,
            Self::Json64(schema) => document(name, &bytes(text)?, schema)?,
            Self::JsonText(schema) => document(name, text.as_bytes(), schema)?,
        })
    }

    /// A time that is spelt as a string is one as well (ProtoJSON).
    fn seconds(self, name: &str, text: &str) -> Field {
        match (self, text.parse()) {
            (Self::Plain, _) | (_, Err(_)) => Field::plain(name, text),
            (_, Ok(value)) => self.number(name, Number::Unsigned(value)),
        }
    }

    /// A number, and the time that it is.
    pub(crate) fn number(self, name: &str, number: Number) -> Field {
        let time = match (self, number) {
            (Self::Seconds, Number::Unsigned(value)) => {
                i64::try_from(value).ok().map(UnixTime::from_seconds)
            }
            (Self::Milliseconds, Number::Unsigned(value)) => {
                Some(UnixTime::from_milliseconds(value))
            }
            _ => None,
        };
        let text = ordered(&Value::Number(number));
        match time.filter(|time| time.seconds() != 0) {
            Some(time) => Field::new(name, Meaning::Time, format!("{text} ({time})")),
            None => Field::plain(name, text),
        }
    }
}

/// Names under which messages of any kind carry secrets.
const SECRETS: [&str; 11] = [
    "access_token",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "id_token",
    "oidcIdentityToken",
    "password",
    "refresh_token",
    "token",
    "value",
];

fn bytes(text: &str) -> Result<Vec<u8>, String> {
    Value::String(text.into()).node().bytes().map_err(|error| error.to_string())
}

fn hex_bytes(text: &str) -> Result<Vec<u8>, String> {
    hex_bytes_of_any_case(text).ok_or_else(|| "not hex".into())
}

/// `sha256:` and hex.
fn digest_name(name: &str, text: &str) -> Result<Field, String> {
    let (_, digits) = text.split_once(':').ok_or("no algorithm before a digest")?;
    Ok(Field::new(name, Meaning::Digest, text).same(&hex_bytes(digits)?))
}

/// The name of an entry holds the hash of its leaf, after the id of its tree.
pub(crate) fn entry_name(name: &str, text: &str) -> Field {
    let field = Field::new(name, Meaning::Digest, text);
    let Some(bytes) = hex_bytes_of_any_case(text.trim_matches('"')) else {
        return field;
    };
    let Some((tree, leaf)) = bytes.split_last_chunk::<32>() else {
        return field;
    };
    let mut parts = vec![Field::bytes("leaf hash", Meaning::Digest, leaf)];
    if !tree.is_empty() {
        parts.insert(0, Field::bytes("tree id", Meaning::Digest, tree));
    }
    field.same(&bytes).with(parts)
}

fn stamp(name: &str, bytes: &[u8]) -> Result<Field, String> {
    let field = Field::document(name, Meaning::Document, "timestamp", bytes);
    Ok(field.with(timestamp(bytes)?))
}

/// ```text
/// struct { SignatureAndHashAlgorithm algorithm; opaque signature<0..2^16-1>; } DigitallySigned;
/// ```
fn digitally_signed(name: &str, bytes: &[u8]) -> Result<Field, String> {
    match bytes {
        [_, _, high, low, signature @ ..]
            if usize::from(u16::from_be_bytes([*high, *low])) == signature.len() =>
        {
            Ok(Field::bytes(name, Meaning::Signature, signature))
        }
        _ => Err("not a digitally-signed struct".into()),
    }
}

fn body(name: &str, bytes: &[u8]) -> Result<Field, String> {
    let leaf_hash = leaf_hash(bytes, &Hasher);
    Ok(document(name, bytes, &schemas::BODY)?.stands_for(Relation::LeafHash, &leaf_hash))
}
