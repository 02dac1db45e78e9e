use sigstore_field::{Field, Text};
use sigstore_json::hex;

use crate::bounds::MAX_RAW;

/// The bytes that a field stands for, unless a secret stands in them.
pub(crate) fn bytes(field: &Field) -> Option<&[u8]> {
    let mut secret = false;
    field.visit(&mut |inner| secret |= matches!(inner.text(), Text::Masked(_)));
    field.value().filter(|_| !secret)
}

/// Bytes in hex, and how many more there are.
pub(crate) fn shortened(bytes: &[u8]) -> String {
    match bytes.split_at_checked(MAX_RAW) {
        Some((start, rest)) if !rest.is_empty() => {
            format!("{}… {} more bytes", hex(start), rest.len())
        }
        _ => hex(bytes),
    }
}

/// Bytes as lines of offset, hex and characters.
pub(crate) fn dump(bytes: &[u8]) -> Vec<String> {
    let shown = bytes.get(..MAX_RAW).unwrap_or(bytes);
    let mut lines: Vec<String> = shown.chunks(16).enumerate().map(line).collect();
    if let Some(more) = bytes.len().checked_sub(MAX_RAW).filter(|more| *more > 0) {
        lines.push(format!("… {more} more bytes"));
    }
    lines
}

fn line((number, chunk): (usize, &[u8])) -> String {
    let octets: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
    let character = |byte: &u8| match byte {
        b' '..=b'~' => char::from(*byte),
        _ => '.',
    };
    let characters: String = chunk.iter().map(character).collect();
    format!("{:06x}  {:47}  {characters}", number * 16, octets.join(" "))
}
