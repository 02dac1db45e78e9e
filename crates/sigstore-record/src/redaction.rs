use std::fmt;

use sigstore_field::{Field, Mask, Text};

/// The secrets of a conversation, to be replaced wherever they stand: a token that one message is
/// known to carry is also hidden where nobody expects it.
#[derive(Default)]
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
    /// Adds all secrets in these fields, as they stand in the messages and as they are meant. Says
    /// whether there were new ones.
    pub(crate) fn add<'f>(&mut self, fields: impl Iterator<Item = &'f Field>) -> bool {
        let before = self.secrets.len();
        for field in fields {
            field.visit(&mut |field| {
                if let (Some(raw), Text::Masked(mask)) = (field.secret_bytes(), field.text()) {
                    self.hide(raw, *mask);
                    field.value().into_iter().for_each(|meant| self.hide(meant, *mask));
                }
            });
        }
        self.secrets.len() > before
    }

    /// Hides a spelling of what has this mask; what is a mask already stays as it is.
    fn hide(&mut self, secret: &[u8], mask: Mask) {
        let order = |(known, _): &(Vec<u8>, Mask)| {
            secret.len().cmp(&known.len()).then((**known).cmp(secret))
        };
        if let Err(place) = self.secrets.binary_search_by(order)
            && secret.len() >= MIN_SECRET
            && Mask::read(secret).is_none()
        {
            self.secrets.insert(place, (secret.into(), mask));
        }
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
                let forms = field.secret_bytes().into_iter().chain(field.value());
                let hidden = field.secret_bytes().is_some();
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
