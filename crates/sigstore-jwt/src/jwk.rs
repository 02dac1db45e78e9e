use base64ct::{Base64UrlUnpadded, Encoding};
use der::Encode;
use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, UintRef};
use sigstore_json::{Error as JsonError, Node, Object};
use sigstore_traits::KeyError;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::error::excerpt;
use crate::{Algorithm, Error, Part};

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// A JSON Web Key (RFC 7517 section 4), as the one algorithm that it can be for and the
/// SubjectPublicKeyInfo that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    /// `kid`.
    pub key_id: Option<String>,
    /// What it is for.
    pub algorithm: Algorithm,
    /// The key (RFC 5280 section 4.1.2.7), in DER.
    pub spki: Vec<u8>,
}

impl Jwk {
    /// The type and curve of the key decide the algorithm (A-40); what the key says of its use
    /// must agree.
    ///
    /// # Errors
    /// [`Error`] says why it can't be used: it is of another type, for another use, private, or not
    /// well-formed.
    pub fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object().map_err(json)?;
        let (algorithm, spki) = match text(&object, "kty")? {
            "RSA" => (Algorithm::Rs256, rsa(&object)?),
            "EC" => ec(&object)?,
            "OKP" => (Algorithm::EdDsa, okp(&object)?),
            other => return Err(Error::KeyType { found: excerpt(other) }),
        };
        // RFC 7518 section 6: `d` is the private part of every kind of key.
        if object.optional("d").is_some() {
            return Err(Error::PrivateKey);
        }
        check_use(&object, algorithm)?;
        let key_id = optional_text(&object, "kid")?.map(Into::into);
        Ok(Self { key_id, algorithm, spki })
    }

    /// The id of a key, whatever else is wrong with it.
    pub(crate) fn key_id(node: Node<'_>) -> Option<String> {
        node.object().ok()?.optional("kid")?.string().ok().map(Into::into)
    }
}

/// RFC 7517 sections 4.2 to 4.4: for signatures, to be verified, with this algorithm.
fn check_use(object: &Object<'_>, algorithm: Algorithm) -> Result<(), Error> {
    if let Some(found) = optional_text(object, "use")?.filter(|found| *found != "sig") {
        return Err(Error::KeyUse { found: excerpt(found) });
    }
    if let Some(node) = object.optional("key_ops") {
        let names: Result<Vec<_>, _> =
            node.array().map_err(json)?.map(|node| node.string()).collect();
        let names = names.map_err(json)?;
        if !names.contains(&"verify") {
            return Err(Error::KeyUse { found: excerpt(&names.join(" ")) });
        }
    }
    match optional_text(object, "alg")? {
        Some(found) if found != algorithm.name() => {
            Err(Error::KeyAlgorithm { found: excerpt(found), expected: algorithm })
        }
        _ => Ok(()),
    }
}

/// RFC 7518 section 6.3.1: modulus and exponent.
///
/// ```text
/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
/// ```
fn rsa(object: &Object<'_>) -> Result<Vec<u8>, Error> {
    let (modulus, exponent) = (number(object, "n")?, number(object, "e")?);
    let key = [&modulus, &exponent].map(|number| UintRef::new(number));
    let [Ok(modulus), Ok(exponent)] = key else {
        return Err(Error::Key { error: KeyError::Malformed });
    };
    // The DER of a Vec is a SEQUENCE of its elements.
    let key = vec![modulus, exponent].to_der().map_err(der)?;
    spki(RSA_ENCRYPTION, Some(AnyRef::NULL), &key)
}

/// RFC 7518 section 6.2.1: both coordinates, each as long as the field; `04 || x || y` in DER
/// (RFC 5480 section 2.2).
fn ec(object: &Object<'_>) -> Result<(Algorithm, Vec<u8>), Error> {
    let (algorithm, curve, field) = match text(object, "crv")? {
        "P-256" => (Algorithm::Es256, SECP256R1, 32),
        "P-384" => (Algorithm::Es384, SECP384R1, 48),
        other => return Err(Error::KeyType { found: format!("EC {}", excerpt(other)) }),
    };
    let (x, y) = (octets(object, "x")?, octets(object, "y")?);
    if x.len() != field || y.len() != field {
        return Err(Error::Key { error: KeyError::Malformed });
    }
    let point = [&[0x04], x.as_slice(), y.as_slice()].concat();
    Ok((algorithm, spki(EC_PUBLIC_KEY, Some(AnyRef::from(&curve)), &point)?))
}

/// RFC 8037 section 2: of the curves of this type Ed25519 only.
fn okp(object: &Object<'_>) -> Result<Vec<u8>, Error> {
    match text(object, "crv")? {
        "Ed25519" => spki(ED25519, None, &octets(object, "x")?),
        other => Err(Error::KeyType { found: format!("OKP {}", excerpt(other)) }),
    }
}

/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE {
///     algorithm         SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL },
///     subjectPublicKey  BIT STRING }
/// ```
fn spki(
    oid: ObjectIdentifier,
    parameters: Option<AnyRef<'_>>,
    key: &[u8],
) -> Result<Vec<u8>, Error> {
    let info = SubjectPublicKeyInfoRef {
        algorithm: AlgorithmIdentifierRef { oid, parameters },
        subject_public_key: BitStringRef::from_bytes(key).map_err(der)?,
    };
    info.to_der().map_err(der)
}

/// Base64urlUInt (RFC 7518 section 2): as few octets as the number needs.
fn number(object: &Object<'_>, name: &'static str) -> Result<Vec<u8>, Error> {
    let octets = octets(object, name)?;
    if octets.first().is_some_and(|first| *first != 0) {
        return Ok(octets);
    }
    Err(Error::Key { error: KeyError::Malformed })
}

fn octets(object: &Object<'_>, name: &'static str) -> Result<Vec<u8>, Error> {
    let node = object.required(name).map_err(json)?;
    let text = node.string().map_err(json)?;
    Base64UrlUnpadded::decode_vec(text).map_err(|_| {
        json(node.error("base64url without padding", format!("{} characters", text.len())))
    })
}

fn text<'v>(object: &Object<'v>, name: &'static str) -> Result<&'v str, Error> {
    object.required(name).and_then(|node| node.string()).map_err(json)
}

fn optional_text<'v>(object: &Object<'v>, name: &'static str) -> Result<Option<&'v str>, Error> {
    object.optional(name).map(|node| node.string()).transpose().map_err(json)
}

fn json(error: JsonError) -> Error {
    Error::Json { part: Part::KeySet, error }
}

fn der(_: der::Error) -> Error {
    Error::Key { error: KeyError::Malformed }
}
