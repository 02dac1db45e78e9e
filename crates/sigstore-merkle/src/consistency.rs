use crate::climb::{Climb, Sibling};
use crate::{Error, Hash, Rule, RuleKind, Sha256, TreeHead, node_hash};

/// See [`ConsistencyProof::check`].
pub(crate) static V_92: Rule = Rule {
    id: "V-92",
    title: "A later tree has an earlier one of at least one leaf as its beginning: one path, of exact length, leads to both roots.",
    source: "RFC 9162 section 2.1.4.2",
    kind: RuleKind::Refusal,
    place: "sigstore-merkle ConsistencyProof::check",
};

/// The proof that a tree grew out of an earlier one and nothing in that was changed
/// (RFC 9162 section 2.1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsistencyProof<'p> {
    /// The size of the earlier tree.
    pub first: u64,
    /// The size of the later tree.
    pub second: u64,
    /// The hashes, from the bottom up.
    pub path: &'p [Hash],
}

impl ConsistencyProof<'_> {
    /// The roots of the earlier and of the later tree that the path leads to.
    ///
    /// `first_root` is what the earlier root is believed to be: between trees of equal size, and
    /// where the earlier tree is complete, the proof does not repeat it.
    ///
    /// # Errors
    /// [`Error::FirstTreeEmpty`], [`Error::SecondTreeSmaller`], [`Error::ConsistencyPathLength`] (V-92).
    pub fn roots(&self, first_root: &Hash, hasher: &impl Sha256) -> Result<(Hash, Hash), Error> {
        self.expect_growth()?;
        if self.first == self.second {
            self.expect_length(0)?;
            return Ok((*first_root, *first_root));
        }
        // The path climbs from the largest complete subtree that ends where the earlier tree ends.
        // The hash of that comes first, unless it is the whole earlier tree.
        let level = self.first.trailing_zeros();
        let climb = Climb::new((self.first - 1) >> level, (self.second - 1) >> level);
        let complete = self.first.is_power_of_two();
        self.expect_length(climb.length() + u32::from(!complete))?;
        let (start, path) = match self.path.split_first() {
            Some((start, path)) if !complete => (start, path),
            _ => (first_root, self.path),
        };
        let (mut first, mut second) = (*start, *start);
        for sibling in climb.siblings(path) {
            match sibling {
                // What stands on the left is in both trees; what stands on the right is new.
                Sibling::Left(left) => {
                    first = node_hash(left, &first, hasher);
                    second = node_hash(left, &second, hasher);
                }
                Sibling::Right(right) => second = node_hash(&second, right, hasher),
            }
        }
        Ok((first, second))
    }

    /// Checks that the path leads to the roots of both heads, and that it is for their sizes.
    ///
    /// # Errors
    /// As [`roots`](Self::roots), [`Error::TreeSize`] (V-88), [`Error::FirstRoot`] and
    /// [`Error::SecondRoot`] (V-92).
    pub fn check(
        &self,
        first: &TreeHead,
        second: &TreeHead,
        hasher: &impl Sha256,
    ) -> Result<(), Error> {
        first.expect_size(self.first)?;
        second.expect_size(self.second)?;
        let (first_root, second_root) = self.roots(&first.root, hasher)?;
        if first_root != first.root {
            let (found, expected) = (first_root, first.root);
            return Err(Error::FirstRoot { found, expected });
        }
        if second_root != second.root {
            let (found, expected) = (second_root, second.root);
            return Err(Error::SecondRoot { found, expected });
        }
        Ok(())
    }

    fn expect_growth(&self) -> Result<(), Error> {
        let (first, second) = (self.first, self.second);
        if first == 0 {
            return Err(Error::FirstTreeEmpty);
        }
        if second < first {
            return Err(Error::SecondTreeSmaller { first, second });
        }
        Ok(())
    }

    fn expect_length(&self, expected: u32) -> Result<(), Error> {
        let found = self.path.len();
        if u32::try_from(found) != Ok(expected) {
            return Err(Error::ConsistencyPathLength { found, expected });
        }
        Ok(())
    }
}
