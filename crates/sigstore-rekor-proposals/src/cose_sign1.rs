use sigstore_traits::{Rule, RuleKind};

use crate::Error;

pub(crate) static T_70: Rule = Rule {
    id: "T-70",
    title: "A proposed cose 0.0.1 holds a COSE_Sign1 message with its payload, a key in PEM, and an object for what else was signed.",
    source: "sigstore/rekor pkg/types/cose/v0.0.1/cose_v0_0_1_schema.json; RFC 9052 section 4.2",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-proposals CoseSign1::parse",
};

/// The most arrays, maps and tags inside each other that are read. Real messages have two.
const MAX_DEPTH: usize = 16;

/// The label of the content type (RFC 9052 section 3.1).
const CONTENT_TYPE: Head = Head { major: UNSIGNED, argument: 3 };

/// A signed message, taken apart (RFC 9052 section 4.2).
///
/// ```text
/// COSE_Sign1_Tagged = #6.18([
///     protected:   bstr .cbor { * label => value },
///     unprotected: { * label => value },
///     payload:     bstr,
///     signature:   bstr ])
/// ```
///
/// CBOR in which all lengths are given (RFC 8949 section 3); no signature is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoseSign1<'m> {
    /// The headers that are signed, as CBOR.
    pub protected: &'m [u8],
    /// The content type in them, if it is text.
    pub content_type: Option<&'m str>,
    /// What was signed.
    pub payload: &'m [u8],
    /// The signature.
    pub signature: &'m [u8],
}

impl<'m> CoseSign1<'m> {
    /// Reads a message; nothing may follow it.
    ///
    /// # Errors
    /// [`Error::Cose`] with the byte.
    pub fn parse(message: &'m [u8]) -> Result<Self, Error> {
        let mut reader = Reader { rest: message, offset: 0 };
        reader.expect(Head { major: TAG, argument: 18 }, "the tag of COSE_Sign1")?;
        reader.expect(Head { major: ARRAY, argument: 4 }, "an array of 4")?;
        let protected = reader.bytes()?;
        let headers = Reader { rest: protected, offset: reader.offset - protected.len() };
        let content_type = headers.content_type()?;
        reader.map(|reader, _| reader.skip(0))?;
        let (payload, signature) = (reader.bytes()?, reader.bytes()?);
        reader.end()?;
        Ok(Self { protected, content_type, payload, signature })
    }
}

const UNSIGNED: u8 = 0;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;

/// The first bytes of a data item: its major type, and a number that means its value or length.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Head {
    major: u8,
    argument: u64,
}

/// Reads data items, and knows at which byte.
#[derive(Clone, Copy)]
struct Reader<'m> {
    rest: &'m [u8],
    offset: usize,
}

impl<'m> Reader<'m> {
    fn take(&mut self, length: usize) -> Result<&'m [u8], Error> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(self.error("more bytes"))?;
        *self = Self { rest, offset: self.offset + length };
        Ok(taken)
    }

    fn head(&mut self) -> Result<Head, Error> {
        let start = *self;
        let first = self.take(1)?.first().copied().unwrap_or_default();
        let argument = match first & 0x1f {
            short @ 0..24 => u64::from(short),
            width @ 24..28 => {
                let octets = self.take(1 << (width - 24))?;
                octets.iter().fold(0, |number, octet| number << 8 | u64::from(*octet))
            }
            _ => return Err(start.error("a length that is given")),
        };
        Ok(Head { major: first >> 5, argument })
    }

    fn expect(&mut self, head: Head, expected: &'static str) -> Result<(), Error> {
        let start = *self;
        if self.head()? == head { Ok(()) } else { Err(start.error(expected)) }
    }

    /// A byte string.
    fn bytes(&mut self) -> Result<&'m [u8], Error> {
        let start = *self;
        match self.head()? {
            Head { major: BYTES, argument } => self.string(argument),
            _ => Err(start.error("a byte string")),
        }
    }

    /// The content of a string whose head was read.
    fn string(&mut self, length: u64) -> Result<&'m [u8], Error> {
        let length = usize::try_from(length).map_err(|_| self.error("more bytes"))?;
        self.take(length)
    }

    /// A map: `value` is called after each label, with its head.
    fn map(
        &mut self,
        mut value: impl FnMut(&mut Self, Head) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let start = *self;
        let Head { major: MAP, argument } = self.head()? else {
            return Err(start.error("a map"));
        };
        for _ in 0..argument {
            let mut label = *self;
            self.skip(0)?;
            value(self, label.head()?)?;
        }
        Ok(())
    }

    /// The content type among the headers. No bytes at all stand for no headers.
    fn content_type(mut self) -> Result<Option<&'m str>, Error> {
        let mut found = None;
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.map(|reader, label| {
            let mut value = *reader;
            reader.skip(0)?;
            if let (CONTENT_TYPE, Head { major: TEXT, argument }) = (label, value.head()?) {
                let text = str::from_utf8(value.string(argument)?);
                found = Some(text.map_err(|_| value.error("UTF-8"))?);
            }
            Ok(())
        })?;
        self.end()?;
        Ok(found)
    }

    /// Passes over a data item, whatever it is.
    fn skip(&mut self, depth: usize) -> Result<(), Error> {
        if depth > MAX_DEPTH {
            return Err(self.error("fewer arrays and maps inside each other"));
        }
        let Head { major, argument } = self.head()?;
        let items = match major {
            BYTES | TEXT => {
                self.string(argument)?;
                0
            }
            ARRAY => argument,
            MAP => argument.saturating_mul(2),
            TAG => 1,
            _ => 0,
        };
        (0..items).try_for_each(|_| self.skip(depth + 1))
    }

    fn end(self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.error("the end")) }
    }

    const fn error(&self, expected: &'static str) -> Error {
        Error::Cose { offset: self.offset, expected }
    }
}
