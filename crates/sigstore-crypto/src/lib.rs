//! Keys, signatures and digests over aws-lc-rs.
//!
//! [`AwsLcSuite`] answers the questions of [`sigstore_traits::SignatureSuite`]. It reads a public
//! key from DER SubjectPublicKeyInfo strictly and once, then checks any number of signatures
//! with it. It has ECDSA on P-256, P-384 and P-521, RSA PKCS#1 v1.5 and PSS with 2048 to 4096
//! bits, each with SHA-256, SHA-384 or SHA-512, and pure Ed25519.
//!
//! [`PrivateKey`] signs, with ECDSA on P-256 and P-384 and with pure Ed25519: over a message, or
//! over its digest, so that an artifact need never be held. It is made new, or read from a PEM
//! file, encrypted or not.
//!
//! It knows no certificates, and has no policy. Ed25519ph is refused as unsupported, because
//! aws-lc-rs does not have it. Any 32 bytes read as an Ed25519 public key; if they are no point of
//! the curve, no signature holds.
//!
//! | rule | what |
//! |---|---|
//! | V-21 | a key of another algorithm or curve is refused when it is read, by name |
//! | V-23 | one encoding per key and per ECDSA signature; RSA of 2048 to 4096 bits |
//! | V-56 | the curve of a key does not decide the hash: each goes with each |
//! | S-2 | a private key is not printed, not copied, and wiped; the usual one is P-256 |
//! | S-33 | other kinds and forms of private keys are refused by name |
//!
//! ```
//! use sigstore_crypto::AwsLcSuite;
//! use sigstore_traits::{HashAlgorithm, KeyError, SignatureSuite};
//!
//! let digest = AwsLcSuite.digest(HashAlgorithm::Sha256, &[b"a", b"bc"]);
//! assert_eq!(
//!     digest.to_string(),
//!     "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
//! );
//! assert_eq!(AwsLcSuite.key(b"not a key").err(), Some(KeyError::Malformed));
//! ```
#![forbid(unsafe_code)]

mod error;
mod hasher;
mod key;
mod key_file;
mod key_kind;
mod pbes2;
mod private_key;
mod random;
mod scrypt;
mod spki;
mod suite;

pub use error::Error;
pub use hasher::AwsLcHasher;
pub use key::AwsLcKey;
pub use key_file::MAX_KEY_FILE;
pub use key_kind::KeyKind;
pub use pbes2::MAX_ITERATIONS;
pub use private_key::PrivateKey;
pub use random::{NoRandomness, random};
pub use scrypt::MAX_SCRYPT_MEMORY;
pub use spki::MAX_SPKI;
pub use suite::AwsLcSuite;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] =
    &[&spki::V_21, &spki::V_23, &key::V_56, &private_key::S_2, &key_kind::S_33];
