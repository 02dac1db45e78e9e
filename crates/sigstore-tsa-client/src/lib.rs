//! Asks a timestamp authority.
//!
//! Each question is an [`Exchange`](sigstore_transport::Exchange): it writes one request and reads
//! the answer to it. Something else carries them.
//!
//! | question | reply |
//! |---|---|
//! | [`TimestampRequest`] | a [`TimestampReply`]: granted, over the digest and with the nonce of the request |
//! | [`CertificateChain`] | the certificates of the authority, for information |
//!
//! The base address of both is the whole address of the authority, as a signing config has it.
//! Nothing here verifies the signature of a timestamp or trusts a certificate, and the nonce comes
//! from whoever asks: it must be random.
//!
//! | rule | what |
//! |---|---|
//! | S-6 | 10 seconds, 1 MiB |
//! | S-54 | the request in DER, to the address as it is given |
//! | S-55 | status, digest and nonce of the answer |
//! | S-56 | the chain of certificates |
//! | S-75 | refusals keep status, code and message |
//!
//! ```
//! use http::Uri;
//! use sigstore_traits::Digest;
//! use sigstore_transport::Exchange;
//! use sigstore_tsa_client::TimestampRequest;
//!
//! # let random = || 7;
//! let question =
//!     TimestampRequest { digest: Digest::Sha256([0; 32]), nonce: random(), cert_req: false };
//! let address = Uri::from_static("https://timestamp.example/api/v1/timestamp");
//! assert_eq!(*question.request(&address)?.uri(), address);
//! # Ok::<(), sigstore_tsa_client::Error>(())
//! ```
#![forbid(unsafe_code)]

mod answer;
mod certificate_chain;
mod error;
mod pem;
mod timestamp_request;

pub use answer::MAX_REPLY;
pub use certificate_chain::{CertificateChain, MAX_CHAIN};
pub use error::Error;
pub use timestamp_request::{TimestampReply, TimestampRequest};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &answer::S_6,
    &answer::S_75,
    &timestamp_request::S_54,
    &timestamp_request::S_55,
    &certificate_chain::S_56,
];
