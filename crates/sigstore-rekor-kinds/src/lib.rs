//! Reads and writes every pluggable type of a Rekor log.
//!
//! A log records more than what bundles are verified against: packages, charts, archives, messages,
//! metadata, each with a schema of its own. [`AnyBody`] is any document that was logged: it comes
//! out decoded, is written byte for byte as the log hashed it, and says what it is about
//! ([`Artifact`]) and what the log's search finds it by ([`IndexKeys`]). A kind that nobody here
//! knows is shown with its JSON. [`Proposal`] is what a client sends; [`Proposal::canonicalise`]
//! makes of it what the log stores.
//!
//! Nothing is verified here, and a verifier does not use this crate: what it can verify is
//! [`Body`](sigstore_rekor_types::Body) in `sigstore-rekor-types`. No package is opened, no key of
//! PGP, minisign or SSH is read, nothing is fetched. Where the stored form takes one of these, it
//! is an error that says so; who has read them has `stored` on the proposal of each kind.
//!
//! | rule | what |
//! |---|---|
//! | T-1, T-3, T-12 | what a proposed entry names and holds, and what it does not |
//! | T-2, T-5 | what is stored is the canonical form, not made up |
//! | T-6, T-7, T-8, T-9, T-10 | how keys, names and digests are indexed |
//! | T-13 | what a log stores beside an entry |
//! | T-23, T-33, T-41, T-44 | what the verifiable kinds are found by |
//! | T-30, T-31, T-42 | proposed envelopes |
//! | T-51, T-61, T-71, T-81, T-91, T-100, T-111, T-121, T-132 | what the stored form of each kind holds, and nothing else |
//! | T-70, T-80 | proposed messages and charts |
//! | T-135 | kind and version say what a body is; another is shown as it came |
//!
//! ```
//! use sigstore_rekor_kinds::{AnyBody, AnyKind, Signer, Format};
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
mod cose_sign1;
mod dsse_v002;
mod envelope;
mod error;
mod format;
mod helm;
mod index;
mod inline;
mod jar;
mod kind;
mod proposal;
mod rekord;
mod rfc3161;
mod rpm;
mod tuf;

pub use alpine::{AlpineProposal, AlpineV001};
pub use any_body::{AnyBody, MAX_ANY_BODY, Unknown};
pub use artifact::{Artifact, DigestOf, Signed, Signer};
pub use content::{MAX_PROPERTIES, Properties};
pub use cose::{CoseProposal, CoseV001};
pub use cose_sign1::CoseSign1;
pub use dsse_v002::DsseV002;
pub use envelope::{DsseProposal, IntotoPartsProposal, IntotoProposal, SignedEnvelope};
pub use error::Error;
pub use format::Format;
pub use helm::{HelmProposal, HelmV001};
pub use index::{IndexKeys, Unread};
pub use inline::Inline;
pub use jar::{JarProposal, JarV001};
pub use kind::AnyKind;
pub use proposal::{HashedRekordProposal, MAX_PROPOSAL, Proposal};
pub use rekord::{RekordKey, RekordProposal, RekordV001};
pub use rfc3161::Rfc3161V001;
pub use rpm::{RpmProposal, RpmV001};
pub use tuf::TufV001;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &alpine::T_61,
    &attestation::T_13,
    &cose::T_71,
    &cose_sign1::T_70,
    &dsse_v002::T_132,
    &envelope::T_30,
    &envelope::T_31,
    &envelope::T_42,
    &helm::T_80,
    &helm::T_81,
    &index::T_6,
    &index::T_7,
    &index::T_8,
    &index::T_10,
    &index::T_23,
    &index::T_33,
    &index::T_41,
    &index::T_44,
    &inline::T_3,
    &inline::T_12,
    &jar::T_91,
    &kind::T_135,
    &proposal::T_1,
    &proposal::T_2,
    &proposal::T_5,
    &proposal::T_9,
    &rekord::T_51,
    &rfc3161::T_100,
    &rpm::T_111,
    &tuf::T_121,
];
