//! The certificate authority of a local Sigstore with its certificate log, behind their HTTP.
//!
//! [`Fulcio`] gives a certificate of ten minutes to whoever has a good token and a key that proves
//! itself; [`CtServer`] promises to keep it (RFC 6962), asked through a
//! [`Peer`](sigstore_server::Peer). Their answers are those of the real servers: status, content
//! type, form and the fixed words of refusals.
//!
//! What a token says is decided elsewhere ([`TokenCheck`](sigstore_local_oidc::TokenCheck)), and
//! what makes a certificate is `sigstore-engine`. There are no sockets and no clock here.
//!
//! | rule | what |
//! |---|---|
//! | S-29, S-30, S-38 | the forms of a request for a certificate |
//! | S-31, S-32 | how a key proves itself |
//! | S-33 | which keys are certified |
//! | S-34, S-35 | the forms of the answers |
//!
//! ```
//! use http::Request;
//! use sigstore_engine::{CertificateAuthority, Chain, KeyKind, SigningKey};
//! use sigstore_local_fulcio::{Fulcio, Promises};
//! use sigstore_local_oidc::Issuers;
//! use sigstore_server::Server;
//! use sigstore_traits::UnixTime;
//!
//! let now = UnixTime::from_seconds(1_767_268_800);
//! let key = SigningKey::from_seed(KeyKind::P384, &[1; 32]);
//! let chain = Chain::root("fulcio", [now, UnixTime::from_seconds(1_798_804_800)], key);
//! let authority = CertificateAuthority { chain };
//! let mut fulcio = Fulcio::new(authority, Issuers::default(), Promises::None)?;
//! let request = Request::get("/api/v1/rootCert").body(Vec::new()).unwrap();
//! let response = fulcio.answer(&request, now, &mut |bytes: &mut [u8]| bytes.fill(7));
//! assert!(response.body().starts_with(b"-----BEGIN CERTIFICATE-----\n"));
//! # Ok::<(), sigstore_traits::SignatureError>(())
//! ```
#![forbid(unsafe_code)]

mod ct;
mod fulcio;

pub use ct::CtServer;
pub use fulcio::{Fulcio, MAX_REQUEST, Promises};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &fulcio::S_29,
    &fulcio::S_30,
    &fulcio::S_31,
    &fulcio::S_32,
    &fulcio::S_33,
    &fulcio::S_34,
    &fulcio::S_35,
    &fulcio::S_38,
];
