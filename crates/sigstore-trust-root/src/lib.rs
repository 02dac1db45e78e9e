//! Reads trusted roots and answers for them as `Trust`.
#![forbid(unsafe_code)]
