//! Asks Fulcio to certify a key.
//!
//! Each question is an [`Exchange`](sigstore_transport::Exchange): it writes one request and reads
//! the answer to it. Something else carries them.
//!
//! | question | reply |
//! |---|---|
//! | [`SigningCertV2`] | [`IssuedCertificate`] |
//! | [`SigningCertV1`], the legacy form | [`IssuedCertificate`] |
//! | [`TrustBundle`] | the chains of the authority, for information |
//! | [`RootCertV1`], the legacy form | one such chain |
//! | [`Configuration`] | the [`Issuer`]s whose tokens are accepted |
//!
//! Nothing here makes a key or a signature: [`CertificationRequest`] gives the bytes to sign, and
//! [`possession_algorithm`] says which schemes Fulcio accepts. Nothing that is answered is trusted:
//! whoever asked checks the chain, the SCT and the identity. The token goes into the
//! `Authorization` header and nowhere else.
//!
//! | rule | what |
//! |---|---|
//! | S-6 | 30 seconds, 1 MiB |
//! | S-29 | the token is a bearer token in the header |
//! | S-30, S-31 | a proof of possession or a CSR; the schemes of the proof |
//! | S-32 | the CSR has an empty subject |
//! | S-33 | which keys are certified is Fulcio's to say |
//! | S-34 | a chain, leaf first, and where the SCT is |
//! | S-35, S-72 | refusals keep status, code and message |
//! | S-36, S-37 | the trust bundle and the configuration |
//! | S-38 | the legacy form |
//!
//! ```
//! use http::Uri;
//! use sigstore_fulcio_client::{CertificationRequest, Proof, SigningCertV2};
//! use sigstore_traits::{HashAlgorithm, SignatureScheme};
//! use sigstore_transport::Exchange;
//!
//! # let (spki, sign) = ([0x30, 0x00], |_: &[u8]| [0u8; 64]);
//! let csr = CertificationRequest::new(&spki, SignatureScheme::Ecdsa(HashAlgorithm::Sha256))?;
//! let pem = csr.assemble(&sign(csr.info()));
//! let question = SigningCertV2 { token: "e30.e30.AA", proof: Proof::Csr { pem: &pem } };
//! let request = question.request(&Uri::from_static("https://fulcio.example"))?;
//! assert_eq!(*request.uri(), "https://fulcio.example/api/v2/signingCert");
//! # Ok::<(), sigstore_fulcio_client::Error>(())
//! ```
#![forbid(unsafe_code)]

mod answer;
mod certification_request;
mod configuration;
mod detached_sct;
mod error;
mod pem;
mod proof;
mod question;
mod signing_cert;
mod signing_cert_v1;
mod trust_bundle;

pub use answer::MAX_REPLY;
pub use certification_request::CertificationRequest;
pub use configuration::{Configuration, Issuer, IssuerUrl, MAX_ISSUERS};
pub use error::Error;
pub use proof::{Proof, possession_algorithm};
pub use signing_cert::{IssuedCertificate, MAX_CHAIN, SctDelivery, SigningCertV2};
pub use signing_cert_v1::SigningCertV1;
pub use trust_bundle::{MAX_CHAINS, RootCertV1, TrustBundle};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &answer::S_6,
    &answer::S_35,
    &question::S_29,
    &proof::S_30,
    &proof::S_31,
    &proof::S_33,
    &certification_request::S_32,
    &signing_cert::S_34,
    &signing_cert_v1::S_38,
    &signing_cert_v1::S_72,
    &trust_bundle::S_36,
    &configuration::S_37,
];
