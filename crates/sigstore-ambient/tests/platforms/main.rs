//! Each platform with a small real server, or a small real program, that answers as it documents.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod buildkite;
mod circleci;
mod github;
mod gitlab;
mod google;
mod machine;
mod plain;
mod this_machine;
