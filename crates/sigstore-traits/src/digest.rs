use core::fmt::{self, Write as _};

use crate::{Rule, RuleKind};

/// See [`HashAlgorithm::from_proto_name`].
pub(crate) static V_24: Rule = Rule {
    id: "V-24",
    title: "A hash algorithm is SHA2_256, SHA2_384 or SHA2_512, by that name; the deprecated SHA-3 names and the unspecified value are refused.",
    source: "sigstore protobuf-specs sigstore_common.proto, HashAlgorithm",
    kind: RuleKind::Refusal,
    place: "sigstore-traits HashAlgorithm::from_proto_name",
};

/// The hash algorithms of the protocol (FIPS 180-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HashAlgorithm {
    /// SHA-256, 32 bytes.
    Sha256,
    /// SHA-384, 48 bytes.
    Sha384,
    /// SHA-512, 64 bytes.
    Sha512,
}

impl HashAlgorithm {
    /// All of them, in the order of their length.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// Length of a digest in bytes.
    pub const fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The name that Rekor v1 and in-toto write: `sha256`, `sha384`, `sha512`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// The inverse of [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The name in protobuf JSON: `SHA2_256`, `SHA2_384`, `SHA2_512`.
    pub const fn proto_name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA2_256",
            Self::Sha384 => "SHA2_384",
            Self::Sha512 => "SHA2_512",
        }
    }

    /// The inverse of [`proto_name`](Self::proto_name) (V-24).
    pub fn from_proto_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.proto_name() == name)
    }
}

impl fmt::Display for HashAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A digest with its algorithm; the length is part of the type.
///
/// `Display` writes `sha256:` and lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Digest {
    /// SHA-256.
    Sha256([u8; 32]),
    /// SHA-384.
    Sha384([u8; 48]),
    /// SHA-512.
    Sha512([u8; 64]),
}

impl Digest {
    /// The digest with these bytes; `None` if their number is not the algorithm's.
    pub fn new(algorithm: HashAlgorithm, bytes: &[u8]) -> Option<Self> {
        match algorithm {
            HashAlgorithm::Sha256 => bytes.try_into().ok().map(Self::Sha256),
            HashAlgorithm::Sha384 => bytes.try_into().ok().map(Self::Sha384),
            HashAlgorithm::Sha512 => bytes.try_into().ok().map(Self::Sha512),
        }
    }

    /// Which algorithm made it.
    pub const fn algorithm(&self) -> HashAlgorithm {
        match self {
            Self::Sha256(_) => HashAlgorithm::Sha256,
            Self::Sha384(_) => HashAlgorithm::Sha384,
            Self::Sha512(_) => HashAlgorithm::Sha512,
        }
    }

    /// The bytes, as many as [`HashAlgorithm::length`] says.
    pub const fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Sha256(bytes) => bytes,
            Self::Sha384(bytes) => bytes,
            Self::Sha512(bytes) => bytes,
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.algorithm())?;
        write_hex(self.as_bytes(), f)
    }
}

/// Writes lower-case hex.
pub(crate) fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let digit = |half| char::from(if half < 10 { b'0' + half } else { b'a' - 10 + half });
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .try_for_each(|half| f.write_char(digit(half)))
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v_24_kept_the_three_names() {
        for algorithm in HashAlgorithm::ALL {
            assert_eq!(HashAlgorithm::from_proto_name(algorithm.proto_name()), Some(algorithm));
            assert_eq!(HashAlgorithm::from_name(algorithm.name()), Some(algorithm));
        }
    }

    #[test]
    fn v_24_broken_other_names_are_none() {
        for name in
            ["HASH_ALGORITHM_UNSPECIFIED", "SHA3_256", "SHA3_384", "sha2_256", "SHA256", "1", ""]
        {
            assert_eq!(HashAlgorithm::from_proto_name(name), None);
        }
    }

    #[test]
    fn a_digest_has_the_length_of_its_algorithm() {
        assert_eq!(Digest::new(HashAlgorithm::Sha384, &[0; 32]), None);
        assert_eq!(Digest::new(HashAlgorithm::Sha256, &[0; 32]), Some(Digest::Sha256([0; 32])));
    }
}
