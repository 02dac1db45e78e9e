//! Checks what a signature log is asked to record.
//!
//! An [`Upload`] holds what the log will store ([`Upload::body`]) and what is signed; a log records
//! it when the signatures hold under the keys or certificates beside them ([`Upload::check`]).
//! Which keys are good is nobody's question here: a log takes any.
//!
//! It reads no request and keeps no tree: those are the servers and `sigstore-engine`.
//!
//! | rule | what |
//! |---|---|
//! | T-4 | an uploaded signature is verified before it is recorded ([`Upload::check`]) |
//! | T-11 | a digest for Rekor v1 is of the hash that goes with its key ([`Upload::check_registered`]) |
//! | T-30 | each signature of an envelope is verified by a key beside it ([`Upload::dsse_of`]) |
//! | T-131 | an upload to Rekor v2 names the algorithm that it uses |
//!
//! ```
//! use sigstore_crypto::AwsLcSuite;
//! use sigstore_engine::{KeyKind, SigningKey};
//! use sigstore_rekor_types::{HashedRekordV001, Verifier};
//! use sigstore_traits::{HashAlgorithm, Message, SignatureSuite};
//! use sigstore_upload::Upload;
//!
//! let key = SigningKey::from_seed(KeyKind::P256, &[1; 32]);
//! let digest = AwsLcSuite.digest(HashAlgorithm::Sha256, &[b"artifact"]);
//! let signature = key.sign(key.scheme(), Message::Digest(&digest)).unwrap();
//! let verifier = Verifier::PublicKey(key.spki().into()).into();
//! let upload = Upload::from(HashedRekordV001 { digest, signature, verifier });
//! assert_eq!(upload.check(&AwsLcSuite), Ok(()));
//! ```
#![forbid(unsafe_code)]

mod error;
mod signed_envelope;
mod upload;

pub use error::Error;
pub use upload::Upload;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] =
    &[&upload::T_4, &upload::T_11, &upload::T_30, &upload::T_131];
