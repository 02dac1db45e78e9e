//! Servers as values: what they are asked through, and the forms of their answers.
//!
//! A [`Server`] has no sockets, no clock and no randomness of its own: a request, the time and
//! entropy go in, an answer comes out. One that needs another asks it through a [`Peer`], with a
//! request like any other; a [`Line`] is a peer on which an [`Observer`] looks. The modules hold
//! what the answers of several servers are made of: [`answer`], [`value`] for their JSON,
//! [`openapi`] for the habits of servers made from such a document, and [`Form`] for parameters.
//!
//! It knows no server and enforces no rule. Who listens for requests is `sigstore-loopback`.
//!
//! ```
//! use http::{Request, Response, StatusCode};
//! use sigstore_server::{Random, Server, answer, value};
//! use sigstore_traits::UnixTime;
//!
//! struct Health;
//!
//! impl Server for Health {
//!     fn answer(&mut self, _: &Request<Vec<u8>>, _: UnixTime, _: Random<'_>) -> Response<Vec<u8>> {
//!         answer::json(StatusCode::OK, &value::object([("status", value::text("SERVING"))]))
//!     }
//! }
//!
//! let request = Request::get("/healthz").body(Vec::new()).unwrap();
//! let response = Health.answer(&request, UnixTime::from_seconds(0), &mut |_| ());
//! assert_eq!(response.body(), br#"{"status":"SERVING"}"#);
//! ```
#![forbid(unsafe_code)]

pub mod answer;
mod form;
pub mod openapi;
mod server;
mod surroundings;
pub mod value;

pub use form::{Form, MAX_PARAMETERS, percent_encoded};
pub use server::{Peer, Random, Server};
pub use surroundings::{Clock, Fill, Line, Observer, Seen, Shared, Surroundings, lock};
