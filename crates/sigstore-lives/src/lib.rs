//! Whole lives of signatures, with record and report, for the fixtures of this workspace.
//!
//! A [`Life`] says what is signed, by whom, and which log records it. [`Life::live`] walks it with
//! the clients of this workspace, from the token to the verified bundle, at the servers of
//! `sigstore-local`: values without sockets, whose hosts are named after what they are. Keys,
//! randomness and clock are fixed, so the same life leaves the same bytes ([`Lived`]) every time.
//!
//! ```
//! use sigstore_lives::Life;
//!
//! let life = Life::all().into_iter().find(|life| life.name() == "v1-pop-message-email").unwrap();
//! let lived = life.live();
//! assert!(lived.file("life.txt").unwrap().starts_with(b"What is given"));
//! ```
//!
//! It opens no connection and reads no clock. A life that goes wrong is a panic: here that is the
//! report.
#![forbid(unsafe_code)]
#![allow(clippy::expect_used, clippy::panic)]

mod clock;
mod entropy;
mod files;
mod instance;
mod key;
mod life;
mod login;
mod scene;
mod servers;
mod who;

use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;

pub use files::Lived;
pub use life::{By, Life, What};
pub use who::Who;

type Suite = WithEd25519ph<AwsLcSuite>;

const SUITE: Suite = WithEd25519ph(AwsLcSuite);

/// Why keys of this crate don't refuse to sign.
const SIGNS: &str = "a key that signs in its own scheme";
