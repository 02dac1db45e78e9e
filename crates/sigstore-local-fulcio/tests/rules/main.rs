//! Each rule kept, and broken by the smallest change.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod ct;
mod fulcio;
#[path = "../../../sigstore-local-oidc/tests/support/mod.rs"]
mod support;
