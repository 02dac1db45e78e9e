use sigstore_field::{Field, Meaning};
use sigstore_json::base64_bytes;

const KEY: usize = 2 + 8 + 32;
const SIGNATURE: usize = 2 + 8 + 64;

/// Whether bytes are a key: one is often written without its comment.
pub(crate) fn is_key(bytes: &[u8]) -> bool {
    bytes.starts_with(b"Ed") && bytes.len() == KEY
}

/// What stands in base64 in the first line that is no comment, if it is a key or a signature.
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    let line = text.lines().find(|line| !line.starts_with("untrusted comment:"))?;
    let bytes = base64_bytes(line.trim())?;
    fields(&bytes).map(|_| bytes)
}

/// ```text
/// signature_algorithm || key_id || public_key, or signature   -- minisign "Public key format"
/// ```
pub(crate) fn fields(bytes: &[u8]) -> Option<Vec<Field>> {
    let (algorithm, rest) = bytes.split_first_chunk::<2>()?;
    let (id, rest) = rest.split_first_chunk::<8>()?;
    let algorithm = match (algorithm, bytes.len()) {
        (b"Ed", KEY | SIGNATURE) => "Ed25519",
        (b"ED", SIGNATURE) => "Ed25519 over the BLAKE2b-512 of the file",
        _ => return None,
    };
    // The number of a key is written as people see it: most significant first.
    let id = format!("{:016X}", u64::from_le_bytes(*id));
    let (name, meaning) = match bytes.len() {
        KEY => ("key", Meaning::Key),
        _ => ("signature", Meaning::Signature),
    };
    Some(vec![
        Field::plain("algorithm", algorithm),
        Field::word("key id", Meaning::Identity, &id),
        Field::bytes(name, meaning, rest),
    ])
}
