//! The client workflow of The Update Framework, fed with bytes.
//!
//! A TUF repository is a set of signed files by which a client learns what a target is, from a root
//! that it trusts: targets that are authentic, of one snapshot, not older than what the client has
//! seen, and fresh. [`Refresh`] brings that metadata up to date: it says which file it wants and how
//! long that may be, takes the bytes, and says what changed or what is wrong. [`Trusted`] is the
//! result, and [`Search`] finds a [`Target`] in it, over delegations if need be.
//!
//! It opens no file, asks no network and looks at no clock: whoever drives it does, and gives the
//! time at which the update began. Nothing that metadata names becomes a path.
//!
//! TUF leaves limits to the application; the `MAX_` constants are they. Not here: mirrors, which the
//! specification makes optional, and the contents of `custom`.
//!
//! | rule | what | source (TUF 1.0.34) |
//! |---|---|---|
//! | R-5, R-12 | keys, their schemes and spellings | 4.2 |
//! | R-6 | key ids are names; members that nobody knows stay signed | 4, TAP 12 |
//! | R-10, R-11 | what is signed, what is hashed | 4.1, 4.2 |
//! | R-13 | thresholds over different keys | 4.3, 5.3.4 |
//! | R-14, R-15 | type, version and end of a file | 4.3, 5.1 |
//! | R-20 to R-23 | the root and its successors | 5.2, 5.3 |
//! | R-24, R-25 | timestamps | 5.4 |
//! | R-26 to R-29 | snapshots, targets, what is asked and what stays | 5.5, 5.6 |
//! | R-40 to R-44 | targets and delegations | 4.5, 5.6.7 |
//! | R-45 to R-47 | names of roles and targets, and their bytes | 3.1.2, 5.7, 6.2 |
//! | R-48 | limits | 5.3 to 5.7 |
//!
//! ```no_run
//! use sigstore_crypto::AwsLcSuite;
//! use sigstore_traits::UnixTime;
//! use sigstore_tuf::{Answer, Refresh, Source, TargetName, Want};
//!
//! # fn read(_: &Want) -> Option<Vec<u8>> { None }
//! # fn fetch(_: &Want) -> Option<Vec<u8>> { None }
//! # fn keep(_: &Want, _: Option<&[u8]>) {}
//! # fn update(root: &[u8], now: UnixTime) -> Result<(), sigstore_tuf::Error> {
//! let mut refresh = Refresh::pinned(root, AwsLcSuite, now)?;
//! while let Some(want) = refresh.next() {
//!     let bytes = match want.source {
//!         Source::Store => read(&want),
//!         Source::Repository => fetch(&want),
//!     };
//!     let accepted = refresh.accept(bytes.as_deref().map_or(Answer::Absent, Answer::Bytes))?;
//!     if accepted.is_to_be_stored() {
//!         keep(&want, bytes.as_deref());
//!     }
//! }
//! let trusted = refresh.finish()?;
//! let search = trusted.search(TargetName::parse("trusted_root.json")?);
//! let target = search.target()?;
//! assert_eq!(target.length(), 6_787);
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod canonical;
mod envelope;
mod error;
mod fault;
mod hashes;
mod header;
mod key;
mod limits;
mod pattern;
mod pem;
mod refresh;
mod role;
mod root;
mod search;
mod signers;
mod snapshot;
mod target;
mod targets;
mod trusted;
mod want;

pub use error::Error;
pub use fault::Fault;
pub use header::Header;
pub use key::Unusable;
pub use limits::{
    MAX_KEY_IDS, MAX_KEYS, MAX_NAME, MAX_ROLES, MAX_ROOT, MAX_ROOTS, MAX_SIGNATURES, MAX_SNAPSHOT,
    MAX_TARGET, MAX_TARGETS, MAX_TIMESTAMP,
};
pub use refresh::Refresh;
pub use role::Role;
pub use root::{Root, RoleChange};
pub use search::Search;
pub use signers::Delegator;
pub use target::{NameFault, Target, TargetName};
pub use trusted::Trusted;
pub use want::{Accepted, Answer, Change, Outcome, Source, Want};

use envelope::integer;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &key::R_5,
    &key::R_6,
    &canonical::R_10,
    &hashes::R_11,
    &key::R_12,
    &signers::R_13,
    &header::R_14,
    &header::R_15,
    &refresh::R_20,
    &refresh::R_21,
    &refresh::R_22,
    &refresh::R_23,
    &refresh::R_24,
    &refresh::R_25,
    &snapshot::R_26,
    &refresh::R_27,
    &refresh::R_28,
    &refresh::R_29,
    &trusted::R_40,
    &search::R_41,
    &search::R_42,
    &search::R_43,
    &pattern::R_44,
    &role::R_45,
    &target::R_46,
    &target::R_47,
    &limits::R_48,
];
