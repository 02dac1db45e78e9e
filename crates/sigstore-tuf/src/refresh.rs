use sigstore_traits::{Rule, RuleKind, SignatureSuite, UnixTime};
use sigstore_tuf_metadata::{Error as FileError, Role, Root, Snapshot, Targets, Timestamp};

use crate::limits::MAX_ROOTS;
use crate::{Accepted, Answer, Change, Error, Outcome, Source, Trusted, Want};

/// See [`Refresh::end_of_roots`].
pub(crate) static R_22: Rule = Rule {
    id: "R-22",
    title: "The last root has not expired, or nothing after it is asked for.",
    source: "TUF 1.0.34 section 5.3.10",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf Refresh::accept",
};

/// See [`Change::forget_online`].
pub(crate) static R_23: Rule = Rule {
    id: "R-23",
    title: "When the keys of timestamps or snapshots have changed, the stored timestamp and snapshot no longer bind: versions that an attacker raised are forgotten.",
    source: "TUF 1.0.34 section 5.3.11",
    kind: RuleKind::Acceptance,
    place: "sigstore-tuf Refresh::accept",
};

/// See [`Refresh::take_timestamp`].
pub(crate) static R_24: Rule = Rule {
    id: "R-24",
    title: "A timestamp is compared with the stored one, even if that has expired; of two of the same version the stored one stays.",
    source: "TUF 1.0.34 section 5.4.3",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf Refresh::accept",
};

/// See [`Refresh::take_timestamp`].
pub(crate) static R_25: Rule = Rule {
    id: "R-25",
    title: "A repository that has nothing newer than a stored timestamp that has expired is refused.",
    source: "TUF 1.0.34 section 5.4.4",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf Refresh::accept",
};

/// See [`Refresh::choose_snapshot`].
pub(crate) static R_26: Rule = Rule {
    id: "R-26",
    title: "A snapshot is compared with the stored one; if that is the one listed, and good, none is fetched.",
    source: "TUF 1.0.34 section 5.5",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf Refresh::accept",
};

/// See [`Refresh::accept`].
pub(crate) static R_28: Rule = Rule {
    id: "R-28",
    title: "A file that is refused or missing changes nothing: what was accepted before it stays, and the same file can be given again.",
    source: "TUF 1.0.34 section 5",
    kind: RuleKind::Acceptance,
    place: "sigstore-tuf Refresh::accept",
};

/// See [`Refresh::next`].
pub(crate) static R_29: Rule = Rule {
    id: "R-29",
    title: "The repository is asked for the next root until there is none, for the timestamp, and for the snapshot and the metadata of targets if the stored ones are not those listed; for nothing else.",
    source: "TUF 1.0.34 sections 5.3 to 5.6",
    kind: RuleKind::Acceptance,
    place: "sigstore-tuf Refresh::next",
};

/// An update, step by step: ask [`next`](Self::next), give the file to [`accept`](Self::accept), and
/// when nothing is wanted any more take what is trusted with [`finish`](Self::finish).
///
/// Files that earlier updates stored are asked for first. They are checked as if they came from the
/// repository; a stored timestamp or snapshot that has expired still bounds the versions that come.
#[derive(Debug)]
pub struct Refresh<S: SignatureSuite> {
    suite: S,
    now: UnixTime,
    reach: Reach,
    root: Root<S>,
    /// Roots that the repository gave.
    new_roots: u32,
    online_keys_changed: bool,
    timestamp: Option<Timestamp>,
    stored_snapshot: Option<Stored>,
    snapshot: Option<Snapshot>,
    targets: Option<Targets<S>>,
    step: Step,
}

/// Whether there is a repository to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Repository,
    StoreOnly,
}

/// A snapshot that may turn out to be the one that the timestamp lists.
#[derive(Debug)]
struct Stored {
    snapshot: Snapshot,
    bytes: Vec<u8>,
}

/// What is wanted, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    StoredRoot,
    Root,
    StoredTimestamp,
    StoredSnapshot,
    Timestamp,
    Snapshot,
    StoredTargets,
    Targets,
    Done,
}

impl<S: SignatureSuite> Refresh<S> {
    /// Begins an update at `now`, from a root that is trusted because it came with the program or
    /// was kept by an earlier update (section 5.2).
    ///
    /// # Errors
    /// [`Error::TooLong`], or [`Error::File`] if the root did not sign itself.
    pub fn pinned(root: &[u8], suite: S, now: UnixTime) -> Result<Self, Error> {
        Self::begin(root, suite, now, Reach::Repository)
    }

    /// Begins an update that only wants what is stored: all of it must be there, hold and be good.
    ///
    /// # Errors
    /// As [`pinned`](Self::pinned).
    pub fn offline(root: &[u8], suite: S, now: UnixTime) -> Result<Self, Error> {
        Self::begin(root, suite, now, Reach::StoreOnly)
    }

    fn begin(bytes: &[u8], suite: S, now: UnixTime, reach: Reach) -> Result<Self, Error> {
        Want::new(Role::Root, Source::Store, None, None).check_length(bytes)?;
        let root = Root::pinned(bytes, &suite)?;
        Ok(Self {
            suite,
            now,
            reach,
            root,
            new_roots: 0,
            online_keys_changed: false,
            timestamp: None,
            stored_snapshot: None,
            snapshot: None,
            targets: None,
            step: Step::StoredRoot,
        })
    }

    /// The root so far.
    pub fn root(&self) -> &Root<S> {
        &self.root
    }

    /// The file that is wanted next; `None` when the update is over.
    pub fn next(&self) -> Option<Want> {
        let versioned = |version: u64| self.root.consistent_snapshot().then_some(version);
        let next_root = Some(self.root.next_version());
        let want = |role, source| Want::new(role, source, None, None);
        Some(match self.step {
            Step::StoredRoot => Want { version: next_root, ..want(Role::Root, Source::Store) },
            Step::Root => Want { version: next_root, ..want(Role::Root, Source::Repository) },
            Step::StoredTimestamp => want(Role::Timestamp, Source::Store),
            Step::StoredSnapshot => want(Role::Snapshot, Source::Store),
            Step::Timestamp => want(Role::Timestamp, Source::Repository),
            Step::Snapshot => {
                let listed = &self.timestamp.as_ref()?.snapshot;
                let version = versioned(listed.version());
                Want::new(Role::Snapshot, Source::Repository, version, Some(listed))
            }
            Step::StoredTargets => want(Role::Targets, Source::Store),
            Step::Targets => {
                let listed = &self.snapshot.as_ref()?.targets;
                let version = versioned(listed.version());
                Want::new(Role::Targets, Source::Repository, version, Some(listed))
            }
            Step::Done => return None,
        })
    }

    /// Takes the file that [`next`](Self::next) wants.
    ///
    /// # Errors
    /// Why the file of the repository is refused, or what was accepted before has expired;
    /// [`Error::Missing`] if the repository must have it; [`Error::NothingWanted`] if the update is
    /// over. A stored file that is refused or absent is no error unless there is nothing but the
    /// store. After an error everything is as it was.
    pub fn accept(&mut self, answer: Answer<'_>) -> Result<Accepted, Error> {
        let want = self.next().ok_or(Error::NothingWanted)?;
        let outcome = match answer {
            Answer::Bytes(bytes) => want.check_length(bytes).and_then(|()| self.take(bytes)),
            Answer::Absent => self.absent(&want),
        };
        let outcome = match (outcome, want.source, self.reach) {
            (Err(why), Source::Store, Reach::Repository) => self.pass_over(why),
            (outcome, _, _) => outcome?,
        };
        Ok(Accepted { role: want.role, source: want.source, outcome })
    }

    /// What is trusted now.
    ///
    /// # Errors
    /// [`Error::Unfinished`] if a file is still wanted.
    pub fn finish(self) -> Result<Trusted<S>, Error> {
        let wanted = self.next().map_or(String::new(), |want| want.repository_name());
        let Self { suite, now, reach, root, timestamp, snapshot, targets, .. } = self;
        match (timestamp, snapshot, targets) {
            (Some(timestamp), Some(snapshot), Some(targets)) => {
                Ok(Trusted { suite, now, reach, root, timestamp, snapshot, targets })
            }
            _ => Err(Error::Unfinished { wanted }),
        }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        match self.step {
            Step::StoredRoot | Step::Root => self.take_root(bytes),
            Step::StoredTimestamp => self.take_stored_timestamp(bytes),
            Step::StoredSnapshot => self.take_stored_snapshot(bytes),
            Step::Timestamp => self.take_timestamp(bytes),
            Step::Snapshot => self.take_snapshot(bytes),
            Step::StoredTargets | Step::Targets => self.take_targets(bytes),
            Step::Done => Err(Error::NothingWanted),
        }
    }

    fn absent(&mut self, want: &Want) -> Result<Outcome, Error> {
        match (self.step, self.reach) {
            (Step::Root, _) | (Step::StoredRoot, Reach::StoreOnly) => {
                self.end_of_roots()?;
                Ok(Outcome::Absent)
            }
            _ => Err(Error::Missing { file: want.repository_name(), source: want.source }),
        }
    }

    /// Goes on without a stored file. If it is not signed as the root demands, the root has other
    /// keys than when it was stored: then neither timestamp nor snapshot binds.
    fn pass_over(&mut self, why: Error) -> Outcome {
        let other_keys = matches!(why, Error::File(FileError::Threshold { .. }));
        self.step = match self.step {
            Step::StoredRoot => Step::Root,
            Step::StoredTimestamp if !other_keys => Step::StoredSnapshot,
            Step::StoredTimestamp => Step::Timestamp,
            Step::StoredSnapshot => {
                self.timestamp.take_if(|_| other_keys);
                Step::Timestamp
            }
            Step::StoredTargets => Step::Targets,
            other => other,
        };
        Outcome::passed_over(why)
    }

    fn take_root(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        if self.new_roots == MAX_ROOTS {
            return Err(Error::TooManyRoots { version: self.root.next_version() });
        }
        let new = self.root.successor(bytes, &self.suite)?;
        let is_new = self.step == Step::Root;
        let change = Change {
            keys: new.body.changes_since(&self.root),
            forget_online: is_new && new.body.online_keys_differ(&self.root),
            ..Change::new(&new.body.header(), Some(self.root.header().version), new.by)
        };
        self.new_roots += u32::from(is_new);
        self.online_keys_changed |= change.forget_online;
        self.root = new.body;
        Ok(Outcome::Trusted(change))
    }

    fn end_of_roots(&mut self) -> Result<(), Error> {
        self.root.header().check_unexpired(&Role::Root, self.now)?;
        let forget = self.online_keys_changed;
        self.step = if forget { Step::Timestamp } else { Step::StoredTimestamp };
        Ok(())
    }

    fn take_stored_timestamp(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        let timestamp = self.root.timestamp(bytes, &self.suite)?.body;
        let header = timestamp.header;
        if self.reach == Reach::StoreOnly {
            header.check_unexpired(&Role::Timestamp, self.now)?;
        }
        self.timestamp = Some(timestamp);
        self.step = Step::StoredSnapshot;
        Ok(Outcome::Floor { version: header.version })
    }

    fn take_timestamp(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        let (role, now) = (Role::Timestamp, self.now);
        let new = self.root.timestamp(bytes, &self.suite)?;
        let header = new.body.header;
        let before = self.timestamp.as_ref();
        let previous = before.map(|before| before.header.version);
        if let Some(before) = before.filter(|before| before.header.version == header.version) {
            before.header.check_unexpired(&role, now)?;
            self.choose_snapshot();
            return Ok(Outcome::Unchanged { version: header.version });
        }
        before.map_or(Ok(()), |before| new.body.check_successor(before))?;
        header.check_unexpired(&role, now)?;
        self.timestamp = Some(new.body);
        self.choose_snapshot();
        Ok(Outcome::Trusted(Change::new(&header, previous, new.by)))
    }

    fn take_stored_snapshot(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        let snapshot = self.root.snapshot(bytes, &self.suite)?.body;
        let version = snapshot.header.version;
        self.step = match self.reach {
            Reach::Repository => Step::Timestamp,
            Reach::StoreOnly => {
                self.check_listed(&snapshot, bytes)?;
                self.snapshot = Some(snapshot.clone());
                Step::StoredTargets
            }
        };
        self.stored_snapshot = Some(Stored { snapshot, bytes: bytes.into() });
        Ok(Outcome::Floor { version })
    }

    /// The stored snapshot, if the timestamp lists that very one; otherwise the repository's.
    fn choose_snapshot(&mut self) {
        let listed = |stored: &&Stored| self.check_listed(&stored.snapshot, &stored.bytes).is_ok();
        let current = self.stored_snapshot.as_ref().filter(listed);
        self.snapshot = current.map(|stored| stored.snapshot.clone());
        self.step = if self.snapshot.is_some() { Step::StoredTargets } else { Step::Snapshot };
    }

    /// Checks that a snapshot is the one that the timestamp lists, and good.
    fn check_listed(&self, snapshot: &Snapshot, bytes: &[u8]) -> Result<(), Error> {
        let role = Role::Snapshot;
        let listed = &self.timestamp.as_ref().ok_or(Error::NothingWanted)?.snapshot;
        listed.check_bytes(&role, bytes, &self.suite)?;
        listed.check_version(&role, &snapshot.header)?;
        Ok(snapshot.header.check_unexpired(&role, self.now)?)
    }

    fn take_snapshot(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        let role = Role::Snapshot;
        let listed = &self.timestamp.as_ref().ok_or(Error::NothingWanted)?.snapshot;
        listed.check_bytes(&role, bytes, &self.suite)?;
        let new = self.root.snapshot(bytes, &self.suite)?;
        let header = new.body.header;
        listed.check_version(&role, &header)?;
        let before = self.stored_snapshot.as_ref().map(|stored| &stored.snapshot);
        before.map_or(Ok(()), |before| new.body.check_successor(before))?;
        header.check_unexpired(&role, self.now)?;
        let previous = before.map(|before| before.header.version);
        self.snapshot = Some(new.body);
        self.step = Step::StoredTargets;
        Ok(Outcome::Trusted(Change::new(&header, previous, new.by)))
    }

    fn take_targets(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        let listed = &self.snapshot.as_ref().ok_or(Error::NothingWanted)?.targets;
        let new = self.root.targets(bytes, listed, &self.suite)?;
        let header = new.body.header;
        header.check_unexpired(&Role::Targets, self.now)?;
        let before = self.stored_snapshot.as_ref().map(|stored| &stored.snapshot);
        let previous = before.map(|before| before.targets.version());
        self.targets = Some(new.body);
        self.step = Step::Done;
        Ok(Outcome::Trusted(Change::new(&header, previous, new.by)))
    }
}
