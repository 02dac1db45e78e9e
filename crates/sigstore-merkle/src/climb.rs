use crate::{Hash, Rule, RuleKind};

/// See [`Climb`].
pub(crate) static V_91: Rule = Rule {
    id: "V-91",
    title: "Sizes and indices are unsigned 64-bit numbers, and proofs in trees of any such size are computed alike.",
    source: "sigstore rekor-tiles CLIENTS.md, Miscellaneous verification bundle changes",
    kind: RuleKind::Acceptance,
    place: "sigstore-merkle InclusionProof::root, ConsistencyProof::roots",
};

/// The way of a node up to the root of its tree, in two stretches.
///
/// ```text
/// level 3           o
///              /         \
/// level 2     o           o
///           /   \       /   \
/// level 1  o     o     o     |
///         / \   / \   / \    |
/// level 0 0 1   2 3   4 5    6
/// ```
///
/// Inside the tree each level has a sibling: on the right where the bit of the index is 0, on the
/// left where it is 1. Leaf 5 (binary 101) has 4 on its left and, one level up, 6 on its right.
/// At the right edge there are siblings on the left only, where the bit is 1; where it is 0 the
/// node moves up as it is. From level 2 on, leaf 5 and the last leaf share an ancestor at the
/// edge, whose sibling is the root over 0 to 3.
///
/// The way is inside for as many levels as it takes until the indices of the node and of the last
/// one on its level become equal: the length of their exclusive or in bits.
#[derive(Clone, Copy)]
pub(crate) struct Climb {
    index: u64,
    inside: u32,
}

/// A hash of a proof and the side on which it joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sibling<'p> {
    /// It is hashed before the node.
    Left(&'p Hash),
    /// It is hashed after the node.
    Right(&'p Hash),
}

impl Climb {
    /// From the node `index` of a level whose last node is `last`; `index` is not above `last`.
    pub(crate) const fn new(index: u64, last: u64) -> Self {
        let inside = u64::BITS - (index ^ last).leading_zeros();
        Self { index, inside }
    }

    /// How many siblings there are: at most 64.
    pub(crate) fn length(&self) -> u32 {
        let edge = self.index.checked_shr(self.inside).unwrap_or(0);
        self.inside + edge.count_ones()
    }

    /// The levels at which there is a sibling, from the bottom up.
    pub(crate) fn levels(self) -> impl Iterator<Item = u32> {
        (0..u64::BITS).filter(move |level| *level < self.inside || (self.index >> level) & 1 == 1)
    }

    /// The hashes of `path` as siblings, from the bottom up.
    pub(crate) fn siblings<'p>(self, path: &'p [Hash]) -> impl Iterator<Item = Sibling<'p>> {
        (0..).zip(path).map(move |(level, hash)| {
            if level < self.inside && (self.index >> level) & 1 == 0 {
                Sibling::Right(hash)
            } else {
                Sibling::Left(hash)
            }
        })
    }
}
