//! The OIDC issuers of a local Sigstore, as those see them who log in and who take tokens.
//!
//! An [`OidcIssuer`] believes whoever types an address, or sends claims, and gives a token for it:
//! by the authorization code flow with PKCE, on another device, or at once. [`Issuers`] decides for
//! the certificate authority whether a token is good ([`TokenCheck`]) and of whom it speaks
//! ([`Principal`]): it fetches the keys of the issuers that it accepts through a
//! [`Peer`](sigstore_server::Peer).
//!
//! It vouches for nobody, has no sockets and no clock, and forgets every login with its process.
//!
//! | rule | what |
//! |---|---|
//! | S-7 | tokens of accepted issuers, for the audience, in their time |
//! | S-15, S-16, S-17 | logging in: PKCE, the way back to this machine, a code once |
//! | S-19 | logging in on another device |
//!
//! ```
//! use http::Request;
//! use sigstore_jwt::IssuerKind;
//! use sigstore_local_oidc::{AcceptedIssuer, Issuers, OidcIssuer, TokenCheck};
//! use sigstore_server::Server;
//! use sigstore_traits::UnixTime;
//!
//! let (url, now) = ("http://127.0.0.1:4444", UnixTime::from_seconds(1_767_268_800));
//! let mut random = |bytes: &mut [u8]| bytes.fill(7);
//! let mut issuer = OidcIssuer::new(url, &[1; 32]);
//! let claims = br#"{"email":"you@example.com","email_verified":true}"#.to_vec();
//! let request = Request::post("/mint").body(claims).unwrap();
//! let token = String::from_utf8(issuer.answer(&request, now, &mut random).into_body()).unwrap();
//!
//! let accepted = AcceptedIssuer::new(url, IssuerKind::Email);
//! let mut issuers = Issuers::default().with(accepted, Box::new(issuer));
//! assert_eq!(issuers.check(&token, now, &mut random)?.challenge, "you@example.com");
//! # Ok::<(), sigstore_local_oidc::TokenRefused>(())
//! ```
#![forbid(unsafe_code)]

mod issuers;
mod oidc;
mod principal;
mod shelf;
mod token_key;

pub use issuers::{AcceptedIssuer, Issuers};
pub use oidc::{CONNECTOR, LOGIN_LIFETIME, MAX_FORM, OidcIssuer, TOKEN_LIFETIME};
pub use principal::{Principal, TokenCheck, TokenRefused};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] =
    &[&issuers::S_7, &oidc::S_15, &oidc::S_16, &oidc::S_17, &oidc::S_19];
