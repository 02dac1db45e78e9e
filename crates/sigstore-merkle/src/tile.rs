use crate::{Hash, Rule, RuleKind, Sha256, node_hash};

/// See [`TiledPath`](crate::TiledPath).
pub(crate) static S_52: Rule = Rule {
    id: "S-52",
    title: "An inclusion path is computed from tiles that have exactly the hashes which a tree of this size has there.",
    source: "C2SP tlog-tiles, Merkle Tree and Partial Tiles; RFC 9162 section 2.1.3.1",
    kind: RuleKind::Refusal,
    place: "sigstore-merkle TiledPath::path",
};

/// Part of a tree: hashes that stand side by side on one of its levels. Every eighth level is cut
/// into tiles (C2SP tlog-tiles, Merkle Tree).
///
/// ```text
/// tile level 1   hash i = the root over the 256 hashes of tile i below
/// tile level 0   hash i = the leaf hash of entry i
/// ```
///
/// Only a hash whose subtree is complete is in a tile. A tile has 256 of them, the last one of its
/// level perhaps fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// The level, counted in tiles: 0 has the leaf hashes.
    pub level: u8,
    /// The index within the level, from 0.
    pub index: u64,
    /// How many hashes the tile has: 1 to 256.
    pub width: u16,
}

impl Tile {
    /// The hashes of a tile that is full.
    pub const FULL: u16 = 256;

    /// The tile of this place as a tree of `size` leaves has it; `None` if that has no hash there.
    pub fn of_tree(size: u64, level: u8, index: u64) -> Option<Self> {
        let hashes = size.checked_shr(u32::from(level) * HEIGHT)?;
        let width = hashes.checked_sub(index.checked_mul(u64::from(Self::FULL))?)?;
        let width = u16::try_from(width).unwrap_or(Self::FULL).min(Self::FULL);
        (width > 0).then_some(Self { level, index, width })
    }
}

/// Where tiles come from: whoever asks a log for them has them.
pub trait Tiles {
    /// The hashes of this tile, as many as its width; `None` if it is not there.
    fn hashes(&self, tile: &Tile) -> Option<&[Hash]>;
}

/// The levels of a tree in one of tiles.
const HEIGHT: u32 = 8;

/// The root of a complete subtree: over the leaves from `index << height` on, `1 << height` of
/// them.
#[derive(Clone, Copy)]
pub(crate) struct Node {
    pub(crate) height: u32,
    pub(crate) index: u64,
}

impl Node {
    /// The tile out of whose hashes this root is computed, in a tree that has it.
    pub(crate) fn tile(self, size: u64) -> Option<Tile> {
        let level = u8::try_from(self.height / HEIGHT).ok()?;
        Tile::of_tree(size, level, self.index >> (HEIGHT - self.height_in_tile()))
    }

    /// This root, out of the hashes of its tile; `None` if they are too few.
    pub(crate) fn root(self, tile: &[Hash], hasher: &impl Sha256) -> Option<Hash> {
        let width = 1_usize << self.height_in_tile();
        let place = self.index % (1 << (HEIGHT - self.height_in_tile()));
        tile.chunks_exact(width).nth(usize::try_from(place).ok()?).map(|below| root(below, hasher))
    }

    fn height_in_tile(self) -> u32 {
        self.height % HEIGHT
    }
}

/// The root over these hashes, a power of two of them.
fn root(hashes: &[Hash], hasher: &impl Sha256) -> Hash {
    match hashes {
        [] => Hash::default(),
        [hash] => *hash,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            node_hash(&root(left, hasher), &root(right, hasher), hasher)
        }
    }
}
