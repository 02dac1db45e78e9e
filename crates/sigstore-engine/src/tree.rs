use crate::hash::sha256;

pub(crate) type Hash = [u8; 32];

/// A Merkle tree that grows, kept as the hashes of its leaves (RFC 9162 section 2.1). Roots and
/// paths are computed over all of them: right for thousands of entries, not for millions.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    leaves: Vec<Hash>,
}

impl Tree {
    pub(crate) fn append(&mut self, entry: &[u8]) {
        self.leaves.push(sha256(&[&[0x00], entry]));
    }

    pub(crate) fn size(&self) -> u64 {
        self.leaves.len().try_into().unwrap_or(u64::MAX)
    }

    pub(crate) fn root(&self) -> Hash {
        root(&self.leaves)
    }

    /// The path that proves the last entry to the present root.
    pub(crate) fn path(&self) -> Vec<Hash> {
        path(self.leaves.len().saturating_sub(1), &self.leaves)
    }
}

/// `MTH(D_n)` (RFC 9162 section 2.1.1)
fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => sha256(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = halves(leaves);
            sha256(&[&[0x01], &root(left), &root(right)])
        }
    }
}

/// `PATH(m, D_n)` (RFC 9162 section 2.1.3.1)
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let (left, right) = halves(leaves);
    let (mut path, sibling) = match index.checked_sub(left.len()) {
        None => (path(index, left), root(right)),
        Some(index) => (path(index, right), root(left)),
    };
    path.push(sibling);
    path
}

/// Splits two leaves or more at the largest power of two below their number.
fn halves(leaves: &[Hash]) -> (&[Hash], &[Hash]) {
    leaves.split_at(leaves.len().next_power_of_two() / 2)
}
