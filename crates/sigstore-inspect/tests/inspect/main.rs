//! What things are guessed to be, what is shown of them, and where reading stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod corpus;
mod differences;
mod foreign;
mod hostile;
mod secrets;
mod snapshots;
mod things;
