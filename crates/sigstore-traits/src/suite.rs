use alloc::string::String;
use core::fmt;

use crate::{Digest, HashAlgorithm, KeyAlgorithm, SignatureScheme};

/// Cryptography: public keys, signatures over them, digests.
///
/// A program picks one suite and hands it to everything else; no other crate of the workspace
/// knows a cryptographic library. A suite refuses what it does not support, by type; it never
/// falls back to another scheme.
pub trait SignatureSuite {
    /// A public key that was read and checked once, ready for many verifications.
    type Key: fmt::Debug + Send + Sync;
    /// A digest being computed.
    type Hasher: Hasher;

    /// Reads a key from its DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7); nothing may follow it.
    ///
    /// # Errors
    /// [`KeyError`] if the bytes are not one, or the algorithm, curve or size is not supported:
    /// an unknown algorithm is refused here, when the key is read, and not when it is used.
    fn key(&self, spki: &[u8]) -> Result<Self::Key, KeyError>;

    /// What kind of key it is.
    fn key_algorithm(&self, key: &Self::Key) -> KeyAlgorithm;

    /// Checks `signature` over `message`.
    ///
    /// [`Message::Digest`] must be of the scheme's hash; pure Ed25519 takes [`Message::Bytes`] only.
    ///
    /// # Errors
    /// [`SignatureError`]; an invalid signature has no details.
    fn verify(
        &self,
        key: &Self::Key,
        scheme: SignatureScheme,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureError>;

    /// The digest of the concatenated `parts`.
    fn digest(&self, algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest;

    /// Starts a digest over a stream.
    fn hasher(&self, algorithm: HashAlgorithm) -> Self::Hasher;

    /// SHA-256 of the concatenated `parts`, as bare bytes.
    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32];
}

/// A digest being computed.
pub trait Hasher {
    /// Takes more of the message.
    fn update(&mut self, bytes: &[u8]);
    /// The digest of all that came.
    fn finish(self) -> Digest;
}

/// What a signature is over: the message, or its digest where the scheme signs a digest.
#[derive(Clone, Copy, Debug)]
pub enum Message<'m> {
    /// The message itself.
    Bytes(&'m [u8]),
    /// Its digest; the algorithm must be the scheme's.
    Digest(&'m Digest),
}

/// Why a key was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The bytes are not one DER SubjectPublicKeyInfo, or the key in it is not valid for its algorithm.
    Malformed,
    /// The algorithm or curve is known or unknown, and not supported.
    Unsupported {
        /// The object identifiers of algorithm and parameters, dotted.
        algorithm: String,
    },
    /// An RSA modulus outside 2048 to 4096 bits (V-23).
    ModulusSize {
        /// Bits of the modulus.
        bits: u32,
    },
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("not a DER SubjectPublicKeyInfo with a valid key"),
            Self::Unsupported { algorithm } => {
                write!(f, "key algorithm {algorithm} is not supported")
            }
            Self::ModulusSize { bits } => {
                write!(f, "an RSA modulus of {bits} bits, expected 2048 to 4096")
            }
        }
    }
}

impl core::error::Error for KeyError {}

/// Why a signature was not accepted, or not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// It is not a signature of this key over this message; there are no details.
    Invalid,
    /// The suite has no such scheme for such a key.
    Unsupported {
        /// The kind of key.
        key: KeyAlgorithm,
        /// The scheme that was asked for.
        scheme: SignatureScheme,
    },
    /// Caller misuse: a digest of another algorithm than the scheme's, or a digest for pure Ed25519.
    MessageForm {
        /// The scheme that was asked for.
        scheme: SignatureScheme,
    },
    /// Whoever holds the private key did not sign; there are no details.
    NotMade,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid => f.write_str("the signature is not valid"),
            Self::Unsupported { key, scheme } => {
                write!(f, "{scheme} with a key of {key} is not supported")
            }
            Self::MessageForm { scheme } => {
                write!(f, "{scheme} can't be checked over this form of the message")
            }
            Self::NotMade => f.write_str("no signature was made"),
        }
    }
}

impl core::error::Error for SignatureError {}
