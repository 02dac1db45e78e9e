use core::fmt;

use alloc::vec::Vec;

use ed25519_dalek::ed25519::signature::digest::Digest as _;
use ed25519_dalek::{Sha512, Signer as _, SigningKey};
use sigstore_traits::{
    Digest, KeyAlgorithm, Message, Rule, RuleKind, SignatureError, SignatureScheme, Signer,
};

use crate::prehash::Prehash;
use crate::suite::SPKI_PREFIX;

/// See [`Ed25519Key`].
pub(crate) static S_2: Rule = Rule {
    id: "S-2",
    title: "An Ed25519 private key can't be printed, copied or written out; its memory is overwritten when it is dropped.",
    source: "sigstore architecture-docs client-spec.md section 2.1.2",
    kind: RuleKind::Shape,
    place: "sigstore-ed25519ph Ed25519Key",
};

/// An Ed25519 private key that signs both ways: a message (Ed25519), or a digest of one that is
/// too large to hold (Ed25519ph).
///
/// Its own scheme is pure Ed25519, which is how it proves its possession; log entries of artifacts
/// ask for Ed25519ph. It has no `Clone`, its `Debug` is the kind of key, and ed25519-dalek
/// overwrites the seed when it is dropped.
///
/// ```compile_fail
/// let key = sigstore_ed25519ph::Ed25519Key::from_seed(&[7; 32]);
/// let copy = key.clone();
/// ```
pub struct Ed25519Key {
    key: SigningKey,
    spki: [u8; 44],
}

impl Ed25519Key {
    /// The key of this seed (RFC 8032 section 5.1.5). The caller's copy is the caller's to wipe.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let public = key.verifying_key();
        let mut spki = [0; 44];
        let parts = SPKI_PREFIX.iter().chain(public.as_bytes());
        spki.iter_mut().zip(parts).for_each(|(to, from)| *to = *from);
        Self { key, spki }
    }
}

impl Signer for Ed25519Key {
    fn spki(&self) -> &[u8] {
        &self.spki
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::Ed25519
    }

    fn sign_with(
        &self,
        scheme: SignatureScheme,
        message: Message<'_>,
    ) -> Result<Vec<u8>, SignatureError> {
        let signature = match (scheme, message) {
            (SignatureScheme::Ed25519, Message::Bytes(bytes)) => self.key.try_sign(bytes),
            (SignatureScheme::Ed25519ph, Message::Bytes(bytes)) => {
                self.key.sign_prehashed(Sha512::new_with_prefix(bytes), None)
            }
            (SignatureScheme::Ed25519ph, Message::Digest(Digest::Sha512(digest))) => {
                self.key.sign_prehashed(Prehash(*digest), None)
            }
            (SignatureScheme::Ed25519 | SignatureScheme::Ed25519ph, Message::Digest(_)) => {
                return Err(SignatureError::MessageForm { scheme });
            }
            _ => return Err(SignatureError::Unsupported { key: KeyAlgorithm::Ed25519, scheme }),
        };
        signature
            .map(|signature| signature.to_bytes().to_vec())
            .map_err(|_| SignatureError::NotMade)
    }
}

impl fmt::Debug for Ed25519Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ed25519Key")
    }
}
