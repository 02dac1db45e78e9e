//! Reads and writes Sigstore bundles 0.1 to 0.3.
#![forbid(unsafe_code)]
