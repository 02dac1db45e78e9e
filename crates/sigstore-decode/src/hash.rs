use sigstore_crypto::AwsLcSuite;
use sigstore_merkle::{Hash, Sha256};
use sigstore_traits::SignatureSuite;

pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    AwsLcSuite.sha256(parts)
}

/// The same for the hashes of a Merkle tree.
pub(crate) struct Hasher;

impl Sha256 for Hasher {
    fn sha256(&self, parts: &[&[u8]]) -> Hash {
        sha256(parts)
    }
}
