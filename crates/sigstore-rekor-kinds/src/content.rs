//! The shapes that the schemas share: `{"content":"<base64>"}`, a SHA-256, a map of texts.

use std::collections::BTreeMap;

use sigstore_json::{Node, Value, hex};
use sigstore_rekor_types::{PemVerifier, read_hash};
use sigstore_traits::{Digest, HashAlgorithm};

use crate::Error;

/// What a package says of itself: names with their values.
pub type Properties = BTreeMap<String, String>;

/// The most properties of a package that are read. Real ones have about twenty.
pub const MAX_PROPERTIES: usize = 256;

/// Reads `{"content":"<base64>"}`.
pub(crate) fn read(node: Node<'_>) -> Result<Vec<u8>, Error> {
    let object = node.object()?;
    let content = object.required("content")?.standard_bytes()?;
    object.finish()?;
    Ok(content)
}

/// Reads `{"content":"<base64 of PEM>"}`.
pub(crate) fn read_pem(node: Node<'_>) -> Result<PemVerifier, Error> {
    let object = node.object()?;
    let verifier = PemVerifier::read(object.required("content")?)?;
    object.finish()?;
    Ok(verifier)
}

/// Writes what [`read`] reads.
pub(crate) fn write(bytes: &[u8]) -> Value<'static> {
    Value::message([("content", Some(base64(bytes)))])
}

/// Writes what [`read_pem`] reads.
pub(crate) fn write_pem(verifier: &PemVerifier) -> Value<'static> {
    write(verifier.text().as_bytes())
}

/// A string of base64.
pub(crate) fn base64(bytes: &[u8]) -> Value<'static> {
    Value::String(sigstore_json::base64(bytes).into())
}

/// Reads `{"algorithm":"sha256","value":"<hex>"}`: these kinds have no other hash.
pub(crate) fn read_sha256(node: Node<'_>) -> Result<[u8; 32], Error> {
    match read_hash(node, &[HashAlgorithm::Sha256])? {
        Digest::Sha256(digest) => Ok(digest),
        other => Err(node.error("sha256", other.algorithm().name()).into()),
    }
}

/// Writes what [`read_sha256`] reads.
pub(crate) fn write_sha256(digest: &[u8; 32]) -> Value<'static> {
    Value::message([
        ("algorithm", Some(Value::text(HashAlgorithm::Sha256.name()))),
        ("value", Some(Value::String(hex(digest).into()))),
    ])
}

/// Reads a map of texts.
pub(crate) fn read_properties(node: Node<'_>) -> Result<Properties, Error> {
    let object = node.object()?;
    let texts = object.entries().map(|(name, text)| Ok((name.into(), text.string()?.into())));
    texts.collect()
}

/// Writes what [`read_properties`] reads.
pub(crate) fn write_properties(properties: &Properties) -> Value<'_> {
    let texts = properties.iter().map(|(name, text)| (name.as_str().into(), Value::text(text)));
    Value::Object(texts.collect())
}
