//! The client workflow of The Update Framework, fed with bytes.
//!
//! A TUF repository is a set of signed files by which a client learns what a target is, from a root
//! that it trusts: targets that are authentic, of one snapshot, not older than what the client has
//! seen, and fresh. [`Refresh`] brings that metadata up to date: it says which file it wants and how
//! long that may be, takes the bytes, and says what changed or what is wrong. [`Trusted`] is the
//! result, and a [`Search`] finds a target in it, over delegations if need be.
//!
//! It opens no file, asks no network and looks at no clock: whoever drives it does, and gives the
//! time at which the update began. Nothing that metadata names becomes a path. Files are read, and
//! their signatures checked, by sigstore-tuf-metadata; the `MAX_` constants of both are the limits
//! that TUF leaves to the application.
//!
//! Not here: mirrors, which the specification makes optional, and what `custom` holds.
//!
//! | rule | what | source (TUF 1.0.34) |
//! |---|---|---|
//! | R-22, R-23 | the end of roots, and recovery after a fast-forward attack | 5.3.10, 5.3.11 |
//! | R-24 to R-26 | timestamps and snapshots, and those stored | 5.4, 5.5 |
//! | R-28, R-29 | what a failure leaves, and what is asked | 5.3 to 5.6 |
//! | R-40 to R-42 | the search for a target | 5.6.7 |
//! | R-48 | limits | 5.3 to 5.7 |
//!
//! ```no_run
//! use sigstore_crypto::AwsLcSuite;
//! use sigstore_traits::UnixTime;
//! use sigstore_tuf::{Answer, Refresh, Source, Want};
//! use sigstore_tuf_metadata::TargetName;
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
//! // The search wants files in the same way, if other roles speak of the target.
//! let search = trusted.search(TargetName::parse("trusted_root.json")?);
//! let target = search.target()?;
//! println!("{} bytes from {}", target.length(), target.repository_name());
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod error;
mod limits;
mod refresh;
mod search;
mod trusted;
mod want;

pub use error::Error;
pub use limits::{MAX_ROLES, MAX_ROOTS, MAX_TARGET};
pub use refresh::Refresh;
pub use search::Search;
pub use trusted::Trusted;
pub use want::{Accepted, Answer, Change, Outcome, Source, Want};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &refresh::R_22,
    &refresh::R_23,
    &refresh::R_24,
    &refresh::R_25,
    &refresh::R_26,
    &refresh::R_28,
    &refresh::R_29,
    &trusted::R_40,
    &search::R_41,
    &search::R_42,
    &limits::R_48,
];
