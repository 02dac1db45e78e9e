//! A whole Sigstore on the loopback of one machine, for learning, tests and CI.
//!
//! [`Instance::start`] brings up OIDC issuers (`sigstore-local-oidc`), a certificate authority with
//! its certificate log (`sigstore-local-fulcio`), signature logs (`sigstore-local-rekor`) and a
//! timestamp authority ([`TsaServer`]), each on its own port of 127.0.0.1, and hands out the
//! trusted root and the signing config that clients need. Their answers are those of the real
//! servers. With [`Options::tls`] all of it is https, under an authority of the instance's own.
//!
//! It vouches for nothing. Its issuers believe whoever types an address, or sends claims, its keys
//! are in memory, come from a seed or lie in its directory, where its logs outlive it
//! (`sigstore-store`). It never listens beyond 127.0.0.1 (`sigstore-loopback`). What it certifies
//! is good under its own trusted root only.
//!
//! | rule | what |
//! |---|---|
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

mod error;
mod instance;
mod parties;
mod ports;
mod secret;
mod signing_config;
mod tls_authority;
mod tsa;
mod tsa_fault;
mod tsa_json;

pub use error::Error;
pub use instance::{CA_FILE, Instance, LogChoice, Options, system_time};
pub use parties::{Parties, Party, Site};
pub use tsa::TsaServer;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] =
    &[&tsa::S_54, &tsa::S_56, &signing_config::S_58, &instance::S_64];
