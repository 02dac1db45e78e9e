/// The bytes in hex of either case: servers write digests in both.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    sigstore_json::hex_bytes(&text.to_ascii_lowercase())
}
