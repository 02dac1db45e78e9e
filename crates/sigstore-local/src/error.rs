use std::fmt;
use std::io;
use std::path::PathBuf;

use sigstore_store::StoreError;
use sigstore_traits::{Facts, Refusal, SignatureError, facts};

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

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Store(error) => error.facts();
        Self::Port { number, kind } => "local-port", &S_64, "a port can't be had",
            format_args!("127.0.0.1:{number}"), kind, "";
        Self::Start { kind } => "local-start", &S_64, "the servers can't start", "", kind, "";
        Self::Address { url } => "local-address", &S_64, "an address has no host", url, "", "";
        Self::Key(error) => "local-key", &S_64, "a key can't sign", "", error, "";
        Self::Write { path, kind } => "local-write", &S_64, "a document can't be written",
            path.display(), kind, "";
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        self.row()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}
