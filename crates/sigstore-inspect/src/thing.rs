use std::borrow::Cow;
use std::fmt;

use sigstore_field::{Field, Meaning, Text};
use sigstore_traits::Facts;

use crate::deepen::deepen;
use crate::guess::guess;
use crate::{Kind, dress, strict};

/// A thing, taken apart. Nothing in it is verified.
#[derive(Debug)]
pub struct Thing {
    kind: Kind,
    field: Field,
    refused: Option<Facts>,
}

/// Bytes that are of no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unrecognised;

impl fmt::Display for Unrecognised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing says what this is")
    }
}

impl std::error::Error for Unrecognised {}

impl Thing {
    /// Takes bytes apart; what they are is guessed unless it is said. White space and base64 around
    /// them are taken off.
    ///
    /// # Errors
    /// If no kind fits and none is said.
    pub fn read(bytes: &[u8], kind: Option<Kind>) -> Result<Self, Unrecognised> {
        let (kind, bytes) = match kind {
            Some(kind) => (kind, undressed(kind, bytes)),
            None => guess(bytes).ok_or(Unrecognised)?,
        };
        let mut field = kind.decode(&bytes);
        deepen(&mut field);
        Ok(Self { kind, field, refused: strict::refused(kind, &bytes) })
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its parts. The text says its size and its SHA-256.
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// Why it could not be read to its end, with the place; what came before is in the field.
    pub fn stopped(&self) -> Option<&str> {
        let unreadable = self.field.meaning() == Meaning::Unreadable;
        let why = self.field.at(&["unreadable"]).filter(|_| unreadable)?;
        match why.text() {
            Text::Shown(text) => Some(text),
            Text::Masked(_) => None,
        }
    }

    /// What the reader that a verifier uses for this kind refuses in it. Of a kind that none is
    /// used for, nothing.
    pub fn refused(&self) -> Option<&Facts> {
        self.refused.as_ref()
    }
}

/// A thing of which the kind is said, without base64 around it.
fn undressed(kind: Kind, bytes: &[u8]) -> Cow<'_, [u8]> {
    let bare = match guess(bytes) {
        Some((guessed, bytes)) if guessed == kind => return bytes,
        _ => dress::text(bytes).is_some_and(|text| text.starts_with(['{', '['])),
    };
    let inner = || dress::base64(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned);
    if bare || kind == Kind::Token { Cow::Borrowed(bytes) } else { inner() }
}
