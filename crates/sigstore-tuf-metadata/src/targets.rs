use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sigstore_json::{Node, Object};
use sigstore_traits::{Rule, RuleKind, SignatureSuite};

use crate::envelope::Envelope;
use crate::hashes::Hashes;
use crate::header::Header;
use crate::key::Keys;
use crate::limits::{MAX_NAME, R_48};
use crate::pattern::{R_44, matches};
use crate::signers::Signers;
use crate::target::{R_46, TargetFile};
use crate::{Delegator, Error, Fault, Listed, Role, Signed, Target, TargetName, integer};

/// See [`Delegation::targets`].
pub(crate) static R_43: Rule = Rule {
    id: "R-43",
    title: "A delegated role is checked each time against the keys and threshold of the role that led to it, stored or not.",
    source: "TUF 1.0.34 sections 3.1.2.1 and 5.6.7",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Delegation::targets",
};

/// Metadata of targets: what some targets are, and who else may say so (TUF 1.0.34 section 4.5).
#[derive(Debug)]
pub struct Targets<S: SignatureSuite> {
    /// Its version and end.
    pub header: Header,
    role: Role,
    files: BTreeMap<String, TargetFile>,
    delegations: Option<Arc<Delegations<S>>>,
}

impl<S: SignatureSuite> Targets<S> {
    /// The target of this name, if it is listed here. With consistent snapshots its name in the
    /// repository has a digest in it.
    pub fn target(&self, name: &TargetName, consistent_snapshot: bool) -> Option<Target> {
        let file = self.files.get(name.as_str())?.clone();
        Some(Target { name: name.clone(), file, role: self.role.clone(), consistent_snapshot })
    }

    /// The names of all targets that are listed here, as they are written.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The roles to ask about a target, in order, and whether no others are asked after them: a
    /// terminating one is the last.
    pub fn delegations_for(&self, name: &TargetName, suite: &S) -> (Vec<Delegation<S>>, bool) {
        let Some(delegations) = &self.delegations else { return (Vec::new(), false) };
        let (roles, terminating) = delegations.roles_for(name, suite);
        let by = Delegator { role: self.role.clone(), version: self.header.version };
        let to = roles.into_iter().map(|(name, signers)| Delegation {
            role: Role::Delegated(name),
            signers,
            by: by.clone(),
            delegations: Arc::clone(delegations),
        });
        (to.collect(), terminating)
    }

    /// Checks and reads metadata of targets, in the order of section 5.6: hashes before signatures,
    /// so that bad bytes cost little, signatures before anything that is in them.
    pub(crate) fn checked(
        role: &Role,
        bytes: &[u8],
        listed: &Listed,
        signed: impl FnOnce(&Envelope<'_>) -> Result<Vec<String>, Error>,
        suite: &S,
    ) -> Result<Signed<Self>, Error> {
        listed.check_bytes(role, bytes, suite)?;
        let envelope = Envelope::parse(role, bytes)?;
        let by = signed(&envelope)?;
        let body = Self::read(role, &envelope, suite)?;
        listed.check_version(role, &body.header)?;
        Ok(Signed { body, by })
    }

    fn read(role: &Role, envelope: &Envelope<'_>, suite: &S) -> Result<Self, Error> {
        envelope.signed(role, |object| {
            let files = object.required("targets")?.object()?;
            let files = files.entries().map(|(name, node)| Ok((name.into(), target_file(node)?)));
            let delegations = object.optional("delegations");
            let delegations = delegations.map(|node| Delegations::read(&node.object()?, suite));
            Ok(Self {
                header: Header::read(object, role)?,
                role: role.clone(),
                files: files.collect::<Result<_, Fault>>()?,
                delegations: delegations.transpose()?.map(Arc::new),
            })
        })
    }
}

/// A role to ask about a target, and whose keys must have signed its answer.
#[derive(Debug)]
pub struct Delegation<S: SignatureSuite> {
    role: Role,
    signers: Signers,
    by: Delegator,
    delegations: Arc<Delegations<S>>,
}

impl<S: SignatureSuite> Delegation<S> {
    /// The role.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Reads the metadata of the role, as a snapshot lists it and the delegating role has it signed.
    /// Whether it has expired is not asked.
    ///
    /// # Errors
    /// As [`Root::targets`](crate::Root::targets).
    pub fn targets(
        &self,
        bytes: &[u8],
        listed: &Listed,
        suite: &S,
    ) -> Result<Signed<Targets<S>>, Error> {
        let (role, keys, by) = (&self.role, &self.delegations.keys, || self.by.clone());
        let signed = |envelope: &Envelope<'_>| self.signers.check(role, keys, envelope, by, suite);
        Targets::checked(role, bytes, listed, signed, suite)
    }
}

fn target_file(node: Node<'_>) -> Result<TargetFile, Fault> {
    let object = node.object()?;
    Ok(TargetFile {
        length: integer(object.required("length")?)?,
        hashes: Hashes::read(object.required("hashes")?, &R_46)?,
    })
}

/// The roles that a role delegates to, in the order in which they are asked, and their keys.
#[derive(Debug)]
struct Delegations<S: SignatureSuite> {
    keys: Keys<S>,
    roles: Roles,
}

#[derive(Debug)]
enum Roles {
    Listed(Vec<ListedRole>),
    Bins(Bins),
}

impl<S: SignatureSuite> Delegations<S> {
    fn read(object: &Object<'_>, suite: &S) -> Result<Self, Fault> {
        let keys = Keys::read(object.required("keys")?, suite)?;
        let roles = match object.one_of(&["roles", "succinct_roles"])? {
            Some(("succinct_roles", bins)) => Roles::Bins(Bins::read(&bins.object()?)?),
            Some((_, roles)) => Roles::Listed(listed(roles)?),
            None => Roles::Listed(listed(object.required("roles")?)?),
        };
        Ok(Self { keys, roles })
    }

    fn roles_for(&self, name: &TargetName, suite: &S) -> (Vec<(String, Signers)>, bool) {
        let hash = suite.sha256(&[name.as_str().as_bytes()]);
        let roles = match &self.roles {
            Roles::Bins(bins) => return (vec![(bins.name(hash), bins.signers.clone())], true),
            Roles::Listed(roles) => roles,
        };
        let hex = sigstore_json::hex(&hash);
        let mut asked = Vec::new();
        for role in roles.iter().filter(|role| role.scope.covers(name, &hex)) {
            asked.push((role.name.clone(), role.signers.clone()));
            if role.terminating {
                return (asked, true);
            }
        }
        (asked, false)
    }
}

#[derive(Debug)]
struct ListedRole {
    name: String,
    signers: Signers,
    terminating: bool,
    scope: Scope,
}

/// What a role may speak of.
#[derive(Debug)]
enum Scope {
    Patterns(Vec<String>),
    /// In lower-case hex.
    HashPrefixes(Vec<String>),
}

impl Scope {
    fn covers(&self, name: &TargetName, hash: &str) -> bool {
        match self {
            Self::Patterns(patterns) => {
                patterns.iter().any(|pattern| matches(pattern, name.as_str()))
            }
            Self::HashPrefixes(prefixes) => prefixes.iter().any(|prefix| hash.starts_with(prefix)),
        }
    }
}

/// Reads `[ {"name", "keyids", "threshold", "terminating", "paths" or "path_hash_prefixes"}, … ]`.
fn listed(node: Node<'_>) -> Result<Vec<ListedRole>, Fault> {
    let mut names = BTreeSet::new();
    let delegations = node.array()?.map(|element| {
        let object = element.object()?;
        let name = object.required("name")?;
        if !names.insert(name.string()?) {
            return Err(Fault::at(name, &R_44, "each role once", name.string()?));
        }
        let terminating = object.optional("terminating").map(|node| node.bool());
        Ok(ListedRole {
            name: role_name(name)?,
            signers: Signers::read(&object)?,
            terminating: terminating.transpose()?.unwrap_or(false),
            scope: scope(&object)?,
        })
    });
    delegations.collect()
}

fn scope(object: &Object<'_>) -> Result<Scope, Fault> {
    match object.one_of(&["paths", "path_hash_prefixes"])? {
        Some(("path_hash_prefixes", prefixes)) => Ok(Scope::HashPrefixes(texts(prefixes)?)),
        Some((_, patterns)) => Ok(Scope::Patterns(texts(patterns)?)),
        None => Ok(Scope::Patterns(texts(object.required("paths")?)?)),
    }
}

fn texts(node: Node<'_>) -> Result<Vec<String>, Fault> {
    node.array()?.map(short).collect()
}

/// A text of at most [`MAX_NAME`] bytes.
fn short(node: Node<'_>) -> Result<String, Fault> {
    let text = node.string()?;
    if text.len() > MAX_NAME {
        return Err(Fault::at(node, &R_48, "at most 1024 bytes", &text.len().to_string()));
    }
    Ok(text.into())
}

/// A delegated role never has the name of another file that a repository must have, such as
/// `5.root.json`.
fn role_name(node: Node<'_>) -> Result<String, Fault> {
    let name = short(node)?;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_root = name.strip_suffix(".root").is_some_and(is_number);
    if name.is_empty() || is_root || Role::TOP.iter().any(|top| top.name() == name) {
        return Err(Fault::at(node, &R_44, "the name of a delegated role", &name));
    }
    Ok(name)
}

/// Roles of one prefix and a number, each for the targets whose SHA-256 begins with its number
/// (TAP 15): `bins-00` to `bins-ff` for eight bits.
#[derive(Debug)]
struct Bins {
    name_prefix: String,
    /// 1 to 32.
    bits: u32,
    signers: Signers,
}

impl Bins {
    fn read(object: &Object<'_>) -> Result<Self, Fault> {
        let length = object.required("bit_length")?;
        let found = integer(length)?;
        let bits = u32::try_from(found).ok().filter(|bits| (1..=32).contains(bits));
        let wrong = || Fault::at(length, &R_44, "1 to 32", &found.to_string());
        Ok(Self {
            bits: bits.ok_or_else(wrong)?,
            name_prefix: short(object.required("name_prefix")?)?,
            signers: Signers::read(object)?,
        })
    }

    fn name(&self, hash: [u8; 32]) -> String {
        let [a, b, c, d, ..] = hash;
        let bin = u32::from_be_bytes([a, b, c, d]) >> (32 - self.bits);
        let digits = usize::try_from(self.bits.div_ceil(4)).unwrap_or(8);
        format!("{}-{bin:0digits$x}", self.name_prefix)
    }
}
