//! What the servers refuse and what they say then; beside it the good request.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod rekor_v1;
mod rekor_v2;
#[path = "../support/mod.rs"]
mod support;
