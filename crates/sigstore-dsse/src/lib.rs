//! Reads DSSE envelopes with their in-toto subjects.
//!
//! An [`Envelope`] is a payload, its type and one signature over both. What the signature covers is
//! the [`Pae`], the pre-authentication encoding, in two parts so that a large payload is hashed
//! where it lies. A [`Statement`] is the in-toto payload, read as far as it says what it is about:
//! the [`Subject`]s with their digests.
//!
//! It checks no signature, compares no digest and reads no predicate. An envelope's `keyid` is what
//! its maker wrote: nothing authenticates it.
//!
//! | rule | what |
//! |---|---|
//! | V-16, A-46 | an envelope has exactly one signature |
//! | V-19 | payloads, subjects and digests are limited while they are read |
//! | V-106 | the bytes that are signed |
//! | V-107 | `keyid` selects nothing |
//! | V-109, A-8 | the two types of a statement; a payload that can't be read is an error |
//! | V-110 | digests of the known algorithms are lower-case hex of the right length |
//!
//! ```
//! use sigstore_dsse::{Envelope, Statement};
//!
//! let envelope = Envelope::parse(br#"{"payloadType":"text","payload":"aGk=","signatures":[{"sig":"AQ=="}]}"#)?;
//! assert_eq!(envelope.pae().to_vec(), b"DSSEv1 4 text 2 hi");
//! assert!(Statement::parse(&envelope.payload).is_err());
//! # Ok::<(), sigstore_dsse::Error>(())
//! ```
#![forbid(unsafe_code)]

mod envelope;
mod error;
mod pae;
mod statement;

pub use envelope::{Envelope, EnvelopeSignature, MAX_ENVELOPE, MAX_SIGNATURES};
pub use error::Error;
pub use pae::Pae;
pub use statement::{
    MAX_DIGESTS, MAX_PAYLOAD, MAX_SUBJECTS, Statement, StatementType, Subject, SubjectDigest,
};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &envelope::V_16,
    &envelope::V_107,
    &pae::V_106,
    &statement::V_19,
    &statement::V_109,
    &statement::V_110,
];
