use core::fmt;

use crate::{Hash, Rule, Tile, consistency, inclusion, tile};

/// Why a proof was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The index is not in the tree.
    LeafIndex {
        /// The index.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// An inclusion path is longer or shorter than index and size make it.
    InclusionPathLength {
        /// Hashes found.
        found: usize,
        /// Hashes that lead to the root.
        expected: u32,
    },
    /// The proof is for a tree of another size than that of the tree head.
    TreeSize {
        /// The size in the proof.
        found: u64,
        /// The size in the tree head.
        expected: u64,
    },
    /// An inclusion path leads to another root than that of the tree head.
    Root {
        /// Where it leads.
        found: Hash,
        /// The root of the tree head.
        expected: Hash,
    },
    /// The earlier tree has no leaves: every tree is consistent with it, so there is nothing to prove.
    FirstTreeEmpty,
    /// The later tree has fewer leaves than the earlier one.
    SecondTreeSmaller {
        /// The size of the earlier tree.
        first: u64,
        /// The size of the later tree.
        second: u64,
    },
    /// A consistency path is longer or shorter than the two sizes make it.
    ConsistencyPathLength {
        /// Hashes found.
        found: usize,
        /// Hashes that lead to both roots.
        expected: u32,
    },
    /// A consistency path leads to another root of the earlier tree.
    FirstRoot {
        /// Where it leads.
        found: Hash,
        /// The root of the earlier tree head.
        expected: Hash,
    },
    /// A consistency path leads to another root of the later tree.
    SecondRoot {
        /// Where it leads.
        found: Hash,
        /// The root of the later tree head.
        expected: Hash,
    },
    /// A tile is not there, or has more or fewer hashes than the tree has there.
    TileWidth {
        /// The tile as it must be.
        tile: Tile,
        /// Hashes found.
        found: usize,
    },
}

/// Code, rule and message of each error, out of one table: a method for each, and the list.
macro_rules! codes {
    ($($variant:ident $code:literal $rule:path, $message:literal;)+) => {
        /// Code, rule and message of every error.
        pub const CODES: &'static [(&'static str, &'static Rule, &'static str)] =
            &[$(($code, &$rule, $message)),+];

        /// The stable word for this kind of error, unique in the workspace.
        pub const fn code(&self) -> &'static str {
            match self { $(Self::$variant { .. } => $code),+ }
        }

        /// The rule that was broken.
        pub const fn rule(&self) -> &'static Rule {
            match self { $(Self::$variant { .. } => &$rule),+ }
        }

        /// What was refused, as a clause without a final full stop.
        pub const fn message(&self) -> &'static str {
            match self { $(Self::$variant { .. } => $message),+ }
        }
    };
}

impl Error {
    codes! {
        LeafIndex "merkle-leaf-index" inclusion::V_89, "the leaf is not in the tree";
        InclusionPathLength "merkle-inclusion-path-length" inclusion::V_90,
            "the inclusion path has the wrong length";
        TreeSize "merkle-tree-size" inclusion::V_88, "the proof is for a tree of another size";
        Root "merkle-root" inclusion::V_89, "the inclusion path leads to another root";
        FirstTreeEmpty "merkle-first-tree-empty" consistency::V_92,
            "nothing can be proven about an empty earlier tree";
        SecondTreeSmaller "merkle-second-tree-smaller" consistency::V_92,
            "the later tree is smaller than the earlier one";
        ConsistencyPathLength "merkle-consistency-path-length" consistency::V_92,
            "the consistency path has the wrong length";
        FirstRoot "merkle-first-root" consistency::V_92,
            "the consistency path leads to another earlier root";
        SecondRoot "merkle-second-root" consistency::V_92,
            "the consistency path leads to another later root";
        TileWidth "merkle-tile-width" tile::S_52, "a tile has another number of hashes";
    }

    /// The id of the rule that was broken, such as `V-89`.
    pub const fn rule_id(&self) -> &'static str {
        self.rule().id
    }

    /// What was found.
    pub fn found(&self) -> impl fmt::Display {
        self.evidence().0
    }

    /// What was expected.
    pub fn expected(&self) -> impl fmt::Display {
        self.evidence().1
    }

    const fn evidence(&self) -> (Evidence, Evidence) {
        match *self {
            Self::LeafIndex { index, size } => (Evidence::Index(index), Evidence::Below(size)),
            Self::TreeSize { found, expected } => (Evidence::Size(found), Evidence::Size(expected)),
            Self::FirstTreeEmpty => (Evidence::Size(0), Evidence::SizeFrom(1)),
            Self::SecondTreeSmaller { first, second } => {
                (Evidence::Size(second), Evidence::SizeFrom(first))
            }
            Self::InclusionPathLength { found, expected }
            | Self::ConsistencyPathLength { found, expected } => {
                (Evidence::Length(found), Evidence::Siblings(expected))
            }
            Self::Root { found, expected }
            | Self::FirstRoot { found, expected }
            | Self::SecondRoot { found, expected } => {
                (Evidence::Hash(found), Evidence::Hash(expected))
            }
            Self::TileWidth { tile, found } => (Evidence::Length(found), Evidence::Tile(tile)),
        }
    }
}

/// The sentence that all errors of the workspace share.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (message, id) = (self.message(), self.rule_id());
        let (found, expected) = self.evidence();
        write!(f, "{message}: found {found}, expected {expected} ({id})")
    }
}

impl core::error::Error for Error {}

/// What was found or expected, ready to be written without an allocation.
enum Evidence {
    Index(u64),
    Below(u64),
    Size(u64),
    SizeFrom(u64),
    Length(usize),
    Siblings(u32),
    Hash(Hash),
    Tile(Tile),
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(f, "index {index}"),
            Self::Below(size) => write!(f, "an index below {size}"),
            Self::Size(size) => write!(f, "size {size}"),
            Self::SizeFrom(size) => write!(f, "size {size} or more"),
            Self::Length(hashes) => hashes.fmt(f),
            Self::Siblings(hashes) => hashes.fmt(f),
            Self::Tile(Tile { level, index, width }) => {
                write!(f, "{width} in tile {index} of level {level}")
            }
            Self::Hash(hash) => hash.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::collections::BTreeSet;
    use std::format;
    use std::string::ToString;

    use super::*;

    const ALL: [(Error, &str); 10] = [
        (
            Error::LeafIndex { index: 7, size: 7 },
            "the leaf is not in the tree: found index 7, expected an index below 7 (V-89)",
        ),
        (
            Error::InclusionPathLength { found: 2, expected: 3 },
            "the inclusion path has the wrong length: found 2, expected 3 (V-90)",
        ),
        (
            Error::TreeSize { found: 8, expected: 9 },
            "the proof is for a tree of another size: found size 8, expected size 9 (V-88)",
        ),
        (
            Error::Root { found: [0x0a; 32], expected: [0xb0; 32] },
            "the inclusion path leads to another root: found \
             0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a, expected \
             b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0 (V-89)",
        ),
        (
            Error::FirstTreeEmpty,
            "nothing can be proven about an empty earlier tree: found size 0, expected size 1 or more (V-92)",
        ),
        (
            Error::SecondTreeSmaller { first: 5, second: 4 },
            "the later tree is smaller than the earlier one: found size 4, expected size 5 or more (V-92)",
        ),
        (
            Error::ConsistencyPathLength { found: 1, expected: 0 },
            "the consistency path has the wrong length: found 1, expected 0 (V-92)",
        ),
        (
            Error::FirstRoot { found: [0x01; 32], expected: [0x02; 32] },
            "the consistency path leads to another earlier root: found \
             0101010101010101010101010101010101010101010101010101010101010101, expected \
             0202020202020202020202020202020202020202020202020202020202020202 (V-92)",
        ),
        (
            Error::SecondRoot { found: [0x03; 32], expected: [0x04; 32] },
            "the consistency path leads to another later root: found \
             0303030303030303030303030303030303030303030303030303030303030303, expected \
             0404040404040404040404040404040404040404040404040404040404040404 (V-92)",
        ),
        (
            Error::TileWidth { tile: Tile { level: 1, index: 7, width: 256 }, found: 12 },
            "a tile has another number of hashes: found 12, expected 256 in tile 7 of level 1 (S-52)",
        ),
    ];

    #[test]
    fn every_error_says_what_where_and_which_rule() {
        let codes: BTreeSet<&str> = ALL.iter().map(|(error, _)| error.code()).collect();
        assert_eq!(codes.len(), ALL.len());
        for (error, sentence) in &ALL {
            assert_eq!(error.to_string(), *sentence);
            assert!(error.code().starts_with("merkle-"));
            assert_eq!(error.rule_id(), error.rule().id);
            let (message, id) = (error.message(), error.rule_id());
            let (found, expected) = (error.found(), error.expected());
            let joined = format!("{message}: found {found}, expected {expected} ({id})");
            assert_eq!(joined, *sentence);
        }
    }
}
