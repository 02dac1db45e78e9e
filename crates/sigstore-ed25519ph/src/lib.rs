//! Adds Ed25519ph to another signature suite.
#![forbid(unsafe_code)]
