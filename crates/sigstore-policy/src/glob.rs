use std::fmt;

use sigstore_verify::Pattern;

use crate::{Error, MAX_PATTERN};

/// A glob over the whole identity, byte for byte: `*` is any run without `/` and `@`, `**` any run
/// at all; nothing else is special.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    source: String,
    tokens: Vec<Token>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Byte(u8),
    Run,
    AnyRun,
}

impl Glob {
    /// Reads a glob.
    ///
    /// # Errors
    /// [`Error::EmptyText`] if it is empty, [`Error::PatternTooLong`] beyond [`MAX_PATTERN`].
    pub fn new(source: &str) -> Result<Self, Error> {
        if source.is_empty() {
            return Err(Error::EmptyText { what: "identity" });
        }
        if source.len() > MAX_PATTERN {
            return Err(Error::PatternTooLong { bytes: source.len() });
        }
        let mut tokens = Vec::new();
        let mut rest = source.as_bytes();
        while let [first, after @ ..] = rest {
            let (token, after) = match (first, after) {
                (b'*', [b'*', after @ ..]) => (Token::AnyRun, after),
                (b'*', after) => (Token::Run, after),
                (byte, after) => (Token::Byte(*byte), after),
            };
            tokens.push(token);
            rest = after;
        }
        Ok(Self { source: source.into(), tokens })
    }

    /// The places in the pattern where a match can stand without taking another byte: `places` and
    /// those behind the runs, which may be empty.
    fn pass_runs(&self, places: &mut [bool]) {
        for (place, token) in self.tokens.iter().enumerate() {
            let here = places.get(place).copied().unwrap_or(false);
            if let (true, Token::Run | Token::AnyRun, Some(next)) =
                (here, token, places.get_mut(place + 1))
            {
                *next = true;
            }
        }
    }
}

impl Pattern for Glob {
    /// Follows all places of the pattern at once: time is the product of both lengths at most.
    fn matches(&self, text: &str) -> bool {
        let mut places = vec![false; self.tokens.len() + 1];
        if let Some(start) = places.first_mut() {
            *start = true;
        }
        self.pass_runs(&mut places);
        for byte in text.bytes() {
            let mut next = vec![false; places.len()];
            for (place, token) in self.tokens.iter().enumerate() {
                let to = match token {
                    Token::Byte(expected) if *expected == byte => place + 1,
                    Token::Run if byte != b'/' && byte != b'@' => place,
                    Token::AnyRun => place,
                    _ => continue,
                };
                if let (Some(true), Some(slot)) = (places.get(place), next.get_mut(to)) {
                    *slot = true;
                }
            }
            self.pass_runs(&mut next);
            places = next;
        }
        places.last().copied().unwrap_or(false)
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "glob {}", self.source)
    }
}
