//! The questions that the crates of this workspace ask each other, as types and traits.
//!
//! A crate that asks ("which key has this log?") and a crate that answers both depend on this one
//! and not on each other. Nothing here reads a format, computes a signature or does I/O; there is
//! no dependency.
//!
//! - [`SignatureSuite`]: cryptography. Every signature and digest of the workspace goes through it.
//! - [`Signer`]: a private key, asked for signatures only.
//! - [`Trust`]: what a verifier trusts, by purpose. A key of one purpose never serves for another.
//! - [`Refusal`]: what every error of the workspace can say of itself: its code, its [`Rule`], what
//!   was found and what was expected.
//! - [`UnixTime`], [`Validity`], [`LogId`], [`Digest`], [`KeyDetails`]: the values that travel.
//!
//! ```
//! use sigstore_traits::{UnixTime, Validity};
//!
//! // V-28: a validity period is closed at both ends.
//! let validity = Validity { start: Some(UnixTime::from_seconds(10)), end: Some(UnixTime::from_seconds(20)) };
//! assert!(validity.contains(UnixTime::from_seconds(20)));
//! assert!(!validity.contains(UnixTime::from_seconds(21)));
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod digest;
mod key;
mod refusal;
mod rule;
mod signer;
mod suite;
mod time;
mod trust;

pub use digest::{Digest, HashAlgorithm};
pub use key::{KeyAlgorithm, KeyDetails, SignatureScheme};
pub use refusal::{Code, Facts, Refusal};
pub use rule::{Rule, RuleKind};
pub use signer::Signer;
pub use suite::{Hasher, KeyError, Message, SignatureError, SignatureSuite};
pub use time::{UnixTime, Validity};
pub use trust::{Authority, AuthorityCertificate, LogId, Trust, TrustedLog};

/// The rules that this crate enforces.
pub static RULES: &[&Rule] = &[&time::V_28, &key::V_21, &digest::V_24];
