//! Textual encodings (RFC 7468), one block with nothing around it but white space.

use base64ct::{Base64, Encoding};

/// The content of a block with this label.
pub(crate) fn decode(label: &str, text: &str) -> Option<Vec<u8>> {
    let text = text.trim().strip_prefix(&format!("-----BEGIN {label}-----"))?;
    let text = text.strip_suffix(&format!("-----END {label}-----"))?;
    let base64: String = text.split_ascii_whitespace().collect();
    Base64::decode_vec(&base64).ok()
}

/// A block with this label, in lines of 64 characters, the last one ended.
pub(crate) fn encode(label: &str, content: &[u8]) -> String {
    let base64 = Base64::encode_string(content);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at_checked(64).unwrap_or((rest, ""));
        out.push_str(line);
        out.push('\n');
        rest = more;
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_reads_back_and_another_label_does_not() {
        for length in [0, 1, 48, 49, 100] {
            let content = vec![7; length];
            let block = encode("PUBLIC KEY", &content);
            assert!(block.lines().all(|line| line.len() <= 64));
            assert_eq!(decode("PUBLIC KEY", &block), Some(content));
            assert_eq!(decode("CERTIFICATE", &block), None);
        }
        assert_eq!(decode("A", "-----BEGIN A-----\n%\n-----END A-----\n"), None);
    }
}
