//! The rules, each kept and broken, over repositories that the tests write and sign themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attacks;
mod files;
mod lab;
mod limits;
mod names;
mod search;
#[path = "../../../sigstore-tuf-metadata/tests/rules/signer.rs"]
mod signer;
mod update;
