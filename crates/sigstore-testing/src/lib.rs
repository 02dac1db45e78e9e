//! What the tests of this workspace share: a second signature suite and the corpus.
//!
//! - [`RustCryptoSuite`] answers the same questions as the suite that ships, with other
//!   libraries and its own reading of keys. Tests that run with both show that the joint is
//!   real and that the two agree.
//! - [`bundle_cases`] lists the bundles of the corpus with what a verifier must say of each.
//! - [`public_keys`] has a key of every kind.
//! - [`Wycheproof`] runs the Wycheproof vectors of the corpus against a suite.
//!
//! It is a dev-dependency only and never ships. Its RSA verifies and never signs: the library
//! computes with private keys in variable time (RUSTSEC-2023-0071). The corpus lies beside the
//! repository, not in it; where it is absent, tests say so and pass.
//!
//! ```
//! use sigstore_testing::RustCryptoSuite;
//! use sigstore_traits::{HashAlgorithm, SignatureSuite};
//!
//! let digest = RustCryptoSuite.digest(HashAlgorithm::Sha256, &[b"a", b"bc"]);
//! assert_eq!(
//!     digest.to_string(),
//!     "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
//! );
//! ```
#![forbid(unsafe_code)]
// In a test the panic is the report.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod corpus;
mod public_keys;
mod recorded;
mod rust_crypto_key;
mod rust_crypto_suite;
mod wycheproof;

pub use corpus::{ArtifactSource, Case, Outcome, bundle_cases, corpus};
pub use public_keys::public_keys;
pub use recorded::{Recorded, assert_as_listed};
pub use rust_crypto_key::RustCryptoKey;
pub use rust_crypto_suite::{RustCryptoHasher, RustCryptoSuite};
pub use wycheproof::{Wycheproof, WycheproofReport};
