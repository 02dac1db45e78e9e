use sha2::Digest as _;
use sigstore_traits::{
    Digest, HashAlgorithm, Hasher, KeyAlgorithm, KeyError, Message, SignatureError,
    SignatureScheme, SignatureSuite,
};

use crate::RustCryptoKey;

/// Cryptography by the RustCrypto and dalek libraries.
#[derive(Clone, Copy, Debug, Default)]
pub struct RustCryptoSuite;

impl SignatureSuite for RustCryptoSuite {
    type Key = RustCryptoKey;
    type Hasher = RustCryptoHasher;

    fn key(&self, spki: &[u8]) -> Result<RustCryptoKey, KeyError> {
        RustCryptoKey::read(spki)
    }

    fn key_algorithm(&self, key: &RustCryptoKey) -> KeyAlgorithm {
        key.algorithm()
    }

    fn verify(
        &self,
        key: &RustCryptoKey,
        scheme: SignatureScheme,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        key.verify(scheme, message, signature)
    }

    fn digest(&self, algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
        let mut hasher = self.hasher(algorithm);
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finish()
    }

    fn hasher(&self, algorithm: HashAlgorithm) -> RustCryptoHasher {
        RustCryptoHasher(match algorithm {
            HashAlgorithm::Sha256 => Inner::Sha256(sha2::Sha256::new()),
            HashAlgorithm::Sha384 => Inner::Sha384(sha2::Sha384::new()),
            HashAlgorithm::Sha512 => Inner::Sha512(sha2::Sha512::new()),
        })
    }

    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut hasher = sha2::Sha256::new();
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finalize().into()
    }
}

/// A digest being computed by sha2.
#[derive(Clone, Debug)]
pub struct RustCryptoHasher(Inner);

#[derive(Clone, Debug)]
enum Inner {
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
}

impl Hasher for RustCryptoHasher {
    fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Inner::Sha256(hasher) => hasher.update(bytes),
            Inner::Sha384(hasher) => hasher.update(bytes),
            Inner::Sha512(hasher) => hasher.update(bytes),
        }
    }

    fn finish(self) -> Digest {
        match self.0 {
            Inner::Sha256(hasher) => Digest::Sha256(hasher.finalize().into()),
            Inner::Sha384(hasher) => Digest::Sha384(hasher.finalize().into()),
            Inner::Sha512(hasher) => Digest::Sha512(hasher.finalize().into()),
        }
    }
}
