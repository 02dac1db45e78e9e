use core::ops::RangeInclusive;

use der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use der::{Decode, Reader, SliceReader};
use sigstore_traits::{KeyAlgorithm, KeyError, Rule, RuleKind};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

/// See [`PublicKeyInfo::read`].
pub(crate) static V_21: Rule = Rule {
    id: "V-21",
    title: "A public key is of an algorithm of the registry, with the parameters that its standard prescribes; any other is refused when it is read.",
    source: "sigstore architecture-docs algorithm-registry.md, Signature Algorithms; RFC 5480 section 2.1.1; RFC 3279 section 2.3.1; RFC 8410 section 3",
    kind: RuleKind::Refusal,
    place: "sigstore-crypto AwsLcSuite::key",
};

/// See [`PublicKeyInfo::read`].
pub(crate) static V_23: Rule = Rule {
    id: "V-23",
    title: "A key and an ECDSA signature have one encoding, DER with an uncompressed point; high S is accepted; an RSA modulus has 2048 to 4096 bits, its exponent is odd and above 2^16.",
    source: "RFC 5480 section 2.2; RFC 3279 section 2.2.3; FIPS 186-5 section 5.1 and appendix A.1.1; sigstore architecture-docs algorithm-registry.md",
    kind: RuleKind::Refusal,
    place: "sigstore-crypto AwsLcSuite::key and AwsLcSuite::verify",
};

/// The most bytes of a SubjectPublicKeyInfo that are read. RSA with 4096 bits needs 550, the
/// largest ML-DSA key, which is recognised to be refused, 2,614.
pub const MAX_SPKI: usize = 8 * 1024;

/// The bits of an RSA modulus (V-23).
const MODULUS_BITS: RangeInclusive<u32> = 2048..=4096;

pub(crate) const EC_PUBLIC_KEY: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
pub(crate) const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
pub(crate) const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const SECP521R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub(crate) const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// A SubjectPublicKeyInfo, read and checked as far as this is possible without arithmetic.
///
/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE {
///     algorithm         AlgorithmIdentifier,
///     subjectPublicKey  BIT STRING }
/// AlgorithmIdentifier  ::= SEQUENCE {
///     algorithm         OBJECT IDENTIFIER,
///     parameters        ANY DEFINED BY algorithm OPTIONAL }
/// ```
#[derive(Debug)]
pub(crate) struct PublicKeyInfo<'a> {
    pub(crate) algorithm: KeyAlgorithm,
    /// The bits of subjectPublicKey: a point, an RSAPublicKey or the 32 bytes of Ed25519.
    pub(crate) key: &'a [u8],
}

impl<'a> PublicKeyInfo<'a> {
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, KeyError> {
        if der.len() > MAX_SPKI {
            return Err(KeyError::Malformed);
        }
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(malformed)?;
        let key = info.subject_public_key.as_bytes().ok_or(KeyError::Malformed)?;
        let algorithm = match info.algorithm.oid {
            EC_PUBLIC_KEY => ec(&info.algorithm, key)?,
            RSA_ENCRYPTION => rsa(info.algorithm.parameters, key)?,
            ED25519 => ed25519(info.algorithm.parameters, key)?,
            oid => return Err(unsupported(oid)),
        };
        Ok(Self { algorithm, key })
    }
}

/// The parameters are a named curve, and the point is uncompressed: `04 || X || Y` (RFC 5480
/// section 2.2, which makes the compressed form optional).
fn ec(algorithm: &AlgorithmIdentifierRef<'_>, key: &[u8]) -> Result<KeyAlgorithm, KeyError> {
    let curve = algorithm.parameters_oid().map_err(|_| KeyError::Malformed)?;
    let (kind, field_bytes) = match curve {
        SECP256R1 => (KeyAlgorithm::EcdsaP256, 32),
        SECP384R1 => (KeyAlgorithm::EcdsaP384, 48),
        SECP521R1 => (KeyAlgorithm::EcdsaP521, 66),
        _ => {
            return Err(KeyError::Unsupported { algorithm: format!("{EC_PUBLIC_KEY} {curve}") });
        }
    };
    match key {
        [0x04, coordinates @ ..] if coordinates.len() == 2 * field_bytes => Ok(kind),
        _ => Err(KeyError::Malformed),
    }
}

/// The parameters are NULL, and the key is (RFC 3279 section 2.3.1)
///
/// ```text
/// RSAPublicKey ::= SEQUENCE {
///     modulus         INTEGER,
///     publicExponent  INTEGER }
/// ```
///
/// An exponent is odd and above 2^16 (FIPS 186-5 appendix A.1.1); aws-lc-rs takes up to 33 bits.
fn rsa(parameters: Option<AnyRef<'_>>, key: &[u8]) -> Result<KeyAlgorithm, KeyError> {
    if parameters != Some(AnyRef::NULL) {
        return Err(KeyError::Malformed);
    }
    let (modulus, exponent) = rsa_public_key(key).map_err(malformed)?;
    let bits = bit_length(modulus.as_bytes());
    if !MODULUS_BITS.contains(&bits) {
        return Err(KeyError::ModulusSize { bits });
    }
    let is_odd = |number: &UintRef<'_>| number.as_bytes().last().is_some_and(|byte| byte & 1 == 1);
    // A number of three bytes or more is at least 2^16.
    if is_odd(&modulus) && is_odd(&exponent) && exponent.as_bytes().len() >= 3 {
        Ok(KeyAlgorithm::Rsa { bits })
    } else {
        Err(KeyError::Malformed)
    }
}

fn rsa_public_key(der: &[u8]) -> der::Result<(UintRef<'_>, UintRef<'_>)> {
    let mut reader = SliceReader::new(der)?;
    let numbers =
        reader.sequence(|reader| der::Result::Ok((reader.decode()?, reader.decode()?)))?;
    reader.finish()?;
    Ok(numbers)
}

/// Bits of a big-endian number without leading zero bytes.
fn bit_length(bytes: &[u8]) -> u32 {
    let leading = bytes.first().map_or(0, |byte| byte.leading_zeros());
    u32::try_from(bytes.len()).unwrap_or(u32::MAX).saturating_mul(8).saturating_sub(leading)
}

/// The parameters are absent, and the key has 32 bytes (RFC 8410 sections 3 and 4).
fn ed25519(parameters: Option<AnyRef<'_>>, key: &[u8]) -> Result<KeyAlgorithm, KeyError> {
    if parameters.is_none() && key.len() == 32 {
        Ok(KeyAlgorithm::Ed25519)
    } else {
        Err(KeyError::Malformed)
    }
}

/// An algorithm that the suite does not have. ML-DSA (FIPS 204, RFC 9881) is in the registry as
/// experimental, so its name is said.
fn unsupported(oid: ObjectIdentifier) -> KeyError {
    let oid = oid.to_string();
    let algorithm = match oid.as_str() {
        "2.16.840.1.101.3.4.3.17" => format!("{oid} (ML-DSA-44)"),
        "2.16.840.1.101.3.4.3.18" => format!("{oid} (ML-DSA-65)"),
        "2.16.840.1.101.3.4.3.19" => format!("{oid} (ML-DSA-87)"),
        _ => oid,
    };
    KeyError::Unsupported { algorithm }
}

fn malformed(_: der::Error) -> KeyError {
    KeyError::Malformed
}
