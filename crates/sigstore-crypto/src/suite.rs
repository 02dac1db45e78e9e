use sigstore_traits::{
    Digest, HashAlgorithm, Hasher, KeyAlgorithm, KeyError, Message, SignatureError,
    SignatureScheme, SignatureSuite,
};

use crate::{AwsLcHasher, AwsLcKey, hasher};

/// Cryptography by aws-lc-rs. It has no state.
#[derive(Clone, Copy, Debug, Default)]
pub struct AwsLcSuite;

impl SignatureSuite for AwsLcSuite {
    type Key = AwsLcKey;
    type Hasher = AwsLcHasher;

    fn key(&self, spki: &[u8]) -> Result<AwsLcKey, KeyError> {
        AwsLcKey::read(spki)
    }

    fn key_algorithm(&self, key: &AwsLcKey) -> KeyAlgorithm {
        key.algorithm()
    }

    fn verify(
        &self,
        key: &AwsLcKey,
        scheme: SignatureScheme,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        key.verify(scheme, message, signature)
    }

    fn digest(&self, algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
        match parts {
            [whole] => hasher::one_shot(algorithm, whole),
            _ => {
                let mut hasher = self.hasher(algorithm);
                parts.iter().for_each(|part| hasher.update(part));
                hasher.finish()
            }
        }
    }

    fn hasher(&self, algorithm: HashAlgorithm) -> AwsLcHasher {
        AwsLcHasher::new(algorithm)
    }

    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        hasher::sha256(parts)
    }
}
