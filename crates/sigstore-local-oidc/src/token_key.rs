use base64ct::{Base64UrlUnpadded, Encoding};
use sigstore_engine::{KeyKind, SigningKey};
use sigstore_json::{Value, ordered};
use sigstore_server::value::{object, text};
use sigstore_traits::{HashAlgorithm, Message, SignatureError, SignatureScheme};

/// The key that signs the tokens of an issuer: ES256 (RFC 7518 section 3.4).
#[derive(Debug)]
pub(crate) struct TokenKey {
    key: SigningKey,
    id: String,
}

impl TokenKey {
    /// The key that this seed determines.
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_seed(KeyKind::P256, seed);
        // Any name will do that differs from key to key (RFC 7517 section 4.5).
        let [x, _] = coordinates(&key);
        let id = base64url(x.get(..8).unwrap_or(&[]));
        Self { key, id }
    }

    /// A compact JWS over these claims (RFC 7515 section 7.1).
    ///
    /// # Errors
    /// [`SignatureError`] if the key can't sign.
    pub(crate) fn sign(&self, claims: &Value<'_>) -> Result<String, SignatureError> {
        let header =
            object([("alg", text("ES256")), ("kid", text(self.id.as_str())), ("typ", text("JWT"))]);
        let parts = [&header, claims].map(|part| base64url(ordered(part).as_bytes()));
        let signed = parts.join(".");
        let scheme = SignatureScheme::Ecdsa(HashAlgorithm::Sha256);
        let der = self.key.sign(scheme, Message::Bytes(signed.as_bytes()))?;
        Ok(format!("{signed}.{}", base64url(&fixed_length(&der))))
    }

    /// The public key as a JWK (RFC 7517, RFC 7518 section 6.2).
    pub(crate) fn jwk(&self) -> Value<'_> {
        let [x, y] = coordinates(&self.key).map(base64url);
        object([
            ("kty", text("EC")),
            ("crv", text("P-256")),
            ("x", text(x)),
            ("y", text(y)),
            ("kid", text(self.id.as_str())),
            ("alg", text("ES256")),
            ("use", text("sig")),
        ])
    }
}

/// The last 64 octets of the SubjectPublicKeyInfo: `04 || x || y` (RFC 5480 section 2.2).
fn coordinates(key: &SigningKey) -> [&[u8]; 2] {
    let point = key.spki().last_chunk::<64>().map_or(&[][..], |point| &point[..]);
    let (x, y) = point.split_at_checked(32).unwrap_or((&[], &[]));
    [x, y]
}

/// `r || s`, 32 octets each, from `SEQUENCE { r INTEGER, s INTEGER }`, whose numbers begin with a
/// zero where their first bit is set and are short where it has zeros.
fn fixed_length(der: &[u8]) -> Vec<u8> {
    let (r, rest) = integer(der.get(2..).unwrap_or(&[]));
    let (s, _) = integer(rest);
    [r, s].map(thirty_two).concat()
}

/// The content of the INTEGER at the beginning, which is shorter than 128 octets, and what follows.
fn integer(der: &[u8]) -> (&[u8], &[u8]) {
    match der {
        [0x02, length, rest @ ..] => {
            rest.split_at_checked(usize::from(*length)).unwrap_or((rest, &[]))
        }
        _ => (&[], &[]),
    }
}

fn thirty_two(number: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().rev().zip(number.iter().rev()) {
        *to = *from;
    }
    out
}

/// Base64url without padding (RFC 7515 section 2).
pub(crate) fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use sigstore_crypto::AwsLcSuite;
    use sigstore_jwt::{IdentityToken, KeySet};
    use sigstore_server::value::number;

    use super::*;

    #[test]
    fn numbers_of_a_signature_have_32_octets_each() {
        let der = [0x30, 10, 2, 2, 0, 0x80, 2, 4, 0x7f, 1, 2, 3];
        let mut expected = [0; 64];
        expected[31] = 0x80;
        expected[60..].copy_from_slice(&[0x7f, 1, 2, 3]);
        assert_eq!(fixed_length(&der), expected);
    }

    #[test]
    fn a_token_holds_under_the_key_of_the_set() {
        let key = TokenKey::from_seed(&[1; 32]);
        let claims = object([
            ("iss", text("https://issuer.example")),
            ("aud", text("sigstore")),
            ("sub", text("u")),
            ("iat", number(10)),
            ("exp", number(20)),
        ]);
        let token = IdentityToken::parse(&key.sign(&claims).unwrap()).unwrap();
        let set = |key: &TokenKey| {
            let json = ordered(&object([("keys", Value::Array(vec![key.jwk()]))]));
            KeySet::parse(json.as_bytes(), &AwsLcSuite).unwrap()
        };
        assert_eq!(set(&key).verify(&token, &AwsLcSuite), Ok(()));
        assert!(set(&TokenKey::from_seed(&[2; 32])).verify(&token, &AwsLcSuite).is_err());
    }
}
