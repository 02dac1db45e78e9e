use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::{Message, SignatureError, SignatureScheme};

/// A private key that signs, wherever it lies: in memory, in a file, in a device.
///
/// Whoever has one can ask it for signatures and for its public half, and for nothing else. A type
/// that implements this is no key that can be printed or copied: it has neither `Clone` nor
/// `Copy`, its `Debug` and its errors show the kind of key at most, and memory that it owns is
/// overwritten when it is dropped.
///
/// ```
/// use sigstore_traits::{KeyAlgorithm, Message, SignatureError, SignatureScheme, Signer};
///
/// /// Lies in a device that has no signatures to give today.
/// struct Locked;
///
/// impl Signer for Locked {
///     fn spki(&self) -> &[u8] {
///         b"(the public key)"
///     }
///     fn scheme(&self) -> SignatureScheme {
///         SignatureScheme::Ed25519
///     }
///     fn sign_with(&self, _: SignatureScheme, _: Message<'_>) -> Result<Vec<u8>, SignatureError> {
///         Err(SignatureError::NotMade)
///     }
/// }
///
/// assert_eq!(Locked.sign(Message::Bytes(b"artifact")), Err(SignatureError::NotMade));
/// ```
pub trait Signer {
    /// The public key as DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
    fn spki(&self) -> &[u8];

    /// How the key signs where nothing else says it: as the registry pairs key and hash.
    fn scheme(&self) -> SignatureScheme;

    /// Signs `message` in exactly this scheme.
    ///
    /// [`Message::Digest`] must be of the scheme's hash; pure Ed25519 takes [`Message::Bytes`] only.
    ///
    /// # Errors
    /// [`SignatureError::Unsupported`] if the key has no such scheme here,
    /// [`SignatureError::MessageForm`] if the scheme takes no such message,
    /// [`SignatureError::NotMade`] if whoever holds the key did not sign.
    fn sign_with(
        &self,
        scheme: SignatureScheme,
        message: Message<'_>,
    ) -> Result<Vec<u8>, SignatureError>;

    /// Signs `message` in the key's own [`scheme`](Self::scheme).
    ///
    /// # Errors
    /// As [`sign_with`](Self::sign_with).
    fn sign(&self, message: Message<'_>) -> Result<Vec<u8>, SignatureError> {
        self.sign_with(self.scheme(), message)
    }
}

/// Whoever may look at a signer may ask it.
impl<S: Signer + ?Sized> Signer for &S {
    fn spki(&self) -> &[u8] {
        (**self).spki()
    }

    fn scheme(&self) -> SignatureScheme {
        (**self).scheme()
    }

    fn sign_with(
        &self,
        scheme: SignatureScheme,
        message: Message<'_>,
    ) -> Result<Vec<u8>, SignatureError> {
        (**self).sign_with(scheme, message)
    }
}

/// A signer whose kind is only known when the program runs.
impl<S: Signer + ?Sized> Signer for Box<S> {
    fn spki(&self) -> &[u8] {
        (**self).spki()
    }

    fn scheme(&self) -> SignatureScheme {
        (**self).scheme()
    }

    fn sign_with(
        &self,
        scheme: SignatureScheme,
        message: Message<'_>,
    ) -> Result<Vec<u8>, SignatureError> {
        (**self).sign_with(scheme, message)
    }
}
