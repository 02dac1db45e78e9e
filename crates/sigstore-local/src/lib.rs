//! A whole Sigstore on the loopback of one machine, for learning, tests and CI.
#![forbid(unsafe_code)]

mod ct;
mod error;
mod form;
mod fulcio;
mod instance;
mod oidc;
mod pem;
mod principal;
mod reply;
mod serve;
mod server;
mod shelf;
mod signing_config;
mod surroundings;
mod token_key;

pub use ct::CtServer;
pub use error::Error;
pub use fulcio::{Fulcio, MAX_REQUEST, Promises};
pub use instance::{Instance, MakeTokenCheck, Options};
pub use oidc::{CONNECTOR, LOGIN_LIFETIME, MAX_FORM, OidcIssuer, TOKEN_LIFETIME};
pub use principal::{AcceptedIssuer, Principal, TokenCheck, TokenRefused};
pub use serve::{MAX_BODY, MAX_CONNECTIONS, Port, Service, Serving};
pub use server::{Peer, Random, Server};
pub use surroundings::{Clock, Fill, Line, Observer, Seen, Shared, Surroundings};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &oidc::S_15,
    &oidc::S_16,
    &oidc::S_17,
    &oidc::S_19,
    &fulcio::S_29,
    &fulcio::S_30,
    &fulcio::S_31,
    &fulcio::S_32,
    &fulcio::S_33,
    &fulcio::S_34,
    &fulcio::S_35,
    &fulcio::S_38,
    &signing_config::S_58,
    &instance::S_64,
];
