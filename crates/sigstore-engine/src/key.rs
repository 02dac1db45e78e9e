use std::fmt;

use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, KeyDetails, Message, SignatureError, SignatureScheme,
    Signer,
};
use spki::EncodePublicKey;

use crate::hash::{Prehashed, digest, sha512};

/// The kinds of key that a seed can make. RSA keys are given: [`SigningKey::rsa`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// ECDSA on NIST P-256.
    P256,
    /// ECDSA on NIST P-384.
    P384,
    /// ECDSA on NIST P-521.
    P521,
    /// Ed25519.
    Ed25519,
}

/// A private key that signs the same message the same way every time: ECDSA by RFC 6979, Ed25519
/// by nature. It is not cloned, and its `Debug` shows the kind only.
pub struct SigningKey {
    secret: Secret,
    spki: Vec<u8>,
}

enum Secret {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
    Rsa(Box<dyn RsaKey>),
}

/// An RSA key and the library that computes with it, which the engine doesn't have.
pub trait RsaKey: Send + Sync {
    /// The public key as DER SubjectPublicKeyInfo.
    fn spki(&self) -> Vec<u8>;
    /// Bits of the modulus.
    fn bits(&self) -> u32;
    /// Signs a digest; `None` of a scheme that it doesn't have.
    fn sign(&self, scheme: SignatureScheme, digest: &Digest) -> Option<Vec<u8>>;
}

impl SigningKey {
    /// The key of this kind that `seed` determines.
    pub fn from_seed(kind: KeyKind, seed: &[u8; 32]) -> Self {
        Self::new(match kind {
            KeyKind::P256 => Secret::P256(first_scalar("P-256", seed, |bytes| {
                p256::ecdsa::SigningKey::from_slice(bytes.get(..32)?).ok()
            })),
            KeyKind::P384 => Secret::P384(first_scalar("P-384", seed, |bytes| {
                p384::ecdsa::SigningKey::from_slice(bytes.get(..48)?).ok()
            })),
            KeyKind::P521 => Secret::P521(first_scalar("P-521", seed, |bytes| {
                // 521 bits are 65 octets and one bit.
                let (top, low) = bytes.get(..66)?.split_first()?;
                p521::ecdsa::SigningKey::from_slice(&[&[top & 1], low].concat()).ok()
            })),
            KeyKind::Ed25519 => Secret::Ed25519(ed25519_dalek::SigningKey::from_bytes(seed)),
        })
    }

    /// An RSA key of the caller's.
    pub fn rsa(key: Box<dyn RsaKey>) -> Self {
        Self::new(Secret::Rsa(key))
    }

    fn new(secret: Secret) -> Self {
        let document = match &secret {
            Secret::P256(key) => key.verifying_key().to_public_key_der(),
            Secret::P384(key) => key.verifying_key().to_public_key_der(),
            Secret::P521(key) => key.verifying_key().to_public_key_der(),
            Secret::Ed25519(key) => key.verifying_key().to_public_key_der(),
            Secret::Rsa(key) => spki::Document::try_from(key.spki()).map_err(Into::into),
        };
        Self {
            // A key that exists can be written: DER ends at 256 MiB.
            spki: document.map_or_else(|_| Vec::new(), spki::Document::into_vec),
            secret,
        }
    }

    /// The public key as DER SubjectPublicKeyInfo.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// What kind of key it is.
    pub fn algorithm(&self) -> KeyAlgorithm {
        match &self.secret {
            Secret::P256(_) => KeyAlgorithm::EcdsaP256,
            Secret::P384(_) => KeyAlgorithm::EcdsaP384,
            Secret::P521(_) => KeyAlgorithm::EcdsaP521,
            Secret::Ed25519(_) => KeyAlgorithm::Ed25519,
            Secret::Rsa(key) => KeyAlgorithm::Rsa { bits: key.bits() },
        }
    }

    /// How the key signs where nothing else says it: with the hash that the registry pairs with
    /// it. Ed25519 signs the message itself.
    pub fn scheme(&self) -> SignatureScheme {
        self.scheme_with(self.algorithm().default_hash())
    }

    /// How the key signs with this hash: ECDSA or PKCS#1 v1.5. Pure Ed25519 has its own.
    pub fn scheme_with(&self, hash: HashAlgorithm) -> SignatureScheme {
        match self.secret {
            Secret::P256(_) | Secret::P384(_) | Secret::P521(_) => SignatureScheme::Ecdsa(hash),
            Secret::Ed25519(_) => SignatureScheme::Ed25519,
            Secret::Rsa(_) => SignatureScheme::RsaPkcs1(hash),
        }
    }

    /// The registry's name for this key with this scheme, where it has one.
    pub fn details(&self, scheme: SignatureScheme) -> Option<KeyDetails> {
        let mut all = KeyDetails::ALL.iter().copied();
        all.find(|details| {
            let deprecated =
                *details == KeyDetails::Pkcs1RsaPkcs1v5 || *details == KeyDetails::PkixRsaPkcs1v5;
            !deprecated && details.fits(self.algorithm()) && details.scheme() == Some(scheme)
        })
    }

    /// Signs. An ECDSA signature is DER.
    ///
    /// # Errors
    /// [`SignatureError::Unsupported`] if the key has no such scheme,
    /// [`SignatureError::MessageForm`] if the scheme takes no such message.
    pub fn sign(
        &self,
        scheme: SignatureScheme,
        message: Message<'_>,
    ) -> Result<Vec<u8>, SignatureError> {
        use SignatureScheme::{Ecdsa, Ed25519, Ed25519ph, RsaPkcs1, RsaPss};
        let unsupported = SignatureError::Unsupported { key: self.algorithm(), scheme };
        if let (Secret::Ed25519(key), Ed25519) = (&self.secret, scheme) {
            return match message {
                Message::Bytes(bytes) => Ok(key.sign(bytes).to_vec()),
                Message::Digest(_) => Err(SignatureError::MessageForm { scheme }),
            };
        }
        let digest = prehash(scheme, message)?;
        match (&self.secret, scheme) {
            (Secret::P256(key), Ecdsa(_)) => ecdsa::<p256::ecdsa::DerSignature>(key, &digest),
            (Secret::P384(key), Ecdsa(_)) => ecdsa::<p384::ecdsa::DerSignature>(key, &digest),
            (Secret::P521(key), Ecdsa(_)) => ecdsa::<p521::ecdsa::DerSignature>(key, &digest),
            (Secret::Ed25519(key), Ed25519ph) => Prehashed::of(&digest)
                .and_then(|prehashed| key.sign_prehashed(prehashed, None).ok())
                .map(|signature| signature.to_vec()),
            (Secret::Rsa(key), RsaPkcs1(_) | RsaPss(_)) => key.sign(scheme, &digest),
            _ => None,
        }
        .ok_or(unsupported)
    }
}

impl Signer for SigningKey {
    fn spki(&self) -> &[u8] {
        &self.spki
    }

    fn scheme(&self) -> SignatureScheme {
        self.scheme()
    }

    fn sign_with(
        &self,
        scheme: SignatureScheme,
        message: Message<'_>,
    ) -> Result<Vec<u8>, SignatureError> {
        self.sign(scheme, message)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.algorithm())
    }
}

/// The digest that a scheme signs.
fn prehash(scheme: SignatureScheme, message: Message<'_>) -> Result<Digest, SignatureError> {
    let wrong_form = SignatureError::MessageForm { scheme };
    let hash = scheme.hash().ok_or(wrong_form)?;
    match message {
        Message::Bytes(bytes) => Ok(digest(hash, &[bytes])),
        Message::Digest(given) if given.algorithm() == hash => Ok(*given),
        Message::Digest(_) => Err(wrong_form),
    }
}

fn ecdsa<S: AsRef<[u8]>>(key: &impl PrehashSigner<S>, digest: &Digest) -> Option<Vec<u8>> {
    let signature = key.sign_prehash(digest.as_bytes()).ok()?;
    Some(signature.as_ref().to_vec())
}

/// The first candidate drawn from the seed that is a private key of the curve.
fn first_scalar<K>(curve: &str, seed: &[u8; 32], key: impl Fn(&[u8]) -> Option<K>) -> K {
    let mut counter: u8 = 0;
    loop {
        let half = |part: u8| sha512(&[curve.as_bytes(), seed, &[counter, part]]);
        if let Some(key) = key(&[half(0), half(1)].concat()) {
            return key;
        }
        // At most one candidate in 2^32 is refused: the counter does not come around.
        counter = counter.wrapping_add(1);
    }
}
