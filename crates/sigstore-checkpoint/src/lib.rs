//! Reads signed tree heads.
#![forbid(unsafe_code)]
