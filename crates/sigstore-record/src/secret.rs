use std::fmt;

use crate::digest::{from_hex, hex, sha256};
use crate::{Field, Text};

/// What is shown in the place of a secret: its length and its SHA-256.
///
/// `Display` writes it as one word that can stand in JSON, an address or a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask {
    length: usize,
    sha256: [u8; 32],
}

impl Mask {
    /// The mask of these bytes. A mask is its own: what was masked when a conversation was kept is
    /// shown as it was before.
    pub(crate) fn of(secret: &[u8]) -> Self {
        let hidden = || Self { length: secret.len(), sha256: sha256(&[secret]) };
        Self::read(secret).unwrap_or_else(hidden)
    }

    /// The mask of what had this length and SHA-256.
    pub(crate) fn known(length: usize, sha256: [u8; 32]) -> Self {
        Self { length, sha256 }
    }

    /// The mask that is written here, in the one spelling of `Display`.
    pub(crate) fn read(text: &[u8]) -> Option<Self> {
        let rest = text.strip_prefix(b"masked-")?;
        let (length, digits) = str::from_utf8(rest).ok()?.split_once("-bytes-sha256-")?;
        let sha256 = from_hex(digits)?.try_into().ok()?;
        let mask = Self { length: length.parse().ok()?, sha256 };
        (mask.to_string().as_bytes() == text).then_some(mask)
    }

    /// How many bytes the secret has.
    pub fn length(&self) -> usize {
        self.length
    }

    /// The SHA-256 of the secret.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }
}

impl fmt::Display for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "masked-{}-bytes-sha256-{}", self.length, hex(&self.sha256))
    }
}

/// The secrets of a conversation, to be replaced wherever they stand: a token that one message is
/// known to carry is also hidden where nobody expects it.
pub(crate) struct Redaction {
    /// As they are spelt, with the mask of what they mean; the longest first, so that a secret
    /// inside another does not break it up.
    secrets: Vec<(Vec<u8>, Mask)>,
}

/// How many, and nothing of them.
impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secrets", self.secrets.len())
    }
}

impl Redaction {
    /// All secrets in these fields, as they stand in the messages and as they are meant.
    pub(crate) fn of<'f>(fields: impl Iterator<Item = &'f Field>) -> Self {
        let mut secrets = Vec::new();
        for field in fields {
            field.visit(&mut |field| {
                if let (Some(raw), Text::Masked(mask)) = (field.raw_secret(), field.text()) {
                    let spellings = [Some(raw), field.value()].into_iter().flatten();
                    secrets.extend(spellings.map(|spelt| (spelt.to_vec(), *mask)));
                }
            });
        }
        secrets.retain(|(secret, _)| secret.len() >= MIN_SECRET && Mask::read(secret).is_none());
        secrets.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then(a.cmp(b)));
        secrets.dedup_by(|(a, _), (b, _)| a == b);
        Self { secrets }
    }

    pub(crate) fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let hide = |bytes: Vec<u8>, secret: &(Vec<u8>, Mask)| replace(&bytes, secret);
        self.secrets.iter().fold(bytes.to_vec(), hide)
    }

    pub(crate) fn text(&self, text: &str) -> String {
        let found = |(secret, _): &(Vec<u8>, Mask)| find(text.as_bytes(), secret).is_some();
        if !self.secrets.iter().any(found) {
            return text.into();
        }
        String::from_utf8_lossy(&self.bytes(text.as_bytes())).into_owned()
    }

    /// Whether a secret is in these fields, however it is written there.
    pub(crate) fn is_in(&self, fields: &[Field]) -> bool {
        let mut found = false;
        for field in fields {
            field.visit(&mut |field| {
                let forms = field.raw_secret().into_iter().chain(field.value());
                let hidden = field.raw_secret().is_some();
                found |= hidden && forms.into_iter().any(|form| Mask::read(form).is_none());
            });
        }
        found
    }
}

/// Below this a secret is no secret, and replacing it would spoil every text. Its field is masked
/// all the same, and a body that holds it is not given out.
const MIN_SECRET: usize = 8;

fn replace(bytes: &[u8], (secret, mask): &(Vec<u8>, Mask)) -> Vec<u8> {
    let mask = mask.to_string();
    let (mut out, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
    while let Some((before, after)) = find(rest, secret) {
        out.extend_from_slice(before);
        out.extend_from_slice(mask.as_bytes());
        rest = after;
    }
    out.extend_from_slice(rest);
    out
}

/// What stands before and after the first occurrence.
fn find<'b>(bytes: &'b [u8], secret: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let at = bytes.windows(secret.len()).position(|window| window == secret)?;
    Some((bytes.get(..at)?, bytes.get(at + secret.len()..)?))
}
