//! The clothes in which files come: PEM, base64, both.

use sigstore_json::Value;
use sigstore_pem::Block;

/// The DER inside PEM, inside base64 of either, or as it is.
pub(crate) fn undress(bytes: &[u8]) -> Vec<u8> {
    if let Some(der) = pem(bytes) {
        return der;
    }
    let Some(inner) = decode_base64(bytes) else {
        return bytes.to_vec();
    };
    pem(&inner).unwrap_or(inner)
}

/// What a block of PEM holds, whatever its label.
fn pem(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(Block::parse(std::str::from_utf8(bytes).ok()?)?.content)
}

/// The first certificate in an answer of the authority: PEM, or JSON with PEM in it.
pub(crate) fn first_certificate(answer: &[u8]) -> Option<Vec<u8>> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let text = std::str::from_utf8(answer).ok()?.replace("\\n", "\n");
    let (_, rest) = text.split_once(BEGIN)?;
    let (inner, _) = rest.split_once(END)?;
    Some(Block::parse(&format!("{BEGIN}{inner}{END}\n"))?.content)
}

/// Base64 in one of its spellings, with white space around it.
pub(crate) fn decode_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let value = Value::String(text.into());
    value.node().bytes().ok().filter(|inner| !inner.is_empty())
}
