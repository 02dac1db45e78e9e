mod fingerprint;
mod make;

use std::fmt;
use std::sync::Arc;

use crate::{Mask, Meaning, Relation, Signed};

/// The fewest bytes that two equal values need to say something: shorter ones are equal by chance.
pub const MIN_VALUE: usize = 8;

/// A part of something that was made of bytes: what it is called, what it says, what is in it.
///
/// What it stands for is kept beside the text and compared as bytes, so that hex, base64, PEM and
/// DER of one thing are one value. A secret has no text, only a [`Mask`].
pub struct Field {
    name: String,
    text: Text,
    meaning: Meaning,
    values: Vec<(Relation, Arc<[u8]>)>,
    secret: Option<Vec<u8>>,
    signed: Option<Signed>,
    fields: Vec<Field>,
    /// Name and text before they were rewritten.
    before: Option<(String, String)>,
}

/// What may be shown of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// All of it.
    Shown(String),
    /// That it is there.
    Masked(Mask),
}

impl Field {
    /// What it is called in what it is part of; inside JSON, the member or the number of the
    /// element.
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

    /// The values that it is compared by. Those of a secret are secret: they are for comparing, and
    /// what is shown is [`Field::text`].
    pub fn values(&self) -> &[(Relation, Arc<[u8]>)] {
        &self.values
    }

    /// The bytes that it stands for, of those.
    pub fn value(&self) -> Option<&[u8]> {
        self.values.iter().find(|(relation, _)| *relation == Relation::Same).map(|(_, v)| &**v)
    }

    /// If it is a secret, its bytes as they were written: to be hidden wherever else they stand.
    pub fn secret_bytes(&self) -> Option<&[u8]> {
        self.secret.as_deref()
    }

    /// If it is a signature, what it should be over, as far as that is known.
    pub fn signed(&self) -> Option<&Signed> {
        self.signed.as_ref()
    }

    /// The field at a path of names; `*` is the first.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        match path {
            [] => Some(self),
            [name, rest @ ..] => {
                self.fields.iter().find(|field| *name == "*" || field.name == *name)?.at(rest)
            }
        }
    }

    /// Shows `each` every field in it, itself first.
    pub fn visit<'f>(&'f self, each: &mut dyn FnMut(&'f Self)) {
        each(self);
        self.fields.iter().for_each(|field| field.visit(each));
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
