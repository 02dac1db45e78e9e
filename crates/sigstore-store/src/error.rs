use core::fmt;
use std::io::ErrorKind;

use sigstore_traits::{Facts, Refusal, facts};

use crate::store::{MAX_RECORD, S_41};

/// Why what a local Sigstore has recorded is not kept, or not taken up again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process has the folder.
    Locked {
        /// The folder.
        folder: String,
    },
    /// The disk refused.
    Disk {
        /// What was asked of it.
        operation: &'static str,
        /// Of which file.
        file: String,
        /// What it said.
        kind: ErrorKind,
    },
    /// After the disk refused a write nothing more is kept: what the servers hold in memory is
    /// ahead of what is on disk.
    Unusable,
    /// A file that does not begin as those of the store do.
    Header {
        /// Which file.
        file: &'static str,
    },
    /// A record that is not what was written, and not the trace of a write that was cut off.
    Damaged {
        /// The byte at which the record begins.
        offset: usize,
    },
    /// A record longer than one is.
    RecordLength {
        /// Its length.
        bytes: usize,
    },
    /// The name of a party that is longer than 255 bytes.
    PartyName {
        /// Its length.
        bytes: usize,
    },
    /// Entries without the keys that vouched for them.
    KeysMissing,
    /// A change of a party that is not there.
    UnknownParty {
        /// Its name.
        party: String,
    },
    /// A change that is not as its party writes it.
    Change(sigstore_json::Error),
    /// A log that came to another tree head than was vouched for.
    TreeHead {
        /// The size that was vouched for.
        expected_size: u64,
        /// Its root.
        expected_root: [u8; 32],
        /// The size that it came to.
        found_size: u64,
        /// Its root.
        found_root: [u8; 32],
    },
}

impl Refusal for StoreError {
    fn facts(&self) -> Facts {
        let (place, found, expected) = self.evidence();
        self.row().with(place, found, expected)
    }
}

impl StoreError {
    facts! {
        pub const CODES; fn row(&self);
        Self::Locked { .. } => "store-locked", &S_41, "another process uses the folder";
        Self::Disk { .. } => "store-disk", &S_41, "the disk refused";
        Self::Unusable => "store-unusable", &S_41, "nothing more is kept after a failed write";
        Self::Header { .. } => "store-header", &S_41, "a file that the store did not write";
        Self::Damaged { .. } => "store-damaged", &S_41, "a record that is not what was written";
        Self::RecordLength { .. } => "store-record-length", &S_41, "a record that is too long";
        Self::PartyName { .. } => "store-party-name", &S_41, "a party with too long a name";
        Self::KeysMissing => "store-keys-missing", &S_41, "entries without the keys of their logs";
        Self::UnknownParty { .. } => "store-party-unknown", &S_41, "a change of an unknown party";
        Self::Change(_) => "store-change", &S_41, "a change that can't be read";
        Self::TreeHead { .. } => "store-tree-head", &S_41, "a log that came to another tree head";
    }

    fn evidence(&self) -> (String, String, String) {
        let at = |place: String| (place, String::new(), String::new());
        match self {
            Self::Locked { folder } => at(folder.clone()),
            Self::Disk { operation, file, kind } => {
                (format!("{operation} {file}"), kind.to_string(), String::new())
            }
            Self::Header { file } => at((*file).into()),
            Self::Damaged { offset } => at(format!("byte {offset}")),
            Self::RecordLength { bytes } => {
                (String::new(), format!("{bytes} bytes"), format!("at most {MAX_RECORD}"))
            }
            Self::PartyName { bytes } => {
                (String::new(), format!("{bytes} bytes"), "at most 255".into())
            }
            Self::UnknownParty { party } => (String::new(), party.clone(), String::new()),
            Self::Change(error) => (error.place.clone(), error.to_string(), String::new()),
            Self::TreeHead { expected_size, expected_root, found_size, found_root } => (
                String::new(),
                format!("{found_size} {}", sigstore_json::hex(found_root)),
                format!("{expected_size} {}", sigstore_json::hex(expected_root)),
            ),
            Self::Unusable | Self::KeysMissing => at(String::new()),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl core::error::Error for StoreError {}
