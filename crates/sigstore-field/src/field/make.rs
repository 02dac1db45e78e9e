use std::fmt::Display;

use sigstore_crypto::AwsLcSuite;
use sigstore_json::{base64, hex};
use sigstore_traits::SignatureSuite;

use super::{Field, MIN_VALUE, Text};
use crate::{Mask, Meaning, Relation, Signed};

/// How fields are made: a kind of field, then what else it stands for and what is in it.
impl Field {
    /// A text that is not compared.
    pub fn new(name: &str, meaning: Meaning, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: Text::Shown(text.into()),
            meaning,
            values: Vec::new(),
            secret: None,
            signed: None,
            fields: Vec::new(),
            before: None,
        }
    }

    /// The same, without a meaning.
    pub fn plain(name: &str, text: impl Into<String>) -> Self {
        Self::new(name, Meaning::Plain, text)
    }

    /// Nothing but what is in it.
    pub fn group(name: &str, fields: Vec<Self>) -> Self {
        Self::plain(name, "").with(fields)
    }

    /// A text that stands for itself.
    pub fn word(name: &str, meaning: Meaning, text: &str) -> Self {
        Self::new(name, meaning, text).same(text.as_bytes())
    }

    /// A number of bytes: hex if it is a digest, else base64. A signature can be stamped, a key can
    /// be a log's: they stand for their SHA-256 too.
    pub fn bytes(name: &str, meaning: Meaning, bytes: &[u8]) -> Self {
        let text = match meaning {
            Meaning::Digest | Meaning::Random => hex(bytes),
            _ => base64(bytes),
        };
        let field = Self::new(name, meaning, text).same(bytes);
        match meaning {
            Meaning::Signature | Meaning::Key => field.hashed(bytes),
            _ => field,
        }
    }

    /// Something larger, told by what it is, its size and its SHA-256.
    pub fn document(name: &str, meaning: Meaning, what: &str, bytes: &[u8]) -> Self {
        let whole = Mask::known(bytes.len(), AwsLcSuite.sha256(&[bytes]));
        Self::kept(name, meaning, what, bytes, &whole)
    }

    /// The same of what was larger, or had other bytes, before it was kept: whoever kept it tells
    /// the size and SHA-256 that it had, its mask.
    pub fn kept(name: &str, meaning: Meaning, what: &str, kept: &[u8], original: &Mask) -> Self {
        let (length, sha256) = (original.length(), original.sha256());
        let text = format!("{what}, {length} bytes, SHA-256 {}", hex(sha256));
        Self::new(name, meaning, text).same(kept).stands_for(Relation::Sha256, sha256)
    }

    /// What must not be shown, here or anywhere else.
    pub fn secret(name: &str, secret: &[u8]) -> Self {
        Self { secret: Some(secret.into()), ..Self::hidden(name, secret) }
    }

    /// What is not shown here: it may be a secret.
    pub fn hidden(name: &str, bytes: &[u8]) -> Self {
        let mask = Text::Masked(Mask::of(bytes));
        Self { text: mask, ..Self::new(name, Meaning::Secret, "").same(bytes) }
    }

    /// What is not what it should be; the text is shown as it came.
    pub fn unreadable(name: &str, text: &str, why: impl Display) -> Self {
        Self::new(name, Meaning::Unreadable, text).unread(why)
    }

    /// The size and hash of it are told, and why no more.
    pub fn unread(self, why: impl Display) -> Self {
        let why = Self::plain("unreadable", why.to_string());
        Self { meaning: Meaning::Unreadable, ..self }.with(vec![why])
    }

    /// A secret that is written in another way than it is meant; of what is no secret, nothing.
    pub fn spelt(self, raw: &str) -> Self {
        match self.secret {
            Some(_) => Self { secret: Some(raw.into()), ..self },
            None => self,
        }
    }

    /// With these fields in it, after those that are.
    pub fn with(mut self, fields: Vec<Self>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// Standing for these bytes.
    pub fn same(self, value: &[u8]) -> Self {
        self.stands_for(Relation::Same, value)
    }

    /// Standing for the SHA-256 of these bytes.
    pub fn hashed(self, value: &[u8]) -> Self {
        self.stands_for(Relation::Sha256, Mask::of(value).sha256())
    }

    /// Standing for what is in this relation to it; less than [`MIN_VALUE`] bytes stand for nothing,
    /// and a mask has as many as what it hides.
    pub fn stands_for(mut self, relation: Relation, value: &[u8]) -> Self {
        if Mask::read(value).map_or(value.len(), |mask| mask.length()) >= MIN_VALUE {
            self.values.push((relation, value.into()));
        }
        self
    }

    /// A signature over this.
    pub fn over(self, signed: Signed) -> Self {
        Self { signed: Some(signed), ..self }
    }

    /// Under another name.
    pub fn named(self, name: &str) -> Self {
        Self { name: name.into(), ..self }
    }

    /// Says of the signature at a path of names what it is over, if it is there.
    pub fn put(&mut self, path: &[&str], signed: Signed) {
        match path {
            [] => self.signed = Some(signed),
            [name, rest @ ..] => {
                if let Some(field) = self.named_mut(name).next() {
                    field.put(rest, signed);
                }
            }
        }
    }

    /// The fields of a name in it, to add to.
    pub fn named_mut(&mut self, name: &str) -> impl Iterator<Item = &mut Self> {
        self.fields.iter_mut().filter(move |field| field.name == name)
    }

    /// Shows `each` every field in it, itself first, to add to.
    pub fn visit_mut(&mut self, each: &mut dyn FnMut(&mut Self)) {
        each(self);
        self.fields.iter_mut().for_each(|field| field.visit_mut(each));
    }

    /// Writes names and shown texts anew, in it and in all its fields: without secrets of others.
    /// What is rewritten again is rewritten from what it was at first.
    pub fn rewrite(&mut self, rewrite: &dyn Fn(&str) -> String) {
        let now = (self.name.clone(), self.shown().to_owned());
        let first = self.before.take().unwrap_or_else(|| now.clone());
        let anew = (rewrite(&first.0), rewrite(&first.1));
        self.before = (anew != first).then_some(first);
        if anew != now {
            self.name = anew.0;
            if let Text::Shown(text) = &mut self.text {
                *text = anew.1;
            }
        }
        self.fields.iter_mut().for_each(|field| field.rewrite(rewrite));
    }

    fn shown(&self) -> &str {
        match &self.text {
            Text::Shown(text) => text,
            Text::Masked(_) => "",
        }
    }

    /// What is in it, without it.
    pub fn into_fields(self) -> Vec<Self> {
        self.fields
    }
}
