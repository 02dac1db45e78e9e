use std::collections::BTreeMap;
use std::sync::Arc;

use sigstore_json::{Node, Object};
use sigstore_traits::SignatureSuite;

use crate::envelope::Envelope;
use crate::header::Header;
use crate::key::Keys;
use crate::limits::{MAX_NAME, R_48};
use crate::hashes::Hashes;
use crate::pattern::{R_44, matches};
use crate::signers::Signers;
use crate::target::{R_46, TargetFile};
use crate::{Error, Fault, Role, TargetName, integer};

/// Metadata of targets: what some targets are, and who else may say so (TUF 1.0.34 section 4.5).
#[derive(Debug)]
pub(crate) struct Targets<S: SignatureSuite> {
    pub(crate) header: Header,
    files: BTreeMap<String, TargetFile>,
    pub(crate) delegations: Option<Arc<Delegations<S>>>,
}

impl<S: SignatureSuite> Targets<S> {
    pub(crate) fn read(role: &Role, envelope: &Envelope<'_>, suite: &S) -> Result<Self, Error> {
        envelope.signed(role, |object| {
            let files = object.required("targets")?.object()?;
            let files = files.entries().map(|(name, node)| Ok((name.into(), target_file(node)?)));
            let delegations = object.optional("delegations");
            let delegations = delegations.map(|node| Delegations::read(&node.object()?, suite));
            Ok(Self {
                header: Header::read(object, role)?,
                files: files.collect::<Result<_, Fault>>()?,
                delegations: delegations.transpose()?.map(Arc::new),
            })
        })
    }

    pub(crate) fn file(&self, name: &TargetName) -> Option<&TargetFile> {
        self.files.get(name.as_str())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
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
pub(crate) struct Delegations<S: SignatureSuite> {
    pub(crate) keys: Keys<S>,
    roles: Roles,
}

#[derive(Debug)]
enum Roles {
    Listed(Vec<Delegation>),
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

    /// The roles to ask about a target, in order, and whether no others are asked after them: a
    /// terminating one is the last.
    pub(crate) fn for_target(&self, name: &TargetName, suite: &S) -> (Vec<Asked>, bool) {
        let hash = suite.sha256(&[name.as_str().as_bytes()]);
        let roles = match &self.roles {
            Roles::Bins(bins) => return (vec![bins.asked(hash)], true),
            Roles::Listed(roles) => roles,
        };
        let hex = sigstore_json::hex(&hash);
        let mut asked = Vec::new();
        for role in roles.iter().filter(|role| role.scope.covers(name, &hex)) {
            asked.push(Asked { name: role.name.clone(), signers: role.signers.clone() });
            if role.terminating {
                return (asked, true);
            }
        }
        (asked, false)
    }
}

/// A role to ask, and who must have signed its answer.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) name: String,
    pub(crate) signers: Signers,
}

#[derive(Debug)]
struct Delegation {
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
fn listed(node: Node<'_>) -> Result<Vec<Delegation>, Fault> {
    let mut names = std::collections::BTreeSet::new();
    let delegations = node.array()?.map(|element| {
        let object = element.object()?;
        let name = object.required("name")?;
        if !names.insert(name.string()?) {
            return Err(Fault::at(name, &R_44, "each role once", name.string()?));
        }
        let terminating = object.optional("terminating").map(|node| node.bool());
        Ok(Delegation {
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
        return Err(Fault::count(node, &R_48, "at most 1024 bytes", text.len()));
    }
    Ok(text.into())
}

/// A delegated role never has the name of another file that a repository must have.
fn role_name(node: Node<'_>) -> Result<String, Fault> {
    let name = short(node)?;
    if name.is_empty() || Role::TOP.iter().any(|top| top.name() == name) {
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

    fn asked(&self, hash: [u8; 32]) -> Asked {
        let [a, b, c, d, ..] = hash;
        let bin = u32::from_be_bytes([a, b, c, d]) >> (32 - self.bits);
        let digits = usize::try_from(self.bits.div_ceil(4)).unwrap_or(8);
        let name = format!("{}-{bin:0digits$x}", self.name_prefix);
        Asked { name, signers: self.signers.clone() }
    }
}
