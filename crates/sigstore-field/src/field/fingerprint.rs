use crate::{Field, Mask, Relation};

impl Field {
    /// What it stands for, each value as its SHA-256: two fields hang together if one of these is
    /// the same in both. A value of fewer than [`MIN_VALUE`](crate::MIN_VALUE) bytes is not among
    /// them.
    pub fn fingerprints(&self) -> impl Iterator<Item = (Relation, [u8; 32])> {
        self.values().iter().map(|(relation, value)| (*relation, *Mask::of(value).sha256()))
    }
}
