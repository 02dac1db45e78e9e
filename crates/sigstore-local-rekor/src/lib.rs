//! The signature logs of a local Sigstore, Rekor v1 and v2, behind their HTTP.
//!
//! [`RekorV1Server`] records hashedrekord, dsse and intoto entries and lets itself be read,
//! searched and proven; [`RekorV2Server`] records digests and serves its tiles. Their answers are
//! those of the real servers: status, content type, form and the fixed words of refusals. Both are
//! [`Durable`](sigstore_store::Durable).
//!
//! What an upload must hold is read here, whether its signature holds is asked of
//! `sigstore-upload`, and `sigstore-engine` grows and signs the trees. There are no sockets and no clock here.
//!
//! | rule | what |
//! |---|---|
//! | S-39, S-40, S-43 to S-46 | Rekor v1: paths, uploads, refusals, ids, retrieval, search |
//! | S-47, S-48, S-51, S-52 | Rekor v2: uploads, algorithms, refusals, tiles |
//!
//! ```
//! use http::Request;
//! use sigstore_engine::{KeyKind, NoteSigner, RekorV2, SigningKey};
//! use sigstore_local_rekor::RekorV2Server;
//! use sigstore_traits::UnixTime;
//!
//! let key = SigningKey::from_seed(KeyKind::Ed25519, &[1; 32]);
//! let mut log = RekorV2Server::new(RekorV2::new(NoteSigner::c2sp("log.example", key)));
//! let request = Request::get("/api/v2/checkpoint").body(Vec::new()).unwrap();
//! let response = log.answer(&request, UnixTime::from_seconds(0), &mut |_| ());
//! assert!(response.body().starts_with(b"log.example\n0\n"));
//! ```
#![forbid(unsafe_code)]

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
mod suite;

pub use rekor_v1::RekorV1Server;
pub use rekor_v2::RekorV2Server;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &rekor_v1::S_39,
    &rekor_v1_proposal::S_40,
    &rekor_v1_fault::S_43,
    &rekor_v1::S_44,
    &rekor_v1_retrieve::S_45,
    &rekor_v1_index::S_46,
    &rekor_v2_request::S_47,
    &rekor_v2_request::S_48,
    &rekor_v2_fault::S_51,
    &rekor_v2::S_52,
];
