use core::fmt;

use sigstore_rekor_types::Uuid;
use sigstore_traits::{Facts, HashAlgorithm, KeyDetails, Refusal, facts};
use sigstore_transport::AddressError;

use crate::answer::S_73;
use crate::create_entry_v2::{S_47, S_48, S_50, S_51};
use crate::entry::{S_44, S_45};
use crate::tile::S_52;
use crate::{MAX_LEVEL, MAX_RETRIEVED, MAX_SUBJECT, create_entry, hash, search_index};

/// Why a question can't be put, or its answer is none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The base address can't be used.
    Address(AddressError),
    /// Rekor refused.
    Refused {
        /// The status of the answer: 503 says that it is busy.
        status: u16,
        /// The code that it gave.
        code: Option<u32>,
        /// Its words, shortened to 200 characters.
        message: String,
    },
    /// The log has no such entry, tile or bundle.
    NotFound {
        /// What the answer says that it is.
        content_type: Option<String>,
        /// How it begins: 200 characters at most. Often it is empty.
        body_start: String,
    },
    /// The answer is neither what was asked for nor a refusal with words.
    NotUnderstood {
        /// The status of the answer.
        status: u16,
        /// What it says that it is.
        content_type: Option<String>,
        /// How it begins: 200 characters at most.
        body_start: String,
    },
    /// The answer, or what was proposed, is not the JSON that was expected.
    Json(sigstore_json::Error),
    /// An entry, a name or a key of the answer is refused.
    Entry(sigstore_rekor_types::Error),
    /// An equal entry is in Rekor v1 already.
    AlreadyRecorded {
        /// Its name.
        uuid: Uuid,
    },
    /// An equal entry is in Rekor v2 already.
    AlreadyAtIndex {
        /// Its index.
        index: u64,
    },
    /// The log takes no entries any more: a newer one does.
    Frozen {
        /// Its words, shortened to 200 characters.
        message: String,
    },
    /// An entry under another name than its own.
    OtherLeaf {
        /// The name.
        name: Option<Uuid>,
        /// Its leaf hash.
        leaf_hash: [u8; 32],
    },
    /// Another entry than the one of the name that was asked for.
    OtherUuid {
        /// Its name.
        found: Uuid,
        /// The name that was asked for.
        expected: Uuid,
    },
    /// Another entry than the one at the index that was asked for.
    OtherIndex {
        /// Its index.
        found: u64,
        /// The index that was asked for.
        expected: u64,
    },
    /// An entry that was not asked for.
    NotAsked {
        /// Its name.
        uuid: Uuid,
    },
    /// Another entry than the one that was to be recorded.
    OtherEntry {
        /// Its index.
        index: u64,
    },
    /// No entries are asked for, or too many at once.
    RetrieveCount {
        /// How many.
        found: usize,
    },
    /// More entries than were asked for.
    RetrievedCount {
        /// How many.
        found: usize,
        /// How many were asked for.
        asked: usize,
    },
    /// A subject is too long to look for.
    SubjectLength {
        /// Characters found.
        characters: usize,
    },
    /// The algorithm signs no digest, or there is no scheme for it.
    NotPrehashed {
        /// The algorithm.
        key_details: KeyDetails,
    },
    /// The digest is of another hash than the algorithm's.
    OtherHash {
        /// The algorithm.
        key_details: KeyDetails,
        /// The hash of the digest.
        found: HashAlgorithm,
        /// The hash of the algorithm.
        expected: HashAlgorithm,
    },
    /// There is no such level of tiles.
    Level {
        /// The level.
        found: u8,
    },
    /// A tile has not as many hashes as were asked for.
    TileLength {
        /// Bytes found.
        found: usize,
        /// Bytes of as many hashes.
        expected: usize,
    },
    /// A bundle has not as many entries as were asked for.
    Bundle {
        /// The number of the entry, from 0.
        entry: usize,
        /// What is wrong there.
        fault: BundleFault,
    },
}

/// What is wrong in a bundle of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleFault {
    /// It ends within or before the entry.
    Cut,
    /// It has more than was asked for.
    Trailing {
        /// Bytes too many.
        bytes: usize,
    },
}

impl From<AddressError> for Error {
    fn from(error: AddressError) -> Self {
        Self::Address(error)
    }
}

impl From<sigstore_json::Error> for Error {
    fn from(error: sigstore_json::Error) -> Self {
        Self::Json(error)
    }
}

impl From<sigstore_rekor_types::Error> for Error {
    fn from(error: sigstore_rekor_types::Error) -> Self {
        Self::Entry(error)
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (found, expected) = self.evidence();
        let place = match self {
            Self::Bundle { entry, .. } => format!("entry {entry}"),
            _ => String::new(),
        };
        self.row().with(place, found, expected)
    }
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Address(error) => error.facts();
        Self::Json(error) => error.facts();
        Self::Entry(error) => error.facts();
        Self::Refused { .. } => "rekor-refused", &S_73, "Rekor refused";
        Self::NotFound { .. } => "rekor-not-found", &S_73, "the log has no such thing";
        Self::NotUnderstood { .. } => "rekor-not-understood", &S_73,
            "the answer of Rekor is not understood";
        Self::AlreadyRecorded { .. } => "rekor-already-recorded", &create_entry::S_43,
            "an equal entry is in the log already";
        Self::AlreadyAtIndex { .. } => "rekor-already-at-index", &S_51,
            "an equal entry is in the log already";
        Self::Frozen { .. } => "rekor-frozen", &S_51, "the log takes no entries any more";
        Self::OtherLeaf { .. } => "rekor-other-leaf", &S_44,
            "an entry has another name than its own";
        Self::OtherUuid { .. } => "rekor-other-uuid", &S_44, "another entry was answered";
        Self::OtherIndex { .. } => "rekor-other-index", &S_44, "another entry was answered";
        Self::NotAsked { .. } => "rekor-not-asked", &S_45, "an entry was not asked for";
        Self::OtherEntry { .. } => "rekor-other-entry", &S_50, "something else was recorded";
        Self::RetrieveCount { .. } => "rekor-retrieve-count", &S_45, "so many can't be asked for";
        Self::RetrievedCount { .. } => "rekor-retrieved-count", &S_45, "too many were answered";
        Self::SubjectLength { .. } => "rekor-subject-length", &search_index::S_46,
            "the subject is too long";
        Self::NotPrehashed { .. } => "rekor-not-prehashed", &S_48, "the algorithm signs no digest";
        Self::OtherHash { .. } => "rekor-other-hash", &S_47, "the digest is of another hash";
        Self::Level { .. } => "rekor-level", &S_52, "there is no such level of tiles";
        Self::TileLength { .. } => "rekor-tile-length", &S_52, "the tile has the wrong length";
        Self::Bundle { .. } => "rekor-bundle", &S_52,
            "the bundle has another number of entries";
    }

    /// What was found, what was expected.
    fn evidence(&self) -> (String, String) {
        let found = |found: String| (found, String::new());
        let both = |found: &dyn fmt::Display, expected: &dyn fmt::Display| {
            (found.to_string(), expected.to_string())
        };
        match self {
            Self::Address(_) | Self::Json(_) | Self::Entry(_) => found(String::new()),
            Self::Refused { status, code, message } => {
                let code = code.map_or_else(String::new, |code| format!(", code {code}"));
                found(format!("status {status}{code}, {message:?}"))
            }
            Self::NotFound { content_type, body_start } => {
                found(answered(404, content_type, body_start))
            }
            Self::NotUnderstood { status, content_type, body_start } => {
                found(answered(*status, content_type, body_start))
            }
            Self::AlreadyRecorded { uuid } | Self::NotAsked { uuid } => found(uuid.to_string()),
            Self::AlreadyAtIndex { index } | Self::OtherEntry { index } => {
                found(format!("index {index}"))
            }
            Self::Frozen { message } => found(format!("{message:?}")),
            Self::OtherLeaf { name, leaf_hash } => {
                let name = name.map_or_else(|| "no name".into(), |name| name.to_string());
                (name, hash::write(leaf_hash))
            }
            Self::OtherUuid { found, expected } => both(found, expected),
            Self::OtherIndex { found, expected } => both(found, expected),
            Self::RetrieveCount { found } => both(found, &format!("1 to {MAX_RETRIEVED}")),
            Self::RetrievedCount { found, asked } => both(found, &format!("at most {asked}")),
            Self::SubjectLength { characters } => {
                both(&format!("{characters} characters"), &format!("at most {MAX_SUBJECT}"))
            }
            Self::NotPrehashed { key_details } => both(key_details, &"one that signs a digest"),
            Self::OtherHash { key_details, found, expected } => {
                both(found, &format!("{expected} of {key_details}"))
            }
            Self::Level { found } => both(found, &format!("0 to {MAX_LEVEL}")),
            Self::TileLength { found, expected } => {
                both(&format!("{found} bytes"), &format!("{expected}"))
            }
            Self::Bundle { fault: BundleFault::Cut, .. } => both(&"the end", &"an entry"),
            Self::Bundle { fault: BundleFault::Trailing { bytes }, .. } => {
                both(&format!("{bytes} more bytes"), &"the end")
            }
        }
    }
}

fn answered(status: u16, content_type: &Option<String>, body_start: &str) -> String {
    let content_type = content_type.as_deref().unwrap_or("no content type");
    format!("status {status}, {content_type}, {body_start:?}")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl core::error::Error for Error {}
