use aws_lc_rs::digest;
use sigstore_traits::{Digest, HashAlgorithm, Hasher};

/// A digest being computed by aws-lc-rs.
#[derive(Clone)]
pub struct AwsLcHasher {
    algorithm: HashAlgorithm,
    context: digest::Context,
}

impl AwsLcHasher {
    pub(crate) fn new(algorithm: HashAlgorithm) -> Self {
        Self { algorithm, context: digest::Context::new(aws_lc(algorithm)) }
    }
}

impl Hasher for AwsLcHasher {
    fn update(&mut self, bytes: &[u8]) {
        self.context.update(bytes);
    }

    fn finish(self) -> Digest {
        ours(self.algorithm, &self.context.finish())
    }
}

/// The digest of a message that lies in one piece: no context is allocated.
pub(crate) fn one_shot(algorithm: HashAlgorithm, message: &[u8]) -> Digest {
    ours(algorithm, &digest::digest(aws_lc(algorithm), message))
}

/// SHA-256 of the concatenated parts.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    match parts {
        [whole] => array(&digest::digest(&digest::SHA256, whole)),
        _ => {
            let mut context = digest::Context::new(&digest::SHA256);
            parts.iter().for_each(|part| context.update(part));
            array(&context.finish())
        }
    }
}

/// The algorithm under aws-lc-rs' name.
pub(crate) fn aws_lc(algorithm: HashAlgorithm) -> &'static digest::Algorithm {
    match algorithm {
        HashAlgorithm::Sha256 => &digest::SHA256,
        HashAlgorithm::Sha384 => &digest::SHA384,
        HashAlgorithm::Sha512 => &digest::SHA512,
    }
}

fn ours(algorithm: HashAlgorithm, digest: &digest::Digest) -> Digest {
    match algorithm {
        HashAlgorithm::Sha256 => Digest::Sha256(array(digest)),
        HashAlgorithm::Sha384 => Digest::Sha384(array(digest)),
        HashAlgorithm::Sha512 => Digest::Sha512(array(digest)),
    }
}

/// The bytes of a digest of `N` bytes. The algorithm fixes the length; were it another, stopping
/// would be right, for no value could stand in for a digest.
fn array<const N: usize>(digest: &digest::Digest) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(digest.as_ref());
    bytes
}
