//! Each rule kept and broken.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod issuer;
mod keys;
mod principal;
mod secrets;
mod token;
