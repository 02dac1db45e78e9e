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
    title: "A snapshot has the version, length and hashes that the timestamp lists, and lists every file of the one before it with at least its version; one that is stored and fits is not fetched again.",
    source: "TUF 1.0.34 sections 4.4 and 5.5",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf Refresh::accept",
};

/// What a timestamp or snapshot lists of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) version: u64,
    pub(crate) length: Option<u64>,
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

    /// Checks the bytes before they are read.
    pub(crate) fn check_bytes<S: SignatureSuite>(
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
    pub(crate) fn check_version(&self, role: &Role, header: &Header) -> Result<(), Error> {
        if header.version == self.version {
            return Ok(());
        }
        let (found, expected) = (header.version, self.version);
        Err(Error::Version { role: role.clone(), found, expected })
    }
}

/// A timestamp: which snapshot is the latest (TUF 1.0.34 section 4.6).
#[derive(Clone, Debug)]
pub(crate) struct Timestamp {
    pub(crate) header: Header,
    pub(crate) snapshot: Listed,
}

impl Timestamp {
    pub(crate) fn read(envelope: &Envelope<'_>) -> Result<Self, Error> {
        envelope.signed(&Role::Timestamp, |object| {
            let header = Header::read(object, &Role::Timestamp)?;
            let meta = object.required("meta")?.object()?;
            Ok(Self { header, snapshot: Listed::read(meta.required("snapshot.json")?)? })
        })
    }
}

/// A snapshot: which version each file of targets has (TUF 1.0.34 section 4.4).
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    pub(crate) header: Header,
    /// What it says of `targets.json`, which every snapshot lists.
    pub(crate) targets: Listed,
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

    pub(crate) fn listed(&self, role: &Role) -> Option<&Listed> {
        self.files.get(&role.listed_name())
    }

    /// Checks that nothing in it went back or away since `before` (section 5.5.5).
    pub(crate) fn check_successor(&self, before: &Self) -> Result<(), Error> {
        before.files.iter().try_for_each(|(file, old)| {
            let trusted = old.version;
            match self.files.get(file).map(|new| new.version) {
                None => Err(Error::Removed { file: file.clone(), trusted }),
                Some(found) if found < trusted => {
                    Err(Error::Rollback { file: file.clone(), found, trusted })
                }
                Some(_) => Ok(()),
            }
        })
    }
}
