//! Reads trusted roots and answers for them as [`Trust`](sigstore_traits::Trust).
//!
//! [`TrustedRootDocument`] is what the file says: logs and authorities in its order, retired and
//! future ones included, each with its place. [`TrustedRoot`] is the document with every key read
//! and every chain checked by a suite. An instance that the suite cannot use is left out and told
//! in [`TrustedRoot::unusable`]; the others serve. [`ClientTrustConfig`] is the document that
//! carries a trusted root together with a signing config.
//!
//! It fetches nothing, looks at no clock and decides about no signature. Whether a document is
//! authentic and fresh is for whoever obtained it to know.
//!
//! | rule | what |
//! |---|---|
//! | V-6 | unknown members are reported, not refused |
//! | V-25, V-35 | the media types of the two documents |
//! | V-26 | the members of logs and authorities |
//! | V-27, V-32 | hash and key of a log; PKCS#1 keys become SubjectPublicKeyInfo |
//! | V-28, V-29, V-30 | periods of validity: bounds, the start of a log key, nothing dropped |
//! | V-31 | chains of authorities |
//! | V-33 | a log is found by its opaque 32-byte id |
//! | V-34 | operators travel with their instances |
//! | A-62 | what cannot be used poisons nothing else |
//!
//! ```
//! use sigstore_crypto::AwsLcSuite;
//! use sigstore_traits::Trust;
//! use sigstore_trust_root::TrustedRoot;
//!
//! let json = sigstore_roots::PUBLIC_GOOD.json;
//! let root = TrustedRoot::load(json.as_bytes(), AwsLcSuite)?;
//! assert!(root.unusable().is_empty());
//! for log in root.document().entry_logs() {
//!     let trusted = root.entry_logs(&log.log_id).next();
//!     assert_eq!(trusted.map(|trusted| trusted.base_url), Some(log.base_url.as_str()));
//! }
//! # Ok::<(), sigstore_trust_root::Error>(())
//! ```
#![forbid(unsafe_code)]

mod authority;
mod config;
mod document;
mod error;
mod log;
mod period;
mod root;

pub use authority::AuthorityInstance;
pub use config::ClientTrustConfig;
pub use document::{LIMITS, MAX_DOCUMENT, MAX_INSTANCES, MEDIA_TYPES, TrustedRootDocument};
pub use error::{Error, Unusable};
pub use log::LogInstance;
pub use root::TrustedRoot;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &document::V_6,
    &document::V_25,
    &document::V_26,
    &log::V_27,
    &period::V_28,
    &log::V_29,
    &root::V_30,
    &authority::V_31,
    &log::V_32,
    &log::V_33,
    &root::V_34,
    &config::V_35,
];
