//! Every proof that a tree gives, checked by the crate that checks proofs.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use sigstore_engine::{Hash, Tree};
use sigstore_merkle::{AwsLc, ConsistencyProof, InclusionProof, TreeHead, leaf_hash, node_hash};

const SIZE: u64 = 70;

fn tree(size: u64) -> (Tree, Vec<Hash>) {
    let mut tree = Tree::default();
    let leaves = (0..size).map(|index| tree.append(&index.to_be_bytes())).collect();
    (tree, leaves)
}

fn head(tree: &Tree, size: u64) -> TreeHead {
    TreeHead { size, root: tree.root_at(size).unwrap() }
}

#[test]
fn every_entry_is_proven_to_every_root_after_it() {
    let (tree, leaves) = tree(SIZE);
    for (index, leaf) in (0u64..).zip(&leaves) {
        assert_eq!(*leaf, leaf_hash(&index.to_be_bytes(), &AwsLc));
        for size in index + 1..=SIZE {
            let path = tree.inclusion(index, size).unwrap();
            let proof = InclusionProof { index, size, path: &path };
            assert_eq!(proof.check(leaf, &head(&tree, size), &AwsLc), Ok(()), "{index} in {size}");
        }
        assert_eq!(tree.leaf(index), Some(*leaf));
        assert_eq!(tree.inclusion(index, index), None);
        assert_eq!(tree.inclusion(index, SIZE + 1), None);
    }
    assert_eq!(tree.leaf(SIZE), None);
}

#[test]
fn every_root_is_proven_to_every_root_after_it() {
    let (tree, _) = tree(SIZE);
    for second in 1..=SIZE {
        for first in 1..=second {
            let path = tree.consistency(first, second).unwrap();
            let proof = ConsistencyProof { first, second, path: &path };
            let checked = proof.check(&head(&tree, first), &head(&tree, second), &AwsLc);
            assert_eq!(checked, Ok(()), "{first} to {second}");
        }
    }
    assert_eq!(tree.consistency(0, 5), None);
    assert_eq!(tree.consistency(6, 5), None);
    assert_eq!(tree.consistency(5, SIZE + 1), None);
}

#[test]
fn the_root_is_that_of_a_tree_grown_so_far() {
    let (whole, _) = tree(SIZE);
    for size in 0..=SIZE {
        assert_eq!(whole.root_at(size), Some(tree(size).0.root()));
    }
    assert_eq!(whole.root_at(SIZE + 1), None);
}

#[test]
fn a_tile_above_holds_the_roots_of_full_tiles() {
    let (tree, leaves) = tree(600);
    assert_eq!(tree.tile(0, 0, 256), leaves.get(..256));
    assert_eq!(tree.tile(0, 2, 88), leaves.get(512..));
    assert_eq!(tree.tile(0, 2, 89), None);
    let mut level = leaves.get(256..512).unwrap().to_vec();
    while level.len() > 1 {
        let pair = |pair: &[Hash]| node_hash(&pair[0], &pair[1], &AwsLc);
        let above = level.chunks(2).map(pair).collect();
        level = above;
    }
    assert_eq!(tree.tile(1, 0, 2).and_then(|tile| tile.get(1)), level.first());
    assert_eq!(tree.tile(1, 0, 3), None);
    assert_eq!((tree.tile(2, 0, 1), tree.tile(63, 0, 1), tree.tile(255, 0, 1)), (None, None, None));
    assert_eq!((tree.tile(0, 0, 0), tree.tile(0, 0, 257)), (None, None));
}
