//! Reads signing configs and chooses the services to sign with.
//!
//! A signing config is a list of services for each step of signing: certificate authorities,
//! OpenID Connect issuers, signature logs, timestamp authorities, with versions, periods and
//! operators. [`SigningConfig`] is what the document says; its choices are pure functions of the
//! document and a time: [`services`](SigningConfig::services) all of them,
//! [`recorders`](SigningConfig::recorders) those that a managed key needs.
//!
//! It fetches nothing and looks at no clock. Whether a document is authentic and fresh is for
//! whoever obtained it to know. Addresses are kept as text.
//!
//! | rule | what |
//! |---|---|
//! | S-57 | the media types 0.2 and 0.1 |
//! | S-58 | the members of 0.2 |
//! | S-59 | versions that are spoken here, and periods that are running |
//! | S-60 | of authorities and issuers one: the newest of the highest version |
//! | S-61 | of logs and timestamp authorities one per operator, as many as the selector says |
//! | S-63 | a log of Rekor v2 needs a timestamp authority |
//!
//! ```
//! use sigstore_signing_config::SigningConfig;
//! use sigstore_traits::UnixTime;
//!
//! let json = br#"{
//!   "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
//!   "caUrls": [{"url": "https://fulcio.example", "majorApiVersion": 1,
//!     "validFor": {"start": "2025-01-01T00:00:00Z"}, "operator": "example"}],
//!   "oidcUrls": [{"url": "https://oauth2.example/auth", "majorApiVersion": 1,
//!     "validFor": {"start": "2025-01-01T00:00:00Z"}, "operator": "example"}],
//!   "rekorTlogUrls": [{"url": "https://rekor.example", "majorApiVersion": 1,
//!     "validFor": {"start": "2025-01-01T00:00:00Z"}, "operator": "example"}],
//!   "rekorTlogConfig": {"selector": "ANY"}
//! }"#;
//! let config = SigningConfig::parse(json)?;
//! let services = config.services(UnixTime::from_seconds(1_767_268_800))?;
//! assert_eq!(services.ca.url, "https://fulcio.example");
//! assert_eq!(services.recorders.logs[0].version, 1);
//! # Ok::<(), sigstore_signing_config::Error>(())
//! ```
#![forbid(unsafe_code)]

mod choice;
mod config;
mod error;
mod selector;
mod service;

pub use choice::{Recorders, Service, Services};
pub use config::{LIMITS, MAX_DOCUMENT, MAX_SERVICES, MEDIA_TYPES, SigningConfig};
pub use error::{Error, List};
pub use selector::Selector;
pub use service::ServiceInstance;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] =
    &[&config::S_57, &service::S_58, &choice::S_59, &choice::S_60, &choice::S_61, &choice::S_63];
