use sha2::digest::{FixedOutput, HashMarker, Output, OutputSizeUser, Update, consts::U64};
use sha2::{Sha256, Sha384, Sha512};
use sigstore_traits::{Digest, HashAlgorithm};

/// The digest of the concatenated `parts` (FIPS 180-4).
pub(crate) fn digest(algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
    match algorithm {
        HashAlgorithm::Sha256 => Digest::Sha256(sha256(parts)),
        HashAlgorithm::Sha384 => Digest::Sha384(hash::<Sha384>(parts).into()),
        HashAlgorithm::Sha512 => Digest::Sha512(sha512(parts)),
    }
}

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    hash::<Sha256>(parts).into()
}

pub(crate) fn sha512(parts: &[&[u8]]) -> [u8; 64] {
    hash::<Sha512>(parts).into()
}

fn hash<D: sha2::Digest>(parts: &[&[u8]]) -> Output<D> {
    let start = D::new();
    let hasher = parts.iter().fold(start, |hasher, part| hasher.chain_update(part));
    hasher.finalize()
}

/// A finished SHA-512 digest in the shape in which Ed25519ph takes its message: a hasher that is
/// never fed.
#[derive(Default)]
pub(crate) struct Prehashed(Output<Self>);

impl Prehashed {
    pub(crate) fn of(digest: &Digest) -> Option<Self> {
        match digest {
            Digest::Sha512(bytes) => Some(Self((*bytes).into())),
            _ => None,
        }
    }
}

impl OutputSizeUser for Prehashed {
    type OutputSize = U64;
}

impl Update for Prehashed {
    fn update(&mut self, _: &[u8]) {}
}

impl FixedOutput for Prehashed {
    fn finalize_into(self, out: &mut Output<Self>) {
        *out = self.0;
    }
}

impl HashMarker for Prehashed {}
