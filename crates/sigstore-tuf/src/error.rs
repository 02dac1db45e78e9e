use std::fmt;

use sigstore_json::quote;
use sigstore_traits::{Facts, Refusal, facts};
use sigstore_tuf_metadata::{Error as FileError, Role};

use crate::{Source, limits, refresh, search};

/// Why an update or a search does not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A file was refused.
    File(FileError),
    /// More bytes than were wanted.
    TooLong {
        /// The file.
        file: String,
        /// Bytes found, or listed.
        found: u64,
        /// The most that are read.
        max: u64,
    },
    /// A file that is needed is not there.
    Missing {
        /// The file.
        file: String,
        /// Where it was asked for.
        source: Source,
    },
    /// More new roots than one update takes; those before stay.
    TooManyRoots {
        /// The version that was one too many.
        version: u64,
    },
    /// No role that may speak of a target lists it.
    UnknownTarget {
        /// The name.
        name: String,
        /// The delegated roles that were asked, in order.
        asked: Vec<String>,
    },
    /// More roles may speak of a target than are asked.
    TooManyRoles {
        /// The name of the target.
        name: String,
        /// The role that was one too many.
        role: String,
    },
    /// A delegated role is not in the snapshot.
    NotListed {
        /// The role.
        role: Role,
        /// The version of the snapshot.
        snapshot: u64,
    },
    /// Caller misuse: an answer when nothing was wanted.
    NothingWanted,
    /// Caller misuse: asked for the result while a file was still wanted.
    Unfinished {
        /// The file.
        wanted: String,
    },
}

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::File(error) => error.facts();
        Self::TooLong { file, found, max } => "tuf-too-long", &limits::R_48,
            "a file is too long", quote(file), bytes(found), format_args!("at most {max}");
        Self::Missing { file, source } => "tuf-missing", &refresh::R_28,
            "a file is missing", quote(file), "nothing",
            match source { Source::Store => "a stored file", Source::Repository => "a file" };
        Self::TooManyRoots { version } => "tuf-too-many-roots", &limits::R_48,
            "there are too many new roots for one update", "", format_args!("version {version}"),
            format_args!("at most {} new ones", limits::MAX_ROOTS);
        Self::UnknownTarget { name, asked } => "tuf-unknown-target", &search::R_41,
            "there is no such target", "", quote(name),
            format_args!("one that targets or {} delegated roles list", asked.len());
        Self::TooManyRoles { name, role } => "tuf-too-many-roles", &limits::R_48,
            "too many roles may speak of a target", quote(name), quote(role),
            format_args!("at most {}", limits::MAX_ROLES);
        Self::NotListed { role, snapshot } => "tuf-not-listed", &search::R_42,
            "a snapshot does not list a delegated role", version(snapshot), "nothing", role;
        Self::NothingWanted => "tuf-nothing-wanted", &refresh::R_29,
            "an answer came when nothing was wanted", "", "", "";
        Self::Unfinished { wanted } => "tuf-unfinished", &refresh::R_29,
            "a file is still wanted", "", "", quote(wanted);
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        self.row()
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
