use core::fmt;

use der::Encode;
use der::asn1::UintRef;
use sigstore_traits::{HashAlgorithm, Rule, RuleKind, SignatureScheme};

use crate::Error;

/// See [`Algorithm`] and [`KeySet::verify`](crate::KeySet::verify).
pub(crate) static A_40: Rule = Rule {
    id: "A-40",
    title: "A token is signed with RS256, ES256, ES384 or EdDSA, by the key of the set that it names, and the key alone says with which of them: `none`, HMAC and JWE are refused.",
    source: "RFC 8725 sections 3.1 and 3.2; RFC 7515 section 5.2",
    kind: RuleKind::Refusal,
    place: "sigstore-jwt Jws::parse and KeySet::verify",
};

/// See [`Algorithm::signature`].
pub(crate) static A_60: Rule = Rule {
    id: "A-60",
    title: "A JOSE signature of ECDSA is r and s, each exactly as long as the field of the curve, leading zeros included.",
    source: "RFC 7518 section 3.4",
    kind: RuleKind::Refusal,
    place: "sigstore-jwt KeySet::verify",
};

/// The algorithms that a token may be signed with (RFC 7518 section 3.1, RFC 8037 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// `RS256`: RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// `ES256`: ECDSA on P-256 with SHA-256.
    Es256,
    /// `ES384`: ECDSA on P-384 with SHA-384.
    Es384,
    /// `EdDSA`: here with Ed25519 only.
    EdDsa,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rs256, Self::Es256, Self::Es384, Self::EdDsa];

    /// The name in a header or a key.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The inverse of [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// How it signs.
    pub const fn scheme(self) -> SignatureScheme {
        match self {
            Self::Rs256 => SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256),
            Self::Es256 => SignatureScheme::Ecdsa(HashAlgorithm::Sha256),
            Self::Es384 => SignatureScheme::Ecdsa(HashAlgorithm::Sha384),
            Self::EdDsa => SignatureScheme::Ed25519,
        }
    }

    /// The signature as its scheme takes it: DER for ECDSA.
    ///
    /// ```text
    /// jose ::= r || s
    /// ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }
    /// ```
    ///
    /// # Errors
    /// [`Error::SignatureLength`] if it is not as long as one of this algorithm is.
    pub fn signature(self, jose: &[u8]) -> Result<Vec<u8>, Error> {
        let field = match self {
            Self::Es256 => 32,
            Self::Es384 => 48,
            Self::Rs256 | Self::EdDsa => return Ok(jose.to_vec()),
        };
        let error = || Error::SignatureLength { algorithm: self, bytes: jose.len() };
        if jose.len() != 2 * field {
            return Err(error());
        }
        let numbers: Result<Vec<_>, _> = jose.chunks_exact(field).map(UintRef::new).collect();
        numbers.and_then(|numbers| numbers.to_der()).map_err(|_| error())
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
