use std::fmt;

use sigstore_traits::{Digest, HashAlgorithm, Rule, RuleKind, SignatureSuite};

use crate::hashes::{Hashes, check_length};
use crate::limits::MAX_NAME;
use crate::role::percent_encoded;
use crate::{Error, Role};

/// See [`Target::check`].
pub(crate) static R_46: Rule = Rule {
    id: "R-46",
    title: "A target has exactly the listed length and every listed digest of a known algorithm, of which there is at least one; with consistent snapshots a digest stands before the last part of its name.",
    source: "TUF 1.0.34 sections 4.5, 5.7.3 and 6.2",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Target::check",
};

/// See [`TargetName::parse`].
pub(crate) static R_47: Rule = Rule {
    id: "R-47",
    title: "The name of a target is a name: it is relative, its parts are neither empty nor `.` nor `..`, no control character and no backslash stands in it, and as the name of a file it is one part.",
    source: "TUF 1.0.34 section 4.5; WHATWG URL, path-relative-URL string",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata TargetName::parse",
};

/// The name of a target, which never becomes a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TargetName(String);

impl TargetName {
    /// Reads a name: parts between slashes.
    ///
    /// # Errors
    /// [`Error::TargetName`] with what is wrong with it.
    pub fn parse(name: &str) -> Result<Self, Error> {
        match NameFault::of(name) {
            None => Ok(Self(name.into())),
            Some(fault) => Err(Error::TargetName { found: name.into(), fault }),
        }
    }

    /// The name as metadata writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name for a file that holds the target, in one directory with all others: the slashes, and
    /// all but unreserved characters, are percent-encoded.
    pub fn file_name(&self) -> String {
        percent_encoded(&self.0)
    }
}

impl fmt::Display for TargetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is wrong with the name of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameFault {
    /// More than [`MAX_NAME`] bytes.
    TooLong,
    /// It begins with a slash.
    Absolute,
    /// A part between slashes is empty, or there is nothing at all.
    EmptyPart,
    /// A part is `.` or `..`.
    DotPart,
    /// A backslash, NUL or another control character.
    Character(char),
}

impl NameFault {
    fn of(name: &str) -> Option<Self> {
        if name.len() > MAX_NAME {
            return Some(Self::TooLong);
        }
        if name.starts_with('/') {
            return Some(Self::Absolute);
        }
        if let Some(found) = name.chars().find(|c| c.is_control() || *c == '\\') {
            return Some(Self::Character(found));
        }
        name.split('/').find_map(|part| match part {
            "" => Some(Self::EmptyPart),
            "." | ".." => Some(Self::DotPart),
            _ => None,
        })
    }
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "at most {MAX_NAME} bytes"),
            Self::Absolute => f.write_str("no slash at its beginning"),
            Self::EmptyPart => f.write_str("no empty part"),
            Self::DotPart => f.write_str("no part that is . or .."),
            Self::Character(found) => write!(f, "no {}", found.escape_default()),
        }
    }
}

/// What metadata lists of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TargetFile {
    pub(crate) length: u64,
    pub(crate) hashes: Hashes,
}

/// A target that was found: what its bytes must be, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub(crate) name: TargetName,
    pub(crate) file: TargetFile,
    pub(crate) role: Role,
    pub(crate) consistent_snapshot: bool,
}

impl Target {
    /// Its name.
    pub fn name(&self) -> &TargetName {
        &self.name
    }

    /// How many bytes it has: exactly so many, and no more are worth fetching.
    pub fn length(&self) -> u64 {
        self.file.length
    }

    /// Its digests.
    pub fn digests(&self) -> &[Digest] {
        self.file.hashes.digests()
    }

    /// Who listed it: the targets role or one that it delegates to.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Its name in the repository, below the address of targets: `dir/HASH.name` with consistent
    /// snapshots, otherwise the name. To become part of an address it must be percent-encoded.
    pub fn repository_name(&self) -> String {
        let name = self.name.as_str();
        let sha256 = |digest: &&Digest| digest.algorithm() == HashAlgorithm::Sha256;
        let digest = self.digests().iter().find(sha256).or(self.digests().first());
        let Some(digest) = digest.filter(|_| self.consistent_snapshot) else { return name.into() };
        let hex = sigstore_json::hex(digest.as_bytes());
        match name.rsplit_once('/') {
            Some((directory, last)) => format!("{directory}/{hex}.{last}"),
            None => format!("{hex}.{name}"),
        }
    }

    /// Checks that `bytes` are the target.
    ///
    /// # Errors
    /// [`Error::Length`] or [`Error::Hash`].
    pub fn check<S: SignatureSuite>(&self, bytes: &[u8], suite: &S) -> Result<(), Error> {
        check_length(self.name.as_str(), bytes, self.file.length)?;
        self.file.hashes.check(self.name.as_str(), bytes, suite)
    }
}
