use std::fmt;

use sigstore_crypto::AwsLcSuite;
use sigstore_server::Fill;
use sigstore_store::{Folder, Opened, Seed};
use sigstore_traits::SignatureSuite;

use crate::Error;

/// What all keys of an instance are derived from.
pub(crate) enum Secret {
    /// It ends with the instance.
    InMemory([u8; 32]),
    /// It is kept.
    OnDisk(Seed),
}

impl Secret {
    /// That of the directory; else the one that was given, or a random one.
    pub(crate) fn new(
        seed: Option<[u8; 32]>,
        directory: Option<&mut Opened<Folder>>,
        random: &mut Fill,
    ) -> Result<Self, Error> {
        if let Some(opened) = directory {
            let seed = opened.store().seed(&mut *random).map_err(Error::Store)?;
            return Ok(Self::OnDisk(seed));
        }
        Ok(Self::InMemory(seed.unwrap_or_else(|| {
            let mut seed = [0; 32];
            random(&mut seed);
            seed
        })))
    }

    /// The seed of one key.
    pub(crate) fn of(&self, name: &str) -> [u8; 32] {
        match self {
            Self::InMemory(seed) => AwsLcSuite.sha256(&[seed, name.as_bytes()]),
            Self::OnDisk(seed) => seed.derive(name),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
