use sigstore_traits::{Rule, RuleKind, SignatureSuite, UnixTime};

use crate::envelope::Envelope;
use crate::header::Header;
use crate::refresh::Reach;
use crate::snapshot::{Listed, Snapshot, Timestamp};
use crate::targets::Targets;
use crate::{Error, Role, Root, Search, TargetName};

/// See [`Trusted::search`].
pub(crate) static R_40: Rule = Rule {
    id: "R-40",
    title: "Targets are looked for in metadata that an update has just brought to its end, and in no other.",
    source: "TUF 1.0.34 sections 5.6 and 5.7",
    kind: RuleKind::Shape,
    place: "sigstore-tuf Trusted::search",
};

/// The metadata at the end of an update: all of it signed, fresh and of one snapshot.
///
/// Only [`Refresh::finish`](crate::Refresh::finish) makes one.
#[derive(Debug)]
pub struct Trusted<S: SignatureSuite> {
    pub(crate) suite: S,
    pub(crate) now: UnixTime,
    pub(crate) reach: Reach,
    pub(crate) root: Root<S>,
    pub(crate) timestamp: Timestamp,
    pub(crate) snapshot: Snapshot,
    pub(crate) targets: Targets<S>,
}

impl<S: SignatureSuite> Trusted<S> {
    /// The root.
    pub fn root(&self) -> &Root<S> {
        &self.root
    }

    /// Version and end of the timestamp.
    pub fn timestamp(&self) -> Header {
        self.timestamp.header
    }

    /// Version and end of the snapshot.
    pub fn snapshot(&self) -> Header {
        self.snapshot.header
    }

    /// Version and end of the metadata of the targets role.
    pub fn targets(&self) -> Header {
        self.targets.header
    }

    /// The names of the targets that the targets role itself lists, as it writes them.
    pub fn target_names(&self) -> impl Iterator<Item = &str> {
        self.targets.names()
    }

    /// Begins to look for a target: here, and then in the roles that may speak of it.
    pub fn search(&self, name: TargetName) -> Search<'_, S> {
        Search::begin(self, name)
    }
}

/// Checks and reads metadata of targets, in the order of section 5.6: hashes before signatures, so
/// that bad bytes cost little, signatures before anything that is in them.
pub(crate) fn read_targets<S: SignatureSuite>(
    role: &Role,
    bytes: &[u8],
    listed: &Listed,
    signed: impl FnOnce(&Envelope<'_>) -> Result<Vec<String>, Error>,
    (now, suite): (UnixTime, &S),
) -> Result<(Targets<S>, Vec<String>), Error> {
    listed.check_bytes(role, bytes, suite)?;
    let envelope = Envelope::parse(role, bytes)?;
    let signed_by = signed(&envelope)?;
    let targets = Targets::read(role, &envelope, suite)?;
    listed.check_version(role, &targets.header)?;
    targets.header.check_unexpired(role, now)?;
    Ok((targets, signed_by))
}
