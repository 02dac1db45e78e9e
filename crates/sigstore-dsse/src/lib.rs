//! Reads DSSE envelopes with their in-toto subjects.
#![forbid(unsafe_code)]
