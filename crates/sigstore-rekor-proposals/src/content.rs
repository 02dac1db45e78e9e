use sigstore_json::Node;
use sigstore_rekor_types::{PemVerifier, read_hash};
use sigstore_traits::{Digest, HashAlgorithm};

use crate::Error;

/// Reads base64 of PEM, in the spelling in which a log stores it (T-5): one block is written
/// anew, of a chain the text is kept, since only its first certificate was read.
pub(crate) fn read_canonical_pem(node: Node<'_>) -> Result<PemVerifier, Error> {
    let read = PemVerifier::read(node)?;
    let is_chain = read.text().matches("-----BEGIN ").nth(1).is_some();
    Ok(if is_chain { read } else { read.verifier().clone().into() })
}

/// Reads `{"algorithm":"sha256","value":"<hex>"}`.
pub(crate) fn read_sha256(node: Node<'_>) -> Result<[u8; 32], Error> {
    match read_hash(node, &[HashAlgorithm::Sha256])? {
        Digest::Sha256(digest) => Ok(digest),
        other => Err(node.error("sha256", other.algorithm().name()).into()),
    }
}
