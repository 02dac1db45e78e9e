//! A certificate authority, CT log, Rekor v1 and v2 and timestamp authority as pure functions of state, request, clock and entropy.
#![forbid(unsafe_code)]
