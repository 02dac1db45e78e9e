//! Carries requests with hyper and TLS.
//!
//! [`HyperTransport`] is the [`Transport`](sigstore_transport::Transport) of a program that has no
//! HTTP library of its own: HTTP/1.1 and 2, connections used again, TLS 1.2 and 1.3 with the roots
//! of the system and bundled ones, proxies, time limits, repetition where that spends nothing. A
//! program that has one needs a dozen lines instead: `examples/own_transport.rs`.
//!
//! It knows nothing of Sigstore, keeps no cookie, decompresses nothing, reads no file but the
//! system's roots and no variable of the environment but those that say where they are
//! (`SSL_CERT_FILE`, `SSL_CERT_DIR`). An answer of any status is an answer; an [`Error`] says that
//! none came, from which host, and how far it was.
//!
//! | rule | what |
//! |---|---|
//! | S-6 | user agent, time limits, repetition, limits of answers |
//!
//! ```no_run
//! use http::Uri;
//! use sigstore_hyper::{HyperTransport, Proxies};
//! use sigstore_transport::ask;
//! # use http::{Request, Response};
//! # use sigstore_transport::{About, AddressError, Exchange, Service};
//! # struct Health;
//! # impl Exchange for Health {
//! #     type Reply = bool;
//! #     type Error = AddressError;
//! #     const ABOUT: About = About::new(Service::SignatureLog, "health");
//! #     const MAX_REPLY: usize = 1024;
//! #     fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, AddressError> {
//! #         Ok(Request::get(sigstore_transport::at(base, "/healthz")?).body(Vec::new()).unwrap())
//! #     }
//! #     fn reply(&self, response: Response<Vec<u8>>) -> Result<bool, AddressError> {
//! #         Ok(response.status() == 200)
//! #     }
//! # }
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let proxies = Proxies::from_variables(|name| std::env::var(name).ok())?;
//! let transport = HyperTransport::builder().proxies(proxies).build()?;
//! let healthy = ask(&Health, &Uri::from_static("https://rekor.example"), &transport).await?;
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod builder;
mod connector;
mod error;
mod fault;
mod proxies;
mod redirect;
mod reply;
mod retry;
mod sender;
mod stage;
mod target;
mod transport;

pub use builder::{Builder, MAX_ROOTS};
pub use error::{Error, Part, Phase};
pub use fault::{AddressFault, ProxyFault, RedirectFault, TlsFault};
pub use proxies::Proxies;
pub use redirect::MAX_REDIRECTS;
pub use reply::MAX_HEADER;
pub use retry::{MAX_RETRY_AFTER, PAUSES};
pub use transport::HyperTransport;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[&transport::S_6];
