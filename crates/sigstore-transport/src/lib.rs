//! The shape of a request to a service and of its reply.
//!
//! A client of this workspace is a set of [`Exchange`]s: each writes one request and reads the
//! answer to it, and does neither I/O nor waiting. A [`Transport`] carries requests: the crate
//! `sigstore-hyper`, a recorder, a test, or a dozen lines over the HTTP library that a program
//! already has. [`ask`] brings the two together.
//!
//! It opens no connection, and knows nothing of what is in the bodies.
//!
//! | rule | what |
//! |---|---|
//! | S-62 | the path of an API is appended to the base address, whose own path stays ([`at`]) |
//!
//! ```
//! use http::{Request, Response, Uri};
//! use sigstore_transport::{About, Exchange, Service, at};
//!
//! struct Health;
//!
//! impl Exchange for Health {
//!     type Reply = bool;
//!     type Error = sigstore_transport::AddressError;
//!     const ABOUT: About = About::new(Service::SignatureLog, "health");
//!     const MAX_REPLY: usize = 1024;
//!
//!     fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Self::Error> {
//!         Ok(http::Request::get(at(base, "/healthz")?).body(Vec::new()).unwrap())
//!     }
//!
//!     fn reply(&self, response: Response<Vec<u8>>) -> Result<bool, Self::Error> {
//!         Ok(response.status() == 200)
//!     }
//! }
//!
//! let request = Health.request(&Uri::from_static("https://rekor.example/shard/"))?;
//! assert_eq!(*request.uri(), "https://rekor.example/shard/healthz");
//! # Ok::<(), sigstore_transport::AddressError>(())
//! ```
#![forbid(unsafe_code)]

mod about;
mod address;
mod exchange;

pub use about::{About, Repeated, Service};
pub use address::{AddressError, at};
pub use exchange::{Exchange, Failure, Transport, ask};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[&address::S_62];
