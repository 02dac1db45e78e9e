//! Embedded trusted roots, with where they came from.
#![forbid(unsafe_code)]
