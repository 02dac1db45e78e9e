//! Adds Ed25519ph to another signature suite.
//!
//! [`WithEd25519ph`] wraps a suite that does not have the scheme. Ed25519ph with an Ed25519 key
//! is its own; every other question goes to the suite inside, pure Ed25519 included. It hashes
//! with the suite inside and reads no other keys. [`Ed25519Key`] is the other half: it signs with
//! both schemes.
//!
//! | rule | what |
//! |---|---|
//! | V-21 | `PKIX_ED25519_PH` is Ed25519ph over SHA-512 with an empty context |
//! | S-2 | a private key is not printed, not copied, and wiped |
//!
//! A key that is no point of the curve, or one of small order, is refused when it is read. RFC 8032
//! section 5.1.7 leaves the latter open; with such a key one signature holds for many messages.
//!
//! ```
//! use sigstore_crypto::AwsLcSuite;
//! use sigstore_ed25519ph::WithEd25519ph;
//! use sigstore_traits::{Message, SignatureError, SignatureScheme, SignatureSuite};
//!
//! // An Ed25519 key as SubjectPublicKeyInfo: RFC 8410 section 10.1.
//! let spki = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00\
//!     \x19\xbf\x44\x09\x69\x84\xcd\xfe\x85\x41\xba\xc1\x67\xdc\x3b\x96\
//!     \xc8\x50\x86\xaa\x30\xb6\xb6\xcb\x0c\x5c\x38\xad\x70\x31\x66\xe1";
//! let suite = WithEd25519ph(AwsLcSuite);
//! let key = suite.key(spki)?;
//! let verdict = suite.verify(&key, SignatureScheme::Ed25519ph, Message::Bytes(b""), &[0; 64]);
//! assert_eq!(verdict, Err(SignatureError::Invalid));
//! # Ok::<(), sigstore_traits::KeyError>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod prehash;
mod signer;
mod suite;

pub use signer::Ed25519Key;
pub use suite::{Ed25519phKey, WithEd25519ph};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[&suite::V_21, &signer::S_2];
