use crate::hash::sha256;

/// A hash of a Merkle tree.
pub type Hash = [u8; 32];

/// Hashes in a full tile (C2SP tlog-tiles).
const TILE: usize = 256;

/// A Merkle tree that grows (RFC 9162 section 2.1).
///
/// The roots of all complete subtrees are kept, twice as many hashes as there are leaves: every
/// root, proof and tile is then looked up or made of a few of them.
#[derive(Debug, Default)]
pub struct Tree {
    /// `levels[k][i]` is the root over the leaves from `i·2^k` to before `(i+1)·2^k`.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// Appends an entry; its leaf hash.
    pub fn append(&mut self, entry: &[u8]) -> Hash {
        let leaf = sha256(&[&[0x00], entry]);
        let mut next = Some(leaf);
        for height in 0.. {
            let Some(hash) = next else { break };
            if height == self.levels.len() {
                self.levels.push(Vec::new());
            }
            next = self.levels.get_mut(height).and_then(|level| {
                level.push(hash);
                // A pair is complete: its parent stands one level up.
                match level.as_slice() {
                    [.., left, right] if level.len() % 2 == 0 => Some(node(left, right)),
                    _ => None,
                }
            });
        }
        leaf
    }

    /// How many entries it has.
    pub fn size(&self) -> u64 {
        self.length().try_into().unwrap_or(u64::MAX)
    }

    /// The hash of the entry at `index`, if there is one.
    pub fn leaf(&self, index: u64) -> Option<Hash> {
        self.levels.first()?.get(usize::try_from(index).ok()?).copied()
    }

    /// `MTH(D_n)` (RFC 9162 section 2.1.1)
    pub fn root(&self) -> Hash {
        self.root_at(self.size()).unwrap_or_else(empty)
    }

    /// The root when it had `size` entries; `None` if it never had so many.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        let size = self.within(size)?;
        if size == 0 { Some(empty()) } else { self.range(0, size) }
    }

    /// `PATH(m, D_n)` (RFC 9162 section 2.1.3.1): what proves the entry at `index` to the root of
    /// `size`. `None` if it had not so many entries, or the entry is none of them.
    pub fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        let (index, size) = (self.within(index)?, self.within(size)?);
        if index < size { self.path(index, 0, size) } else { None }
    }

    /// `PROOF(m, D_n)` (RFC 9162 section 2.1.4.1): what proves the root of `first` entries to that
    /// of `second`. `None` if `first` is 0 or above `second`, or it had not so many entries.
    pub fn consistency(&self, first: u64, second: u64) -> Option<Vec<Hash>> {
        let (first, second) = (self.within(first)?, self.within(second)?);
        if 0 < first && first <= second { self.subproof(first, 0, second, true) } else { None }
    }

    /// `width` hashes of a tile, from its beginning (C2SP tlog-tiles). `None` if the tree has not
    /// so many there; a tile has at most 256, and at least one.
    pub fn tile(&self, level: u8, index: u64, width: usize) -> Option<&[Hash]> {
        if !(1..=TILE).contains(&width) {
            return None;
        }
        let start = usize::try_from(index).ok()?.checked_mul(TILE)?;
        let level = self.levels.get(usize::from(level).checked_mul(8)?)?;
        level.get(start..start.checked_add(width)?)
    }

    fn length(&self) -> usize {
        self.levels.first().map_or(0, Vec::len)
    }

    fn within(&self, count: u64) -> Option<usize> {
        usize::try_from(count).ok().filter(|count| *count <= self.length())
    }

    /// The root over the leaves from `start` to before `end`, at least one. The recursions of RFC
    /// 9162 start complete subtrees at multiples of their size only.
    fn range(&self, start: usize, end: usize) -> Option<Hash> {
        let size = end.checked_sub(start)?;
        if size.is_power_of_two() {
            let height = usize::try_from(size.ilog2()).ok()?;
            return self.levels.get(height)?.get(start / size).copied();
        }
        let middle = start.checked_add(half(size)?)?;
        Some(node(&self.range(start, middle)?, &self.range(middle, end)?))
    }

    fn path(&self, index: usize, start: usize, end: usize) -> Option<Vec<Hash>> {
        let Some(half) = half(end.checked_sub(start)?) else {
            return Some(Vec::new());
        };
        let middle = start.checked_add(half)?;
        let (mut path, sibling) = if index < middle {
            (self.path(index, start, middle)?, self.range(middle, end)?)
        } else {
            (self.path(index, middle, end)?, self.range(start, middle)?)
        };
        path.push(sibling);
        Some(path)
    }

    /// `SUBPROOF(m, D_n, b)`, where `known` is b: the verifier has this root already.
    fn subproof(&self, first: usize, start: usize, end: usize, known: bool) -> Option<Vec<Hash>> {
        let size = end.checked_sub(start)?;
        if first == size {
            return if known { Some(Vec::new()) } else { Some(vec![self.range(start, end)?]) };
        }
        let half = half(size)?;
        let middle = start.checked_add(half)?;
        let (mut proof, sibling) = match first.checked_sub(half) {
            Some(rest) if rest > 0 => {
                (self.subproof(rest, middle, end, false)?, self.range(start, middle)?)
            }
            _ => (self.subproof(first, start, middle, known)?, self.range(middle, end)?),
        };
        proof.push(sibling);
        Some(proof)
    }
}

fn empty() -> Hash {
    sha256(&[])
}

fn node(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[0x01], left, right])
}

/// The largest power of two below `size`, if that is two or more.
fn half(size: usize) -> Option<usize> {
    if size < 2 { None } else { Some(size.next_power_of_two() / 2) }
}
