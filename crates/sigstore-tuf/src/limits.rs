//! How often is asked, and how long a target may be: the numbers that TUF leaves to the application
//! beside those of its files.

use sigstore_traits::{Rule, RuleKind};

pub(crate) static R_48: Rule = Rule {
    id: "R-48",
    title: "No more is read of a file than signed metadata lists, or than a fixed length; the roots of one update and the roles of one search are counted.",
    source: "TUF 1.0.34 sections 5.3.3, 5.4.1, 5.5.1, 5.6.1, 5.6.7.1 and 5.7.3",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf Want::max_length",
};

/// The most bytes of a target: it is held in memory while it is checked.
pub const MAX_TARGET: u64 = 64 << 20;
/// The most roots that one update takes from the repository, Y of section 5.3.3. What it took stays:
/// the next update goes on from there.
pub const MAX_ROOTS: u32 = 256;
/// The most delegated roles that the search for one target visits (section 5.6.7.1).
pub const MAX_ROLES: usize = 32;
