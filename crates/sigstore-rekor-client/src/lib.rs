//! Asks Rekor, v1 or v2.
//!
//! Each question is an [`Exchange`](sigstore_transport::Exchange): it writes one request and reads
//! the answer to it. Something else carries them.
//!
//! | Rekor v1 | reply |
//! |---|---|
//! | [`CreateEntry`] | the entry that was [`Created`] |
//! | [`EntryByUuid`], [`EntryByIndex`], [`Retrieve`] | entries, each of the name that it has |
//! | [`SearchIndex`] | names of entries: hints, that nothing vouches for |
//! | [`LogInfo`], [`ConsistencyProof`], [`PublicKey`] | the [`LogState`], a [`TreeProof`], a key |
//!
//! | Rekor v2 | reply |
//! |---|---|
//! | [`CreateEntryV2`] | the entry that was recorded |
//! | [`CheckpointV2`], [`TileV2`], [`EntryBundleV2`] | a signed note, hashes, bodies of entries |
//!
//! What is to be recorded in Rekor v1 is written by [`hashedrekord_proposal`] and
//! [`dsse_proposal`]. An answer is read strictly and must be one to the question; promises, proofs
//! and signatures in it are not verified here, and no key of an answer is trusted.
//!
//! | rule | what |
//! |---|---|
//! | S-6 | 30 seconds; how much is read |
//! | S-39, S-40 | the addresses of Rekor v1, and what is proposed to it |
//! | S-41, S-42, S-43 | the entry that was created, or the one that was there |
//! | S-44 | an entry has the name of its leaf hash |
//! | S-45, S-46 | several entries; the search index |
//! | S-47, S-48, S-49 | what is proposed to Rekor v2 |
//! | S-50, S-51 | its answer, its refusals |
//! | S-52 | checkpoint, tiles and entry bundles |
//! | S-53 | several logs at once |
//! | S-73, S-74 | refusals keep status, code and message |
//!
//! ```
//! use http::Uri;
//! use sigstore_rekor_client::TileV2;
//! use sigstore_transport::Exchange;
//!
//! let tile = TileV2 { level: 0, index: 1_234_067, width: None };
//! let request = tile.request(&Uri::from_static("https://log.example"))?;
//! assert_eq!(*request.uri(), "https://log.example/api/v2/tile/0/x001/x234/067");
//! # Ok::<(), sigstore_rekor_client::Error>(())
//! ```
#![forbid(unsafe_code)]

mod answer;
mod create_entry;
mod create_entry_v2;
mod entry;
mod error;
mod hash;
mod log_info;
mod proposal;
mod question;
mod search_index;
mod tile;

pub use answer::MAX_REPLY;
pub use create_entry::{CreateEntry, Created};
pub use create_entry_v2::CreateEntryV2;
pub use entry::{EntryByIndex, EntryByUuid, MAX_RETRIEVED, Retrieve};
pub use error::{BundleFault, Error};
pub use log_info::{
    ConsistencyProof, LogInfo, LogState, MAX_SHARDS, PublicKey, TreeProof, TreeState,
};
pub use proposal::{dsse_proposal, hashedrekord_proposal};
pub use search_index::{IndexKey, KeyFormat, MAX_SUBJECT, Operator, SearchIndex};
pub use tile::{CheckpointV2, EntryBundleV2, MAX_CHECKPOINT, MAX_LEVEL, TILE_WIDTH, TileV2};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &answer::S_6,
    &answer::S_73,
    &answer::S_74,
    &question::S_39,
    &proposal::S_40,
    &create_entry::S_41,
    &create_entry::S_42,
    &create_entry::S_43,
    &entry::S_44,
    &entry::S_45,
    &search_index::S_46,
    &create_entry_v2::S_47,
    &create_entry_v2::S_48,
    &create_entry_v2::S_49,
    &create_entry_v2::S_50,
    &create_entry_v2::S_51,
    &create_entry_v2::S_53,
    &tile::S_52,
];
