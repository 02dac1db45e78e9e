//! Reads Fulcio leaves and builds their candidate paths.
#![forbid(unsafe_code)]
