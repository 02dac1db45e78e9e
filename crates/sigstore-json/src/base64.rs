use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};
use sigstore_traits::{Rule, RuleKind};

pub(crate) static V_123: Rule = Rule {
    id: "V-123",
    title: "Bytes are base64 in one alphabet, standard or URL-safe, padded or not, without white space or stray bits; an integer is a number or a string of digits without plus sign, leading zero, fraction or exponent.",
    source: "ProtoJSON (protobuf.dev, JSON Mapping); RFC 4648 sections 3 to 5",
    kind: RuleKind::Refusal,
    place: "sigstore-json Node::bytes, Node::int64, Node::uint64",
};

/// Writes bytes in the standard alphabet with padding (RFC 4648 section 4).
pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// The bytes, if `text` is base64 in exactly one of the spellings of ProtoJSON.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let padded = text.ends_with('=');
    let url_safe = text.bytes().any(|byte| matches!(byte, b'-' | b'_'));
    let bytes = match (url_safe, padded) {
        (false, true) => Base64::decode_vec(text),
        (false, false) => Base64Unpadded::decode_vec(text),
        (true, true) => Base64Url::decode_vec(text),
        (true, false) => Base64UrlUnpadded::decode_vec(text),
    };
    bytes.ok()
}

/// The bytes, if `text` is standard base64 with padding.
pub(crate) fn decode_standard(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}
