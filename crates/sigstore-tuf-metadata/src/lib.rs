//! Reads the signed files of The Update Framework, and nothing that is not signed.
//!
//! There are four: a [`Root`] names the keys, a [`Timestamp`] the latest [`Snapshot`], a snapshot the
//! version of each file of [`Targets`], which say what a [`Target`] is and who else may say so. The
//! one that is trusted reads the others: [`Root::pinned`] is the beginning, [`Root::successor`],
//! [`Root::timestamp`], [`Root::snapshot`] and [`Root::targets`] read what its keys signed,
//! [`Delegation::targets`] what a delegating role's did. What is not signed is not given out.
//!
//! In which order files are to be had, and which version may follow which, is the workflow's to know,
//! not this crate's: it compares two when it is asked to. It has no clock, and no file or network.
//!
//! | rule | what | source (TUF 1.0.34) |
//! |---|---|---|
//! | R-5, R-12 | keys, their schemes and spellings | 4.2.2 |
//! | R-6 | key ids are names; members that nobody knows stay signed | 4, TAP 12 |
//! | R-10, R-11 | what is signed, what is hashed | 4.1, 4.2.1, 4.4 |
//! | R-13 | thresholds over different keys | 4.2.1, 4.3, 5.3.4 |
//! | R-14, R-15 | type, version and end of a file | 4.3, 5.1 |
//! | R-20, R-21 | the root and its successor | 5.2, 5.3 |
//! | R-24, R-26, R-27 | what timestamps and snapshots list, and what may follow them | 5.4 to 5.6 |
//! | R-43, R-44 | delegations | 4.5 |
//! | R-45 to R-47 | names of roles and targets, and their bytes | 3.1.2, 5.7, 6.2 |
//! | R-48 | limits | 5.3 to 5.7 |
//!
//! ```
//! use sigstore_crypto::AwsLcSuite;
//! use sigstore_tuf_metadata::{Role, Root, TargetName};
//!
//! let root = Root::pinned(include_bytes!("../tests/data/rsa_pss.root.json"), &AwsLcSuite)?;
//! assert_eq!(root.header().version, 1);
//! assert_eq!(root.threshold(&Role::Targets), Some(1));
//! assert!(TargetName::parse("../trusted_root.json").is_err());
//! # Ok::<(), sigstore_tuf_metadata::Error>(())
//! ```
#![forbid(unsafe_code)]

mod envelope;
mod error;
mod fault;
mod hashes;
mod header;
mod key;
mod limits;
mod pattern;
mod pem;
mod role;
mod root;
mod signers;
mod snapshot;
mod target;
mod targets;

pub use error::Error;
pub use fault::Fault;
pub use header::Header;
pub use key::Unusable;
pub use limits::{
    MAX_KEY_IDS, MAX_KEYS, MAX_NAME, MAX_ROOT, MAX_SIGNATURES, MAX_SNAPSHOT, MAX_TARGETS,
    MAX_TIMESTAMP,
};
pub use role::Role;
pub use root::{RoleChange, Root};
pub use signers::{Delegator, Signed};
pub use snapshot::{Listed, Snapshot, Timestamp};
pub use target::{NameFault, Target, TargetName};
pub use targets::{Delegation, Targets};

use envelope::integer;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &key::R_5,
    &key::R_6,
    &envelope::R_10,
    &hashes::R_11,
    &key::R_12,
    &signers::R_13,
    &header::R_14,
    &header::R_15,
    &root::R_20,
    &root::R_21,
    &snapshot::R_24,
    &snapshot::R_26,
    &root::R_27,
    &targets::R_43,
    &pattern::R_44,
    &role::R_45,
    &target::R_46,
    &target::R_47,
    &limits::R_48,
];
