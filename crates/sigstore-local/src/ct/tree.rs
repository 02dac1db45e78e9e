use super::sha256;

pub(super) type Hash = [u8; 32];

/// The hashes of the entries (RFC 6962 section 2.1). Every question is about a tree of the first so
/// many of them and is computed anew: right for thousands, not for millions.
#[derive(Debug, Default)]
pub(super) struct Tree {
    leaves: Vec<Hash>,
}

impl Tree {
    pub(super) fn append(&mut self, leaf: &[u8]) {
        self.leaves.push(sha256(&[&[0x00], leaf]));
    }

    pub(super) fn size(&self) -> u64 {
        u64::try_from(self.leaves.len()).unwrap_or(u64::MAX)
    }

    /// The first entry with this hash.
    pub(super) fn find(&self, hash: &[u8]) -> Option<u64> {
        let index = self.leaves.iter().position(|leaf| leaf == hash)?;
        u64::try_from(index).ok()
    }

    /// The root of the first `size` entries.
    pub(super) fn root(&self, size: u64) -> Hash {
        root(self.first(size))
    }

    /// The audit path of an entry in the first `size` (RFC 6962 section 2.1.1).
    pub(super) fn path(&self, index: u64, size: u64) -> Vec<Hash> {
        path(usize::try_from(index).unwrap_or(usize::MAX), self.first(size))
    }

    /// The consistency proof between two sizes (RFC 6962 section 2.1.2); empty from none, and
    /// between equal ones.
    pub(super) fn consistency(&self, first: u64, second: u64) -> Vec<Hash> {
        match usize::try_from(first) {
            Ok(0) | Err(_) => Vec::new(),
            Ok(first) => subproof(first, self.first(second), true),
        }
    }

    fn first(&self, size: u64) -> &[Hash] {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        self.leaves.get(..size).unwrap_or(&self.leaves)
    }
}

/// `MTH(D[n])`
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

/// `PATH(m, D[n])`
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

/// `SUBPROOF(m, D[n], b)`
fn subproof(first: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if first >= leaves.len() {
        return if known { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = halves(leaves);
    let (mut proof, sibling) = match first.checked_sub(left.len()) {
        None | Some(0) => (subproof(first, left, known), root(right)),
        Some(rest) => (subproof(rest, right, false), root(left)),
    };
    proof.push(sibling);
    proof
}

/// Splits two leaves or more at the largest power of two below their number.
fn halves(leaves: &[Hash]) -> (&[Hash], &[Hash]) {
    leaves.split_at(leaves.len().next_power_of_two() / 2)
}
