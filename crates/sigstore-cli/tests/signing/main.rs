//! The commands that sign, against an embedded Sigstore.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../support/mod.rs"]
mod support;

mod attest;
mod capture;
mod config;
mod conformance;
mod definitions;
mod detached;
mod life;
mod local;
mod login;
mod sign;
mod token;
