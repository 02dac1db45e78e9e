//! The owned report of a verification, as JSON and as text.
#![forbid(unsafe_code)]
