use sigstore_traits::UnixTime;
use sigstore_tuf_metadata::{Header, Listed, Role, RoleChange};

use crate::Error;

/// What is wanted next: one file of metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// Whose file.
    pub role: Role,
    /// From where.
    pub source: Source,
    /// The version in the name of the file, if its name has one.
    pub version: Option<u64>,
    /// The most bytes to read: with the first byte more, reading stops.
    pub max_length: u64,
}

impl Want {
    /// The name of the file in the repository, below the address of metadata: `5.root.json`.
    pub fn repository_name(&self) -> String {
        let name = self.role.file_name();
        self.version.map_or_else(|| name.clone(), |version| format!("{version}.{name}"))
    }

    /// The name to keep the file under: roots by their versions, of the others the last.
    pub fn stored_name(&self) -> String {
        match self.role {
            Role::Root => self.repository_name(),
            _ => self.role.file_name(),
        }
    }

    /// The file of `role`: what is listed of it bounds it, up to the greatest length of such a file.
    pub(crate) fn new(
        role: Role,
        source: Source,
        version: Option<u64>,
        listed: Option<&Listed>,
    ) -> Self {
        let max = role.max_length();
        let max_length = listed.and_then(Listed::length).map_or(max, |length| length.min(max));
        Self { role, source, version, max_length }
    }

    pub(crate) fn check_length(&self, bytes: &[u8]) -> Result<(), Error> {
        let found = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if found <= self.max_length {
            return Ok(());
        }
        Err(Error::TooLong { file: self.repository_name(), found, max: self.max_length })
    }
}

/// Where a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// What earlier updates kept. It is checked like everything else; what does not hold is
    /// passed over.
    Store,
    /// The repository.
    Repository,
}

/// The answer to a [`Want`].
#[derive(Clone, Copy, Debug)]
pub enum Answer<'b> {
    /// The file, whole.
    Bytes(&'b [u8]),
    /// There is none: nothing is stored, or the repository said so (HTTP 404 or 403).
    Absent,
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Whose file.
    pub role: Role,
    /// From where.
    pub source: Source,
    /// What became of it.
    pub outcome: Outcome,
}

impl Accepted {
    /// Whether the bytes are to be kept: they are new, and all checks are behind them.
    pub fn is_to_be_stored(&self) -> bool {
        self.source == Source::Repository && matches!(self.outcome, Outcome::Trusted(_))
    }
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It is trusted now.
    Trusted(Change),
    /// It is stored, good or expired, and what comes may not fall behind it.
    Floor {
        /// Its version.
        version: u64,
    },
    /// The repository has the version that is stored; that one stays.
    Unchanged {
        /// The version of both.
        version: u64,
    },
    /// It was stored, is no good, and is not used.
    Discarded {
        /// Why.
        why: Error,
    },
    /// There is none, and none is needed.
    Absent,
}

/// What came to be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its version.
    pub version: u64,
    /// The version before it, if that is known.
    pub previous: Option<u64>,
    /// The first moment at which it is no longer good.
    pub expires: UnixTime,
    /// The ids of the keys that signed it, as many as had to.
    pub signed_by: Vec<String>,
    /// Of a root: what changes about the keys of each role.
    pub keys: Vec<RoleChange>,
    /// Of a root: timestamps and snapshots need other signatures now. The stored ones must be
    /// deleted before the root is stored, so that attackers who raised their versions are forgotten
    ///
    pub forget_online: bool,
}

impl Outcome {
    /// Of a stored file that is not used.
    pub(crate) fn passed_over(why: Error) -> Self {
        match why {
            Error::Missing { .. } => Self::Absent,
            why => Self::Discarded { why },
        }
    }
}

impl Change {
    pub(crate) fn new(header: &Header, previous: Option<u64>, signed_by: Vec<String>) -> Self {
        let Header { version, expires } = *header;
        Self { version, previous, expires, signed_by, keys: Vec::new(), forget_online: false }
    }
}
