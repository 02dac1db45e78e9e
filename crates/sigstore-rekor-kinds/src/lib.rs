//! Reads and writes every pluggable type of a Rekor log.
//!
//! A log records more than what bundles are verified against: packages, charts, archives, messages,
//! metadata, each with a schema of its own. [`AnyBody`] is any document that was logged: it comes
//! out decoded, is written byte for byte as the log hashed it, and says what it is about
//! ([`Artifact`]) and what the log's search finds it by ([`IndexKeys`]). A kind that nobody here
//! knows is shown with its JSON.
//!
//! Nothing is verified here, and a verifier does not use this crate: what it can verify is
//! [`Body`](sigstore_rekor_types::Body) in `sigstore-rekor-types`. No package is opened, and no key
//! of PGP, minisign or SSH is read: they are bytes with the name of their [`Format`]. What clients
//! propose is for `sigstore-rekor-proposals`.
//!
//! | rule | what |
//! |---|---|
//! | T-6, T-7, T-8, T-10 | how keys, names and digests are indexed |
//! | T-13 | what a log stores beside an entry |
//! | T-23, T-33, T-41, T-44 | what the verifiable kinds are found by |
//! | T-51, T-61, T-71, T-81, T-91, T-100, T-111, T-121, T-132 | what the stored form of each kind holds, and nothing else |
//! | T-135 | kind and version say what a body is; another is shown as it came |
//!
//! ```
//! use sigstore_rekor_kinds::{AnyBody, AnyKind, Signer};
//!
//! let body = br#"{"apiVersion":"0.0.1","kind":"rfc3161","spec":{"tsr":{"content":"MAA="}}}"#;
//! let read = AnyBody::parse(body)?;
//! assert_eq!(read.kind(), Some(AnyKind::Rfc3161V001));
//! assert_eq!(read.canonical(), body);
//! assert_eq!(read.artifact().signatures[0].signer, Signer::Inside);
//!
//! let AnyBody::Unknown(body) = AnyBody::parse(br#"{"kind":"new","apiVersion":"9","spec":7}"#)?
//! else { unreachable!() };
//! assert_eq!((body.kind.as_str(), body.version.as_str()), ("new", "9"));
//! # Ok::<(), sigstore_rekor_kinds::Error>(())
//! ```
#![forbid(unsafe_code)]

mod alpine;
mod any_body;
mod artifact;
mod attestation;
mod content;
mod cose;
mod dsse_v002;
mod error;
mod format;
mod helm;
mod index;
mod jar;
mod kind;
mod rekord;
mod rfc3161;
mod rpm;
mod tuf;

pub use alpine::AlpineV001;
pub use any_body::{AnyBody, MAX_ANY_BODY, Unknown};
pub use artifact::{Artifact, DigestOf, Signed, Signer};
pub use content::{MAX_PROPERTIES, Properties};
pub use cose::CoseV001;
pub use dsse_v002::DsseV002;
pub use error::Error;
pub use format::Format;
pub use helm::HelmV001;
pub use index::{IndexKeys, Materials, Unread};
pub use jar::JarV001;
pub use kind::AnyKind;
pub use rekord::{RekordKey, RekordV001};
pub use rfc3161::Rfc3161V001;
pub use rpm::RpmV001;
pub use tuf::TufV001;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &alpine::T_61,
    &attestation::T_13,
    &cose::T_71,
    &dsse_v002::T_132,
    &helm::T_81,
    &index::T_6,
    &index::T_7,
    &index::T_8,
    &index::T_10,
    &index::T_23,
    &index::T_33,
    &index::T_41,
    &index::T_44,
    &jar::T_91,
    &kind::T_135,
    &rekord::T_51,
    &rfc3161::T_100,
    &rpm::T_111,
    &tuf::T_121,
];
