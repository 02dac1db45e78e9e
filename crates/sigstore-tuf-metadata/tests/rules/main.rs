//! The rules, each kept and broken, over files that the tests write and sign themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod files;
mod keys;
mod names;
mod signer;
