use der::asn1::{IntRef, ObjectIdentifier};
use der::{Decode, ErrorKind, Header, Reader, SliceReader, Tag, TagNumber};

use crate::Error;

pub(crate) const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

/// The tag `[number]` of a constructed value.
pub(crate) const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

/// What `read` makes of the inside of the SEQUENCE that is the whole input.
pub(crate) fn document<'a, T>(
    input: &'a [u8],
    max: usize,
    read: impl FnOnce(&mut SliceReader<'a>) -> Result<T, Error>,
) -> Result<T, Error> {
    if input.len() > max {
        let bytes = input.len();
        return Err(Error::TooLong { bytes, max });
    }
    let mut reader = SliceReader::new(input)?;
    let value = reader.inside(Tag::Sequence, read)?;
    reader.finish()?;
    Ok(value)
}

/// Reading DER (X.690) so that every error has the offset in the whole input.
pub(crate) trait ReadDer<'a>: Reader<'a> {
    /// The next value, as a `T`.
    fn value<T: Decode<'a, Error = der::Error>>(&mut self) -> Result<T, der::Error> {
        let offset = self.offset();
        self.decode()
            .map_err(|error: der::Error| error.kind().at(error.position().unwrap_or(offset)))
    }

    /// The content octets of an INTEGER.
    fn integer(&mut self) -> Result<&'a [u8], der::Error> {
        Ok(self.value::<IntRef<'_>>()?.as_bytes())
    }

    /// The whole encoding of the next value, which has this tag.
    fn encoding(&mut self, tag: Tag) -> Result<&'a [u8], der::Error> {
        self.expect(tag)?;
        self.tlv_bytes()
    }

    /// The whole encoding of the next value if it has this tag.
    fn optional(&mut self, tag: Tag) -> Result<Option<&'a [u8]>, der::Error> {
        self.is_next(tag).then(|| self.tlv_bytes()).transpose()
    }

    /// A BOOLEAN DEFAULT FALSE: in DER the default is not written (X.690 section 11.5).
    fn default_false(&mut self) -> Result<bool, der::Error> {
        match self.value::<Option<bool>>()? {
            Some(false) => Err(self.error(ErrorKind::Noncanonical { tag: Tag::Boolean })),
            written => Ok(written.is_some()),
        }
    }

    /// What `read` makes of the inside of the next value, which has this tag; it must read it all.
    fn inside<T, E: From<der::Error>>(
        &mut self,
        tag: Tag,
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.expect(tag)?;
        let length = Header::decode(self)?.length();
        self.read_nested(length, read)
    }

    /// What `read` makes of each value inside the next one if it has this tag.
    fn each<T>(
        &mut self,
        tag: Tag,
        max: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        if !self.is_next(tag) {
            return Ok(Vec::new());
        }
        self.inside(tag, |reader| {
            let mut values = Vec::new();
            while !reader.is_finished() {
                if values.len() == max {
                    let offset = reader.offset().into();
                    return Err(Error::TooMany { offset, max });
                }
                values.push(read(reader)?);
            }
            Ok(values)
        })
    }

    /// Whether the next value has this tag; `false` at the end.
    fn is_next(&self, tag: Tag) -> bool {
        Tag::peek(self).is_ok_and(|next| next == tag)
    }

    /// Refuses if the next value has another tag.
    fn expect(&mut self, tag: Tag) -> Result<(), der::Error> {
        let actual = Tag::peek(self)?;
        if actual != tag {
            return Err(self.error(ErrorKind::TagUnexpected { expected: Some(tag), actual }));
        }
        Ok(())
    }
}

impl<'a> ReadDer<'a> for SliceReader<'a> {}
