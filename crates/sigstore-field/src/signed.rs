use sigstore_crypto::AwsLcSuite;
use sigstore_traits::{Digest, KeyAlgorithm, Message, SignatureScheme, SignatureSuite};

/// A public key, read.
pub type Key = <AwsLcSuite as SignatureSuite>::Key;

/// What a signature should be over. Whether it is, and by whose key, is seen by trying keys
/// ([`Signed::is_by`]).
pub struct Signed {
    over: &'static str,
    message: Content,
    /// The signature, where the field stands for more, or spells it another way.
    signature: Option<Vec<u8>>,
}

enum Content {
    Bytes(Vec<u8>),
    Digest(Digest),
}

impl Signed {
    /// Over these bytes, which `over` says in words.
    pub fn bytes(over: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { over, message: Content::Bytes(bytes.into()), signature: None }
    }

    /// Over something of which only the digest is known.
    pub fn digest(over: &'static str, digest: Digest) -> Self {
        Self { over, message: Content::Digest(digest), signature: None }
    }

    /// By this signature, which is a part of what the field stands for.
    #[must_use]
    pub fn by(self, signature: Vec<u8>) -> Self {
        Self { signature: Some(signature), ..self }
    }

    /// What it is over, in words.
    pub fn over(&self) -> &'static str {
        self.over
    }

    /// Whether the holder of the key made the signature over it, under any scheme that such a key
    /// is used with. The signature is what the field stands for, unless it has [one](Self::by) in
    /// it.
    pub fn is_by(&self, key: &Key, value: &[u8]) -> bool {
        let signature = self.signature.as_deref().unwrap_or(value);
        let message = match &self.message {
            Content::Bytes(bytes) => Message::Bytes(bytes),
            Content::Digest(digest) => Message::Digest(digest),
        };
        let algorithm = AwsLcSuite.key_algorithm(key);
        let schemes = algorithm.signing_hashes().iter().map(|hash| match algorithm {
            KeyAlgorithm::Ed25519 => SignatureScheme::Ed25519,
            KeyAlgorithm::Rsa { .. } => SignatureScheme::RsaPkcs1(*hash),
            _ => SignatureScheme::Ecdsa(*hash),
        });
        schemes.into_iter().any(|s| AwsLcSuite.verify(key, s, message, signature).is_ok())
    }
}
