use sigstore_dsse::MAX_SIGNATURES;
use sigstore_json::{ErrorKind, Limits};
use sigstore_rekor_types::MAX_PROOF_HASHES;
use sigstore_traits::{Rule, RuleKind};

use crate::Error;

pub(crate) static V_19: Rule = Rule {
    id: "V-19",
    title: "A bundle has at most 32 entries and 32 timestamps, none of them twice; the reader stops at the first too many.",
    source: "hardening; RFC 8259 section 9 allows such limits",
    kind: RuleKind::Refusal,
    place: "sigstore-bundle Bundle::parse",
};

/// The most bytes of a bundle that are read, unless said otherwise. Payloads, which may be bills of
/// materials, make up the size; without one a bundle has fewer than 20,000.
pub const MAX_BUNDLE: usize = 16 << 20;

/// The most log entries of a bundle. Real ones have one or two.
pub const MAX_ENTRIES: usize = 32;

/// The most timestamps of a bundle. Real ones have one or two.
pub const MAX_TIMESTAMPS: usize = 32;

/// The most certificates in the chain of an old bundle. Real ones have one to three.
pub const MAX_CERTIFICATES: usize = 16;

/// How much of a bundle, or of a part of one, is read.
pub const LIMITS: Limits = limits(MAX_BUNDLE);

/// A bundle nests six levels deep, and with every array at its limit it has fewer than 3,000 values.
pub(crate) const fn limits(max_bytes: usize) -> Limits {
    Limits::new(max_bytes).depth(8).values(4096).arrays(&[
        ("tlogEntries", MAX_ENTRIES),
        ("rfc3161Timestamps", MAX_TIMESTAMPS),
        ("certificates", MAX_CERTIFICATES),
        ("hashes", MAX_PROOF_HASHES),
        ("signatures", MAX_SIGNATURES),
    ])
}

/// The error is the one of a reader that stops at the first element too many.
pub(crate) fn check_count(place: &str, count: usize, max: usize) -> Result<(), Error> {
    if count > max {
        return Err(Error::Json(sigstore_json::Error {
            kind: ErrorKind::TooManyElements { max },
            place: format!("{place}[{max}]"),
        }));
    }
    Ok(())
}
