//! The rules, each kept and broken, over repositories that the tests write and sign themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attacks;
mod files;
mod keys;
mod lab;
mod limits;
mod names;
mod search;
mod update;
