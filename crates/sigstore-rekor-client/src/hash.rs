use std::fmt::Write;

use sigstore_json::{Error, Node};

/// Reads a hash as Rekor v1 writes it: 64 digits of lower-case hex.
pub(crate) fn read(node: Node<'_>) -> Result<[u8; 32], Error> {
    let text = node.string()?;
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    });
    let bytes: Option<Vec<u8>> = pairs.collect();
    let hash = bytes.and_then(|bytes| bytes.try_into().ok());
    let found = || format!("{} characters", text.chars().count());
    hash.ok_or_else(|| node.error("64 digits of lower-case hex", found()))
}

/// Writes bytes in lower-case hex.
pub(crate) fn write(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

const fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}
