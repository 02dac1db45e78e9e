use sigstore_json::{Node, hex_bytes};
use sigstore_traits::{Digest, HashAlgorithm, Rule, RuleKind};

use crate::Error;

pub(crate) static T_20: Rule = Rule {
    id: "T-20",
    title: "Rekor v1 writes a hash as lower-case hex, as long as its algorithm says.",
    source: "sigstore/rekor pkg/types/hashedrekord/v0.0.1/hashedrekord_v0_0_1_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types Body::parse, LogEntry::parse",
};

pub(crate) static T_21: Rule = Rule {
    id: "T-21",
    title: "The hash in a body of Rekor v1 is of an algorithm that the schema of its kind lists.",
    source: "sigstore/rekor pkg/types, the schema of each kind",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types Body::parse",
};

/// Reads a hash of Rekor v1: `{"algorithm":"sha256","value":"e3b0…"}`.
///
/// # Errors
/// [`Error::HashAlgorithm`] for one that is not `allowed`, [`Error::Hex`], or [`Error::Json`].
pub fn read_hash(node: Node<'_>, allowed: &'static [HashAlgorithm]) -> Result<Digest, Error> {
    let object = node.object()?;
    let (algorithm, value) = (object.required("algorithm")?, object.required("value")?);
    object.finish()?;
    let name = algorithm.string()?;
    let known = HashAlgorithm::from_name(name).filter(|known| allowed.contains(known));
    match known {
        Some(HashAlgorithm::Sha256) => Ok(Digest::Sha256(hex(value)?)),
        Some(HashAlgorithm::Sha384) => Ok(Digest::Sha384(hex(value)?)),
        Some(HashAlgorithm::Sha512) => Ok(Digest::Sha512(hex(value)?)),
        None => Err(Error::HashAlgorithm { place: algorithm.path(), found: name.into(), allowed }),
    }
}

/// Writes what [`read_hash`] reads.
pub(crate) fn write(digest: &Digest) -> String {
    let algorithm = digest.algorithm();
    let value = sigstore_json::hex(digest.as_bytes());
    format!(r#"{{"algorithm":"{algorithm}","value":"{value}"}}"#)
}

/// The bytes in a string of lower-case hex, exactly so many.
pub(crate) fn hex<const N: usize>(node: Node<'_>) -> Result<[u8; N], Error> {
    let text = node.string()?;
    let bytes = hex_bytes(text).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Error::Hex { place: node.path(), characters: text.len(), expected: N * 2 })
}
