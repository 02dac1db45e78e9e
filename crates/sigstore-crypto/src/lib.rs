//! Keys, signatures and digests over aws-lc-rs.
#![forbid(unsafe_code)]
