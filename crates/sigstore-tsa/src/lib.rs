//! Reads RFC 3161 timestamps.
#![forbid(unsafe_code)]
