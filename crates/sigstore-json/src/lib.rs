//! Reads JSON from outside strictly, with limits and the path in every error.
#![forbid(unsafe_code)]
