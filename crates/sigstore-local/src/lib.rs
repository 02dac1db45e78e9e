//! A whole Sigstore on the loopback of one machine, for learning, tests and CI.
//!
//! [`Instance::start`] brings up OIDC issuers ([`OidcIssuer`]), a certificate authority
//! ([`Fulcio`]), a certificate log ([`CtServer`]), signature logs ([`RekorV1Server`],
//! [`RekorV2Server`]) and a timestamp authority ([`TsaServer`]), each on its own port of 127.0.0.1,
//! and hands out the trusted root and the signing config that clients need. Their answers are those of the
//! real servers: status, content type, form and the fixed words of refusals.
//!
//! It vouches for nothing. Its issuers believe whoever types an address, or sends claims, its keys are in memory, come from a
//! seed or lie in its directory, where its logs outlive it ([`Store`]). It never listens beyond 127.0.0.1, and refuses
//! requests that name another host. What it certifies is good under its own trusted root only.
//!
//! Each server is a value without sockets ([`Server`]): state, request, time and randomness in,
//! answer out. One that needs another asks it through a [`Peer`], with a request like any other, so
//! that an [`Observer`] sees what otherwise only the servers see.
//!
//! | rule | what |
//! |---|---|
//! | S-7 | Fulcio takes tokens of accepted issuers, for its audience, in their time |
//! | S-15, S-16, S-17 | logging in: PKCE, the way back to this machine, a code once |
//! | S-19 | logging in on another device |
//! | S-29, S-30, S-38 | the forms of a request for a certificate |
//! | S-31, S-32 | how a key proves itself |
//! | S-33 | which keys are certified |
//! | S-34, S-35 | the forms of the answers |
//! | S-39, S-40, S-43 to S-46 | Rekor v1: paths, uploads, refusals, ids, retrieval, search |
//! | S-41 | what was answered as recorded stays recorded |
//! | S-47, S-48, S-51, S-52 | Rekor v2: uploads, algorithms, refusals, tiles |
//! | S-54, S-56 | the timestamp authority: queries and refusals, certificates |
//! | S-58, S-64 | the documents of an instance |
//!
//! ```
//! use sigstore_local::{Instance, Options};
//!
//! // A program brings the randomness of its system.
//! let random = |bytes: &mut [u8]| bytes.fill(7);
//! let instance = Instance::start(Options::new(Box::new(random)))?;
//! assert!(instance.fulcio_url().starts_with("http://127.0.0.1:"));
//! assert!(instance.trust_config().contains(instance.fulcio_url()));
//! instance.stop();
//! # Ok::<(), sigstore_local::Error>(())
//! ```
#![forbid(unsafe_code)]

mod answer;
mod ct;
mod error;
mod form;
mod fulcio;
mod hex;
mod instance;
mod issuers;
mod kept;
mod oidc;
mod pem;
mod plan;
mod principal;
mod rekor_v1;
mod rekor_v1_change;
mod rekor_v1_entry;
mod rekor_v1_fault;
mod rekor_v1_index;
mod rekor_v1_proposal;
mod rekor_v1_retrieve;
mod rekor_v2;
mod rekor_v2_fault;
mod rekor_v2_request;
mod rekor_v2_tile;
mod reply;
mod secret;
mod serve;
mod server;
mod shelf;
mod signing_config;
mod store;
mod store_disk;
mod store_error;
mod store_head;
mod suite;
mod surroundings;
mod tls;
mod tls_authority;
mod token_key;
mod tsa;
mod tsa_fault;
mod tsa_json;

pub use ct::CtServer;
pub use error::Error;
pub use fulcio::{Fulcio, MAX_REQUEST, Promises};
pub use instance::{CA_FILE, Instance, LogChoice, Options, system_time};
pub use issuers::{AcceptedIssuer, Issuers};
pub use oidc::{CONNECTOR, LOGIN_LIFETIME, MAX_FORM, OidcIssuer, TOKEN_LIFETIME};
pub use principal::{Principal, TokenCheck, TokenRefused};
pub use rekor_v1::RekorV1Server;
pub use rekor_v2::RekorV2Server;
pub use serve::{MAX_BODY, MAX_CONNECTIONS, Port, Served, Serving};
pub use server::{Peer, Random, Server};
pub use store::{Durable, MAX_RECORD, Opened, Record, Seed, Store};
pub use store_disk::{Disk, Folder};
pub use store_error::StoreError;
pub use surroundings::{Clock, Fill, Line, Observer, Seen, Shared, Surroundings};
pub use tls::Tls;
pub use tsa::TsaServer;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &issuers::S_7,
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
    &rekor_v1::S_39,
    &rekor_v1_proposal::S_40,
    &store::S_41,
    &rekor_v1_fault::S_43,
    &rekor_v1::S_44,
    &rekor_v1_retrieve::S_45,
    &rekor_v1_index::S_46,
    &rekor_v2_request::S_47,
    &rekor_v2_request::S_48,
    &rekor_v2_fault::S_51,
    &rekor_v2::S_52,
    &tsa::S_54,
    &tsa::S_56,
    &signing_config::S_58,
    &instance::S_64,
];
