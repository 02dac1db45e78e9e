use sigstore_json::Object;
use sigstore_traits::{Rule, RuleKind, SignatureSuite};

use crate::envelope::Envelope;
use crate::header::Header;
use crate::key::Keys;
use crate::signers::Signers;
use crate::{
    Delegator, Error, Fault, Listed, Role, Signed, Snapshot, Targets, Timestamp, Unusable,
};

/// See [`Root::pinned`].
pub(crate) static R_20: Rule = Rule {
    id: "R-20",
    title: "The root from which an update starts is signed by enough of its own keys; whether it has expired does not matter.",
    source: "TUF 1.0.34 sections 5.2 and 5.3.4",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Root::pinned",
};

/// See [`Root::successor`].
pub(crate) static R_21: Rule = Rule {
    id: "R-21",
    title: "Each new root has the next version and is signed by enough keys of the root before it and enough of its own; whether one on the way has expired does not matter.",
    source: "TUF 1.0.34 sections 5.3.3 to 5.3.9",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Root::successor",
};

/// See [`Root::targets`].
pub(crate) static R_27: Rule = Rule {
    id: "R-27",
    title: "The metadata of targets has the version, length and hashes that the snapshot lists, and is signed by enough keys of the root.",
    source: "TUF 1.0.34 section 5.6",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Root::targets",
};

/// A root: which keys sign for the four roles (TUF 1.0.34 section 4.3).
#[derive(Debug)]
pub struct Root<S: SignatureSuite> {
    header: Header,
    consistent_snapshot: bool,
    keys: Keys<S>,
    /// In the order of [`Role::TOP`].
    signers: [Signers; 4],
}

impl<S: SignatureSuite> Root<S> {
    /// Reads a root that is trusted because of where it came from; it must have signed itself.
    ///
    /// # Errors
    /// [`Error::Malformed`], or [`Error::Threshold`] if too few of its own keys signed.
    pub fn pinned(bytes: &[u8], suite: &S) -> Result<Self, Error> {
        let envelope = Envelope::parse(&Role::Root, bytes)?;
        let root = Self::read(&envelope, suite)?;
        root.check(&Role::Root, &envelope, suite)?;
        Ok(root)
    }

    /// Reads the root that comes after this one.
    ///
    /// # Errors
    /// [`Error::Threshold`] if too few keys of this root or of the new one signed,
    /// [`Error::Version`] if it is not the next, [`Error::Malformed`].
    pub fn successor(&self, bytes: &[u8], suite: &S) -> Result<Signed<Self>, Error> {
        let role = Role::Root;
        let envelope = Envelope::parse(&role, bytes)?;
        self.check(&role, &envelope, suite)?;
        let body = Self::read(&envelope, suite)?;
        let by = body.check(&role, &envelope, suite)?;
        let (found, expected) = (body.header.version, self.next_version());
        if found != expected {
            return Err(Error::Version { role, found, expected });
        }
        Ok(Signed { body, by })
    }

    /// Reads a timestamp that this root's keys signed. Whether it has expired is not asked.
    ///
    /// # Errors
    /// [`Error::Threshold`] or [`Error::Malformed`].
    pub fn timestamp(&self, bytes: &[u8], suite: &S) -> Result<Signed<Timestamp>, Error> {
        self.signed(&Role::Timestamp, bytes, Timestamp::read, suite)
    }

    /// Reads a snapshot that this root's keys signed. Whether it is the one that a timestamp lists,
    /// and whether it has expired, is not asked.
    ///
    /// # Errors
    /// [`Error::Threshold`] or [`Error::Malformed`].
    pub fn snapshot(&self, bytes: &[u8], suite: &S) -> Result<Signed<Snapshot>, Error> {
        self.signed(&Role::Snapshot, bytes, Snapshot::read, suite)
    }

    /// Reads the metadata of targets that a snapshot lists and this root's keys signed. Whether it
    /// has expired is not asked.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Hash`], [`Error::Threshold`], [`Error::Malformed`] or
    /// [`Error::Version`], in this order.
    pub fn targets(
        &self,
        bytes: &[u8],
        listed: &Listed,
        suite: &S,
    ) -> Result<Signed<Targets<S>>, Error> {
        let signed = |envelope: &Envelope<'_>| self.check(&Role::Targets, envelope, suite);
        Targets::checked(&Role::Targets, bytes, listed, signed, suite)
    }

    /// Its version and end.
    pub fn header(&self) -> Header {
        self.header
    }

    /// The version that comes after it.
    pub fn next_version(&self) -> u64 {
        self.header.version.saturating_add(1)
    }

    /// Whether the names of files have a version or a hash before them (section 6.2).
    pub fn consistent_snapshot(&self) -> bool {
        self.consistent_snapshot
    }

    /// The ids of the keys that may sign for a role; none for a delegated one.
    pub fn key_ids(&self, role: &Role) -> &[String] {
        self.signers(role).map_or(&[], |signers| &signers.key_ids)
    }

    /// How many of them must sign; none for a delegated role.
    pub fn threshold(&self, role: &Role) -> Option<u64> {
        self.signers(role).map(|signers| signers.threshold)
    }

    /// The keys that count for nothing, by their ids, with the reason.
    pub fn unusable_keys(&self) -> impl Iterator<Item = (&str, &Unusable)> {
        self.keys.unusable()
    }

    fn read(envelope: &Envelope<'_>, suite: &S) -> Result<Self, Error> {
        envelope.signed(&Role::Root, |object| {
            let roles = object.required("roles")?.object()?;
            let consistent = object.optional("consistent_snapshot").map(|node| node.bool());
            Ok(Self {
                header: Header::read(object, &Role::Root)?,
                consistent_snapshot: consistent.transpose()?.unwrap_or(false),
                keys: Keys::read(object.required("keys")?, suite)?,
                signers: [
                    signers(&roles, "root")?,
                    signers(&roles, "timestamp")?,
                    signers(&roles, "snapshot")?,
                    signers(&roles, "targets")?,
                ],
            })
        })
    }

    /// What `read` makes of a file of `role`, once enough of its keys signed it.
    fn signed<T>(
        &self,
        role: &Role,
        bytes: &[u8],
        read: impl FnOnce(&Envelope<'_>) -> Result<T, Error>,
        suite: &S,
    ) -> Result<Signed<T>, Error> {
        let envelope = Envelope::parse(role, bytes)?;
        let by = self.check(role, &envelope, suite)?;
        Ok(Signed { body: read(&envelope)?, by })
    }

    /// Checks that enough keys of `role` signed, and says which.
    fn check(&self, role: &Role, envelope: &Envelope<'_>, suite: &S) -> Result<Vec<String>, Error> {
        let by = || Delegator { role: Role::Root, version: self.header.version };
        let [root, timestamp, snapshot, targets] = &self.signers;
        let signers = match role {
            Role::Root => root,
            Role::Timestamp => timestamp,
            Role::Snapshot => snapshot,
            Role::Targets | Role::Delegated(_) => targets,
        };
        signers.check(role, &self.keys, envelope, by, suite)
    }

    /// Whether timestamps or snapshots need other signatures under `other` (section 5.3.11).
    pub fn online_keys_differ(&self, other: &Self) -> bool {
        let of = |root: &Self, role| {
            let signers = root.signers(role)?;
            let keys = signers.materials(&root.keys).into_iter().map(<[u8]>::to_vec);
            Some((signers.threshold, keys.collect::<Vec<_>>()))
        };
        [Role::Timestamp, Role::Snapshot].iter().any(|role| of(self, role) != of(other, role))
    }

    /// What this root changes about each role, compared with the one before it.
    pub fn changes_since(&self, before: &Self) -> Vec<RoleChange> {
        let missing = |from: &Self, of: &Self, role: &Role| -> Vec<String> {
            let ids = of.key_ids(role).iter();
            ids.filter(|id| !from.key_ids(role).contains(id)).cloned().collect()
        };
        let changes = Role::TOP.into_iter().zip(before.signers.iter().zip(&self.signers)).map(
            |(role, (old, new))| RoleChange {
                added: missing(before, self, &role),
                removed: missing(self, before, &role),
                threshold: (old.threshold, new.threshold),
                role,
            },
        );
        changes.filter(RoleChange::is_any).collect()
    }

    fn signers(&self, role: &Role) -> Option<&Signers> {
        let place = Role::TOP.iter().position(|top| top == role)?;
        self.signers.get(place)
    }
}

fn signers(roles: &Object<'_>, name: &'static str) -> Result<Signers, Fault> {
    Signers::read(&roles.required(name)?.object()?)
}

/// What a new root changes about the keys of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleChange {
    /// The role.
    pub role: Role,
    /// The ids of keys that may sign for it now.
    pub added: Vec<String>,
    /// The ids of keys that may no longer.
    pub removed: Vec<String>,
    /// How many had to sign before, and have to now.
    pub threshold: (u64, u64),
}

impl RoleChange {
    fn is_any(&self) -> bool {
        let (old, new) = self.threshold;
        !self.added.is_empty() || !self.removed.is_empty() || old != new
    }
}
