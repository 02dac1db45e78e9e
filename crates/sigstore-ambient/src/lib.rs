//! Finds a token in a CI system.
//!
//! A job of a CI system, or a machine of a cloud, can have an identity token without a person who
//! logs in. [`Ambient::find`] asks each [`Provider`] in turn whether this is its platform. "Not
//! this platform" is `Ok(None)`; "this platform, and no token" is an [`Error`] that says what the
//! platform wants: quietly asking a person instead would sign under another name.
//!
//! Everything outside goes through [`Surroundings`]: variables, files, programs, hosts.
//! [`ThisMachine`] is the real one. A [`Token`] neither prints nor is it trusted: who it names is
//! for others to check.
//!
//! | rule | what |
//! |---|---|
//! | S-20 | `SIGSTORE_ID_TOKEN` goes first; platforms can be left out |
//! | S-21 | GitHub Actions |
//! | S-22 | GitLab CI/CD |
//! | S-23 | Google Cloud: metadata server and impersonation ([`METADATA_HOST`]) |
//! | S-24 | Buildkite: the agent's program, or its server |
//! | S-25 | CircleCI |
//! | S-26 | SPIFFE: not asked |
//! | S-27 | a variable, a file |
//! | S-28 | none, broken and found are three things |
//!
//! ```no_run
//! # async fn example(transport: impl sigstore_transport::Transport<Error = String> + Sync) -> Result<(), String> {
//! use sigstore_ambient::{Ambient, ThisMachine};
//!
//! let found = Ambient::default().find(&ThisMachine::new(transport)).await;
//! if let Some(found) = found.map_err(|failure| failure.to_string())? {
//!     // GitHub Actions: Token(1432 bytes)
//!     println!("{}: {:?}", found.provider, found.token);
//! }
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod answer;
mod buildkite;
mod circleci;
mod error;
mod find;
mod github;
mod gitlab;
mod google;
mod plain;
mod process;
mod surroundings;
mod this_machine;
mod token;

pub use error::Error;
pub use find::{Ambient, Found, Provider};
pub use google::METADATA_HOST;
pub use surroundings::{ProcessEnd, ProcessFault, Surroundings};
pub use this_machine::ThisMachine;
pub use token::{MAX_TOKEN, Token};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &find::S_20,
    &github::S_21,
    &gitlab::S_22,
    &google::S_23,
    &buildkite::S_24,
    &circleci::S_25,
    &find::S_26,
    &plain::S_27,
    &find::S_28,
];
