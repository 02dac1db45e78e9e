use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use sigstore_traits::{Rule, RuleKind};

pub(crate) static V_123: Rule = Rule {
    id: "V-123",
    title: "Bytes are base64 in one alphabet, standard or URL-safe, padded or not, without white space or stray bits; an integer is a number or a string of digits without plus sign, leading zero, fraction or exponent.",
    source: "ProtoJSON (protobuf.dev, JSON Mapping); RFC 4648 sections 3 to 5",
    kind: RuleKind::Refusal,
    place: "sigstore-json Node::bytes, Node::int64, Node::uint64",
};

/// Writes bytes in the standard alphabet with padding (RFC 4648 section 4).
///
/// Here and in [`base64_bytes`] the time depends on the bytes, by way of tables: they are for what
/// is published, not for secrets.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes, if `text` is base64 in the standard alphabet with padding, without white space or
/// stray bits.
pub fn base64_bytes(text: impl AsRef<[u8]>) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// The bytes, if `text` is base64 in exactly one of the spellings of ProtoJSON.
///
/// A text that both alphabets read says the same in both.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let (standard, url_safe) = match text.ends_with('=') {
        true => (&STANDARD, &URL_SAFE),
        false => (&STANDARD_NO_PAD, &URL_SAFE_NO_PAD),
    };
    standard.decode(text).or_else(|_| url_safe.decode(text)).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};

    use super::*;

    /// What another reader of RFC 4648 reads in `text`.
    fn other(text: &str) -> Option<Vec<u8>> {
        let bytes = match text.ends_with('=') {
            true => Base64::decode_vec(text).or_else(|_| Base64Url::decode_vec(text)),
            false => {
                Base64Unpadded::decode_vec(text).or_else(|_| Base64UrlUnpadded::decode_vec(text))
            }
        };
        bytes.ok()
    }

    #[track_caller]
    fn same(text: &str) {
        assert_eq!(decode(text), other(text), "{text:?}");
        assert_eq!(base64_bytes(text), Base64::decode_vec(text).ok(), "{text:?}");
    }

    /// Every text of up to 5 of these characters: stray bits or none, both alphabets, padding,
    /// white space.
    #[test]
    fn short_texts_say_the_same_to_another_reader() {
        let mut texts = vec![String::new()];
        for _ in 0..=5 {
            texts.iter().for_each(|text| same(text));
            let longer = |text: &String| {
                ['A', 'B', 'Q', '/', '-', '=', '\n'].map(|next| format!("{text}{next}"))
            };
            texts = texts.iter().flat_map(longer).collect();
        }
    }

    /// Every character of ASCII, and one beyond, in every place of texts that are longer than what
    /// is read at a time.
    #[test]
    fn long_texts_say_the_same_to_another_reader() {
        let text = "Zm9v".repeat(17);
        for length in 65..=68 {
            let (text, padding) = (&text[..length], "=".repeat((68 - length) % 4));
            for place in 0..length {
                let (before, after) = (&text[..place], &text[place + 1..]);
                for character in ('\0'..='\x7f').chain(['é']) {
                    same(&format!("{before}{character}{after}"));
                    same(&format!("{before}{character}{after}{padding}"));
                }
            }
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..=bytes.len() {
            let bytes = &bytes[..length];
            assert_eq!(base64(bytes), Base64::encode_string(bytes));
            assert_eq!(base64_bytes(base64(bytes)).unwrap(), bytes);
        }
    }
}
