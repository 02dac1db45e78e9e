use core::fmt;

use crate::{HashAlgorithm, Rule, RuleKind};

/// See [`KeyDetails`].
pub(crate) static V_21: Rule = Rule {
    id: "V-21",
    title: "A key algorithm is one of the registry's; each names its scheme and hash, and those that the registry retired or has not settled name none.",
    source: "sigstore architecture-docs algorithm-registry.md, Signature Algorithms; protobuf-specs sigstore_common.proto, PublicKeyDetails",
    kind: RuleKind::Refusal,
    place: "sigstore-traits KeyDetails::scheme",
};

/// What kind of public key it is, as its SubjectPublicKeyInfo says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// ECDSA on NIST P-256.
    EcdsaP256,
    /// ECDSA on NIST P-384.
    EcdsaP384,
    /// ECDSA on NIST P-521.
    EcdsaP521,
    /// RSA with a modulus of so many bits.
    Rsa {
        /// Bits of the modulus.
        bits: u32,
    },
    /// Ed25519, pure or prehashed.
    Ed25519,
}

impl KeyAlgorithm {
    /// The hash that the registry pairs with the key where nothing else names one (V-22).
    pub const fn default_hash(self) -> HashAlgorithm {
        match self {
            Self::EcdsaP256 | Self::Rsa { .. } => Sha256,
            Self::EcdsaP384 => Sha384,
            Self::EcdsaP521 | Self::Ed25519 => Sha512,
        }
    }

    /// The hashes that a signature of the key can be over where a log entry names one, the
    /// registry's first: those of the legacy rows of V-21 too.
    pub const fn signing_hashes(self) -> &'static [HashAlgorithm] {
        match self {
            Self::EcdsaP256 | Self::Rsa { .. } => &[Sha256],
            Self::EcdsaP384 => &[Sha384, Sha256],
            Self::EcdsaP521 => &[Sha512, Sha256],
            Self::Ed25519 => &[Sha512],
        }
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EcdsaP256 => f.write_str("ECDSA P-256"),
            Self::EcdsaP384 => f.write_str("ECDSA P-384"),
            Self::EcdsaP521 => f.write_str("ECDSA P-521"),
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
            Self::Ed25519 => f.write_str("Ed25519"),
        }
    }
}

/// How a signature is made with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureScheme {
    /// ECDSA; the signature is the DER `SEQUENCE { r INTEGER, s INTEGER }` (FIPS 186-5, RFC 3279).
    Ecdsa(HashAlgorithm),
    /// RSASSA-PKCS1-v1_5 (RFC 8017).
    RsaPkcs1(HashAlgorithm),
    /// RSASSA-PSS, MGF1 with the same hash, salt as long as the hash (RFC 8017).
    RsaPss(HashAlgorithm),
    /// Ed25519 over the message (RFC 8032).
    Ed25519,
    /// Ed25519ph over the SHA-512 digest, with an empty context (RFC 8032).
    Ed25519ph,
}

impl SignatureScheme {
    /// The hash of the message that is signed; `None` for pure Ed25519, which signs the message.
    pub const fn hash(self) -> Option<HashAlgorithm> {
        match self {
            Self::Ecdsa(hash) | Self::RsaPkcs1(hash) | Self::RsaPss(hash) => Some(hash),
            Self::Ed25519 => None,
            Self::Ed25519ph => Some(Sha512),
        }
    }
}

impl fmt::Display for SignatureScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ecdsa(hash) => write!(f, "ECDSA with {hash}"),
            Self::RsaPkcs1(hash) => write!(f, "RSA PKCS#1 v1.5 with {hash}"),
            Self::RsaPss(hash) => write!(f, "RSA-PSS with {hash}"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Ed25519ph => f.write_str("Ed25519ph"),
        }
    }
}

macro_rules! key_details {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $scheme:expr;)*) => {
        /// `PublicKeyDetails` of the protobuf specifications: the algorithms that a trusted root or
        /// a log entry can name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum KeyDetails { $($(#[$doc])* $variant,)* }

        impl KeyDetails {
            /// All of them, in the order of their numbers' families.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in protobuf JSON.
            pub const fn proto_name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The scheme; `None` for those that are recognised and not supported (V-21).
            pub const fn scheme(self) -> Option<SignatureScheme> {
                match self { $(Self::$variant => $scheme,)* }
            }
        }
    };
}

use HashAlgorithm::{Sha256, Sha384, Sha512};
use SignatureScheme::{Ecdsa, Ed25519, Ed25519ph, RsaPkcs1, RsaPss};

key_details! {
    /// RSA PKCS#1 v1.5, key as PKCS#1; deprecated, still the form of an old CT log key.
    Pkcs1RsaPkcs1v5 = "PKCS1_RSA_PKCS1V5", Some(RsaPkcs1(Sha256));
    /// RSA-PSS, key as PKCS#1; deprecated.
    Pkcs1RsaPss = "PKCS1_RSA_PSS", None;
    /// RSA PKCS#1 v1.5 of any size; deprecated.
    PkixRsaPkcs1v5 = "PKIX_RSA_PKCS1V5", Some(RsaPkcs1(Sha256));
    /// RSA-PSS of any size; deprecated.
    PkixRsaPss = "PKIX_RSA_PSS", None;
    /// ECDSA P-256 with SHA-256.
    PkixEcdsaP256Sha256 = "PKIX_ECDSA_P256_SHA_256", Some(Ecdsa(Sha256));
    /// ECDSA P-256 with HMAC; deprecated.
    PkixEcdsaP256HmacSha256 = "PKIX_ECDSA_P256_HMAC_SHA_256", None;
    /// Ed25519 over the message.
    PkixEd25519 = "PKIX_ED25519", Some(Ed25519);
    /// Ed25519ph over SHA-512.
    PkixEd25519Ph = "PKIX_ED25519_PH", Some(Ed25519ph);
    /// RSA 2048 PKCS#1 v1.5 with SHA-256; verification only.
    PkixRsaPkcs1v15_2048Sha256 = "PKIX_RSA_PKCS1V15_2048_SHA256", Some(RsaPkcs1(Sha256));
    /// RSA 3072 PKCS#1 v1.5 with SHA-256.
    PkixRsaPkcs1v15_3072Sha256 = "PKIX_RSA_PKCS1V15_3072_SHA256", Some(RsaPkcs1(Sha256));
    /// RSA 4096 PKCS#1 v1.5 with SHA-256.
    PkixRsaPkcs1v15_4096Sha256 = "PKIX_RSA_PKCS1V15_4096_SHA256", Some(RsaPkcs1(Sha256));
    /// ECDSA P-384 with SHA-384.
    PkixEcdsaP384Sha384 = "PKIX_ECDSA_P384_SHA_384", Some(Ecdsa(Sha384));
    /// ECDSA P-521 with SHA-512.
    PkixEcdsaP521Sha512 = "PKIX_ECDSA_P521_SHA_512", Some(Ecdsa(Sha512));
    /// LMS; deprecated.
    LmsSha256 = "LMS_SHA256", None;
    /// LM-OTS; deprecated.
    LmotsSha256 = "LMOTS_SHA256", None;
    /// RSA-PSS 2048 with SHA-256.
    PkixRsaPss2048Sha256 = "PKIX_RSA_PSS_2048_SHA256", Some(RsaPss(Sha256));
    /// RSA-PSS 3072 with SHA-256.
    PkixRsaPss3072Sha256 = "PKIX_RSA_PSS_3072_SHA256", Some(RsaPss(Sha256));
    /// RSA-PSS 4096 with SHA-256.
    PkixRsaPss4096Sha256 = "PKIX_RSA_PSS_4096_SHA256", Some(RsaPss(Sha256));
    /// ECDSA P-384 with SHA-256, of legacy clients.
    PkixEcdsaP384Sha256 = "PKIX_ECDSA_P384_SHA_256", Some(Ecdsa(Sha256));
    /// ECDSA P-521 with SHA-256, of legacy clients.
    PkixEcdsaP521Sha256 = "PKIX_ECDSA_P521_SHA_256", Some(Ecdsa(Sha256));
    /// ML-DSA-44; experimental.
    MlDsa44 = "ML_DSA_44", None;
    /// ML-DSA-65; experimental.
    MlDsa65 = "ML_DSA_65", None;
    /// ML-DSA-87; experimental.
    MlDsa87 = "ML_DSA_87", None;
}

impl KeyDetails {
    /// The inverse of [`proto_name`](Self::proto_name).
    pub fn from_proto_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|details| details.proto_name() == name)
    }

    /// Whether a key of this algorithm can have these details (V-96): curve, and size where it is named.
    pub const fn fits(self, key: KeyAlgorithm) -> bool {
        match self {
            Self::PkixEcdsaP256Sha256 => matches!(key, KeyAlgorithm::EcdsaP256),
            Self::PkixEcdsaP384Sha384 | Self::PkixEcdsaP384Sha256 => {
                matches!(key, KeyAlgorithm::EcdsaP384)
            }
            Self::PkixEcdsaP521Sha512 | Self::PkixEcdsaP521Sha256 => {
                matches!(key, KeyAlgorithm::EcdsaP521)
            }
            Self::PkixEd25519 | Self::PkixEd25519Ph => matches!(key, KeyAlgorithm::Ed25519),
            Self::PkixRsaPkcs1v15_2048Sha256 | Self::PkixRsaPss2048Sha256 => {
                matches!(key, KeyAlgorithm::Rsa { bits: 2048 })
            }
            Self::PkixRsaPkcs1v15_3072Sha256 | Self::PkixRsaPss3072Sha256 => {
                matches!(key, KeyAlgorithm::Rsa { bits: 3072 })
            }
            Self::PkixRsaPkcs1v15_4096Sha256 | Self::PkixRsaPss4096Sha256 => {
                matches!(key, KeyAlgorithm::Rsa { bits: 4096 })
            }
            Self::Pkcs1RsaPkcs1v5 | Self::PkixRsaPkcs1v5 => matches!(key, KeyAlgorithm::Rsa { .. }),
            _ => false,
        }
    }
}

impl fmt::Display for KeyDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.proto_name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v_21_kept_every_name_reads_back() {
        for details in KeyDetails::ALL {
            assert_eq!(KeyDetails::from_proto_name(details.proto_name()), Some(*details));
        }
    }

    #[test]
    fn v_21_broken_unknown_and_unsupported_algorithms_have_no_scheme() {
        assert_eq!(KeyDetails::from_proto_name("PUBLIC_KEY_DETAILS_UNSPECIFIED"), None);
        assert_eq!(KeyDetails::from_proto_name("5"), None);
        assert_eq!(KeyDetails::MlDsa65.scheme(), None);
        assert_eq!(KeyDetails::LmsSha256.scheme(), None);
        assert!(!KeyDetails::PkixEcdsaP256Sha256.fits(KeyAlgorithm::EcdsaP384));
        assert!(!KeyDetails::PkixRsaPkcs1v15_2048Sha256.fits(KeyAlgorithm::Rsa { bits: 3072 }));
    }
}
