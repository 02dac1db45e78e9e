use std::fmt;

use sigstore_json::quote;
use sigstore_traits::{Digest, Facts, Refusal, Rule, UnixTime, facts};

use crate::{
    Delegator, Fault, NameFault, Role, hashes, header, root, signers, snapshot, target, targets,
};

/// Why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The text of a file is not that of its role.
    Malformed {
        /// Whose file.
        role: Role,
        /// What is wrong, and where.
        fault: Fault,
    },
    /// Another number of bytes than signed metadata lists.
    Length {
        /// The file.
        file: String,
        /// Bytes found.
        found: u64,
        /// Bytes listed.
        expected: u64,
    },
    /// Other bytes than signed metadata lists.
    Hash {
        /// The file.
        file: String,
        /// The digest of what was found.
        found: Digest,
        /// The digest listed.
        expected: Digest,
    },
    /// Too few keys of a role signed its file.
    Threshold {
        /// Whose file.
        role: Role,
        /// Who names the keys.
        by: Delegator,
        /// How many different keys signed.
        valid: u64,
        /// How many must.
        threshold: u64,
        /// How many signatures are of keys that can't be used.
        unusable: usize,
    },
    /// Another version than the one that was asked for.
    Version {
        /// Whose file.
        role: Role,
        /// Its version.
        found: u64,
        /// The version asked for.
        expected: u64,
    },
    /// An older version than the one that is trusted.
    Rollback {
        /// The file.
        file: String,
        /// The version found, or listed.
        found: u64,
        /// The version that is trusted.
        trusted: u64,
    },
    /// A file that a snapshot listed is no longer listed.
    Removed {
        /// The file.
        file: String,
        /// The version that is trusted.
        trusted: u64,
    },
    /// Metadata is no longer good.
    Expired {
        /// Whose file.
        role: Role,
        /// Its version.
        version: u64,
        /// When it ended.
        expires: UnixTime,
        /// When the update began.
        now: UnixTime,
    },
    /// A text is no name of a target.
    TargetName {
        /// The text.
        found: String,
        /// What is wrong with it.
        fault: NameFault,
    },
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Malformed { role, fault } => fault.facts().inside(role.file_name());
        Self::Length { file, found, expected } => "tuf-length", &hashes::R_11,
            "a file has another length than signed metadata lists", quote(file), bytes(found),
            expected;
        Self::Hash { file, found, expected } => "tuf-hash", &hashes::R_11,
            "a file is another than signed metadata lists", quote(file), found, expected;
        Self::Threshold { role, by, valid, threshold, unusable } => "tuf-threshold", &signers::R_13,
            "too few keys signed", role.file_name(),
            format_args!("{valid} of the keys, and {unusable} that can't be used"),
            format_args!("{threshold} of the keys in version {} of {}", by.version, by.role);
        Self::Version { role, found, expected } => "tuf-version",
            in &[&root::R_21, &snapshot::R_26, &root::R_27, &targets::R_43] => version_rule(role),
            "a file has another version than was asked for", role.file_name(), found, expected;
        Self::Rollback { file, found, trusted } => "tuf-rollback",
            in &[&snapshot::R_24, &snapshot::R_26] => rollback_rule(file),
            "a file goes back behind what is trusted", quote(file),
            version(found), format_args!("at least {trusted}");
        Self::Removed { file, trusted } => "tuf-removed", &snapshot::R_26,
            "a snapshot no longer lists a file", quote(file), "nothing",
            format_args!("at least version {trusted}");
        Self::Expired { role, version, expires, now } => "tuf-expired", &header::R_15,
            "metadata has expired", role.file_name(),
            format_args!("version {version}, good until {expires}"),
            format_args!("an end after {now}");
        Self::TargetName { found, fault } => "tuf-target-name", &target::R_47,
            "this is no name of a target", "", quote(found), fault;
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        self.row()
    }
}

fn version_rule(role: &Role) -> &'static Rule {
    match role {
        Role::Root => &root::R_21,
        Role::Timestamp | Role::Snapshot => &snapshot::R_26,
        Role::Targets => &root::R_27,
        Role::Delegated(_) => &targets::R_43,
    }
}

fn rollback_rule(file: &str) -> &'static Rule {
    match file {
        "timestamp.json" | "snapshot.json" => &snapshot::R_24,
        _ => &snapshot::R_26,
    }
}

fn bytes(count: &u64) -> String {
    format!("{count} bytes")
}

fn version(number: &u64) -> String {
    format!("version {number}")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}
