//! Reads the certificates of Sigstore (RFC 5280) and builds candidate paths for them.
//!
//! - [`Certificate::parse`] reads a certificate once, strictly, and borrows from it.
//!   [`leaf_profile`](Certificate::leaf_profile), [`identity`](Certificate::identity),
//!   [`issuer_url`](Certificate::issuer_url) and
//!   [`fulcio_extensions`](Certificate::fulcio_extensions) say what a leaf is and whom it names.
//! - [`load_chain`] reads the chain of a trusted authority and checks all in it that does not
//!   depend on the time.
//! - [`candidate_paths`] finds the trusted chains that a leaf continues, by names and signatures;
//!   [`CandidatePath::check_at`] then says which of them hold at a time.
//!
//! It knows no clock and no key: signatures go through a [`SignatureSuite`], and every time is the
//! caller's. It does not compare a name with a policy, read an SCT, or ask for revocation: Fulcio's
//! leaves live for minutes, and neither lists nor OCSP have a part in the protocol.
//!
//! | rule | what |
//! |---|---|
//! | V-9 | one DER certificate of version 3, in its only encoding |
//! | V-14, V-53, V-54, V-55, V-131 | what makes a certificate a signer's |
//! | V-19 | bounds on bytes, extensions, chains and candidates |
//! | V-31, V-45, V-52 | what makes a chain an authority's |
//! | V-50 | every part of a path holds at the time of the signature |
//! | V-51, V-56 | a leaf is issued by a trusted authority, by name and signature |
//! | V-61 | of which issuer an SCT speaks |
//! | V-68, V-70, V-71 | whom the certificate names, who vouched for that, and what else it says |
//!
//! ```
//! use sigstore_certificate::{Certificate, DerFault, Error};
//!
//! // A length has one form: what fits into one byte takes one.
//! let error = Certificate::parse(b"\x30\x81\x02\x05\x00").unwrap_err();
//! assert_eq!(error, Error::Der { offset: 0, fault: DerFault::LengthForm });
//! assert_eq!(
//!     error.to_string(),
//!     "the certificate is not as RFC 5280 says at byte 0: found another length, \
//!      expected a length below 65536 in its shortest form (V-9)",
//! );
//! ```
//!
//! [`SignatureSuite`]: sigstore_traits::SignatureSuite
#![forbid(unsafe_code)]

mod alternative_names;
mod certificate;
mod chain;
mod error;
mod extension;
mod fault;
mod fulcio;
mod identity;
mod name;
mod oid;
mod path;
mod profile;
mod reader;
#[cfg(test)]
mod template;

pub use certificate::{Certificate, MAX_CERTIFICATE, MAX_EXTENSIONS, V_9, V_19, V_56};
pub use chain::{MAX_CHAIN, V_31, load_chain};
pub use error::{Error, Limit, PathPart};
pub use extension::{Extension, KeyUsage};
pub use fault::{Fault, Role};
pub use fulcio::{FulcioExtension, V_70, V_71};
pub use identity::{Identity, IdentityKind, V_68};
pub use name::Name;
pub use oid::Oid;
pub use path::{CandidatePath, MAX_CANDIDATES, V_50, V_51, V_61, candidate_paths};
pub use profile::{Purpose, V_14, V_45, V_52, V_53, V_54, V_55, V_131};
pub use reader::DerFault;

use sigstore_traits::Rule;

/// The rules that this crate enforces.
pub static RULES: &[&Rule] = &[
    &V_9, &V_14, &V_19, &V_31, &V_45, &V_50, &V_51, &V_52, &V_53, &V_54, &V_55, &V_56, &V_61,
    &V_68, &V_70, &V_71, &V_131,
];
