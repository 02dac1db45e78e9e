//! Requests to small real servers on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod answers;
mod limits;
mod proxy;
mod redirects;
mod repetition;
mod secure;
mod server;
