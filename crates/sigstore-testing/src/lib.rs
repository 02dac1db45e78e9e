//! What the tests of this workspace share: a second signature suite and the corpus.
#![forbid(unsafe_code)]
