use sigstore_json::Object;
use sigstore_traits::{SignatureSuite, UnixTime};

use crate::envelope::Envelope;
use crate::header::Header;
use crate::key::Keys;
use crate::signers::Signers;
use crate::{Delegator, Error, Fault, Role, Unusable};

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
    pub(crate) fn read(envelope: &Envelope<'_>, suite: &S) -> Result<Self, Error> {
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

    /// Its version.
    pub fn version(&self) -> u64 {
        self.header.version
    }

    /// The first moment at which it is no longer good.
    pub fn expires(&self) -> UnixTime {
        self.header.expires
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

    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// Checks that enough keys of `role` signed, and says which.
    pub(crate) fn check(
        &self,
        role: &Role,
        envelope: &Envelope<'_>,
        suite: &S,
    ) -> Result<Vec<String>, Error> {
        let by = || Delegator { role: Role::Root, version: self.version() };
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
    pub(crate) fn online_keys_differ(&self, other: &Self) -> bool {
        let of = |root: &Self, role| {
            let signers = root.signers(role)?;
            let keys = signers.materials(&root.keys).into_iter().map(<[u8]>::to_vec);
            Some((signers.threshold, keys.collect::<Vec<_>>()))
        };
        [Role::Timestamp, Role::Snapshot].iter().any(|role| of(self, role) != of(other, role))
    }

    /// What this root changes about each role, compared with the one before it.
    pub(crate) fn changes_since(&self, before: &Self) -> Vec<RoleChange> {
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
