use std::fmt;

use crate::{Error, Provider};

/// The most bytes of a token that are read.
pub const MAX_TOKEN: usize = 64 * 1024;

/// An identity token: three parts of base64url with dots between (RFC 7515 section 3.1).
///
/// Whoever holds it is who it names, for as long as it lives: it does not print, and is not
/// copied. It was not checked beyond its form, which makes it fit for a header.
pub struct Token(String);

impl Token {
    /// `text` may have white space around the token, as the output of a program has.
    pub(crate) fn read(provider: Provider, text: &str) -> Result<Self, Error> {
        let text = text.trim_ascii();
        let parts = text.split('.');
        let is_part = |part: &str| {
            let mut bytes = part.bytes();
            !part.is_empty() && bytes.all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it))
        };
        match text.len() <= MAX_TOKEN && parts.clone().count() == 3 && parts.clone().all(is_part) {
            true => Ok(Self(text.to_owned())),
            false => Err(Error::NotToken { provider, bytes: text.len() }),
        }
    }

    /// The text, to be sent to who checks it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({} bytes)", self.0.len())
    }
}
