//! The engine behind HTTP on loopback.
//!
//! Each server is a value that turns a request into an answer: [`RekorV1Server`],
//! [`RekorV2Server`], [`TsaServer`]. It gets the time and the randomness with the request and
//! opens nothing. What the logs record, a [`Store`] keeps over a [`Disk`], before it is answered;
//! the one disk of this crate is a [`Folder`], for one process at a time.
//!
//! They answer as the servers that Sigstore runs, down to the codes in a refusal; where they
//! differ, `tests/corpus_logs.rs` has a table with the reasons. Kinds of entries that no Sigstore
//! client uploads are refused as unknown. Nothing goes over a network that is not the machine's.
//!
//! | rule | what |
//! |---|---|
//! | S-39, S-40, S-43 to S-46 | Rekor v1: paths, uploads, refusals, ids, retrieval, search |
//! | S-41 | what was answered as recorded stays recorded |
//! | S-47, S-48, S-51, S-52 | Rekor v2: uploads, algorithms, refusals, tiles |
//! | S-54, S-56 | the timestamp authority: queries and refusals, certificates |
//!
//! ```
//! use http::Request;
//! use sigstore_engine::{KeyKind, NoteSigner, RekorV2, SigningKey};
//! use sigstore_local::RekorV2Server;
//! use sigstore_traits::UnixTime;
//!
//! let key = SigningKey::from_seed(KeyKind::Ed25519, &[1; 32]);
//! let mut log = RekorV2Server::new(RekorV2::new(NoteSigner::c2sp("log.localhost", key)));
//! let request = Request::get("/api/v2/checkpoint").body(Vec::new())?;
//! let now = UnixTime::from_seconds(1_767_268_800);
//! let answer = log.answer(&request, now, &mut |bytes| bytes.fill(7));
//! assert!(answer.body().starts_with(b"log.localhost\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"));
//! # Ok::<(), http::Error>(())
//! ```
#![forbid(unsafe_code)]

mod hex;
mod rekor_v1;
mod rekor_v1_change;
mod rekor_v1_entry;
mod rekor_v1_fault;
mod rekor_v1_index;
mod rekor_v1_proposal;
mod rekor_v1_retrieve;
mod rekor_v2;
mod rekor_v2_fault;
mod rekor_v2_request;
mod rekor_v2_tile;
mod reply;
mod store;
mod store_disk;
mod store_error;
mod store_head;
mod suite;
mod tsa;
mod tsa_fault;
mod tsa_json;

pub use rekor_v1::RekorV1Server;
pub use rekor_v2::RekorV2Server;
pub use store::{Durable, MAX_RECORD, Opened, Record, Seed, Store};
pub use store_disk::{Disk, Folder};
pub use store_error::StoreError;
pub use tsa::TsaServer;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &rekor_v1::S_39,
    &rekor_v1_proposal::S_40,
    &store::S_41,
    &rekor_v1_fault::S_43,
    &rekor_v1::S_44,
    &rekor_v1_retrieve::S_45,
    &rekor_v1_index::S_46,
    &rekor_v2_request::S_47,
    &rekor_v2_request::S_48,
    &rekor_v2_fault::S_51,
    &rekor_v2::S_52,
    &tsa::S_54,
    &tsa::S_56,
];
