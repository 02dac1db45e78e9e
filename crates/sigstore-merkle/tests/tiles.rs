//! Paths out of tiles, against the definition of RFC 9162 written out naively.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]

use std::collections::HashMap;

use proptest::prelude::*;
use sha2::Digest;
use sigstore_merkle::{
    Error, Hash, InclusionProof, Sha256, Tile, TiledPath, Tiles, TreeHead, leaf_hash, node_hash,
};

struct Sha2;

impl Sha256 for Sha2 {
    fn sha256(&self, parts: &[&[u8]]) -> Hash {
        sha2::Sha256::digest(parts.concat()).into()
    }
}

/// `MTH(D_n)` (RFC 9162 section 2.1.1)
fn root(leaves: &[Hash]) -> Hash {
    if let [leaf] = leaves {
        return *leaf;
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    node_hash(&root(left), &root(right), &Sha2)
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

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|number| leaf_hash(&number.to_be_bytes(), &Sha2)).collect()
}

/// Every tile of a tree, by the definition: hash `i` of a level is the root over `256^level` leaves.
#[derive(Default)]
struct Served(HashMap<(u8, u64), Vec<Hash>>);

impl Served {
    fn of(leaves: &[Hash]) -> Self {
        let mut served = HashMap::new();
        for level in 0..3_u8 {
            let roots: Vec<Hash> =
                leaves.chunks_exact(256_usize.pow(level.into())).map(root).collect();
            for (index, hashes) in roots.chunks(256).enumerate() {
                served.insert((level, index as u64), hashes.to_vec());
            }
        }
        Self(served)
    }
}

impl Tiles for Served {
    fn hashes(&self, tile: &Tile) -> Option<&[Hash]> {
        self.0.get(&(tile.level, tile.index)).map(Vec::as_slice)
    }
}

/// Only those that were named.
fn only(served: &Served, named: impl Iterator<Item = Tile>) -> Served {
    let named = named.map(|tile| {
        let hashes = &served.0[&(tile.level, tile.index)];
        assert_eq!(hashes.len(), usize::from(tile.width));
        ((tile.level, tile.index), hashes.clone())
    });
    Served(named.collect())
}

#[test]
fn s_52_kept_leaves_of_every_tree_up_to_600() {
    let all = leaves(600);
    for size in 1..=600_u64 {
        let leaves = &all[..size as usize];
        let (served, head) = (Served::of(leaves), TreeHead { size, root: root(leaves) });
        // All leaves at the edges of tiles and of the tree, some of the others.
        let step = 1 + size as usize / 16;
        let edges = [0, 1, 254, 255, 256, 257, 511, 512, 599].into_iter().chain([size - 1]);
        let indices = (0..size).step_by(step).chain(edges.filter(|index| *index < size));
        for index in indices {
            let tiled = TiledPath::new(index, size).unwrap();
            let path = tiled.path(&only(&served, tiled.tiles()), &Sha2).unwrap();
            let proof = InclusionProof { index, size, path: path.hashes() };
            proof.check(&leaves[index as usize], &head, &Sha2).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// The very hashes of the definition, out of the very tiles that are named and no others.
    #[test]
    fn s_52_kept_the_path_is_that_of_the_definition(
        size in prop_oneof![1..600_u64, 65_500..67_000_u64],
        seed: u64,
    ) {
        let leaves = leaves(size);
        let index = seed % size;
        let served = Served::of(&leaves);
        let tiled = TiledPath::new(index, size).unwrap();
        let tiles: Vec<Tile> = tiled.tiles().collect();
        for (place, tile) in tiles.iter().enumerate() {
            prop_assert!(!tiles[..place].contains(tile));
            prop_assert_eq!(Tile::of_tree(size, tile.level, tile.index), Some(*tile));
        }
        let found = tiled.path(&only(&served, tiles.iter().copied()), &Sha2).unwrap();
        prop_assert_eq!(found.hashes(), path(index as usize, &leaves));
        // Without any one of them there is no path: none is named in vain.
        for tile in &tiles {
            let others = tiles.iter().copied().filter(|other| other != tile);
            let error = Error::TileWidth { tile: *tile, found: 0 };
            prop_assert_eq!(tiled.path(&only(&served, others), &Sha2), Err(error));
        }
    }

    /// No tree is too large to say which tiles are needed: two of a level at most.
    #[test]
    fn v_91_accepted_trees_of_any_size(size in 1..=u64::MAX, seed: u64) {
        let index = seed % size;
        let tiles: Vec<Tile> = TiledPath::new(index, size).unwrap().tiles().collect();
        prop_assert!((0..8).all(|level| tiles.iter().filter(|it| it.level == level).count() <= 2));
        prop_assert!(tiles.iter().all(|it| Tile::of_tree(size, it.level, it.index) == Some(*it)));
    }
}

#[test]
fn s_52_broken_a_tile_of_another_width() {
    let leaves = leaves(300);
    let tiled = TiledPath::new(299, 300).unwrap();
    let tile = Tile { level: 0, index: 1, width: 44 };
    let full = Tile { level: 1, index: 0, width: 1 };
    assert_eq!(tiled.tiles().collect::<Vec<_>>(), [tile, full]);
    for found in [0, 43, 45] {
        let mut served = Served::of(&leaves);
        served.0.insert((0, 1), vec![[7; 32]; found]);
        assert_eq!(tiled.path(&served, &Sha2), Err(Error::TileWidth { tile, found }));
    }
}

#[test]
fn v_89_broken_a_leaf_beyond_the_tree() {
    assert_eq!(TiledPath::new(299, 299), Err(Error::LeafIndex { index: 299, size: 299 }));
    assert_eq!(TiledPath::new(0, 0), Err(Error::LeafIndex { index: 0, size: 0 }));
}

/// C2SP tlog-tiles, Partial Tiles: a tree of 70,000 entries.
#[test]
fn s_52_kept_the_widths_of_the_specification() {
    let width = |level, index| Tile::of_tree(70_000, level, index).map(|tile| tile.width);
    assert_eq!((width(0, 272), width(0, 273), width(0, 274)), (Some(256), Some(112), None));
    assert_eq!((width(1, 0), width(1, 1), width(1, 2)), (Some(256), Some(17), None));
    assert_eq!((width(2, 0), width(2, 1), width(3, 0)), (Some(1), None, None));
    assert_eq!((width(8, 0), width(63, 0), width(0, u64::MAX)), (None, None, None));
}
