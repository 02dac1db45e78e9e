use crate::{Error, Oid};

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const UTF8_STRING: u8 = 0x0c;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// The tag `[number]` of a primitive value.
pub(crate) const fn primitive(number: u8) -> u8 {
    0x80 + number
}

/// The tag `[number]` of a constructed value.
pub(crate) const fn constructed(number: u8) -> u8 {
    0xa0 + number
}

/// How bytes are not the DER (X.690) that RFC 5280 defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DerFault {
    /// The bytes end inside the value.
    Truncated,
    /// The tag takes more than one byte; RFC 5280 has none such.
    TagForm,
    /// The length is indefinite, not in its shortest form, or above 65,535.
    LengthForm,
    /// Another value.
    Tag {
        /// The tag found; `None` at the end.
        found: Option<u8>,
        /// The tag of the value that belongs here.
        expected: u8,
    },
    /// The content is not one of this type, or not its only encoding.
    Content {
        /// What it should be.
        expected: &'static str,
    },
    /// Bytes follow the last value.
    Trailing {
        /// How many.
        bytes: usize,
    },
}

impl DerFault {
    /// What was found and what was expected.
    pub(crate) fn evidence(self) -> (String, String) {
        let tag = |tag: u8| format!("tag {tag:#04x}");
        match self {
            Self::Truncated => ("the end".into(), "more bytes".into()),
            Self::TagForm => ("a long tag".into(), "a tag of one byte".into()),
            Self::LengthForm => {
                ("another length".into(), "a length below 65536 in its shortest form".into())
            }
            Self::Tag { found, expected } => {
                (found.map_or_else(|| "the end".into(), tag), tag(expected))
            }
            Self::Content { expected } => ("another content".into(), expected.into()),
            Self::Trailing { bytes } => (format!("{bytes} more bytes"), "the end".into()),
        }
    }
}

/// Reads the DER of a certificate, value by value, and knows at which byte of it.
///
/// A value has one encoding: a tag of one byte, a length in its shortest form, and below 65,536
/// as [`MAX_CERTIFICATE`](crate::MAX_CERTIFICATE) bounds it.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// What `read` makes of `bytes`, which begin at `offset`; it must read them all.
    pub(crate) fn read<T>(
        bytes: &'a [u8],
        offset: usize,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut reader = Self { rest: bytes, offset };
        let value = read(&mut reader)?;
        match reader.rest.len() {
            0 => Ok(value),
            bytes => Err(reader.error(DerFault::Trailing { bytes })),
        }
    }

    pub(crate) const fn is_finished(&self) -> bool {
        self.rest.is_empty()
    }

    /// The bytes that were read since `start`, a reader of the same bytes.
    pub(crate) fn since(&self, start: &Self) -> &'a [u8] {
        let (read, _) = start.rest.split_at(start.rest.len() - self.rest.len());
        read
    }

    /// Whether the next value has this tag.
    pub(crate) fn is_next(&self, tag: u8) -> bool {
        self.rest.first() == Some(&tag)
    }

    /// The next value, whatever it is.
    pub(crate) fn any(&mut self) -> Result<Value<'a>, Error> {
        let (tag, length, rest) = match self.rest {
            [tag, ..] if tag & 0x1f == 0x1f => return Err(self.error(DerFault::TagForm)),
            [tag, length @ 0..=0x7f, rest @ ..] => (*tag, usize::from(*length), rest),
            [tag, 0x81, length @ 0x80..=0xff, rest @ ..] => (*tag, usize::from(*length), rest),
            [tag, 0x82, high @ 1..=0xff, low, rest @ ..] => {
                (*tag, usize::from(u16::from_be_bytes([*high, *low])), rest)
            }
            [] | [_] | [_, 0x81 | 0x82] | [_, 0x82, _] => {
                return Err(self.error(DerFault::Truncated));
            }
            _ => return Err(self.error(DerFault::LengthForm)),
        };
        let header = self.rest.len() - rest.len();
        let Some((encoding, rest)) = self.rest.split_at_checked(header + length) else {
            return Err(self.error(DerFault::Truncated));
        };
        let (_, content) = encoding.split_at(header);
        let offset = self.offset + header;
        *self = Self { rest, offset: offset + length };
        Ok(Value { tag, encoding, content, offset })
    }

    /// The next value, which has this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Value<'a>, Error> {
        match self.rest.first() {
            Some(found) if *found == tag => self.any(),
            found => Err(self.error(DerFault::Tag { found: found.copied(), expected: tag })),
        }
    }

    /// What `read` makes of the inside of the next value, a SEQUENCE; it must read it all.
    pub(crate) fn sequence<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.expect(SEQUENCE)?.read(read)
    }

    /// The next value, if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Value<'a>>, Error> {
        if self.is_next(tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// What `read` makes of each value up to the end.
    pub(crate) fn all<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut values = Vec::new();
        while !self.is_finished() {
            values.push(read(self)?);
        }
        Ok(values)
    }

    /// An OBJECT IDENTIFIER.
    pub(crate) fn oid(&mut self) -> Result<Oid<'a>, Error> {
        let value = self.expect(OBJECT_IDENTIFIER)?;
        Oid::new(value.content).ok_or_else(|| value.error("an object identifier"))
    }

    /// The content octets of an INTEGER.
    pub(crate) fn integer(&mut self) -> Result<&'a [u8], Error> {
        let value = self.expect(INTEGER)?;
        match value.content {
            [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
                Err(value.error("an integer in its shortest form"))
            }
            octets => Ok(octets),
        }
    }

    /// An INTEGER that is not negative and has at most 32 bits.
    pub(crate) fn small(&mut self) -> Result<u32, Error> {
        let offset = self.offset;
        match self.integer()? {
            [0, octets @ ..] | octets @ [0..=0x7f, ..] if octets.len() <= 4 => {
                Ok(octets.iter().fold(0, |all, octet| all * 256 + u32::from(*octet)))
            }
            _ => Err(Error::Der {
                offset,
                fault: DerFault::Content { expected: "an integer from 0 to 4294967295" },
            }),
        }
    }

    /// A BOOLEAN DEFAULT FALSE: in DER the default is not written (X.690 section 11.5).
    pub(crate) fn default_false(&mut self) -> Result<bool, Error> {
        match self.optional(BOOLEAN)? {
            None => Ok(false),
            Some(Value { content: [0xff], .. }) => Ok(true),
            Some(value) => Err(value.error("TRUE")),
        }
    }

    /// A UTF8String.
    pub(crate) fn utf8_string(&mut self) -> Result<&'a str, Error> {
        self.expect(UTF8_STRING)?.text()
    }

    const fn error(&self, fault: DerFault) -> Error {
        Error::Der { offset: self.offset, fault }
    }
}

/// One value.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(crate) tag: u8,
    /// All of it, tag and length included.
    pub(crate) encoding: &'a [u8],
    pub(crate) content: &'a [u8],
    /// Where the content begins.
    pub(crate) offset: usize,
}

impl<'a> Value<'a> {
    /// What `read` makes of the content; it must read it all.
    pub(crate) fn read<T>(
        self,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        Reader::read(self.content, self.offset, read)
    }

    /// The content as UTF-8.
    pub(crate) fn text(self) -> Result<&'a str, Error> {
        core::str::from_utf8(self.content).map_err(|_| self.error("UTF-8"))
    }

    /// The content as ASCII.
    pub(crate) fn ascii(self) -> Result<&'a str, Error> {
        self.text().ok().filter(|text| text.is_ascii()).ok_or(self.error("ASCII"))
    }

    /// Says that the content is not what was expected.
    pub(crate) const fn error(&self, expected: &'static str) -> Error {
        Error::Der { offset: self.offset, fault: DerFault::Content { expected } }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn fault(offset: usize, fault: DerFault) -> Option<Error> {
        Some(Error::Der { offset, fault })
    }

    /// The content of the one value that these bytes are.
    fn only(bytes: &[u8]) -> Result<&[u8], Error> {
        Reader::read(bytes, 0, |reader| Ok(reader.any()?.content))
    }

    /// A header with this length, and that many bytes.
    fn with_length(header: &[u8], length: usize) -> Vec<u8> {
        [header, &vec![7; length]].concat()
    }

    #[test]
    fn v_9_kept_lengths_in_their_shortest_form() {
        for (header, length) in [
            (&b"\x04\x00"[..], 0),
            (b"\x04\x7f", 0x7f),
            (b"\x04\x81\x80", 0x80),
            (b"\x04\x81\xff", 0xff),
            (b"\x04\x82\x01\x00", 0x100),
            (b"\x04\x82\x02\x01", 0x201),
            (b"\x04\x82\xff\xff", 0xffff),
        ] {
            assert_eq!(only(&with_length(header, length)).unwrap().len(), length);
            let short = with_length(header, length.saturating_sub(1));
            let truncated = (length > 0).then_some(DerFault::Truncated);
            assert_eq!(only(&short).err(), truncated.and_then(|truncated| fault(0, truncated)));
            let long = with_length(header, length + 1);
            let place = header.len() + length;
            assert_eq!(only(&long).err(), fault(place, DerFault::Trailing { bytes: 1 }));
        }
    }

    #[test]
    fn v_9_broken_other_lengths() {
        for (header, length) in [
            (&b"\x04\x81\x00"[..], 0),
            (b"\x04\x81\x7f", 0x7f),
            (b"\x04\x82\x00\x00", 0),
            (b"\x04\x82\x00\xff", 0xff),
            (b"\x04\x83\x01\x00\x00", 0x10000),
            (b"\x04\x83\x00\x01\x00", 0x100),
            (b"\x04\x80", 2),
            (b"\x04\xff", 2),
        ] {
            let bytes = with_length(header, length);
            assert_eq!(only(&bytes).err(), fault(0, DerFault::LengthForm), "{header:02x?}");
        }
    }

    #[test]
    fn v_9_broken_headers_that_end_early() {
        for bytes in [&b""[..], b"\x04", b"\x04\x81", b"\x04\x82", b"\x04\x82\x01", b"\x04\x01"] {
            assert_eq!(only(bytes).err(), fault(0, DerFault::Truncated), "{bytes:02x?}");
        }
    }

    #[test]
    fn v_9_broken_long_tags() {
        assert_eq!(only(b"\x1e\x00"), Ok(&b""[..]));
        for bytes in [&b"\x1f\x00"[..], b"\x3f\x00", b"\xbf\x00", b"\x1f"] {
            assert_eq!(only(bytes).err(), fault(0, DerFault::TagForm));
        }
    }

    /// The crate `der` is a second reader: of an OCTET STRING both take the same bytes.
    #[test]
    fn v_9_kept_and_broken_as_der_reads_it() {
        use der::asn1::OctetStringRef;
        use proptest::prelude::*;

        let header = proptest::collection::vec(any::<u8>(), 0..4);
        let strategy = (header, proptest::collection::vec(any::<u8>(), 0..300));
        proptest!(|((header, content) in strategy, exact in any::<bool>())| {
            let mut bytes = [&b"\x04"[..], &header, &content].concat();
            if exact {
                bytes = crate::template::tlv(0x04, &content);
            }
            let theirs = <&OctetStringRef as der::Decode<'_>>::from_der(&bytes);
            let ours = only(&bytes);
            prop_assert_eq!(ours.ok(), theirs.ok().map(OctetStringRef::as_bytes));
        });
    }

    #[test]
    fn v_9_broken_another_tag() {
        let octets = |bytes| Reader::read(bytes, 40, |reader| Ok(reader.expect(4)?.content));
        assert_eq!(octets(b"\x04\x01a"), Ok(&b"a"[..]));
        let found = |found| DerFault::Tag { found, expected: 4 };
        assert_eq!(octets(b"\x05\x01a").err(), fault(40, found(Some(5))));
        assert_eq!(octets(b"").err(), fault(40, found(None)));
        assert_eq!(octets(b"\x04\x01").err(), fault(40, DerFault::Truncated));
    }

    /// Offsets go on inside, outside and between values.
    #[test]
    fn v_9_shape_offsets_are_those_of_the_whole() {
        let second = |bytes| {
            Reader::read(bytes, 100, |reader| {
                reader.any()?;
                let value = reader.any()?;
                assert_eq!(value.encoding, &bytes[4..]);
                value.read(|inside| {
                    inside.any()?;
                    inside.expect(5)
                })?;
                Ok(())
            })
        };
        let bytes = b"\x04\x02ab\x30\x05\x04\x01c\x04\x00";
        let tag = DerFault::Tag { found: Some(4), expected: 5 };
        assert_eq!(second(bytes).err(), fault(109, tag));
        let tag = DerFault::Tag { found: None, expected: 5 };
        assert_eq!(second(b"\x04\x02ab\x30\x03\x04\x01c").err(), fault(109, tag));
        let trailing = DerFault::Trailing { bytes: 3 };
        assert_eq!(
            second(b"\x04\x02ab\x30\x08\x04\x01c\x05\x00\x01\x01\x01").err(),
            fault(111, trailing)
        );
    }

    #[test]
    fn v_9_kept_and_broken_optional_values() {
        let optional = |bytes| {
            Reader::read(bytes, 0, |reader| Ok(reader.optional(4)?.map(|value| value.content)))
        };
        assert_eq!(optional(b"\x04\x01a"), Ok(Some(&b"a"[..])));
        assert_eq!(optional(b""), Ok(None));
        assert_eq!(optional(b"\x04\x02a").err(), fault(0, DerFault::Truncated));
        assert_eq!(optional(b"\x05\x00").err(), fault(0, DerFault::Trailing { bytes: 2 }));
    }

    #[test]
    fn v_9_kept_and_broken_integers() {
        let integer = |content: &[u8]| {
            let bytes = [&[2, content.len().try_into().unwrap()], content].concat();
            Reader::read(&bytes, 0, |reader| Ok(reader.integer()?.to_vec()))
        };
        for content in [
            &b"\x00"[..],
            b"\x7f",
            b"\x80",
            b"\xff",
            b"\x00\x80",
            b"\xff\x7f",
            b"\x01\x00",
            b"\xfe\x80",
        ] {
            assert_eq!(integer(content).as_deref(), Ok(content));
        }
        for content in
            [&b""[..], b"\x00\x00", b"\x00\x7f", b"\x00\x7f\x01", b"\xff\x80", b"\xff\xff"]
        {
            let expected = "an integer in its shortest form";
            assert_eq!(integer(content).err(), fault(2, DerFault::Content { expected }));
        }
    }

    #[test]
    fn v_9_kept_and_broken_small_integers() {
        let small = |bytes: &[u8]| Reader::read(bytes, 0, Reader::small);
        for (bytes, value) in [
            (&b"\x02\x01\x00"[..], 0),
            (b"\x02\x01\x7f", 0x7f),
            (b"\x02\x02\x00\x80", 0x80),
            (b"\x02\x02\x01\x02", 0x102),
            (b"\x02\x04\x7f\xff\xff\xff", 0x7fff_ffff),
            (b"\x02\x05\x00\xff\xff\xff\xff", u32::MAX),
        ] {
            assert_eq!(small(bytes), Ok(value));
        }
        for bytes in [
            &b"\x02\x01\x80"[..],
            b"\x02\x01\xff",
            b"\x02\x05\x01\x00\x00\x00\x00",
            b"\x02\x06\x00\xff\xff\xff\xff\xff",
        ] {
            let expected = "an integer from 0 to 4294967295";
            assert_eq!(small(bytes).err(), fault(0, DerFault::Content { expected }));
        }
    }

    #[test]
    fn v_9_kept_and_broken_defaults() {
        let boolean = |bytes: &[u8]| Reader::read(bytes, 0, Reader::default_false);
        assert_eq!(boolean(b""), Ok(false));
        assert_eq!(boolean(b"\x01\x01\xff"), Ok(true));
        for bytes in [&b"\x01\x01\x00"[..], b"\x01\x01\x01", b"\x01\x00", b"\x01\x02\xff\xff"] {
            let expected = "TRUE";
            assert_eq!(boolean(bytes).err(), fault(2, DerFault::Content { expected }));
        }
    }

    #[test]
    fn v_9_kept_and_broken_text() {
        let utf8 = |bytes| Reader::read(bytes, 0, Reader::utf8_string);
        assert_eq!(utf8(b"\x0c\x02\xc3\xa4"), Ok("ä"));
        let broken = fault(2, DerFault::Content { expected: "UTF-8" });
        assert_eq!(utf8(b"\x0c\x01\xc3").err(), broken);
        let tag = DerFault::Tag { found: Some(0x13), expected: 0x0c };
        assert_eq!(utf8(b"\x13\x01a").err(), fault(0, tag));

        let ascii = |bytes| Reader::read(bytes, 0, |reader| reader.any()?.ascii());
        assert_eq!(ascii(b"\x81\x02a\x7f"), Ok("a\x7f"));
        let broken = fault(2, DerFault::Content { expected: "ASCII" });
        assert_eq!(ascii(b"\x81\x02\xc3\xa4").err(), broken);
        assert_eq!(ascii(b"\x81\x01\xc3").err(), broken);
    }

    #[test]
    fn v_9_kept_and_broken_object_identifiers() {
        let oid = |bytes: &[u8]| Reader::read(bytes, 0, |reader| Ok(reader.oid()?.to_string()));
        assert_eq!(oid(b"\x06\x03\x55\x1d\x11").as_deref(), Ok("2.5.29.17"));
        let expected = "an object identifier";
        assert_eq!(oid(b"\x06\x01\x80").err(), fault(2, DerFault::Content { expected }));
    }
}
