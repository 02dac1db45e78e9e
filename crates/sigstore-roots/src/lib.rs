//! Embedded trusted roots and signing configs, with where they came from.
//!
//! Data for the start without a network: the trusted roots of the public good instance, of its
//! staging instance and of GitHub's, and the signing configs of the first two, byte for byte as a
//! released package carries them. What is embedded was current when that package was made; an
//! update supersedes it. Nothing is read here, and nothing checked: `sigstore-trust-root` and
//! `sigstore-signing-config` read them.
//!
//! The files and [`Embedded`]'s values are written by `cargo xtask trust-roots`, which has
//! packages and files pinned by SHA-256; with `--check` it compares.
//!
//! ```
//! let root = &sigstore_roots::PUBLIC_GOOD;
//! assert_eq!((root.profile, root.package), ("public-good", "PyPI sigstore"));
//! assert!(root.json.starts_with("{"));
//! ```
#![no_std]
#![forbid(unsafe_code)]

mod provenance;

pub use provenance::{GITHUB, PUBLIC_GOOD, PUBLIC_GOOD_SIGNING, STAGING, STAGING_SIGNING};

/// A document and its provenance.
#[derive(Debug)]
pub struct Embedded {
    /// The instance: `public-good`, `staging` or `github`.
    pub profile: &'static str,
    /// The document, as the package has it.
    pub json: &'static str,
    /// The registry and the name of the package it was taken from.
    pub package: &'static str,
    /// The version of that package.
    pub version: &'static str,
    /// The day on which that version was released, `YYYY-MM-DD`.
    pub date: &'static str,
    /// SHA-256 of [`json`](Self::json), in lower-case hex.
    pub sha256: &'static str,
}

/// The trusted roots.
pub static ALL: [&Embedded; 3] = [&PUBLIC_GOOD, &STAGING, &GITHUB];

/// The signing configs.
pub static SIGNING: [&Embedded; 2] = [&PUBLIC_GOOD_SIGNING, &STAGING_SIGNING];
