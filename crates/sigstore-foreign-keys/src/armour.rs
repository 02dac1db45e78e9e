use sigstore_json::base64_bytes;

/// What stands in base64 in lines; of what is cut short, what is there.
pub(crate) fn bytes(text: &str) -> Vec<u8> {
    let text: String = text.split_ascii_whitespace().collect();
    let whole = text.get(..text.len() - text.len() % 4).unwrap_or_default();
    base64_bytes(&text).or_else(|| base64_bytes(whole)).unwrap_or_default()
}
