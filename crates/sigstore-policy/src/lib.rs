//! Turns globs, anchored regular expressions and policy files into a verification policy.
#![forbid(unsafe_code)]
