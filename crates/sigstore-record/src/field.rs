use std::fmt;

use crate::digest::{hex, sha256};
use crate::secret::Mask;
use crate::signed::Signed;

/// The fewest bytes that two equal values need for a link: shorter ones are equal by chance.
pub const MIN_VALUE: usize = 8;

/// A part of a message: what it is called, what it says, what is in it.
///
/// What it stands for is kept beside the text and compared as bytes, so that hex, base64, PEM and
/// DER of one thing are one value. A secret has no text, only a [`Mask`].
pub struct Field {
    name: String,
    text: Text,
    meaning: Meaning,
    values: Vec<(Relation, Vec<u8>)>,
    secret: Option<Vec<u8>>,
    signed: Option<Signed>,
    fields: Vec<Field>,
}

/// What may be shown of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// All of it.
    Shown(String),
    /// That it is there.
    Masked(Mask),
}

/// What a field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Meaning {
    /// Nothing that is compared.
    Plain,
    /// A digest, or an id that is one.
    Digest,
    /// A public key.
    Key,
    /// A signature.
    Signature,
    /// A certificate.
    Certificate,
    /// A point in time.
    Time,
    /// Who somebody is.
    Identity,
    /// A random value that comes back.
    Random,
    /// An identity token, shown without its signature.
    Token,
    /// Something that must not be shown.
    Secret,
    /// A document inside the message, or the body.
    Document,
    /// What it should be can't be read.
    Unreadable,
}

/// What one value is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Relation {
    /// The very same.
    Same,
    /// Its SHA-256.
    Sha256,
    /// Its SHA-384.
    Sha384,
    /// Its SHA-512.
    Sha512,
    /// The canonical form that a log makes of what it is asked to record.
    Canonical,
    /// The hash of the leaf that a log makes of it (RFC 9162 section 2.1.1).
    LeafHash,
    /// The root of the tree to which it leads with the hashes of its proof (RFC 9162 section 2.1.3).
    Root,
    /// The SHA-256 of the pre-authentication encoding of an envelope (DSSE).
    EncodingSha256,
    /// A signature and the key with which it verifies.
    Signature,
}

impl Meaning {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Digest => "digest",
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Certificate => "certificate",
            Self::Time => "time",
            Self::Identity => "identity",
            Self::Random => "random",
            Self::Token => "token",
            Self::Secret => "secret",
            Self::Document => "document",
            Self::Unreadable => "unreadable",
        }
    }
}

impl Relation {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
            Self::Canonical => "canonical",
            Self::LeafHash => "leaf-hash",
            Self::Root => "root",
            Self::EncodingSha256 => "encoding-sha256",
            Self::Signature => "signature",
        }
    }

    /// What it is, before `of …`.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Same => "the value",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Canonical => "the canonical form",
            Self::LeafHash => "the leaf hash",
            Self::Root => "the root",
            Self::EncodingSha256 => "SHA-256 of the pre-authentication encoding",
            Self::Signature => "the signature",
        }
    }
}

impl Field {
    /// What it is called in its message; inside JSON, the member or the number of the element.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What may be shown of it.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// What it is for.
    pub fn meaning(&self) -> Meaning {
        self.meaning
    }

    /// What is in it.
    pub fn fields(&self) -> &[Self] {
        &self.fields
    }

    pub(crate) fn new(name: &str, meaning: Meaning, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: Text::Shown(text.into()),
            meaning,
            values: Vec::new(),
            secret: None,
            signed: None,
            fields: Vec::new(),
        }
    }

    pub(crate) fn plain(name: &str, text: impl Into<String>) -> Self {
        Self::new(name, Meaning::Plain, text)
    }

    pub(crate) fn group(name: &str, fields: Vec<Self>) -> Self {
        Self::plain(name, "").with(fields)
    }

    /// A text that stands for itself.
    pub(crate) fn word(name: &str, meaning: Meaning, text: &str) -> Self {
        Self::new(name, meaning, text).same(text.as_bytes())
    }

    /// A number of bytes: hex if it is a digest, else base64. A signature can be stamped, a key can
    /// be a log's.
    pub(crate) fn bytes(name: &str, meaning: Meaning, bytes: &[u8]) -> Self {
        let text = match meaning {
            Meaning::Digest | Meaning::Random => hex(bytes),
            _ => sigstore_json::base64(bytes),
        };
        let field = Self::new(name, meaning, text).same(bytes);
        match meaning {
            Meaning::Signature | Meaning::Key => field.hashed(bytes),
            _ => field,
        }
    }

    /// Something larger, told by its size and SHA-256.
    pub(crate) fn document(name: &str, meaning: Meaning, what: &str, bytes: &[u8]) -> Self {
        Self::original(name, meaning, what, bytes, (bytes.len(), &sha256(&[bytes])))
    }

    /// The same of what was larger, or had other bytes, before it was kept: its size and SHA-256 are
    /// told by whoever kept it.
    pub(crate) fn original(
        name: &str,
        meaning: Meaning,
        what: &str,
        kept: &[u8],
        (length, sha256): (usize, &[u8; 32]),
    ) -> Self {
        let text = format!("{what}, {length} bytes, SHA-256 {}", hex(sha256));
        Self::new(name, meaning, text).same(kept).stands_for(Relation::Sha256, sha256)
    }

    /// What must not be shown, here or anywhere else.
    pub(crate) fn secret(name: &str, secret: &[u8]) -> Self {
        Self { secret: Some(secret.into()), ..Self::hidden(name, secret) }
    }

    /// What is not shown here: it may be a secret.
    pub(crate) fn hidden(name: &str, bytes: &[u8]) -> Self {
        let mask = Text::Masked(Mask::of(bytes));
        Self { text: mask, ..Self::new(name, Meaning::Secret, "").same(bytes) }
    }

    /// What is not what it should be; the text is shown as it came.
    pub(crate) fn unreadable(name: &str, text: &str, why: impl fmt::Display) -> Self {
        Self::new(name, Meaning::Unreadable, text).unread(why.to_string())
    }

    /// The size and hash of it are told, and why no more.
    pub(crate) fn unread(self, why: String) -> Self {
        let why = Self::plain("unreadable", why);
        Self { meaning: Meaning::Unreadable, ..self }.with(vec![why])
    }

    /// A secret, and where it differs from what it means, how the message spells it.
    pub(crate) fn spelt(self, raw: &str) -> Self {
        match self.secret {
            Some(_) => Self { secret: Some(raw.into()), ..self },
            None => self,
        }
    }

    pub(crate) fn with(mut self, fields: Vec<Self>) -> Self {
        self.fields.extend(fields);
        self
    }

    pub(crate) fn same(self, value: &[u8]) -> Self {
        self.stands_for(Relation::Same, value)
    }

    pub(crate) fn hashed(self, value: &[u8]) -> Self {
        self.stands_for(Relation::Sha256, Mask::of(value).sha256())
    }

    pub(crate) fn stands_for(mut self, relation: Relation, value: &[u8]) -> Self {
        if Mask::read(value).map_or(value.len(), |mask| mask.length()) >= MIN_VALUE {
            self.values.push((relation, value.into()));
        }
        self
    }

    pub(crate) fn over(self, signed: Signed) -> Self {
        Self { signed: Some(signed), ..self }
    }

    /// The same of the field at a path of names, if it is there.
    pub(crate) fn put(&mut self, path: &[&str], signed: Signed) {
        match path {
            [] => self.signed = Some(signed),
            [name, rest @ ..] => {
                if let Some(field) = self.named_mut(name).next() {
                    field.put(rest, signed);
                }
            }
        }
    }

    pub(crate) fn signed(&self) -> Option<&Signed> {
        self.signed.as_ref()
    }

    /// The fields of a name.
    pub(crate) fn named_mut(&mut self, name: &str) -> impl Iterator<Item = &mut Self> {
        self.fields.iter_mut().filter(move |field| field.name == name)
    }

    pub(crate) fn into_fields(self) -> Vec<Self> {
        self.fields
    }

    /// More of what it stands for.
    pub(crate) fn stands_for_all(self, values: &[(Relation, Vec<u8>)]) -> Self {
        values.iter().fold(self, |field, (relation, value)| field.stands_for(*relation, value))
    }

    pub(crate) fn named(self, name: &str) -> Self {
        Self { name: name.into(), ..self }
    }

    pub(crate) fn is_unreadable(&self) -> bool {
        self.meaning == Meaning::Unreadable
    }

    pub(crate) fn values(&self) -> &[(Relation, Vec<u8>)] {
        &self.values
    }

    /// The bytes that it stands for.
    pub(crate) fn value(&self) -> Option<&[u8]> {
        self.values.iter().find(|(relation, _)| *relation == Relation::Same).map(|(_, v)| &**v)
    }

    /// The field at a path of names.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        match path {
            [] => Some(self),
            [name, rest @ ..] => {
                self.fields.iter().find(|field| *name == "*" || field.name == *name)?.at(rest)
            }
        }
    }

    /// Every field in it, itself first.
    pub(crate) fn visit<'f>(&'f self, each: &mut dyn FnMut(&'f Self)) {
        each(self);
        self.fields.iter().for_each(|field| field.visit(each));
    }

    pub(crate) fn visit_mut(&mut self, each: &mut dyn FnMut(&mut Self)) {
        each(self);
        self.fields.iter_mut().for_each(|field| field.visit_mut(each));
    }

    pub(crate) fn raw_secret(&self) -> Option<&[u8]> {
        self.secret.as_deref()
    }

    pub(crate) fn rewrite(&mut self, rewrite: &dyn Fn(&str) -> String) {
        if let Text::Shown(text) = &mut self.text {
            *text = rewrite(text);
        }
        self.name = rewrite(&self.name);
        self.fields.iter_mut().for_each(|field| field.rewrite(rewrite));
    }
}

/// Without the values: they are what a mask hides.
impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field")
            .field("name", &self.name)
            .field("text", &self.text)
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}
