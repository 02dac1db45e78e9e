//! Rebuilds what a certificate transparency log signed.
#![forbid(unsafe_code)]
