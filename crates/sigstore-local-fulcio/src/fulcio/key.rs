use der::asn1::UintRef;
use der::{Decode, Reader, SliceReader};
use sigstore_traits::{
    HashAlgorithm, KeyAlgorithm, KeyError, Message, Rule, RuleKind, SignatureScheme, SignatureSuite,
};
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::Fault;

pub(crate) static S_31: Rule = Rule {
    id: "S-31",
    title: "A proof of possession is a signature over the challenge claim of the token with the one scheme that goes with the key: SHA-256 for P-256 and for RSA PKCS#1 v1.5, SHA-384 for P-384, SHA-512 for P-521, pure Ed25519.",
    source: "sigstore/fulcio fulcio.proto, PublicKeyRequest.proof_of_possession",
    kind: RuleKind::Refusal,
    place: "sigstore-local-fulcio Fulcio::answer",
};

pub(crate) static S_33: Rule = Rule {
    id: "S-33",
    title: "A key is ECDSA on P-256, P-384 or P-521, Ed25519, or RSA of 2048 to 4096 bits in whole octets with the exponent 65537.",
    source: "sigstore architecture-docs fulcio-spec.md section 7.3",
    kind: RuleKind::Refusal,
    place: "sigstore-local-fulcio Fulcio::answer",
};

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// A curve that is read as a key elsewhere, and weaker than what is taken.
const SECP224R1: &str = "1.3.132.0.33";

/// The key, if it is one that is certified ([`S_33`]).
pub(super) fn read<S: SignatureSuite>(spki: &[u8], suite: &S) -> Result<S::Key, Fault> {
    if exponent(spki).is_some_and(|exponent| exponent != [1, 0, 1]) {
        return Err(Fault::WeakKey);
    }
    let key = suite.key(spki).map_err(|error| match error {
        KeyError::ModulusSize { .. } => Fault::WeakKey,
        KeyError::Unsupported { algorithm } if algorithm.ends_with(SECP224R1) => Fault::WeakKey,
        _ => Fault::Key,
    })?;
    match suite.key_algorithm(&key) {
        KeyAlgorithm::Rsa { bits } if bits % 8 != 0 => Err(Fault::WeakKey),
        _ => Ok(key),
    }
}

/// Checks that the holder of the key has signed the challenge ([`S_31`]).
pub(super) fn check_possession(
    spki: &[u8],
    challenge: &str,
    signature: &[u8],
    suite: &impl SignatureSuite,
) -> Result<(), Fault> {
    let key = read(spki, suite)?;
    let scheme = scheme(suite.key_algorithm(&key));
    let message = Message::Bytes(challenge.as_bytes());
    suite.verify(&key, scheme, message, signature).map_err(|_| Fault::Proof)
}

/// The one scheme that goes with a key.
pub(super) fn scheme(key: KeyAlgorithm) -> SignatureScheme {
    match key {
        KeyAlgorithm::Rsa { .. } => SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256),
        KeyAlgorithm::Ed25519 => SignatureScheme::Ed25519,
        curve => SignatureScheme::Ecdsa(curve.default_hash()),
    }
}

/// The exponent of an RSA key; `None` if it is none.
///
/// ```text
/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }   -- RFC 8017 A.1.1
/// ```
fn exponent(spki: &[u8]) -> Option<Vec<u8>> {
    let info = SubjectPublicKeyInfoRef::from_der(spki).ok()?;
    if info.algorithm.oid != RSA_ENCRYPTION {
        return None;
    }
    let mut reader = SliceReader::new(info.subject_public_key.as_bytes()?).ok()?;
    let numbers = reader.sequence(|reader| {
        let _modulus: UintRef<'_> = reader.decode()?;
        let exponent: UintRef<'_> = reader.decode()?;
        der::Result::Ok(exponent.as_bytes().to_vec())
    });
    numbers.ok()
}
