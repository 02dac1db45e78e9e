//! Hex as clients write it; what servers write is `sigstore_json::hex`.

/// The bytes of hex in either case.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let digit = |character: u8| char::from(character).to_digit(16)?.try_into().ok();
    let byte = |pair: &[u8]| match pair {
        [high, low] => {
            let (high, low): (u8, u8) = (digit(*high)?, digit(*low)?);
            Some(high << 4 | low)
        }
        _ => None,
    };
    text.as_bytes().chunks(2).map(byte).collect()
}
