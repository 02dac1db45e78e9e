//! Decides whether a bundle vouches for an artifact.
#![forbid(unsafe_code)]
