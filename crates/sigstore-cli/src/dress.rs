//! The clothes in which files come: PEM, base64, both.

use der::pem;
use sigstore_json::Value;

/// The DER inside PEM, inside base64 of either, or as it is.
pub(crate) fn undress(bytes: &[u8]) -> Vec<u8> {
    if let Ok((_, der)) = pem::decode_vec(bytes) {
        return der;
    }
    let Some(inner) = decode_base64(bytes) else {
        return bytes.to_vec();
    };
    match pem::decode_vec(&inner) {
        Ok((_, der)) => der,
        Err(_) => inner,
    }
}

/// The first certificate in an answer of the authority: PEM, or JSON with PEM in it.
pub(crate) fn first_certificate(answer: &[u8]) -> Option<Vec<u8>> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let text = std::str::from_utf8(answer).ok()?.replace("\\n", "\n");
    let (_, rest) = text.split_once(BEGIN)?;
    let (inner, _) = rest.split_once(END)?;
    pem::decode_vec(format!("{BEGIN}{inner}{END}\n").as_bytes()).ok().map(|(_, der)| der)
}

/// Base64 in one of its spellings, with white space around it.
pub(crate) fn decode_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let value = Value::String(text.into());
    value.node().bytes().ok().filter(|inner| !inner.is_empty())
}
