use std::fmt;
use std::io;
use std::path::PathBuf;

use sigstore_store::StoreError;
use sigstore_traits::{Facts, Refusal, SignatureError};

use crate::instance::S_64;

/// Why an instance does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A port can't be had.
    Port {
        /// Its number; 0 is any.
        number: u16,
        /// What the system says.
        kind: io::ErrorKind,
    },
    /// The system has no thread or no event queue to give.
    Start {
        /// What the system says.
        kind: io::ErrorKind,
    },
    /// A log is at an address without a host, after which it would be named.
    Address {
        /// The address.
        url: String,
    },
    /// A key can't sign the certificates of its authority.
    Key(SignatureError),
    /// The directory can't be used.
    Store(StoreError),
    /// A document can't be written.
    Write {
        /// Where it was to be.
        path: PathBuf,
        /// What the system says.
        kind: io::ErrorKind,
    },
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (code, message, place, found) = match self {
            Self::Store(error) => return error.facts(),
            Self::Port { number, kind } => {
                let place = format!("127.0.0.1:{number}");
                ("local-port", "a port can't be had", place, kind.to_string())
            }
            Self::Start { kind } => {
                ("local-start", "the servers can't start", String::new(), kind.to_string())
            }
            Self::Address { url } => {
                ("local-address", "an address has no host", url.clone(), String::new())
            }
            Self::Key(error) => ("local-key", "a key can't sign", String::new(), error.to_string()),
            Self::Write { path, kind } => {
                let place = path.display().to_string();
                ("local-write", "a document can't be written", place, kind.to_string())
            }
        };
        Facts { code, rule: &S_64, message, place, found, expected: String::new() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}
