use std::collections::BTreeMap;

use sigstore_json::Node;
use sigstore_traits::{Rule, RuleKind, SignatureSuite};

use crate::envelope::Envelope;
use crate::hashes::{Hashes, check_length};
use crate::header::Header;
use crate::signers::positive;
use crate::{Error, Fault, Role, integer};

/// See [`Snapshot::check_successor`].
pub(crate) static R_26: Rule = Rule {
    id: "R-26",
    title: "A snapshot has the version, length and hashes that the timestamp lists, and lists every file of the one before it with at least its version.",
    source: "TUF 1.0.34 sections 4.4 and 5.5",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Listed::check_bytes, Snapshot::check_successor",
};

/// See [`Timestamp::check_successor`].
pub(crate) static R_24: Rule = Rule {
    id: "R-24",
    title: "A timestamp is not older than the one before it, even if that has expired, and does not list an older snapshot.",
    source: "TUF 1.0.34 section 5.4.3",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Timestamp::check_successor",
};

/// What a timestamp or snapshot lists of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    version: u64,
    length: Option<u64>,
    hashes: Option<Hashes>,
}

impl Listed {
    /// Reads `{"version": n, "length": n, "hashes": {…}}`, the last two of which may be absent.
    fn read(node: Node<'_>) -> Result<Self, Fault> {
        let object = node.object()?;
        let hashes = object.optional("hashes").map(|node| Hashes::read(node, &R_26));
        Ok(Self {
            version: positive(object.required("version")?, &R_26)?,
            length: object.optional("length").map(integer).transpose()?,
            hashes: hashes.transpose()?,
        })
    }

    /// The version.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The length in bytes, if it is listed.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Checks length and digests of the bytes as they came, as far as they are listed.
    ///
    /// # Errors
    /// [`Error::Length`] or [`Error::Hash`].
    pub fn check_bytes<S: SignatureSuite>(
        &self,
        role: &Role,
        bytes: &[u8],
        suite: &S,
    ) -> Result<(), Error> {
        let file = role.listed_name();
        self.length.map_or(Ok(()), |length| check_length(&file, bytes, length))?;
        self.hashes.as_ref().map_or(Ok(()), |hashes| hashes.check(&file, bytes, suite))
    }

    /// Checks the version that the bytes turn out to have.
    ///
    /// # Errors
    /// [`Error::Version`].
    pub fn check_version(&self, role: &Role, header: &Header) -> Result<(), Error> {
        if header.version == self.version {
            return Ok(());
        }
        let (found, expected) = (header.version, self.version);
        Err(Error::Version { role: role.clone(), found, expected })
    }
}

/// A timestamp: which snapshot is the latest (TUF 1.0.34 section 4.6).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Timestamp {
    /// Its version and end.
    pub header: Header,
    /// What it lists of the snapshot.
    pub snapshot: Listed,
}

impl Timestamp {
    pub(crate) fn read(envelope: &Envelope<'_>) -> Result<Self, Error> {
        envelope.signed(&Role::Timestamp, |object| {
            let header = Header::read(object, &Role::Timestamp)?;
            let meta = object.required("meta")?.object()?;
            Ok(Self { header, snapshot: Listed::read(meta.required("snapshot.json")?)? })
        })
    }

    /// Checks that neither it nor the snapshot that it lists went back since `before`. One of
    /// the same version is no successor, and no error.
    ///
    /// # Errors
    /// [`Error::Rollback`].
    pub fn check_successor(&self, before: &Self) -> Result<(), Error> {
        not_behind("timestamp.json", self.header.version, before.header.version)?;
        not_behind("snapshot.json", self.snapshot.version, before.snapshot.version)
    }
}

/// A snapshot: which version each file of targets has (TUF 1.0.34 section 4.4).
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Its version and end.
    pub header: Header,
    /// What it lists of `targets.json`, which every snapshot lists.
    pub targets: Listed,
    files: BTreeMap<String, Listed>,
}

impl Snapshot {
    pub(crate) fn read(envelope: &Envelope<'_>) -> Result<Self, Error> {
        envelope.signed(&Role::Snapshot, |object| {
            let meta = object.required("meta")?.object()?;
            let files = meta.entries().map(|(name, file)| Ok((name.into(), Listed::read(file)?)));
            Ok(Self {
                header: Header::read(object, &Role::Snapshot)?,
                targets: Listed::read(meta.required("targets.json")?)?,
                files: files.collect::<Result<_, Fault>>()?,
            })
        })
    }

    /// What it lists of the file of a role.
    pub fn listed(&self, role: &Role) -> Option<&Listed> {
        self.files.get(&role.listed_name())
    }

    /// Checks that nothing in it went back or away since `before`.
    ///
    /// # Errors
    /// [`Error::Removed`] or [`Error::Rollback`].
    pub fn check_successor(&self, before: &Self) -> Result<(), Error> {
        before.files.iter().try_for_each(|(file, old)| match self.files.get(file) {
            None => Err(Error::Removed { file: file.clone(), trusted: old.version }),
            Some(new) => not_behind(file, new.version, old.version),
        })
    }
}

fn not_behind(file: &str, found: u64, trusted: u64) -> Result<(), Error> {
    if found < trusted {
        return Err(Error::Rollback { file: file.into(), found, trusted });
    }
    Ok(())
}
