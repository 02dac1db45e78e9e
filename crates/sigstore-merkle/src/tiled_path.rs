use crate::climb::Climb;
use crate::tile::{Node, Tile, Tiles};
use crate::{Error, Hash, Sha256, node_hash};

/// The inclusion path of a leaf that is to be computed from the tiles of its log (C2SP
/// tlog-tiles), which give no proofs: [`tiles`](Self::tiles) says which of them are needed, and
/// [`path`](Self::path) computes.
///
/// ```
/// # #[cfg(feature = "aws-lc-rs")] {
/// use sigstore_merkle::{AwsLc, Hash, InclusionProof, Tile, TiledPath, Tiles, TreeHead};
/// use sigstore_merkle::{leaf_hash, node_hash};
///
/// struct Fetched(Tile, [Hash; 3]);
///
/// impl Tiles for Fetched {
///     fn hashes(&self, tile: &Tile) -> Option<&[Hash]> {
///         (*tile == self.0).then_some(&self.1)
///     }
/// }
///
/// let leaves = [b"first", b"other", b"third"].map(|leaf| leaf_hash(leaf, &AwsLc));
/// let tiled = TiledPath::new(1, 3)?;
/// let tile = Tile { level: 0, index: 0, width: 3 };
/// assert!(tiled.tiles().eq([tile]));
///
/// let path = tiled.path(&Fetched(tile, leaves), &AwsLc)?;
/// assert_eq!(path.hashes(), [leaves[0], leaves[2]]);
///
/// let root = node_hash(&node_hash(&leaves[0], &leaves[1], &AwsLc), &leaves[2], &AwsLc);
/// let proof = InclusionProof { index: 1, size: 3, path: path.hashes() };
/// proof.check(&leaves[1], &TreeHead { size: 3, root }, &AwsLc)?;
/// # }
/// # Ok::<(), sigstore_merkle::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TiledPath {
    index: u64,
    size: u64,
}

/// A computed path. Nothing vouches for it before it has led to a root that is trusted
/// ([`InclusionProof::check`](crate::InclusionProof::check)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    hashes: [Hash; 64],
    length: usize,
}

impl Path {
    /// The hashes, from the bottom up.
    pub fn hashes(&self) -> &[Hash] {
        self.hashes.get(..self.length).unwrap_or_default()
    }
}

impl TiledPath {
    /// Of the leaf at `index` in a tree of `size` leaves.
    ///
    /// # Errors
    /// [`Error::LeafIndex`] if the index is not in the tree (V-89).
    pub const fn new(index: u64, size: u64) -> Result<Self, Error> {
        if index < size { Ok(Self { index, size }) } else { Err(Error::LeafIndex { index, size }) }
    }

    /// The tiles that the path is computed from, each once: at most two on a level.
    pub fn tiles(&self) -> impl Iterator<Item = Tile> {
        let (tiled, size) = (*self, self.size);
        let all = move || {
            let parts = tiled.siblings().flat_map(move |sibling| tiled.parts(sibling));
            parts.filter_map(move |part| part.tile(size))
        };
        let is_first =
            move |(place, tile): &(usize, Tile)| all().take(*place).all(|earlier| earlier != *tile);
        all().enumerate().filter(is_first).map(|(_, tile)| tile)
    }

    /// Computes the path.
    ///
    /// # Errors
    /// [`Error::TileWidth`] if a tile has not as many hashes as it must have (S-52).
    pub fn path(&self, tiles: &impl Tiles, hasher: &impl Sha256) -> Result<Path, Error> {
        let mut path = Path { hashes: [Hash::default(); 64], length: 0 };
        for (hash, sibling) in path.hashes.iter_mut().zip(self.siblings()) {
            for (number, part) in self.parts(sibling).enumerate() {
                let left = self.root(part, tiles, hasher)?;
                *hash = if number == 0 { left } else { node_hash(&left, hash, hasher) };
            }
            path.length += 1;
        }
        Ok(path)
    }

    /// The siblings of the leaf and of its ancestors, from the bottom up.
    fn siblings(self) -> impl Iterator<Item = Node> {
        let levels = Climb::new(self.index, self.size - 1).levels();
        levels.map(move |height| Node { height, index: (self.index >> height) ^ 1 })
    }

    /// The complete subtrees of a sibling, from the right: itself, or where the tree ends within
    /// it, one for each bit of the size below.
    fn parts(self, sibling: Node) -> impl Iterator<Item = Node> {
        let (size, Node { height: top, index }) = (self.size, sibling);
        let is_complete = size >> top > index;
        (0..=top).filter_map(move |height| match is_complete {
            true => (height == top).then_some(sibling),
            false => {
                let subtrees = size >> height;
                (height < top && subtrees & 1 == 1).then(|| Node { height, index: subtrees - 1 })
            }
        })
    }

    fn root(self, part: Node, tiles: &impl Tiles, hasher: &impl Sha256) -> Result<Hash, Error> {
        // A part is of the tree, so it has a tile.
        let Some(tile) = part.tile(self.size) else {
            return Err(Error::LeafIndex { index: self.index, size: self.size });
        };
        let hashes = tiles.hashes(&tile).unwrap_or_default();
        let wrong = Error::TileWidth { tile, found: hashes.len() };
        match hashes.len() == usize::from(tile.width) {
            true => part.root(hashes, hasher).ok_or(wrong),
            false => Err(wrong),
        }
    }
}
