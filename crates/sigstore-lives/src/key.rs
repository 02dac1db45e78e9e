use sigstore_engine::{KeyKind, SigningKey};
use sigstore_traits::{Message, SignatureError, SignatureScheme, Signer};

use crate::entropy::seed;

/// A key that everybody can make: it signs the same message the same way every time (RFC 6979).
#[derive(Debug)]
pub(crate) struct Key(SigningKey);

impl Key {
    /// The key of this kind that the name determines.
    pub(crate) fn new(kind: KeyKind, name: &str) -> Self {
        Self(SigningKey::from_seed(kind, &seed(name)))
    }
}

impl Signer for Key {
    fn spki(&self) -> &[u8] {
        self.0.spki()
    }

    fn scheme(&self) -> SignatureScheme {
        self.0.scheme()
    }

    fn sign_with(
        &self,
        scheme: SignatureScheme,
        message: Message<'_>,
    ) -> Result<Vec<u8>, SignatureError> {
        self.0.sign(scheme, message)
    }
}
