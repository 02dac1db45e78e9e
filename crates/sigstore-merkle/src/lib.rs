//! Checks RFC 9162 inclusion and consistency proofs.
#![forbid(unsafe_code)]
