use core::fmt;

use ed25519_dalek::{Signature, VerifyingKey};
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, KeyError, Message, Rule, RuleKind, SignatureError,
    SignatureScheme, SignatureSuite,
};

use crate::prehash::Prehash;

/// See [`WithEd25519ph`].
pub(crate) static V_21: Rule = Rule {
    id: "V-21",
    title: "PKIX_ED25519_PH is Ed25519ph: over the SHA-512 digest of the message, with an empty context, never pure Ed25519 over the digest.",
    source: "RFC 8032 section 5.1; sigstore architecture-docs algorithm-registry.md, Signature Algorithms",
    kind: RuleKind::Refusal,
    place: "sigstore-ed25519ph WithEd25519ph::verify",
};

/// Another suite, and Ed25519ph beside what it has.
#[derive(Clone, Copy, Debug, Default)]
pub struct WithEd25519ph<S>(pub S);

/// A key of the suite inside, and the same key for Ed25519ph if it is an Ed25519 key.
pub struct Ed25519phKey<K> {
    inner: K,
    ed25519: Option<VerifyingKey>,
}

/// An Ed25519 SubjectPublicKeyInfo up to the key itself: it has one spelling (RFC 8410 section 4).
///
/// ```text
/// SEQUENCE { SEQUENCE { OBJECT IDENTIFIER 1.3.101.112 }, BIT STRING (32 bytes) }
/// ```
pub(crate) const SPKI_PREFIX: [u8; 12] = *b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

impl<S: SignatureSuite> WithEd25519ph<S> {
    /// Checks a signature of Ed25519ph. The context is empty.
    fn verify_prehashed(
        &self,
        key: &VerifyingKey,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let digest = match message {
            Message::Bytes(message) => self.0.digest(HashAlgorithm::Sha512, &[message]),
            Message::Digest(digest) => *digest,
        };
        let Digest::Sha512(digest) = digest else {
            return Err(SignatureError::MessageForm { scheme: SignatureScheme::Ed25519ph });
        };
        Signature::from_slice(signature)
            .and_then(|signature| key.verify_prehashed(Prehash(digest), None, &signature))
            .map_err(|_| SignatureError::Invalid)
    }
}

impl<S: SignatureSuite> SignatureSuite for WithEd25519ph<S> {
    type Key = Ed25519phKey<S::Key>;
    type Hasher = S::Hasher;

    fn key(&self, spki: &[u8]) -> Result<Self::Key, KeyError> {
        let inner = self.0.key(spki)?;
        let ed25519 = match self.0.key_algorithm(&inner) {
            KeyAlgorithm::Ed25519 => Some(ed25519(spki)?),
            _ => None,
        };
        Ok(Ed25519phKey { inner, ed25519 })
    }

    fn key_algorithm(&self, key: &Self::Key) -> KeyAlgorithm {
        self.0.key_algorithm(&key.inner)
    }

    fn verify(
        &self,
        key: &Self::Key,
        scheme: SignatureScheme,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        match (scheme, &key.ed25519) {
            (SignatureScheme::Ed25519ph, Some(key)) => {
                self.verify_prehashed(key, message, signature)
            }
            _ => self.0.verify(&key.inner, scheme, message, signature),
        }
    }

    fn digest(&self, algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
        self.0.digest(algorithm, parts)
    }

    fn hasher(&self, algorithm: HashAlgorithm) -> Self::Hasher {
        self.0.hasher(algorithm)
    }

    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.0.sha256(parts)
    }
}

impl<K: fmt::Debug> fmt::Debug for Ed25519phKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.inner, f)
    }
}

/// Reads the key again for Ed25519ph: a point of the curve whose order is not small.
fn ed25519(spki: &[u8]) -> Result<VerifyingKey, KeyError> {
    spki.strip_prefix(&SPKI_PREFIX)
        .and_then(|key| key.try_into().ok())
        .and_then(|key| VerifyingKey::from_bytes(key).ok())
        .filter(|key| !key.is_weak())
        .ok_or(KeyError::Malformed)
}
