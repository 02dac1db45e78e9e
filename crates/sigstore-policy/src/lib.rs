//! Turns globs, anchored regular expressions, keys and policy files into a verification policy.
//!
//! `sigstore-verify` compares identities exactly. This crate adds the forms in which people write
//! them down: [`Glob`] and [`AnchoredRegex`] patterns, a public key as PEM or DER ([`read_key`]),
//! and the JSON policy file ([`read_policy`]). It decides nothing about a bundle.
//!
//! | rule | what |
//! |---|---|
//! | V-2, V-121 | a policy names identities with their issuers, or a key; saying nothing is an error |
//! | A-66 | a regular expression matches the whole identity or not at all |
//!
//! ```
//! use sigstore_policy::Glob;
//! use sigstore_verify::Pattern;
//!
//! let glob = Glob::new("https://github.com/example/*/.github/workflows/release.yml@**")?;
//! assert!(glob.matches("https://github.com/example/tool/.github/workflows/release.yml@refs/tags/v1"));
//! assert!(!glob.matches("https://github.com/example/a/b/.github/workflows/release.yml@refs/tags/v1"));
//! # Ok::<(), sigstore_policy::Error>(())
//! ```
#![forbid(unsafe_code)]

mod error;
mod file;
mod glob;
mod key;
mod pattern;

pub use error::Error;
pub use file::{MAX_POLICY, read_policy};
pub use glob::Glob;
pub use key::{MAX_KEY, read_key};
pub use pattern::AnchoredRegex;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[&file::V_2, &file::V_121, &pattern::A_66];

/// The most bytes of a pattern.
pub const MAX_PATTERN: usize = 4096;
