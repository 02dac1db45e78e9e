use std::fmt;

use sigstore_traits::{Facts, Refusal};

use crate::{Rejection, Unreadable};

/// Why a bundle does not vouch for an artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Something in the bundle can't be decoded: it was not judged.
    Unreadable(Unreadable),
    /// It was judged, and a check does not hold.
    Rejected(Rejection),
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        match self {
            Self::Unreadable(error) => error.facts(),
            Self::Rejected(error) => error.facts(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}

/// What key material a bundle carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaterialKind {
    /// A certificate.
    Certificate,
    /// The hint of a key that the verifier has.
    PublicKey,
}

impl MaterialKind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Certificate => "a certificate",
            Self::PublicKey => "a public key hint",
        }
    }
}
