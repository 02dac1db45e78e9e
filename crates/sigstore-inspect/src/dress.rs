//! The clothes in which things come: white space, base64, base64 of PEM.

use sigstore_json::Value;

/// Base64 in one of its spellings, in lines or not.
pub(crate) fn base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = str::from_utf8(bytes).ok()?;
    let text: String = text.split_ascii_whitespace().collect();
    let plausible = !text.is_empty() && text.bytes().all(is_base64);
    let value = plausible.then(|| Value::String(text.into()))?;
    value.node().bytes().ok()
}

/// The same, of what nobody says is base64: words of prose are base64 too, and no thing is as short
/// as they.
pub(crate) fn likely_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    const SHORTEST: usize = 40;
    base64(bytes).filter(|_| bytes.len() >= SHORTEST)
}

/// As much of it as can be read, for what was cut short.
pub(crate) fn base64_prefix(text: &str) -> Vec<u8> {
    let text: String = text.chars().filter(|c| u8::try_from(*c).is_ok_and(is_base64)).collect();
    let text = text.trim_end_matches('=');
    let whole = text.get(..text.len() - text.len() % 4).unwrap_or_default();
    base64(text.as_bytes()).or_else(|| base64(whole.as_bytes())).unwrap_or_default()
}

/// Text as JSON has it, with what stands around it taken off.
pub(crate) fn text(bytes: &[u8]) -> Option<&str> {
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        // Cut inside a character it is still text.
        Err(error) if error.error_len().is_none() => {
            str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    Some(text.trim_start_matches('\u{feff}').trim_start())
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
}
