//! The engine behind HTTP on loopback.
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
