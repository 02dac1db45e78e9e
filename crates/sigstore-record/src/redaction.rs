use std::fmt;

use sigstore_field::{Field, Mask};

/// The secrets of a conversation, to be replaced wherever they stand: a token that one message is
/// known to carry is also hidden where nobody expects it.
pub(crate) struct Redaction {
    /// The longest first, so that a secret inside another does not break it up.
    secrets: Vec<Vec<u8>>,
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
                if let Some(raw) = field.secret_bytes() {
                    secrets.push(raw.to_vec());
                    secrets.extend(field.value().map(<[u8]>::to_vec));
                }
            });
        }
        secrets.retain(|secret| secret.len() >= MIN_SECRET);
        secrets.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        secrets.dedup();
        Self { secrets }
    }

    pub(crate) fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let hide = |bytes: Vec<u8>, secret: &Vec<u8>| replace(&bytes, secret);
        self.secrets.iter().fold(bytes.to_vec(), hide)
    }

    pub(crate) fn text(&self, text: &str) -> String {
        let found = |secret: &Vec<u8>| find(text.as_bytes(), secret).is_some();
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
                found |= hidden && forms.into_iter().any(|form| !is_mask(form));
            });
        }
        found
    }
}

/// Below this a secret is no secret, and replacing it would spoil every text. Its field is masked
/// all the same, and a body that holds it is not given out.
const MIN_SECRET: usize = 8;

fn is_mask(form: &[u8]) -> bool {
    form.starts_with(b"masked-")
}

fn replace(bytes: &[u8], secret: &[u8]) -> Vec<u8> {
    let mask = Mask::of(secret).to_string();
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
