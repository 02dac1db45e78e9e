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
    line: usize,
    name: &'c str,
    key_id: [u8; 4],
    signature: Vec<u8>,
}

impl<'c> SignatureLine<'c> {
    /// Reads `text`, which is that line of the note.
    pub(crate) fn parse(line: usize, text: &'c str) -> Result<Self, Error> {
        let rest = text.strip_prefix("— ");
        let Some((name, base64)) = rest.and_then(|rest| rest.split_once(' ')) else {
            let found = excerpt(text);
            return Err(Error::NotSignature { line, found });
        };
        if name.is_empty() || name.contains(|c: char| c == '+' || c.is_whitespace()) {
            let found = excerpt(name);
            return Err(Error::KeyName { line, found });
        }
        let bytes = Base64::decode_vec(base64)
            .map_err(|_| Error::SignatureBase64 { line, characters: base64.chars().count() })?;
        match bytes.split_first_chunk() {
            Some((key_id, signature)) if !signature.is_empty() => {
                Ok(Self { line, name, key_id: *key_id, signature: signature.into() })
            }
            _ => Err(Error::SignatureLength { line, bytes: bytes.len() }),
        }
    }

    /// Which line of the note it is, from 1.
    pub const fn line(&self) -> usize {
        self.line
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
