//! Asks an OpenID Connect issuer for an identity token.
//!
//! There are three ways to sign a person in. In a browser that comes back to this machine:
//! [`AuthorizationRequest::begin`] gives the address to open and a [`Pending`], which reads the
//! callback into a [`Code`], which a [`TokenRequest`] turns into a token. In a browser somewhere
//! else, from which the person copies the code: the same with [`OUT_OF_BAND`]. On another device
//! (RFC 8628): a [`DeviceAuthorization`] gives the code to show, and a [`DeviceToken`] is asked at
//! the pace of a [`Polling`] until the person is done. Where the issuer has its endpoints and its
//! keys says the [`Discovery`].
//!
//! It opens no connection, no browser and no port, and keeps no time: requests and answers are
//! plain values ([`Exchange`](sigstore_transport::Exchange)), entropy and the present are
//! arguments. It does not read the token that it gets: its signature, audience, times and
//! [`nonce`](Pending::nonce) are for `sigstore-jwt`. Codes, verifiers and tokens do not print, not
//! even where a server repeats them in an error.
//!
//! | rule | what | source |
//! |---|---|---|
//! | S-14 | the configuration is the issuer's own, and its endpoints are no less safe | OpenID Connect Discovery 1.0 section 4 |
//! | S-15 | a sign-in has a state, a nonce and an S256 challenge of its own | RFC 7636 section 4.2 |
//! | S-16 | a callback has each parameter once, and the state that was sent | RFC 6749 section 4.1.2 |
//! | S-17 | the code is spent once, with its verifier, for an id token | RFC 6749 section 4.1.3 |
//! | S-18 | a code may be copied by hand | RFC 6749 section 4.1.2 |
//! | S-19 | a device waits as it is told, five seconds more at each `slow_down` | RFC 8628 |
//! | A-18 | a callback without the right state is refused, whatever else it says | |
//! | A-30 | no redirect is an answer; an address from a document is as safe as the issuer's | |
//!
//! ```
//! use sigstore_crypto::AwsLcSuite;
//! use sigstore_oidc_client::{AuthorizationRequest, Discovery, loopback_redirect};
//! use sigstore_transport::Exchange;
//!
//! let discovery = Discovery { issuer: "https://issuer.example" };
//! let request = discovery.request(&discovery.base()?)?;
//! assert_eq!(*request.uri(), "https://issuer.example/.well-known/openid-configuration");
//!
//! // … the answer of the server:
//! let config = discovery.reply(http::Response::new(
//!     br#"{"issuer":"https://issuer.example","jwks_uri":"https://issuer.example/keys",
//!         "authorization_endpoint":"https://issuer.example/auth",
//!         "token_endpoint":"https://issuer.example/token"}"#.to_vec(),
//! ))?;
//! let redirect_uri = loopback_redirect(12_345);
//! let sign_in = AuthorizationRequest {
//!     config: &config,
//!     client_id: "sigstore",
//!     redirect_uri: &redirect_uri,
//!     connector_id: None,
//! };
//! let entropy = [7; 96]; // of the operating system, in earnest
//! let (address, pending) = sign_in.begin(&entropy, &AwsLcSuite)?;
//! assert!(address.to_string().starts_with("https://issuer.example/auth?response_type=code&"));
//! assert!(pending.callback("code=abc&state=forged").is_err());
//! # Ok::<(), sigstore_oidc_client::Error>(())
//! ```
#![forbid(unsafe_code)]

mod answer;
mod authorization;
mod device;
mod error;
mod form;
mod key_set;
mod pkce;
mod polling;
mod provider;
mod token;

pub use authorization::{
    AuthorizationRequest, CALLBACK_PATH, Code, ENTROPY, MAX_CALLBACK, MAX_CODE, OUT_OF_BAND,
    Pending, loopback_redirect,
};
pub use device::{DeviceAuthorization, DeviceGrant, DeviceOutcome, DeviceToken};
pub use error::Error;
pub use key_set::KeySetRequest;
pub use pkce::Pkce;
pub use polling::{Next, Polling};
pub use provider::{Discovery, ProviderConfig};
pub use token::{TokenRequest, TokenResponse};

/// The issuer of the public instance.
pub const PUBLIC_ISSUER: &str = "https://oauth2.sigstore.dev/auth";

/// The client id that the public instance knows, which has no secret.
pub const PUBLIC_CLIENT_ID: &str = "sigstore";

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &provider::S_14,
    &authorization::S_15,
    &authorization::S_16,
    &token::S_17,
    &authorization::S_18,
    &device::S_19,
    &authorization::A_18,
    &answer::A_30,
];
