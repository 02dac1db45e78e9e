//! An issuer of the tests: keys, what it signs, and the set that it publishes.
use sigstore_engine::{KeyKind, SigningKey};
use sigstore_jwt::{Algorithm, IdentityToken};
use sigstore_traits::Message;

pub(crate) const CLAIMS: &str = r#"{"iss":"https://issuer.example","aud":"sigstore","sub":"u1","iat":1000,"nbf":1000,"exp":1600,"email":"alice@a.example","email_verified":true,"nonce":"n-0S6_WzA2Mj"}"#;

pub(crate) struct Issuer {
    pub(crate) algorithm: Algorithm,
    key: SigningKey,
}

impl Issuer {
    pub(crate) fn new(algorithm: Algorithm, seed: u8) -> Self {
        let kind = match algorithm {
            Algorithm::Es256 => KeyKind::P256,
            Algorithm::Es384 => KeyKind::P384,
            Algorithm::EdDsa => KeyKind::Ed25519,
            other => panic!("the engine has no key for {other}"),
        };
        Self { algorithm, key: SigningKey::from_seed(kind, &[seed; 32]) }
    }

    pub(crate) fn header(&self) -> String {
        format!(r#"{{"alg":"{}","kid":"k"}}"#, self.algorithm)
    }

    pub(crate) fn sign(&self, header: &str, payload: &str) -> String {
        let signed = format!("{}.{}", base64url(header.as_bytes()), base64url(payload.as_bytes()));
        let message = Message::Bytes(signed.as_bytes());
        let der = self.key.sign(self.algorithm.scheme(), message).unwrap();
        let signature = match self.algorithm {
            Algorithm::Es256 => jose(&der, 32),
            Algorithm::Es384 => jose(&der, 48),
            _ => der,
        };
        format!("{signed}.{}", base64url(&signature))
    }

    pub(crate) fn token(&self) -> String {
        self.sign(&self.header(), CLAIMS)
    }

    /// The members of its key that say what it is.
    pub(crate) fn members(&self) -> String {
        let spki = self.key.spki();
        let tail = |length: usize| &spki[spki.len() - length..];
        match self.algorithm {
            Algorithm::EdDsa => {
                format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, base64url(tail(32)))
            }
            algorithm => {
                let (curve, field) =
                    if algorithm == Algorithm::Es256 { ("P-256", 32) } else { ("P-384", 48) };
                let (x, y) = tail(2 * field).split_at(field);
                let (x, y) = (base64url(x), base64url(y));
                format!(r#""kty":"EC","crv":"{curve}","x":"{x}","y":"{y}""#)
            }
        }
    }

    pub(crate) fn key_set(&self) -> String {
        key_set(&[format!(r#"{},"kid":"k""#, self.members())])
    }
}

/// A set of keys by their members.
pub(crate) fn key_set(keys: &[String]) -> String {
    let keys: Vec<_> = keys.iter().map(|members| format!("{{{members}}}")).collect();
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

/// A token that nobody signed.
pub(crate) fn unsigned(claims: &str) -> String {
    format!("{}.{}.AA", base64url(br#"{"alg":"ES256"}"#), base64url(claims.as_bytes()))
}

pub(crate) fn read(claims: &str) -> IdentityToken {
    IdentityToken::parse(&unsigned(claims)).unwrap()
}

pub(crate) fn base64url(bytes: &[u8]) -> String {
    let text = sigstore_json::base64(bytes);
    text.trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// `SEQUENCE { r INTEGER, s INTEGER }` as r and s of the length of the field. All lengths of the
/// curves here are below 128.
fn jose(der: &[u8], field: usize) -> Vec<u8> {
    let r = 4..4 + usize::from(der[3]);
    let s = r.end + 2..r.end + 2 + usize::from(der[r.end + 1]);
    let mut jose = Vec::new();
    for number in [&der[r], &der[s]] {
        let digits: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        jose.resize(jose.len() + field - digits.len(), 0);
        jose.extend(digits);
    }
    jose
}
