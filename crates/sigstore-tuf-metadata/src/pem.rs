use base64ct::{Base64, Encoding};

const BEGIN: &str = "-----BEGIN PUBLIC KEY-----\n";
const END: &str = "\n-----END PUBLIC KEY-----";

/// The DER of one public key in PEM (RFC 7468 section 13).
///
/// ```text
/// -----BEGIN PUBLIC KEY-----
/// MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzQFnrfn+5pkpDs+EOWnLDPKCCmrd
/// ubRj94YXPWkBFtwxm8GCnI+EtFcoZLVAYyzDk1qkQ5VzKVcXP66mWtzzuA==
/// -----END PUBLIC KEY-----
/// ```
///
/// A newline after it may be there or not. Nothing else may stand before, after or between.
pub(crate) fn public_key(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let lines = text.strip_prefix(BEGIN)?.strip_suffix(END)?;
    let base64: String = lines.split('\n').collect();
    Base64::decode_vec(&base64).ok()
}
