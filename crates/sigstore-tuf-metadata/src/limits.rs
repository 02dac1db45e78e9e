//! How much is read before a file is refused. TUF leaves the numbers to the application and names
//! those of lengths W, X, Y and Z (sections 5.3 to 5.6).

use sigstore_traits::{Rule, RuleKind};

pub(crate) static R_48: Rule = Rule {
    id: "R-48",
    title: "A file has a greatest length, and its keys, key ids, signatures and the bytes of its names are counted.",
    source: "TUF 1.0.34 sections 5.3.3, 5.4.1, 5.5.1, 5.6.1 and 5.7.3",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Role::max_length",
};

/// The most bytes of a root, W of section 5.3.3. Real ones have 7,000.
pub const MAX_ROOT: u64 = 512_000;
/// The most bytes of a timestamp, X of section 5.4.1. Real ones have 500.
pub const MAX_TIMESTAMP: u64 = 16_384;
/// The most bytes of a snapshot, Y of section 5.5.1.
pub const MAX_SNAPSHOT: u64 = 2_000_000;
/// The most bytes of the metadata of targets, Z of section 5.6.1.
pub const MAX_TARGETS: u64 = 5_000_000;
/// The most signatures in one file: each that is looked up costs a verification.
pub const MAX_SIGNATURES: usize = 256;
/// The most keys in one file: each is read once.
pub const MAX_KEYS: usize = 1_024;
/// The most key ids of one role.
pub const MAX_KEY_IDS: usize = 1_024;
/// The most bytes of the name of a target or a role, and of a pattern: comparing a name with a
/// pattern costs the product of their lengths.
pub const MAX_NAME: usize = 1_024;
