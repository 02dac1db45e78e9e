/// Writes bytes in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes, if `text` is lower-case hex, two digits for each.
pub fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

/// The bytes of hex in either case, as clients and servers write digests; [`hex`] writes lower case.
pub fn hex_bytes_of_any_case(text: &str) -> Option<Vec<u8>> {
    hex_bytes(&text.to_ascii_lowercase())
}

const fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(hex(&[0, 0x0a, 0xff]), "000aff");
        assert_eq!(hex_bytes("000aff"), Some(vec![0, 0x0a, 0xff]));
        assert_eq!(hex_bytes(""), Some(Vec::new()));
    }

    #[test]
    fn hex_is_read_in_either_case_and_in_pairs() {
        assert_eq!(hex_bytes_of_any_case("00fFaB"), Some(vec![0, 0xff, 0xab]));
        assert_eq!(hex_bytes_of_any_case(""), Some(Vec::new()));
        for broken in ["0", "000", "0g", "+1", " 0"] {
            assert_eq!(hex_bytes_of_any_case(broken), None, "{broken}");
        }
    }

    #[test]
    fn nothing_else_is_read() {
        for text in ["0", "0A", "0g", " 0", "0x", "é"] {
            assert_eq!(hex_bytes(text), None, "{text}");
        }
    }
}
