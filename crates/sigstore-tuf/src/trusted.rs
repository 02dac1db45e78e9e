use sigstore_traits::{Rule, RuleKind, SignatureSuite, UnixTime};
use sigstore_tuf_metadata::{Root, Snapshot, TargetName, Targets, Timestamp};

use crate::Search;
use crate::refresh::Reach;

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

    /// The timestamp.
    pub fn timestamp(&self) -> &Timestamp {
        &self.timestamp
    }

    /// The snapshot.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The metadata of the targets role.
    pub fn targets(&self) -> &Targets<S> {
        &self.targets
    }

    /// Begins to look for a target: here, and then in the roles that may speak of it.
    pub fn search(&self, name: TargetName) -> Search<'_, S> {
        Search::begin(self, name)
    }
}
