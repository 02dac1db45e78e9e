//! Reads and writes log entries of Rekor v1 and v2.
//!
//! An entry is what a log vouches for, and how. [`Body`] is the document that was logged: its kind
//! and version pick a type from [`EntryKind`] once, and its members come out decoded, ready to be
//! compared with a bundle. [`TransparencyLogEntry`] carries the body's bytes with the log's promise
//! and proof; [`LogEntry`] is the same as the HTTP API of Rekor v1 answers it.
//!
//! Nothing is verified here. No digest is computed, no key is read: a certificate or key comes out
//! as the bytes of its DER. The crate neither asks a log nor builds an upload.
//!
//! | rule | what |
//! |---|---|
//! | V-18 | an entry names its log, its kind and its body; no index or size is negative |
//! | V-75 | the bytes that an inclusion promise signs |
//! | V-89 | a hash of a proof is 32 bytes |
//! | V-93, V-101 | a body is of the kind that its entry says, and of a kind that is supported |
//! | V-100 | signatures in intoto 0.0.2 are encoded twice |
//! | V-125 | a body of Rekor v2 is the canonical form of what it says |
//! | T-2 | a body is written as RFC 8785 says, and its hash names the entry |
//! | T-5 | keys and certificates of Rekor v1 are PEM |
//! | T-20, T-21 | hashes of Rekor v1 are lower-case hex, of an algorithm that the kind allows |
//! | T-22, T-31, T-40, T-43, T-130 | what the stored form of each kind holds, and nothing else |
//!
//! ```
//! use sigstore_rekor_types::{Body, EntryKind, Verifier};
//!
//! let body = br#"{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},"signature":{"content":"MAYCAQECAQE=","verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256","publicKey":{"rawBytes":"MAA="}}}}}}"#;
//! let read = Body::parse(body)?;
//! assert_eq!(read.entry_kind(), EntryKind::HashedRekordV002);
//! assert_eq!(read.canonical(), body);
//! let Body::HashedRekordV002(entry) = read else { unreachable!() };
//! assert_eq!(entry.verifier, Verifier::PublicKey(vec![0x30, 0x00]));
//! # Ok::<(), sigstore_rekor_types::Error>(())
//! ```
#![forbid(unsafe_code)]

mod body;
mod dsse;
mod entry;
mod error;
mod hash;
mod hashed_rekord;
mod intoto;
mod kind;
mod log_entry;
mod log_id;
mod pem;
mod promise;
mod proof;

pub use body::{Body, LoggedSignature, MAX_BODY, MAX_BODY_SIGNATURES, check_canonical};
pub use dsse::{DsseSignature, DsseV001};
pub use entry::TransparencyLogEntry;
pub use error::Error;
pub use hash::read_hash;
pub use hashed_rekord::{HashedRekordV001, HashedRekordV002, SignatureV002, read_hash_output};
pub use intoto::{IntotoSignature, IntotoV001, IntotoV002};
pub use kind::{EntryKind, KindVersion};
pub use log_entry::{LogEntry, MAX_LOG_ENTRY, Uuid};
pub use log_id::EntryLogId;
pub use pem::{PemVerifier, Verifier};
pub use promise::set_payload;
pub use proof::{InclusionProof, MAX_PROOF_HASHES};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &body::T_2,
    &body::V_125,
    &dsse::T_31,
    &entry::V_18,
    &hash::T_20,
    &hash::T_21,
    &hashed_rekord::T_22,
    &hashed_rekord::T_130,
    &intoto::T_40,
    &intoto::T_43,
    &intoto::V_100,
    &kind::V_93,
    &kind::V_101,
    &pem::T_5,
    &promise::V_75,
    &proof::V_89,
];
