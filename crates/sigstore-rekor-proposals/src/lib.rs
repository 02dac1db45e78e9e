//! Makes of what clients propose to a Rekor log what it stores.
//!
//! [`Proposal`] is an entry as it is sent to Rekor v1, of any kind. [`Proposal::canonicalise`] makes
//! of it the body that the log stores, byte for byte, and [`Proposal::index_keys`] what its search
//! finds that by.
//!
//! [`Proposal::check`] verifies the signature of a `rekord` and a `cose` with a key of X.509; those
//! of envelopes and digests are for `sigstore-engine`. No package is opened, no key of PGP, minisign
//! or SSH is read, and nothing is fetched. Where the stored form or a check takes one of these, it is
//! an error that says so; who has verified or read them has `stored` on the proposal of each kind.
//! Uploads to Rekor v2 have another shape, and are not read here.
//!
//! | rule | what |
//! |---|---|
//! | T-1, T-3, T-12 | what a proposed entry names and holds, and what it does not |
//! | T-4 | a signature is verified before it is recorded |
//! | T-2, T-5 | what is stored is the canonical form, not made up |
//! | T-9 | a hashedrekord is found by its key as it was submitted |
//! | T-30, T-31, T-42 | proposed envelopes |
//! | T-70, T-80 | proposed messages and charts |
//!
//! ```
//! use sigstore_crypto::AwsLcSuite;
//! use sigstore_rekor_proposals::Proposal;
//!
//! let sent = br#"{"kind":"rfc3161","apiVersion":"0.0.1","spec":{"tsr":{"content":"MAA="}}}"#;
//! let stored = Proposal::parse(sent)?.canonicalise(&AwsLcSuite)?;
//! assert_eq!(
//!     stored.canonical(),
//!     br#"{"apiVersion":"0.0.1","kind":"rfc3161","spec":{"tsr":{"content":"MAA="}}}"#,
//! );
//! # Ok::<(), sigstore_rekor_proposals::Error>(())
//! ```
#![forbid(unsafe_code)]

mod alpine;
mod check;
mod content;
mod cose;
mod cose_sign1;
mod envelope;
mod error;
mod helm;
mod inline;
mod jar;
mod proposal;
mod rekord;
mod rpm;

pub use alpine::AlpineProposal;
pub use cose::CoseProposal;
pub use cose_sign1::CoseSign1;
pub use envelope::{DsseProposal, IntotoPartsProposal, IntotoProposal, SignedEnvelope};
pub use error::Error;
pub use helm::HelmProposal;
pub use inline::Inline;
pub use jar::JarProposal;
pub use proposal::{HashedRekordProposal, MAX_PROPOSAL, Proposal};
pub use rekord::RekordProposal;
pub use rpm::RpmProposal;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &check::T_4,
    &cose_sign1::T_70,
    &envelope::T_30,
    &envelope::T_31,
    &envelope::T_42,
    &helm::T_80,
    &inline::T_3,
    &inline::T_12,
    &proposal::T_1,
    &proposal::T_2,
    &proposal::T_5,
    &proposal::T_9,
];
