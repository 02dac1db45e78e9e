//! Reads and writes log entries of Rekor v1 and v2.
#![forbid(unsafe_code)]
