use sigstore_pem::Block;
use sigstore_traits::{Rule, RuleKind};

use crate::Error;

pub(crate) static V_112: Rule = Rule {
    id: "V-112",
    title: "A managed key comes from the caller, as PEM with the label PUBLIC KEY or as the DER SubjectPublicKeyInfo itself.",
    source: "RFC 7468 section 13; sigstore protobuf-specs sigstore_common.proto, PublicKeyIdentifier",
    kind: RuleKind::Refusal,
    place: "sigstore-policy read_key",
};

/// The most bytes of a key file.
pub const MAX_KEY: usize = 64 << 10;

/// Reads a public key file; gives its DER SubjectPublicKeyInfo, which is not looked into here.
///
/// # Errors
/// [`Error::Key`] if it is neither PEM with the label `PUBLIC KEY` nor begins like DER,
/// [`Error::KeyTooLarge`] beyond [`MAX_KEY`].
pub fn read_key(file: &[u8]) -> Result<Vec<u8>, Error> {
    const DER_SEQUENCE: u8 = 0x30;
    if file.len() > MAX_KEY {
        return Err(Error::KeyTooLarge { bytes: file.len(), max: MAX_KEY });
    }
    if file.first() == Some(&DER_SEQUENCE) {
        return Ok(file.to_vec());
    }
    let block = str::from_utf8(file).ok().and_then(Block::parse);
    match block.ok_or_else(|| Error::Key { found: "no PEM".into() })? {
        Block { label: "PUBLIC KEY", content } => Ok(content),
        Block { label, .. } => Err(Error::Key { found: format!("PEM with the label {label}") }),
    }
}
