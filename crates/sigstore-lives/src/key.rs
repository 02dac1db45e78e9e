use sigstore_engine::{KeyKind, SigningKey};

use crate::entropy::seed;

/// A key that everybody can make, of this kind and determined by the name: it signs the same
/// message the same way every time (RFC 6979).
pub(crate) fn key(kind: KeyKind, name: &str) -> SigningKey {
    SigningKey::from_seed(kind, &seed(name))
}
