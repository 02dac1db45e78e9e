//! Checks RFC 9162 inclusion and consistency proofs.
//!
//! An [`InclusionProof`] leads from one entry of a log to the root of its Merkle tree; a
//! [`ConsistencyProof`] leads from one root to the root of a later tree that only grew. Each has
//! two functions: one computes where the path leads, the other compares that with a [`TreeHead`],
//! whose size and root always travel together. Of a log that serves [`Tile`]s and no proofs, a
//! [`TiledPath`] computes the path.
//!
//! It reads no format, checks no signature (whether a tree head is to be believed is for the
//! caller to know), and builds no trees. It is `no_std`, does not allocate, never
//! panics, and does as much work as the shape of the tree allows: at most 64 levels. SHA-256
//! comes in through the one-method trait [`Sha256`]; the default feature `aws-lc-rs` adds
//! `AwsLc`, which implements it, and changes nothing else. Without it there is no dependency.
//!
//! | rule | what | source |
//! |---|---|---|
//! | V-86 | a leaf is hashed behind 0x00, a node behind 0x01 | RFC 9162 section 2.1.1 |
//! | V-88 | a proof is for the size of the tree head that it is checked against | rekor-spec.md section 9.3 |
//! | V-89 | the index lies in the tree; the path leads to its root | RFC 9162 section 2.1.3.2 |
//! | V-90 | the path is exactly as long as index and size make it | RFC 9162 section 2.1.3.1 |
//! | V-91 | sizes and indices up to 2⁶⁴−1 are computed alike | rekor-tiles CLIENTS.md |
//! | V-92 | the later tree has the earlier one as its beginning | RFC 9162 section 2.1.4.2 |
//! | S-52 | a path is computed from tiles of the width that the size makes | C2SP tlog-tiles |
//!
//! ```
//! # #[cfg(feature = "aws-lc-rs")] {
//! use sigstore_merkle::{AwsLc, Error, InclusionProof, TreeHead, leaf_hash, node_hash};
//!
//! let (first, second) = (leaf_hash(b"first", &AwsLc), leaf_hash(b"second", &AwsLc));
//! let head = TreeHead { size: 2, root: node_hash(&first, &second, &AwsLc) };
//!
//! let proof = InclusionProof { index: 1, size: 2, path: &[first] };
//! assert_eq!(proof.root(&second, &AwsLc), Ok(head.root));
//! assert_eq!(proof.check(&second, &head, &AwsLc), Ok(()));
//!
//! let proof = InclusionProof { path: &[], ..proof };
//! let error = Error::InclusionPathLength { found: 0, expected: 1 };
//! assert_eq!(proof.check(&second, &head, &AwsLc), Err(error));
//! # }
//! ```
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "aws-lc-rs")]
mod aws_lc;
mod climb;
mod consistency;
mod error;
mod hash;
mod inclusion;
mod rule;
mod tile;
mod tiled_path;

#[cfg(feature = "aws-lc-rs")]
pub use aws_lc::AwsLc;
pub use climb::Sibling;
pub use consistency::ConsistencyProof;
pub use error::Error;
pub use hash::{Hash, Sha256, TreeHead, leaf_hash, node_hash};
pub use inclusion::{InclusionProof, Node};
pub use rule::{Rule, RuleKind};
pub use tile::{Tile, Tiles};
pub use tiled_path::{Path, TiledPath};

/// The rules that this crate enforces.
pub static RULES: &[&Rule] = &[
    &hash::V_86,
    &inclusion::V_88,
    &inclusion::V_89,
    &inclusion::V_90,
    &climb::V_91,
    &consistency::V_92,
    &tile::S_52,
];
