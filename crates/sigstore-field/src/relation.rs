/// What one value is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Relation {
    /// The very same.
    Same,
    /// Its SHA-256.
    Sha256,
    /// Its SHA-384.
    Sha384,
    /// Its SHA-512.
    Sha512,
    /// The canonical form that a log makes of what it is asked to record.
    Canonical,
    /// The hash of the leaf that a log makes of it (RFC 9162 section 2.1.1).
    LeafHash,
    /// The root of the tree to which it leads with the hashes of its proof (RFC 9162 section 2.1.3).
    Root,
    /// The SHA-256 of the pre-authentication encoding of an envelope (DSSE).
    EncodingSha256,
    /// A signature and the key with which it verifies.
    Signature,
}

impl Relation {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
            Self::Canonical => "canonical",
            Self::LeafHash => "leaf-hash",
            Self::Root => "root",
            Self::EncodingSha256 => "encoding-sha256",
            Self::Signature => "signature",
        }
    }

    /// What it is, before `of …`.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Same => "the value",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Canonical => "the canonical form",
            Self::LeafHash => "the leaf hash",
            Self::Root => "the root",
            Self::EncodingSha256 => "SHA-256 of the pre-authentication encoding",
            Self::Signature => "the signature",
        }
    }
}
