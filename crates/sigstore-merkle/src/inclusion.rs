use crate::climb::Climb;
use crate::{Error, Hash, Rule, RuleKind, Sha256, Sibling, TreeHead, node_hash};

/// See [`InclusionProof::check`].
pub(crate) static V_88: Rule = Rule {
    id: "V-88",
    title: "A proof is for the size of the tree head that it is checked against: root and size come from the same head.",
    source: "sigstore architecture-docs rekor-spec.md section 9.3; rekor-tiles CLIENTS.md",
    kind: RuleKind::Refusal,
    place: "sigstore-merkle InclusionProof::check, ConsistencyProof::check",
};

/// See [`InclusionProof::root`] and [`InclusionProof::check`].
pub(crate) static V_89: Rule = Rule {
    id: "V-89",
    title: "The index of a leaf is below the size of the tree, and its inclusion path leads to the root.",
    source: "RFC 9162 section 2.1.3.2",
    kind: RuleKind::Refusal,
    place: "sigstore-merkle InclusionProof::check",
};

/// See [`InclusionProof::root`].
pub(crate) static V_90: Rule = Rule {
    id: "V-90",
    title: "An inclusion path has exactly as many hashes as the leaf has siblings on its way to the root.",
    source: "RFC 9162 section 2.1.3.1",
    kind: RuleKind::Refusal,
    place: "sigstore-merkle InclusionProof::root",
};

/// The proof that a leaf is in a tree: the siblings of the leaf and of its ancestors, from the
/// bottom up (RFC 9162 section 2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InclusionProof<'p> {
    /// The index of the leaf, from 0.
    pub index: u64,
    /// The size of the tree that the path is for.
    pub size: u64,
    /// The hashes.
    pub path: &'p [Hash],
}

/// A node on the way from a leaf to the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node<'p> {
    /// The hash of the proof that joins what was there below.
    pub sibling: Sibling<'p>,
    /// The hash of both.
    pub hash: Hash,
}

impl InclusionProof<'_> {
    /// The root that the path leads to from `leaf`, which is a [`leaf_hash`](crate::leaf_hash).
    ///
    /// # Errors
    /// [`Error::LeafIndex`] (V-89), [`Error::InclusionPathLength`] (V-90).
    pub fn root(&self, leaf: &Hash, hasher: &impl Sha256) -> Result<Hash, Error> {
        Ok(self.way(leaf, hasher)?.last().map_or(*leaf, |node| node.hash))
    }

    /// Every node above `leaf` up to the root, from the bottom up. Of a tree of one leaf, which is
    /// its own root, there is none.
    ///
    /// # Errors
    /// As [`root`](Self::root).
    pub fn way(
        &self,
        leaf: &Hash,
        hasher: &impl Sha256,
    ) -> Result<impl Iterator<Item = Node<'_>>, Error> {
        let climb = self.climb()?;
        let (found, expected) = (self.path.len(), climb.length());
        if u32::try_from(found) != Ok(expected) {
            return Err(Error::InclusionPathLength { found, expected });
        }
        let mut hash = *leaf;
        Ok(climb.siblings(self.path).map(move |sibling| {
            hash = match sibling {
                Sibling::Left(left) => node_hash(left, &hash, hasher),
                Sibling::Right(right) => node_hash(&hash, right, hasher),
            };
            Node { sibling, hash }
        }))
    }

    /// Checks that the path leads from `leaf` to the root of `head`, and that it is for the size
    /// of `head`.
    ///
    /// # Errors
    /// As [`root`](Self::root), [`Error::TreeSize`] (V-88), [`Error::Root`] (V-89).
    pub fn check(&self, leaf: &Hash, head: &TreeHead, hasher: &impl Sha256) -> Result<(), Error> {
        head.expect_size(self.size)?;
        let (found, expected) = (self.root(leaf, hasher)?, head.root);
        if found != expected {
            return Err(Error::Root { found, expected });
        }
        Ok(())
    }

    fn climb(&self) -> Result<Climb, Error> {
        let (index, size) = (self.index, self.size);
        if index >= size {
            return Err(Error::LeafIndex { index, size });
        }
        Ok(Climb::new(index, size - 1))
    }
}

impl TreeHead {
    pub(crate) fn expect_size(&self, found: u64) -> Result<(), Error> {
        let expected = self.size;
        if found != expected {
            return Err(Error::TreeSize { found, expected });
        }
        Ok(())
    }
}
