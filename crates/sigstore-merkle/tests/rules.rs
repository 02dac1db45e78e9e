//! The rules on trees of every size, against the definitions of RFC 9162 written out naively.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use sha2::Digest;
use sigstore_merkle::{
    ConsistencyProof, Error, Hash, InclusionProof, Node, Sha256, Sibling, TreeHead, leaf_hash,
    node_hash,
};

struct Sha2;

impl Sha256 for Sha2 {
    fn sha256(&self, parts: &[&[u8]]) -> Hash {
        sha2::Sha256::digest(parts.concat()).into()
    }
}

fn leaves(size: u64) -> Vec<Hash> {
    let leaf = |number: u64| leaf_hash(&number.to_be_bytes(), &Sha2);
    (0..size).map(leaf).collect()
}

/// `MTH(D_n)` (RFC 9162 section 2.1.1)
fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha2.sha256(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&root(left), &root(right), &Sha2)
        }
    }
}

fn head(leaves: &[Hash]) -> TreeHead {
    TreeHead { size: u64::try_from(leaves.len()).unwrap(), root: root(leaves) }
}

/// `PATH(m, D_n)` (RFC 9162 section 2.1.3.1)
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    if index < left.len() {
        [path(index, left), vec![root(right)]].concat()
    } else {
        [path(index - left.len(), right), vec![root(left)]].concat()
    }
}

/// The nodes above a leaf, each with the hash beside the one below it.
fn above<'l>(index: usize, leaves: &[Hash], beside: &'l [Hash]) -> Vec<Node<'l>> {
    let Some((last, rest)) = beside.split_last() else { return Vec::new() };
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let hash = root(leaves);
    let (mut nodes, sibling) = match index < left.len() {
        true => (above(index, left, rest), Sibling::Right(last)),
        false => (above(index - left.len(), right, rest), Sibling::Left(last)),
    };
    nodes.push(Node { sibling, hash });
    nodes
}

/// `SUBPROOF(m, D_n, b)` (RFC 9162 section 2.1.4.1)
fn subproof(first: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if first == leaves.len() {
        return if whole { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    if first <= left.len() {
        [subproof(first, left, whole), vec![root(right)]].concat()
    } else {
        [subproof(first - left.len(), right, false), vec![root(left)]].concat()
    }
}

/// The verification of RFC 9162 section 2.1.3.2, step by step: the root, if the path fits.
fn rfc_inclusion(index: u64, size: u64, path: &[Hash], leaf: Hash) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut f, mut s, mut r) = (index, size - 1, leaf);
    for p in path {
        if s == 0 {
            return None;
        }
        if f & 1 == 1 || f == s {
            r = node_hash(p, &r, &Sha2);
            while f & 1 == 0 && f != 0 {
                (f, s) = (f >> 1, s >> 1);
            }
        } else {
            r = node_hash(&r, p, &Sha2);
        }
        (f, s) = (f >> 1, s >> 1);
    }
    (s == 0).then_some(r)
}

/// The verification of RFC 9162 section 2.1.4.2, step by step: both roots, if the path fits.
fn rfc_consistency(first: u64, second: u64, path: &[Hash], root: Hash) -> Option<(Hash, Hash)> {
    let known = first.is_power_of_two().then_some(root);
    let mut path = known.into_iter().chain(path.iter().copied());
    let (mut f, mut s) = (first - 1, second - 1);
    while f & 1 == 1 {
        (f, s) = (f >> 1, s >> 1);
    }
    let start = path.next()?;
    let (mut fr, mut sr) = (start, start);
    for c in path {
        if s == 0 {
            return None;
        }
        if f & 1 == 1 || f == s {
            (fr, sr) = (node_hash(&c, &fr, &Sha2), node_hash(&c, &sr, &Sha2));
            while f & 1 == 0 && f != 0 {
                (f, s) = (f >> 1, s >> 1);
            }
        } else {
            sr = node_hash(&sr, &c, &Sha2);
        }
        (f, s) = (f >> 1, s >> 1);
    }
    (s == 0).then_some((fr, sr))
}

/// Hashes without end, for the subtrees of trees that are too large to build.
struct Subtrees(u64);

impl Subtrees {
    fn next(&mut self) -> Hash {
        self.0 += 1;
        Sha2.sha256(&[&self.0.to_be_bytes()])
    }

    /// Root and path of a leaf in a tree of any size.
    fn inclusion(&mut self, index: u64, size: u64, leaf: Hash) -> (Hash, Vec<Hash>) {
        if size == 1 {
            return (leaf, Vec::new());
        }
        let left = half(size);
        let (own, mut path) = if index < left {
            self.inclusion(index, left, leaf)
        } else {
            self.inclusion(index - left, size - left, leaf)
        };
        let other = self.next();
        path.push(other);
        let (l, r) = if index < left { (&own, &other) } else { (&other, &own) };
        (node_hash(l, r, &Sha2), path)
    }

    /// Both roots and the path between trees of any sizes.
    fn consistency(&mut self, first: u64, second: u64, whole: bool) -> (Hash, Hash, Vec<Hash>) {
        if first == second {
            let root = self.next();
            return (root, root, if whole { Vec::new() } else { vec![root] });
        }
        let left = half(second);
        if first <= left {
            let (f, s, path) = self.consistency(first, left, whole);
            let right = self.next();
            (f, node_hash(&s, &right, &Sha2), [path, vec![right]].concat())
        } else {
            let (f, s, path) = self.consistency(first - left, second - left, false);
            let l = self.next();
            let (f, s) = (node_hash(&l, &f, &Sha2), node_hash(&l, &s, &Sha2));
            (f, s, [path, vec![l]].concat())
        }
    }
}

/// The largest power of two below `size`.
fn half(size: u64) -> u64 {
    1 << (63 - (size - 1).leading_zeros())
}

#[test]
fn v_89_kept_every_leaf_of_every_tree_up_to_size_300_is_included() {
    let leaves = leaves(300);
    for size in 1..=leaves.len() {
        let tree = &leaves[..size];
        let head = head(tree);
        // All leaves of small trees, and those around the edges of large ones.
        for index in (0..size).filter(|index| size < 70 || *index < 3 || size - index < 5) {
            let path = path(index, tree);
            let index_64 = u64::try_from(index).unwrap();
            let proof = InclusionProof { index: index_64, size: head.size, path: &path };
            assert_eq!(proof.check(&tree[index], &head, &Sha2), Ok(()), "{index} of {size}");
        }
    }
}

#[test]
fn v_89_broken_an_index_outside_the_tree() {
    let leaf = leaf_hash(b"", &Sha2);
    let (last, outside) = (0, 1);
    let proof = InclusionProof { index: last, size: 1, path: &[] };
    assert_eq!(proof.root(&leaf, &Sha2), Ok(leaf));
    let proof = InclusionProof { index: outside, ..proof };
    let error = Error::LeafIndex { index: 1, size: 1 };
    assert_eq!(proof.root(&leaf, &Sha2), Err(error));
    let proof = InclusionProof { index: 0, size: 0, path: &[] };
    let error = Error::LeafIndex { index: 0, size: 0 };
    assert_eq!(proof.root(&leaf, &Sha2), Err(error));
    let proof = InclusionProof { index: u64::MAX, size: u64::MAX, path: &[] };
    let error = Error::LeafIndex { index: u64::MAX, size: u64::MAX };
    assert_eq!(proof.root(&leaf, &Sha2), Err(error));
}

#[test]
fn v_89_broken_another_leaf_index_or_hash_leads_to_another_root() {
    let leaves = leaves(7);
    let (head, path) = (head(&leaves), path(2, &leaves));
    let proof = InclusionProof { index: 2, size: 7, path: &path };
    assert_eq!(proof.root(&leaves[2], &Sha2), Ok(head.root));
    let refused = |proof: InclusionProof<'_>, leaf: &Hash| {
        let found = proof.root(leaf, &Sha2).unwrap();
        let expected = head.root;
        let error = Error::Root { found, expected };
        assert_eq!(proof.check(leaf, &head, &Sha2), Err(error));
    };
    refused(proof, &leaves[3]);
    refused(InclusionProof { index: 3, ..proof }, &leaves[2]);
    for flipped in 0..path.len() {
        let mut path = path.clone();
        path[flipped][31] ^= 1;
        refused(InclusionProof { path: &path, ..proof }, &leaves[2]);
    }
}

#[test]
fn v_90_broken_a_path_one_hash_too_short_or_too_long() {
    let leaves = leaves(7);
    for index in 0..leaves.len() {
        let mut long = path(index, &leaves);
        let expected = u32::try_from(long.len()).unwrap();
        long.push([0; 32]);
        let index_64 = u64::try_from(index).unwrap();
        for path in [&long[..], &long[..long.len() - 2], &[]] {
            let proof = InclusionProof { index: index_64, size: 7, path };
            let error = Error::InclusionPathLength { found: path.len(), expected };
            assert_eq!(proof.root(&leaves[index], &Sha2), Err(error));
        }
    }
}

#[test]
fn v_90_kept_the_length_follows_from_index_and_size() {
    for (index, size, expected) in [
        (0, 1, 0),
        (0, 2, 1),
        (2, 3, 1),
        (6, 7, 2),
        (0, 7, 3),
        (4, 5, 1),
        (1 << 20, (1 << 20) + 1, 1),
        ((1 << 20) - 1, 1 << 20, 20),
    ] {
        let path = vec![[7; 32]; expected];
        let proof = InclusionProof { index, size, path: &path };
        assert!(proof.root(&[1; 32], &Sha2).is_ok(), "{index} of {size}");
    }
}

#[test]
fn v_91_accepted_the_largest_sizes() {
    let leaf = [1; 32];
    let (max, top) = (u64::MAX, 1 << 63);
    for (index, size, expected) in [
        (0, max, 64),
        (max - 1, max, 63),
        (top, max, 64),
        (top - 1, max, 64),
        (top - 1, top, 63),
        (top, top + 1, 1),
        (max / 2 - 1, max / 2, 62),
    ] {
        let path = vec![[7; 32]; expected];
        let proof = InclusionProof { index, size, path: &path };
        let root = rfc_inclusion(index, size, &path, leaf).unwrap();
        assert_eq!(proof.root(&leaf, &Sha2), Ok(root), "{index} of {size}");
    }
    for (first, second, expected) in [(1, max, 64), (max - 1, max, 64), (top, max, 1)] {
        let path = vec![[7; 32]; expected];
        let proof = ConsistencyProof { first, second, path: &path };
        let roots = rfc_consistency(first, second, &path, leaf).unwrap();
        assert_eq!(proof.roots(&leaf, &Sha2), Ok(roots), "{first} to {second}");
    }
}

#[test]
fn v_88_broken_a_head_of_another_size() {
    let leaves = leaves(4);
    let (first, second) = (head(&leaves[..3]), head(&leaves));
    let proof = InclusionProof { index: 0, size: 4, path: &path(0, &leaves) };
    let error = |found, expected| Err(Error::TreeSize { found, expected });
    let larger = TreeHead { size: 5, ..second };
    assert_eq!(proof.check(&leaves[0], &second, &Sha2), Ok(()));
    assert_eq!(proof.check(&leaves[0], &larger, &Sha2), error(4, 5));
    // The path has the right length for a tree of size 3 and leads to this root.
    let smaller = TreeHead { size: 3, ..second };
    assert_eq!(proof.check(&leaves[0], &smaller, &Sha2), error(4, 3));

    let path = subproof(3, &leaves, true);
    let proof = ConsistencyProof { first: 3, second: 4, path: &path };
    assert_eq!(proof.check(&first, &second, &Sha2), Ok(()));
    let other = TreeHead { size: 2, ..first };
    assert_eq!(proof.check(&other, &second, &Sha2), error(3, 2));
    assert_eq!(proof.check(&first, &larger, &Sha2), error(4, 5));
}

#[test]
fn v_92_kept_every_tree_up_to_size_70_grows_to_every_later_one() {
    let leaves = leaves(300);
    let heads: Vec<TreeHead> = (0..=leaves.len()).map(|size| head(&leaves[..size])).collect();
    for second in (1..=70).chain([127, 128, 129, 255, 256, 257, 300]) {
        for first in 1..=second {
            let path = subproof(first, &leaves[..second], true);
            let (first, second) = (&heads[first], &heads[second]);
            let proof = ConsistencyProof { first: first.size, second: second.size, path: &path };
            assert_eq!(proof.check(first, second, &Sha2), Ok(()), "{first:?} {second:?}");
            assert_eq!(proof.roots(&first.root, &Sha2), Ok((first.root, second.root)));
        }
    }
}

#[test]
fn v_92_broken_nothing_can_be_proven_about_an_empty_tree() {
    for second in [0, 1, 8] {
        let proof = ConsistencyProof { first: 0, second, path: &[] };
        assert_eq!(proof.roots(&[0; 32], &Sha2), Err(Error::FirstTreeEmpty));
    }
}

#[test]
fn v_92_broken_a_log_never_shrinks() {
    let proof = ConsistencyProof { first: 5, second: 4, path: &[] };
    let error = Error::SecondTreeSmaller { first: 5, second: 4 };
    assert_eq!(proof.roots(&[0; 32], &Sha2), Err(error));
}

#[test]
fn v_92_broken_equal_sizes_have_no_path_and_one_root() {
    let leaves = leaves(6);
    let head = head(&leaves);
    let other = TreeHead { root: [0; 32], ..head };
    let proof = ConsistencyProof { first: 6, second: 6, path: &[] };
    assert_eq!(proof.check(&head, &head, &Sha2), Ok(()));
    let error = Error::SecondRoot { found: head.root, expected: other.root };
    assert_eq!(proof.check(&head, &other, &Sha2), Err(error));
    let proof = ConsistencyProof { path: &[head.root], ..proof };
    let error = Error::ConsistencyPathLength { found: 1, expected: 0 };
    assert_eq!(proof.check(&head, &head, &Sha2), Err(error));
}

#[test]
fn v_92_broken_a_path_one_hash_too_short_or_too_long() {
    let leaves = leaves(8);
    for (first, expected) in [(1, 3), (2, 2), (3, 4), (4, 1), (5, 4), (6, 3), (7, 4)] {
        let mut long = subproof(first, &leaves, true);
        assert_eq!(u32::try_from(long.len()), Ok(expected));
        long.push([0; 32]);
        let root = root(&leaves[..first]);
        let first = u64::try_from(first).unwrap();
        for path in [&long[..], &long[..long.len() - 2], &[]] {
            let proof = ConsistencyProof { first, second: 8, path };
            let error = Error::ConsistencyPathLength { found: path.len(), expected };
            assert_eq!(proof.roots(&root, &Sha2), Err(error));
        }
    }
}

#[test]
fn v_92_broken_a_rewritten_tree_leads_to_other_roots() {
    let leaves = leaves(7);
    let (first, second) = (head(&leaves[..6]), head(&leaves));
    let path = subproof(6, &leaves, true);
    let proof = ConsistencyProof { first: 6, second: 7, path: &path };
    assert_eq!(proof.check(&first, &second, &Sha2), Ok(()));

    let other = TreeHead { root: [0; 32], ..first };
    let error = Error::FirstRoot { found: first.root, expected: other.root };
    assert_eq!(proof.check(&other, &second, &Sha2), Err(error));

    let other = TreeHead { root: [0; 32], ..second };
    let error = Error::SecondRoot { found: second.root, expected: other.root };
    assert_eq!(proof.check(&first, &other, &Sha2), Err(error));

    // Leaf 6, the second hash of the path, is in the later tree only.
    let mut flipped = path.clone();
    flipped[1][0] ^= 1;
    let proof = ConsistencyProof { path: &flipped, ..proof };
    let (_, found) = proof.roots(&first.root, &Sha2).unwrap();
    let error = Error::SecondRoot { found, expected: second.root };
    assert_eq!(proof.check(&first, &second, &Sha2), Err(error));
}

/// Sizes of every magnitude: a uniform number would nearly always have 62 bits.
fn sizes() -> impl Strategy<Value = u64> {
    (0..=62_u32, any::<u64>()).prop_map(|(bits, random)| (random >> (64 - 1 - bits)).max(1))
}

fn paths() -> impl Strategy<Value = Vec<Hash>> {
    prop::collection::vec(any::<[u8; 32]>(), 0..66)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn v_89_kept_in_trees_of_any_size(size in sizes(), random: u64, leaf: Hash) {
        let index = random % size;
        let (root, path) = Subtrees(random).inclusion(index, size, leaf);
        let proof = InclusionProof { index, size, path: &path };
        prop_assert_eq!(proof.check(&leaf, &TreeHead { size, root }, &Sha2), Ok(()));
        prop_assert_eq!(rfc_inclusion(index, size, &path, leaf), Some(root));
    }

    #[test]
    fn v_90_any_path_fits_where_the_steps_of_the_rfc_end(
        size in sizes(), random: u64, leaf: Hash, mut path in paths(), cut: bool,
    ) {
        let index = random % size;
        if cut {
            // Else hardly any path has the right length.
            path.truncate(Subtrees(0).inclusion(index, size, leaf).1.len());
        }
        let proof = InclusionProof { index, size, path: &path };
        prop_assert_eq!(proof.root(&leaf, &Sha2).ok(), rfc_inclusion(index, size, &path, leaf));
    }

    #[test]
    fn v_92_kept_in_trees_of_any_size(second in sizes(), random: u64) {
        let first = 1 + random % second;
        let (first_root, second_root, path) = Subtrees(random).consistency(first, second, true);
        let proof = ConsistencyProof { first, second, path: &path };
        let heads = [(first, first_root), (second, second_root)].map(|(size, root)| TreeHead { size, root });
        prop_assert_eq!(proof.check(&heads[0], &heads[1], &Sha2), Ok(()));
    }

    #[test]
    fn v_92_any_path_fits_where_the_steps_of_the_rfc_end(
        second in sizes(), random: u64, root: Hash, mut path in paths(), cut: bool,
    ) {
        let first = 1 + random % second;
        prop_assume!(first < second);
        if cut {
            path.truncate(Subtrees(0).consistency(first, second, true).2.len());
        }
        let proof = ConsistencyProof { first, second, path: &path };
        let expected = rfc_consistency(first, second, &path, root);
        prop_assert_eq!(proof.roots(&root, &Sha2).ok(), expected);
    }
}

/// Every node on the way is one of the tree.
#[test]
fn v_89_kept_the_way_goes_through_the_nodes_of_the_tree() {
    for size in 1..34 {
        let leaves = leaves(size);
        for (index, leaf) in (0..).zip(&leaves) {
            let path = path(usize::try_from(index).unwrap(), &leaves);
            let proof = InclusionProof { index, size, path: &path };
            let way: Vec<_> = proof.way(leaf, &Sha2).unwrap().collect();
            assert_eq!(way, above(usize::try_from(index).unwrap(), &leaves, &path));
        }
    }
    let proof = InclusionProof { index: 1, size: 1, path: &[] };
    let error = proof.way(&[0; 32], &Sha2).map(|_| ()).unwrap_err();
    assert_eq!(error, Error::LeafIndex { index: 1, size: 1 });
}
