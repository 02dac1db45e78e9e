//! Reads the timestamps of RFC 3161 and checks who signed them.
//!
//! - [`Timestamp::parse`] reads the answer of a timestamp authority, as a bundle holds it: a
//!   response with a CMS SignedData (RFC 5652) around the statement. It is read in strict DER, by
//!   hand, and borrowed. What is wrong with it is an [`Error`] that knows the byte.
//! - [`Timestamp::check_signer`] says whether a certificate that is trusted signed it. The
//!   certificates that the token embeds decide nothing.
//! - [`TimestampRequest`] reads and writes the request.
//!
//! It does not compare the stamped digest with a signature, ask whether the certificate was valid
//! at the time of the timestamp, or build chains: whoever calls it has the trust and the rest of
//! the bundle. It knows no clock, no network and no key: digests and signatures go through a
//! [`SignatureSuite`](sigstore_traits::SignatureSuite).
//!
//! | rule | what | where |
//! |---|---|---|
//! | V-41 | a granted response in DER | [`Timestamp::parse`] |
//! | V-42 | the structure of the token; signed attributes, digest, signature | [`Timestamp::parse`], [`Timestamp::check_signer`] |
//! | V-43 | SHA-256, SHA-384 or SHA-512 is stamped | [`Timestamp::imprint`] |
//! | V-44 | the signer is the certificate that is trusted | [`Timestamp::check_signer`] |
//! | V-48 | the spelling of the time | [`Timestamp::time`] |
//!
//! ```
//! use sigstore_tsa::{Error, Failure, Status, Timestamp};
//!
//! // PKIStatusInfo { status rejection, failInfo badAlg }, and no token.
//! let response = [0x30, 0x09, 0x30, 0x07, 0x02, 0x01, 0x02, 0x03, 0x02, 0x07, 0x80];
//! assert_eq!(
//!     Timestamp::parse(&response),
//!     Err(Error::NotGranted {
//!         status: Status::Rejection,
//!         failures: vec![Failure::BadAlg],
//!         text: String::new(),
//!     }),
//! );
//! ```
#![forbid(unsafe_code)]

mod algorithm;
mod error;
mod ess_cert_id;
mod gen_time;
mod imprint;
mod reader;
mod request;
mod signed_attributes;
mod signed_data;
mod signer_identifier;
mod signer_info;
mod status;
mod timestamp;
mod tst_info;

pub use algorithm::AlgorithmUse;
pub use error::{Error, Mismatch};
pub use request::{MAX_REQUEST, TimestampRequest};
pub use signed_data::MAX_CERTIFICATES;
pub use signer_identifier::SignerIdentifier;
pub use status::{Failure, Status};
pub use timestamp::{MAX_RESPONSE, Timestamp};

use sigstore_traits::Rule;

/// The rules that this crate enforces.
pub static RULES: &[&Rule] =
    &[&status::V_41, &signed_data::V_42, &imprint::V_43, &timestamp::V_44, &gen_time::V_48];
