use crate::{Rule, RuleKind};

/// See [`leaf_hash`] and [`node_hash`].
pub(crate) static V_86: Rule = Rule {
    id: "V-86",
    title: "A leaf is hashed behind a byte 0x00 and a node behind a byte 0x01, so that neither passes for the other.",
    source: "RFC 9162 section 2.1.1",
    kind: RuleKind::Refusal,
    place: "sigstore-merkle leaf_hash, node_hash",
};

/// A SHA-256 digest: of a leaf, of a node, of a whole tree.
pub type Hash = [u8; 32];

/// SHA-256 (FIPS 180-4), the one hash function of these trees.
pub trait Sha256 {
    /// The digest of the concatenated `parts`. A node comes as one part.
    fn sha256(&self, parts: &[&[u8]]) -> Hash;
}

/// What a log commits to: how many leaves its tree has and what the root of it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeHead {
    /// The number of leaves.
    pub size: u64,
    /// The root hash.
    pub root: Hash,
}

/// `HASH(0x00 || leaf)` (V-86).
pub fn leaf_hash(leaf: &[u8], hasher: &impl Sha256) -> Hash {
    hasher.sha256(&[&[0x00], leaf])
}

/// `HASH(0x01 || left || right)` (V-86).
pub fn node_hash(left: &Hash, right: &Hash, hasher: &impl Sha256) -> Hash {
    let mut node = [0x01; 65];
    node[1..33].copy_from_slice(left);
    node[33..].copy_from_slice(right);
    hasher.sha256(&[&node])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
pub(crate) mod tests {
    use sha2::Digest;

    use super::*;

    pub(crate) struct Sha2;

    impl Sha256 for Sha2 {
        fn sha256(&self, parts: &[&[u8]]) -> Hash {
            let start = sha2::Sha256::new();
            let hasher = parts.iter().fold(start, |h, part| h.chain_update(part));
            hasher.finalize().into()
        }
    }

    /// Returns what would be hashed: the right child, if it is a node in one part.
    struct Shown;

    impl Sha256 for Shown {
        fn sha256(&self, parts: &[&[u8]]) -> Hash {
            match parts {
                [[0x01, node @ ..]] if node.len() == 64 => *node.last_chunk().unwrap(),
                _ => panic!("{parts:?}"),
            }
        }
    }

    #[test]
    fn v_86_kept_leaves_and_nodes_have_the_published_hashes() {
        // The first leaves and roots of the test tree of RFC 6962's reference implementation.
        let empty = leaf_hash(b"", &Sha2);
        assert_eq!(empty[..4], [0x6e, 0x34, 0x0b, 0x9c]);
        let zero = leaf_hash(&[0x00], &Sha2);
        assert_eq!(zero[..4], [0x96, 0xa2, 0x96, 0xd2]);
        let root = node_hash(&empty, &zero, &Sha2);
        assert_eq!(root[..4], [0xfa, 0xc5, 0x42, 0x03]);
    }

    #[test]
    fn v_86_broken_a_leaf_that_spells_a_node_is_another_hash() {
        let (left, right) = ([1; 32], [2; 32]);
        let mut spelt = [0; 64];
        spelt[..32].copy_from_slice(&left);
        spelt[32..].copy_from_slice(&right);
        assert_ne!(leaf_hash(&spelt, &Sha2), node_hash(&left, &right, &Sha2));
        assert_ne!(node_hash(&right, &left, &Sha2), node_hash(&left, &right, &Sha2));
    }

    #[test]
    fn a_node_is_hashed_as_one_part_with_the_right_child_last() {
        assert_eq!(node_hash(&[7; 32], &[8; 32], &Shown), [8; 32]);
    }
}
