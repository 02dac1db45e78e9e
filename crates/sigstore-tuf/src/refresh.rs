use sigstore_traits::{Rule, RuleKind, SignatureSuite, UnixTime};

use crate::envelope::Envelope;
use crate::limits::{MAX_ROOT, MAX_ROOTS, MAX_SNAPSHOT, MAX_TARGETS, MAX_TIMESTAMP};
use crate::snapshot::{Snapshot, Timestamp};
use crate::targets::Targets;
use crate::trusted::{Trusted, read_targets};
use crate::{Accepted, Answer, Change, Error, Outcome, Role, Root, Source, Want};

/// See [`Refresh::pinned`].
pub(crate) static R_20: Rule = Rule {
    id: "R-20",
    title: "The root from which an update starts is signed by enough of its own keys; whether it has expired does not matter.",
    source: "TUF 1.0.34 sections 5.2 and 5.3.4",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf Refresh::pinned",
};

/// See [`Refresh::take_root`].
pub(crate) static R_21: Rule = Rule {
    id: "R-21",
    title: "Each new root has the next version and is signed by enough keys of the root before it and enough of its own; whether one on the way has expired does not matter.",
    source: "TUF 1.0.34 sections 5.3.3 to 5.3.9",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf Refresh::accept",
};

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
    title: "A timestamp is not older than the stored one, even if that has expired, and does not list an older snapshot; of two of the same version the stored one stays.",
    source: "TUF 1.0.34 sections 5.4.2, 5.4.3 and 5.4.5",
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

/// See [`Refresh::take_targets`].
pub(crate) static R_27: Rule = Rule {
    id: "R-27",
    title: "The metadata of targets has the version, length and hashes that the snapshot lists, is signed by enough keys of the root, and has not expired.",
    source: "TUF 1.0.34 section 5.6",
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
    /// [`Error::Malformed`], [`Error::TooLong`], or [`Error::Threshold`] if the root did not sign
    /// itself.
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
        let (role, source) = (Role::Root, Source::Store);
        Want { role, source, version: None, max_length: MAX_ROOT }.check_length(bytes)?;
        let envelope = Envelope::parse(&Role::Root, bytes)?;
        let root = Root::read(&envelope, &suite)?;
        root.check(&Role::Root, &envelope, &suite)?;
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
        let next_root = self.root.version().saturating_add(1);
        let versioned = |version: u64| self.root.consistent_snapshot().then_some(version);
        let up_to = |length: Option<u64>, max: u64| length.map_or(max, |length| length.min(max));
        let (role, source, version, max_length) = match self.step {
            Step::StoredRoot => (Role::Root, Source::Store, Some(next_root), MAX_ROOT),
            Step::Root => (Role::Root, Source::Repository, Some(next_root), MAX_ROOT),
            Step::StoredTimestamp => (Role::Timestamp, Source::Store, None, MAX_TIMESTAMP),
            Step::Timestamp => (Role::Timestamp, Source::Repository, None, MAX_TIMESTAMP),
            Step::StoredSnapshot => (Role::Snapshot, Source::Store, None, MAX_SNAPSHOT),
            Step::Snapshot => {
                let listed = &self.timestamp.as_ref()?.snapshot;
                let max = up_to(listed.length, MAX_SNAPSHOT);
                (Role::Snapshot, Source::Repository, versioned(listed.version), max)
            }
            Step::StoredTargets => (Role::Targets, Source::Store, None, MAX_TARGETS),
            Step::Targets => {
                let listed = &self.snapshot.as_ref()?.targets;
                let max = up_to(listed.length, MAX_TARGETS);
                (Role::Targets, Source::Repository, versioned(listed.version), max)
            }
            Step::Done => return None,
        };
        Some(Want { role, source, version, max_length })
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
        let other_keys = matches!(why, Error::Threshold { .. });
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
        let role = Role::Root;
        let expected = self.root.version().saturating_add(1);
        if self.new_roots == MAX_ROOTS {
            return Err(Error::TooManyRoots { version: expected });
        }
        let envelope = Envelope::parse(&role, bytes)?;
        self.root.check(&role, &envelope, &self.suite)?;
        let root = Root::read(&envelope, &self.suite)?;
        let signed_by = root.check(&role, &envelope, &self.suite)?;
        let found = root.version();
        if found != expected {
            return Err(Error::Version { role, found, expected });
        }
        let change = Change {
            keys: root.changes_since(&self.root),
            forget_online: self.step == Step::Root && root.online_keys_differ(&self.root),
            ..Change::new(root.header(), Some(self.root.version()), signed_by)
        };
        if self.step == Step::Root {
            self.new_roots += 1;
            self.online_keys_changed |= change.forget_online;
        }
        self.root = root;
        Ok(Outcome::Trusted(change))
    }

    fn end_of_roots(&mut self) -> Result<(), Error> {
        self.root.header().check_unexpired(&Role::Root, self.now)?;
        let forget = self.online_keys_changed;
        self.step = if forget { Step::Timestamp } else { Step::StoredTimestamp };
        Ok(())
    }

    /// A timestamp that the root's keys signed, and whose keys those are.
    fn signed_timestamp(&self, bytes: &[u8]) -> Result<(Timestamp, Vec<String>), Error> {
        let envelope = Envelope::parse(&Role::Timestamp, bytes)?;
        let signed_by = self.root.check(&Role::Timestamp, &envelope, &self.suite)?;
        Ok((Timestamp::read(&envelope)?, signed_by))
    }

    fn take_stored_timestamp(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        let (timestamp, _) = self.signed_timestamp(bytes)?;
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
        let (new, signed_by) = self.signed_timestamp(bytes)?;
        let header = new.header;
        let before = self.timestamp.as_ref();
        if let Some(before) = before {
            not_behind(&role, header.version, before.header.version)?;
            if header.version == before.header.version {
                before.header.check_unexpired(&role, now)?;
                self.choose_snapshot();
                return Ok(Outcome::Unchanged { version: header.version });
            }
            not_behind(&Role::Snapshot, new.snapshot.version, before.snapshot.version)?;
        }
        header.check_unexpired(&role, now)?;
        let previous = before.map(|before| before.header.version);
        self.timestamp = Some(new);
        self.choose_snapshot();
        Ok(Outcome::Trusted(Change::new(&header, previous, signed_by)))
    }

    fn take_stored_snapshot(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        let envelope = Envelope::parse(&Role::Snapshot, bytes)?;
        self.root.check(&Role::Snapshot, &envelope, &self.suite)?;
        let snapshot = Snapshot::read(&envelope)?;
        let version = snapshot.header.version;
        let stored = Stored { snapshot, bytes: bytes.into() };
        self.step = Step::Timestamp;
        if self.reach == Reach::StoreOnly {
            self.check_current(&stored)?;
            self.step = Step::StoredTargets;
            self.snapshot = Some(stored.snapshot.clone());
        }
        self.stored_snapshot = Some(stored);
        Ok(Outcome::Floor { version })
    }

    /// The stored snapshot, if the timestamp lists that very one; otherwise the repository's.
    fn choose_snapshot(&mut self) {
        let current = self.stored_snapshot.as_ref().filter(|s| self.check_current(s).is_ok());
        self.snapshot = current.map(|stored| stored.snapshot.clone());
        self.step = if self.snapshot.is_some() { Step::StoredTargets } else { Step::Snapshot };
    }

    fn check_current(&self, stored: &Stored) -> Result<(), Error> {
        let timestamp = self.timestamp.as_ref().ok_or(Error::NothingWanted)?;
        let header = &stored.snapshot.header;
        timestamp.snapshot.check_bytes(&Role::Snapshot, &stored.bytes, &self.suite)?;
        timestamp.snapshot.check_version(&Role::Snapshot, header)?;
        header.check_unexpired(&Role::Snapshot, self.now)
    }

    fn take_snapshot(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        let role = Role::Snapshot;
        let listed = &self.timestamp.as_ref().ok_or(Error::NothingWanted)?.snapshot;
        listed.check_bytes(&role, bytes, &self.suite)?;
        let envelope = Envelope::parse(&role, bytes)?;
        let signed_by = self.root.check(&role, &envelope, &self.suite)?;
        let new = Snapshot::read(&envelope)?;
        listed.check_version(&role, &new.header)?;
        let before = self.stored_snapshot.as_ref().map(|stored| &stored.snapshot);
        before.map_or(Ok(()), |before| new.check_successor(before))?;
        new.header.check_unexpired(&role, self.now)?;
        let previous = before.map(|before| before.header.version);
        let change = Change::new(&new.header, previous, signed_by);
        self.snapshot = Some(new);
        self.step = Step::StoredTargets;
        Ok(Outcome::Trusted(change))
    }

    fn take_targets(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        let role = Role::Targets;
        let listed = &self.snapshot.as_ref().ok_or(Error::NothingWanted)?.targets;
        let signed = |envelope: &Envelope<'_>| self.root.check(&role, envelope, &self.suite);
        let (targets, signed_by) =
            read_targets(&role, bytes, listed, signed, (self.now, &self.suite))?;
        let previous = self.stored_snapshot.as_ref().map(|s| s.snapshot.targets.version);
        let change = Change::new(&targets.header, previous, signed_by);
        self.targets = Some(targets);
        self.step = Step::Done;
        Ok(Outcome::Trusted(change))
    }
}

fn not_behind(role: &Role, found: u64, trusted: u64) -> Result<(), Error> {
    if found < trusted {
        return Err(Error::Rollback { file: role.file_name(), found, trusted });
    }
    Ok(())
}
