use core::fmt;

use base64ct::{Base64, Encoding};

use crate::Error;
use crate::error::excerpt;

/// A signature line of a note (V-76).
///
/// ```text
/// — rekor.sigstore.dev wNI9ajBFAiBxaGyEtxkz…
/// U+2014 SP name SP base64(key id[4] || signature)
/// ```
///
/// `Display` writes it as it was read, without a newline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureLine<'c> {
    number: usize,
    name: &'c str,
    key_id: [u8; 4],
    signature: Vec<u8>,
}

impl<'c> SignatureLine<'c> {
    pub(crate) fn parse(number: usize, line: &'c str) -> Result<Self, Error> {
        let parts = line
            .strip_prefix("— ")
            .and_then(|parts| parts.split_once(' '));
        let Some((name, base64)) = parts else {
            let found = excerpt(line);
            return Err(Error::NotSignature {
                line: number,
                found,
            });
        };
        if name.is_empty() || name.contains(|c: char| c == '+' || c.is_whitespace()) {
            let found = excerpt(name);
            return Err(Error::KeyName {
                line: number,
                found,
            });
        }
        let Ok(bytes) = Base64::decode_vec(base64) else {
            let characters = base64.chars().count();
            return Err(Error::SignatureBase64 {
                line: number,
                characters,
            });
        };
        match bytes.split_first_chunk() {
            Some((key_id, signature)) if !signature.is_empty() => Ok(Self {
                number,
                name,
                key_id: *key_id,
                signature: signature.into(),
            }),
            _ => Err(Error::SignatureLength {
                line: number,
                bytes: bytes.len(),
            }),
        }
    }

    /// Which line of the note it is, from 1.
    pub const fn number(&self) -> usize {
        self.number
    }

    /// The name of the key.
    pub const fn name(&self) -> &'c str {
        self.name
    }

    /// The id of the key (V-77).
    pub const fn key_id(&self) -> [u8; 4] {
        self.key_id
    }

    /// The signature, in the form of the key's scheme.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

impl fmt::Display for SignatureLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.key_id, self.signature()].concat();
        write!(f, "— {} {}", self.name, Base64::encode_string(&bytes))
    }
}
