//! Serves values over HTTP on loopback, with TLS or without.
//!
//! A [`Port`] of 127.0.0.1 and a [`Server`](sigstore_server::Server) make a [`Served`]; [`Serving`]
//! answers for any number of them in a thread of its own, until it is dropped. Over TCP that is
//! HTTP/1.1, over [`Tls`] 1.2 or 1.3 it is HTTP/2 or 1.1, as the client chooses.
//!
//! It never listens beyond 127.0.0.1, and refuses requests that name another host: a page that
//! finds its way here through a browser, by a name that leads to this machine, has no business
//! here. Requests are limited in size, in time and in number.
//!
//! ```
//! use std::sync::{Arc, Mutex};
//!
//! use http::{Request, Response};
//! use sigstore_loopback::{Port, Served, Serving};
//! use sigstore_server::{Random, Server, Surroundings};
//! use sigstore_traits::UnixTime;
//! use sigstore_transport::Service;
//!
//! struct Silent;
//!
//! impl Server for Silent {
//!     fn answer(&mut self, _: &Request<Vec<u8>>, _: UnixTime, _: Random<'_>) -> Response<Vec<u8>> {
//!         Response::new(Vec::new())
//!     }
//! }
//!
//! let port = Port::take(0)?;
//! assert!(port.url().starts_with("http://127.0.0.1:"));
//! let server = Arc::new(Mutex::new(Silent));
//! let surroundings = Surroundings {
//!     clock: Arc::new(|| UnixTime::from_seconds(0)),
//!     random: Arc::new(Mutex::new(|bytes: &mut [u8]| bytes.fill(7))),
//!     observer: None,
//! };
//! let served = Served { service: Service::Ambient, port, server };
//! Serving::start(vec![served], surroundings)?.stop();
//! # Ok::<(), std::io::Error>(())
//! ```
#![forbid(unsafe_code)]

mod connection;
mod port;
mod serving;
mod tls;

pub use connection::MAX_BODY;
pub use port::Port;
pub use serving::{MAX_CONNECTIONS, Served, Serving};
pub use tls::Tls;
