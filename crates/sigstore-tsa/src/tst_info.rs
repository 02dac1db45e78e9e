use der::asn1::{AnyRef, IntRef, ObjectIdentifier, OctetStringRef};
use der::{SliceReader, Tag};
use sigstore_traits::{Digest, UnixTime};

use crate::reader::{ReadDer, context};
use crate::{Error, gen_time, imprint};

/// The most extensions of a token or a request that are read.
const MAX_EXTENSIONS: usize = 16;

/// What the authority states.
///
/// ```text
/// TSTInfo ::= SEQUENCE {                                   -- RFC 3161 section 2.4.2
///     version         INTEGER { v1(1) },
///     policy          OBJECT IDENTIFIER,
///     messageImprint  MessageImprint,
///     serialNumber    INTEGER,
///     genTime         GeneralizedTime,
///     accuracy        Accuracy OPTIONAL,                   -- a SEQUENCE
///     ordering        BOOLEAN DEFAULT FALSE,
///     nonce           INTEGER OPTIONAL,
///     tsa             [0] GeneralName OPTIONAL,
///     extensions      [1] IMPLICIT Extensions OPTIONAL }
/// ```
///
/// `accuracy`, `ordering` and the hint `tsa` decide nothing here and are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TstInfo<'a> {
    pub(crate) policy: ObjectIdentifier,
    pub(crate) imprint: Digest,
    pub(crate) serial: &'a [u8],
    pub(crate) time: UnixTime,
    pub(crate) nonce: Option<&'a [u8]>,
}

impl<'a> TstInfo<'a> {
    pub(crate) fn read(reader: &mut SliceReader<'a>) -> Result<Self, Error> {
        Error::check_version("TSTInfo", reader.value()?, 1)?;
        let policy = reader.value()?;
        let imprint = imprint::read(reader)?;
        let serial = reader.integer()?;
        let time = read_time(reader)?;
        reader.optional(Tag::Sequence)?;
        reader.default_false()?;
        let nonce = reader.value::<Option<IntRef<'_>>>()?;
        reader.optional(context(0))?;
        read_extensions(context(1), reader)?;
        Ok(Self { policy, imprint, serial, time, nonce: nonce.map(|nonce| nonce.as_bytes()) })
    }
}

fn read_time(reader: &mut SliceReader<'_>) -> Result<UnixTime, Error> {
    reader.expect(Tag::GeneralizedTime)?;
    let text = reader.value::<AnyRef<'_>>()?.value();
    gen_time::read(text).ok_or_else(|| Error::Time {
        found: text.escape_ascii().take(80).map(char::from).collect(),
    })
}

/// Reads extensions, whose tag is implicit. None is known here, so none may be critical.
///
/// ```text
/// Extensions ::= SEQUENCE OF SEQUENCE {                    -- RFC 5280 sections 4.1 and 4.2
///     extnID     OBJECT IDENTIFIER,
///     critical   BOOLEAN DEFAULT FALSE,
///     extnValue  OCTET STRING }
/// ```
pub(crate) fn read_extensions(tag: Tag, reader: &mut SliceReader<'_>) -> Result<(), Error> {
    let extensions = reader.each(tag, MAX_EXTENSIONS, |reader| {
        reader.inside(Tag::Sequence, |reader| {
            let oid: ObjectIdentifier = reader.value()?;
            let critical = reader.default_false()?;
            reader.value::<&OctetStringRef>()?;
            if critical {
                return Err(Error::CriticalExtension { oid });
            }
            Ok(())
        })
    });
    extensions.map(drop)
}
