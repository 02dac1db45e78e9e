use std::fmt::{self, Write};

use sigstore_traits::{Rule, RuleKind};

use crate::{MAX_ROOT, MAX_SNAPSHOT, MAX_TARGETS, MAX_TIMESTAMP};

/// See [`Role::file_name`].
pub(crate) static R_45: Rule = Rule {
    id: "R-45",
    title: "In the name of a file, every byte of the name of a delegated role that is no letter, digit, hyphen, dot, underscore or tilde is percent-encoded.",
    source: "TUF 1.0.34 section 3.1.2.1; RFC 3986 sections 2.1 and 2.3",
    kind: RuleKind::Acceptance,
    place: "sigstore-tuf-metadata Role::file_name",
};

/// Who signs a file of metadata (TUF 1.0.34 section 2.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Names the keys of the other three, and its own.
    Root,
    /// Says which snapshot is the latest.
    Timestamp,
    /// Says which version each file of targets has.
    Snapshot,
    /// Says what each target is, and who else may say so.
    Targets,
    /// May say what some targets are, because another role says so: its name.
    Delegated(String),
}

impl Role {
    /// The roles that a root names, in the order in which their files are asked for.
    pub const TOP: [Self; 4] = [Self::Root, Self::Timestamp, Self::Snapshot, Self::Targets];

    /// Its name, as metadata writes it.
    pub fn name(&self) -> &str {
        match self {
            Self::Root => "root",
            Self::Timestamp => "timestamp",
            Self::Snapshot => "snapshot",
            Self::Targets => "targets",
            Self::Delegated(name) => name,
        }
    }

    /// The name of its file without a version, safe in an address and in a directory.
    pub fn file_name(&self) -> String {
        format!("{}.json", percent_encoded(self.name()))
    }

    /// The most bytes of its file.
    pub fn max_length(&self) -> u64 {
        match self {
            Self::Root => MAX_ROOT,
            Self::Timestamp => MAX_TIMESTAMP,
            Self::Snapshot => MAX_SNAPSHOT,
            Self::Targets | Self::Delegated(_) => MAX_TARGETS,
        }
    }

    /// The name under which a snapshot or timestamp lists it: it is not encoded there.
    pub(crate) fn listed_name(&self) -> String {
        format!("{}.json", self.name())
    }

    /// What `_type` says in its file.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Timestamp => "timestamp",
            Self::Snapshot => "snapshot",
            Self::Targets | Self::Delegated(_) => "targets",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delegated(name) => f.write_str(&sigstore_json::quote(name)),
            top => f.write_str(top.name()),
        }
    }
}

/// The text in the unreserved characters of RFC 3986, everything else as `%` and two digits.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            // Writing to a String does not fail.
            _ => _ = write!(encoded, "%{byte:02X}"),
        }
    }
    encoded
}
