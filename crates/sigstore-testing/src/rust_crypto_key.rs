use core::fmt;

use der::Decode;
use der::asn1::AnyRef;
use ed25519_dalek::Verifier;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::{BoxedUint, pkcs1};
use sha2::{Sha256, Sha384, Sha512};
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, KeyError, Message, SignatureError, SignatureScheme,
    SignatureSuite,
};
use spki::SubjectPublicKeyInfoRef;

use crate::RustCryptoSuite;

/// A public key that the RustCrypto or dalek libraries have read.
#[derive(Clone)]
pub struct RustCryptoKey(Inner);

#[derive(Clone)]
enum Inner {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
    Rsa { bits: u32, key: rsa::PublicKey },
    Ed25519(ed25519_dalek::VerifyingKey),
}

impl RustCryptoKey {
    pub(crate) fn read(spki: &[u8]) -> Result<Self, KeyError> {
        let info = SubjectPublicKeyInfoRef::from_der(spki).map_err(malformed)?;
        let parameters = info.algorithm.parameters;
        let key = info.subject_public_key.as_bytes().ok_or(KeyError::Malformed)?;
        match info.algorithm.oid.to_string().as_str() {
            "1.2.840.10045.2.1" => ec(parameters, key),
            "1.2.840.113549.1.1.1" => rsa(parameters, key),
            "1.3.101.112" => ed25519(parameters, key),
            oid => Err(unsupported(oid)),
        }
        .map(Self)
    }

    pub(crate) fn algorithm(&self) -> KeyAlgorithm {
        match self.0 {
            Inner::P256(_) => KeyAlgorithm::EcdsaP256,
            Inner::P384(_) => KeyAlgorithm::EcdsaP384,
            Inner::P521(_) => KeyAlgorithm::EcdsaP521,
            Inner::Rsa { bits, .. } => KeyAlgorithm::Rsa { bits },
            Inner::Ed25519(_) => KeyAlgorithm::Ed25519,
        }
    }

    pub(crate) fn verify(
        &self,
        scheme: SignatureScheme,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        use SignatureScheme::{Ecdsa, Ed25519, RsaPkcs1, RsaPss};

        let form = SignatureError::MessageForm { scheme };
        let valid = match (&self.0, scheme) {
            (Inner::P256(key), Ecdsa(hash)) => {
                let digest = digest(hash, message).ok_or(form)?;
                p256::ecdsa::Signature::from_der(signature)
                    .and_then(|signature| key.verify_prehash(digest.as_bytes(), &signature))
                    .is_ok()
            }
            (Inner::P384(key), Ecdsa(hash)) => {
                let digest = digest(hash, message).ok_or(form)?;
                p384::ecdsa::Signature::from_der(signature)
                    .and_then(|signature| key.verify_prehash(digest.as_bytes(), &signature))
                    .is_ok()
            }
            (Inner::P521(key), Ecdsa(hash)) => {
                let digest = digest(hash, message).ok_or(form)?;
                p521::ecdsa::Signature::from_der(signature)
                    .and_then(|signature| key.verify_prehash(digest.as_bytes(), &signature))
                    .is_ok()
            }
            (Inner::Rsa { key, .. }, RsaPkcs1(hash)) => {
                pkcs1v15(key, &digest(hash, message).ok_or(form)?, signature).is_ok()
            }
            (Inner::Rsa { key, .. }, RsaPss(hash)) => {
                pss(key, &digest(hash, message).ok_or(form)?, signature).is_ok()
            }
            (Inner::Ed25519(key), Ed25519) => match message {
                Message::Bytes(message) => ed25519_dalek::Signature::from_slice(signature)
                    .and_then(|signature| key.verify(message, &signature))
                    .is_ok(),
                Message::Digest(_) => return Err(form),
            },
            _ => {
                let key = self.algorithm();
                return Err(SignatureError::Unsupported { key, scheme });
            }
        };
        valid.then_some(()).ok_or(SignatureError::Invalid)
    }
}

impl fmt::Debug for RustCryptoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RustCryptoKey").field(&self.algorithm()).finish()
    }
}

/// The digest to check a signature over; `None` if one of another algorithm was given.
fn digest(hash: HashAlgorithm, message: Message<'_>) -> Option<Digest> {
    match message {
        Message::Bytes(message) => Some(RustCryptoSuite.digest(hash, &[message])),
        Message::Digest(digest) => (digest.algorithm() == hash).then_some(*digest),
    }
}

fn pkcs1v15(key: &rsa::PublicKey, digest: &Digest, signature: &[u8]) -> rsa::Result<()> {
    match digest {
        Digest::Sha256(hash) => key.pkcs1v15_verify_prehash::<Sha256>(hash, signature),
        Digest::Sha384(hash) => key.pkcs1v15_verify_prehash::<Sha384>(hash, signature),
        Digest::Sha512(hash) => key.pkcs1v15_verify_prehash::<Sha512>(hash, signature),
    }
}

fn pss(key: &rsa::PublicKey, digest: &Digest, signature: &[u8]) -> rsa::Result<()> {
    match digest {
        Digest::Sha256(hash) => key.pss_verify_prehash::<Sha256>(hash, signature),
        Digest::Sha384(hash) => key.pss_verify_prehash::<Sha384>(hash, signature),
        Digest::Sha512(hash) => key.pss_verify_prehash::<Sha512>(hash, signature),
    }
}

fn ec(parameters: Option<AnyRef<'_>>, point: &[u8]) -> Result<Inner, KeyError> {
    let curve: der::asn1::ObjectIdentifier =
        parameters.ok_or(KeyError::Malformed)?.decode_as().map_err(malformed)?;
    // The libraries read compressed points, too.
    let uncompressed = || point.first() == Some(&0x04);
    let key = match curve.to_string().as_str() {
        "1.2.840.10045.3.1.7" => p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Inner::P256),
        "1.3.132.0.34" => p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Inner::P384),
        "1.3.132.0.35" => p521::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Inner::P521),
        curve => return Err(unsupported(&format!("1.2.840.10045.2.1 {curve}"))),
    };
    key.ok().filter(|_| uncompressed()).ok_or(KeyError::Malformed)
}

fn rsa(parameters: Option<AnyRef<'_>>, key: &[u8]) -> Result<Inner, KeyError> {
    parameters.filter(|parameters| parameters.is_null()).ok_or(KeyError::Malformed)?;
    let key = pkcs1::RsaPublicKeyRef::from_der(key).map_err(malformed)?;
    let modulus = BoxedUint::from_be_slice_vartime(key.modulus.as_bytes());
    let exponent = BoxedUint::from_be_slice_vartime(key.public_exponent.as_bytes());
    let bits = modulus.bit_width_vartime();
    if !(2048..=4096).contains(&bits) {
        return Err(KeyError::ModulusSize { bits });
    }
    if exponent < BoxedUint::from(65_537_u64) {
        return Err(KeyError::Malformed);
    }
    rsa::PublicKey::new(modulus, exponent)
        .map(|key| Inner::Rsa { bits, key })
        .map_err(|_| KeyError::Malformed)
}

fn ed25519(parameters: Option<AnyRef<'_>>, key: &[u8]) -> Result<Inner, KeyError> {
    let bytes = key.try_into().map_err(|_| KeyError::Malformed)?;
    match (parameters, ed25519_dalek::VerifyingKey::from_bytes(bytes)) {
        (None, Ok(key)) => Ok(Inner::Ed25519(key)),
        _ => Err(KeyError::Malformed),
    }
}

fn unsupported(algorithm: &str) -> KeyError {
    let name = match algorithm {
        "2.16.840.1.101.3.4.3.17" => " (ML-DSA-44)",
        "2.16.840.1.101.3.4.3.18" => " (ML-DSA-65)",
        "2.16.840.1.101.3.4.3.19" => " (ML-DSA-87)",
        _ => "",
    };
    KeyError::Unsupported { algorithm: format!("{algorithm}{name}") }
}

fn malformed(_: der::Error) -> KeyError {
    KeyError::Malformed
}
