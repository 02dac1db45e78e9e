//! Reads signed certificate timestamps (RFC 6962) and rebuilds what their logs signed.
//!
//! - [`Sct::parse_list`] reads the list that a certificate carries.
//! - [`precertificate_tbs`] takes the list out of the certificate again, and
//!   [`Sct::signed_precertificate`] gives the bytes that a log signed before the certificate was
//!   issued; [`Sct::signed_certificate`] those of a log that saw the certificate itself.
//!
//! It knows no log, no key and no clock: which log is trusted, whether its key was valid at
//! [`Sct::time`], and whether [`Sct::signature`] holds is the caller's to say. It does not ask a
//! log for a proof of inclusion.
//!
//! | rule | what |
//! |---|---|
//! | V-58 | the list and its SCTs, with every length exact and nothing left over |
//! | V-59 | what is signed for a precertificate, the extensions of the SCT included |
//! | V-60 | the precertificate: the certificate without its list, all else byte for byte |
//! | V-63 | ECDSA or RSA PKCS#1 v1.5, with SHA-256 |
//! | V-66 | what is signed for a certificate |
//!
//! ```
//! use sigstore_sct::{Error, Sct};
//!
//! // An OCTET STRING with a list of no SCTs.
//! assert_eq!(Sct::parse_list(b"\x04\x02\x00\x00"), Err(Error::EmptyList));
//! ```
#![forbid(unsafe_code)]

mod error;
mod reader;
mod sct;
mod tbs;

pub use error::Error;
pub use sct::{MAX_SCTS, Sct, V_58, V_59, V_63, V_66};
pub use tbs::{V_60, precertificate_tbs};

use sigstore_traits::Rule;

/// The rules that this crate enforces.
pub static RULES: &[&Rule] = &[&V_58, &V_59, &V_60, &V_63, &V_66];
