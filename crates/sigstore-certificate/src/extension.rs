use core::fmt;

use crate::reader::{
    BIT_STRING, INTEGER, OCTET_STRING, Reader, SEQUENCE, Value, constructed, primitive,
};
use crate::{DerFault, Error, Oid};

// 2.5.29: id-ce of RFC 5280.
pub(crate) const SUBJECT_KEY_IDENTIFIER: Oid<'_> = Oid::known(b"\x55\x1d\x0e");
pub(crate) const KEY_USAGE: Oid<'_> = Oid::known(b"\x55\x1d\x0f");
pub(crate) const SUBJECT_ALT_NAME: Oid<'_> = Oid::known(b"\x55\x1d\x11");
pub(crate) const BASIC_CONSTRAINTS: Oid<'_> = Oid::known(b"\x55\x1d\x13");
pub(crate) const NAME_CONSTRAINTS: Oid<'_> = Oid::known(b"\x55\x1d\x1e");
pub(crate) const AUTHORITY_KEY_IDENTIFIER: Oid<'_> = Oid::known(b"\x55\x1d\x23");
pub(crate) const EXTENDED_KEY_USAGE: Oid<'_> = Oid::known(b"\x55\x1d\x25");
// 1.3.6.1.4.1.11129.2.4: certificate transparency, RFC 6962.
pub(crate) const SCT_LIST: Oid<'_> = Oid::known(b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02");
pub(crate) const PRECERTIFICATE_POISON: Oid<'_> =
    Oid::known(b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x03");

/// An extension of a certificate (RFC 5280 section 4.1).
///
/// ```text
/// Extension  ::=  SEQUENCE  {
///      extnID      OBJECT IDENTIFIER,
///      critical    BOOLEAN DEFAULT FALSE,
///      extnValue   OCTET STRING }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extension<'a> {
    /// Which extension it is.
    pub oid: Oid<'a>,
    /// Whether a verifier that does not know it must refuse the certificate.
    pub critical: bool,
    /// The content of the OCTET STRING.
    pub value: &'a [u8],
    /// All of it, as it stands in the certificate.
    pub encoding: &'a [u8],
    /// Where the value begins in the certificate.
    offset: usize,
}

impl<'a> Extension<'a> {
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let extension = reader.expect(SEQUENCE)?;
        extension.read(|reader| {
            let oid = reader.oid()?;
            let critical = reader.default_false()?;
            let Value { content, offset, .. } = reader.expect(OCTET_STRING)?;
            Ok(Self { oid, critical, value: content, encoding: extension.encoding, offset })
        })
    }

    /// What `read` makes of the value; it must read it all.
    pub(crate) fn parse<T>(
        &self,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        Reader::read(self.value, self.offset, read)
    }

    /// The value as UTF-8, where no DER wraps it.
    pub(crate) fn bare_text(&self) -> Result<&'a str, Error> {
        let fault = DerFault::Content { expected: "UTF-8" };
        let error = |_| Error::Der { offset: self.offset, fault };
        core::str::from_utf8(self.value).map_err(error)
    }
}

/// What a key may be used for (RFC 5280 section 4.2.1.3).
///
/// ```text
/// KeyUsage ::= BIT STRING { digitalSignature (0), ... keyCertSign (5), ... }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// Signing what is neither a certificate nor a revocation list.
    pub const DIGITAL_SIGNATURE: Self = Self(1);
    /// Signing certificates.
    pub const KEY_CERT_SIGN: Self = Self(1 << 5);

    const NAMES: [&'static str; 9] = [
        "digitalSignature",
        "contentCommitment",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// In DER the last bit of named bits is set (X.690 section 11.2.2).
    pub(crate) fn read(extension: &Extension<'_>) -> Result<Self, Error> {
        let value = extension.parse(|reader| reader.expect(BIT_STRING))?;
        let uses = match value.content {
            [0] => 0,
            [unused, uses @ 1..=0xff] if uses.trailing_zeros() == u32::from(*unused) => {
                u16::from(*uses) << 8
            }
            [7, uses, 0x80] => u16::from_be_bytes([*uses, 0x80]),
            _ => return Err(value.error("a KeyUsage")),
        };
        Ok(Self(uses.reverse_bits()))
    }

    /// Whether all of `uses` are among these.
    pub const fn contains(self, uses: Self) -> bool {
        self.0 & uses.0 == uses.0
    }
}

/// Writes the names of RFC 5280, or `none`.
impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = (0..).zip(Self::NAMES).filter(|(place, _)| self.contains(Self(1 << place)));
        let names: Vec<_> = named.map(|(_, name)| name).collect();
        f.write_str(if names.is_empty() { "none" } else { "" })?;
        f.write_str(&names.join(", "))
    }
}

/// Whether a certificate is an authority's (RFC 5280 section 4.2.1.9).
///
/// ```text
/// BasicConstraints ::= SEQUENCE {
///      cA                      BOOLEAN DEFAULT FALSE,
///      pathLenConstraint       INTEGER (0..MAX) OPTIONAL }
/// ```
#[derive(Clone, Copy, Default)]
pub(crate) struct BasicConstraints {
    pub(crate) authority: bool,
    pub(crate) path_length: Option<u32>,
}

impl BasicConstraints {
    pub(crate) fn read(extension: &Extension<'_>) -> Result<Self, Error> {
        extension.parse(|reader| {
            reader.sequence(|reader| {
                let authority = reader.default_false()?;
                let path_length = match reader.is_next(INTEGER) {
                    true => Some(reader.small()?),
                    false => None,
                };
                Ok(Self { authority, path_length })
            })
        })
    }
}

/// The uses that an ExtKeyUsageSyntax lists (RFC 5280 section 4.2.1.12).
///
/// ```text
/// ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
/// KeyPurposeId ::= OBJECT IDENTIFIER
/// ```
pub(crate) fn key_purposes<'a>(extension: &Extension<'a>) -> Result<Vec<Oid<'a>>, Error> {
    extension.parse(|reader| reader.sequence(|reader| reader.all(Reader::oid)))
}

/// A key identifier of the certificate itself (RFC 5280 section 4.2.1.2).
///
/// ```text
/// SubjectKeyIdentifier ::= OCTET STRING
/// ```
pub(crate) fn subject_key_id<'a>(extension: &Extension<'a>) -> Result<&'a [u8], Error> {
    extension.parse(|reader| Ok(reader.expect(OCTET_STRING)?.content))
}

/// The key identifier of the issuer, if it is said (RFC 5280 section 4.2.1.1).
///
/// ```text
/// AuthorityKeyIdentifier ::= SEQUENCE {
///      keyIdentifier             [0] IMPLICIT OCTET STRING OPTIONAL,
///      authorityCertIssuer       [1] IMPLICIT GeneralNames OPTIONAL,
///      authorityCertSerialNumber [2] IMPLICIT INTEGER OPTIONAL  }
/// ```
pub(crate) fn authority_key_id<'a>(extension: &Extension<'a>) -> Result<Option<&'a [u8]>, Error> {
    extension.parse(|reader| {
        reader.sequence(|reader| {
            let id = reader.optional(primitive(0))?;
            reader.optional(constructed(1))?;
            reader.optional(primitive(2))?;
            Ok(id.map(|id| id.content))
        })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn extension(value: &[u8]) -> Extension<'_> {
        Extension { oid: KEY_USAGE, critical: false, value, encoding: b"", offset: 40 }
    }

    fn content(offset: usize, expected: &'static str) -> Option<Error> {
        Some(Error::Der { offset, fault: DerFault::Content { expected } })
    }

    #[test]
    fn v_9_shape_known_object_identifiers() {
        for (oid, dotted) in [
            (SUBJECT_KEY_IDENTIFIER, "2.5.29.14"),
            (KEY_USAGE, "2.5.29.15"),
            (SUBJECT_ALT_NAME, "2.5.29.17"),
            (BASIC_CONSTRAINTS, "2.5.29.19"),
            (NAME_CONSTRAINTS, "2.5.29.30"),
            (AUTHORITY_KEY_IDENTIFIER, "2.5.29.35"),
            (EXTENDED_KEY_USAGE, "2.5.29.37"),
            (SCT_LIST, "1.3.6.1.4.1.11129.2.4.2"),
            (PRECERTIFICATE_POISON, "1.3.6.1.4.1.11129.2.4.3"),
        ] {
            assert_eq!(oid.to_string(), dotted);
        }
    }

    #[test]
    fn v_53_kept_key_usages() {
        let text = |value| KeyUsage::read(&extension(value)).unwrap().to_string();
        for (value, names) in [
            (&b"\x03\x01\x00"[..], "none"),
            (b"\x03\x02\x07\x80", "digitalSignature"),
            (b"\x03\x02\x06\x40", "contentCommitment"),
            (b"\x03\x02\x05\x20", "keyEncipherment"),
            (b"\x03\x02\x04\x10", "dataEncipherment"),
            (b"\x03\x02\x03\x08", "keyAgreement"),
            (b"\x03\x02\x02\x04", "keyCertSign"),
            (b"\x03\x02\x01\x02", "cRLSign"),
            (b"\x03\x02\x00\x01", "encipherOnly"),
            (b"\x03\x03\x07\x00\x80", "decipherOnly"),
            (b"\x03\x02\x01\x06", "keyCertSign, cRLSign"),
            (b"\x03\x03\x07\x88\x80", "digitalSignature, keyAgreement, decipherOnly"),
        ] {
            assert_eq!(text(value), names);
        }
        let usage = KeyUsage::read(&extension(b"\x03\x02\x01\x06")).unwrap();
        assert!(usage.contains(KeyUsage::KEY_CERT_SIGN));
        assert!(!usage.contains(KeyUsage::DIGITAL_SIGNATURE));
        assert!(KeyUsage(0b11).contains(KeyUsage::DIGITAL_SIGNATURE));
        assert!(!KeyUsage(0b10).contains(KeyUsage(0b11)));
    }

    #[test]
    fn v_53_broken_key_usages() {
        for value in [
            &b"\x03\x00"[..],
            b"\x03\x01\x01",
            b"\x03\x02\x00\x80",
            b"\x03\x02\x06\x80",
            b"\x03\x02\x08\x00",
            b"\x03\x02\x00\x00",
            b"\x03\x03\x07\x80\x00",
            b"\x03\x03\x06\x80\x40",
            b"\x03\x03\x06\x80\x80",
            b"\x03\x04\x07\x80\x80\x80",
        ] {
            let read = KeyUsage::read(&extension(value)).err();
            assert_eq!(read, content(42, "a KeyUsage"), "{value:02x?}");
        }
    }

    #[test]
    fn v_52_kept_and_broken_basic_constraints() {
        let read = |value| {
            let constraints = BasicConstraints::read(&extension(value))?;
            Ok((constraints.authority, constraints.path_length))
        };
        assert_eq!(read(b"\x30\x00"), Ok((false, None)));
        assert_eq!(read(b"\x30\x03\x01\x01\xff"), Ok((true, None)));
        assert_eq!(read(b"\x30\x06\x01\x01\xff\x02\x01\x00"), Ok((true, Some(0))));
        assert_eq!(read(b"\x30\x03\x02\x01\x05"), Ok((false, Some(5))));
        assert_eq!(read(b"\x30\x03\x01\x01\x00").err(), content(44, "TRUE"));
        let negative = content(45, "an integer from 0 to 4294967295");
        assert_eq!(read(b"\x30\x06\x01\x01\xff\x02\x01\xff").err(), negative);
        let trailing =
            |offset, bytes| Some(Error::Der { offset, fault: DerFault::Trailing { bytes } });
        assert_eq!(read(b"\x30\x05\x01\x01\xff\x05\x00").err(), trailing(45, 2));
        assert_eq!(read(b"\x30\x00\x00").err(), trailing(42, 1));
    }

    #[test]
    fn v_52_kept_and_broken_key_purposes() {
        let read = |value| {
            let purposes = key_purposes(&extension(value))?;
            Ok(purposes.iter().map(Oid::to_string).collect::<Vec<_>>())
        };
        assert_eq!(read(b"\x30\x00"), Ok(vec![]));
        let two = vec!["1.2.3".to_owned(), "1.2.4".to_owned()];
        assert_eq!(read(b"\x30\x08\x06\x02\x2a\x03\x06\x02\x2a\x04"), Ok(two));
        let tag = DerFault::Tag { found: Some(5), expected: 6 };
        assert_eq!(read(b"\x30\x02\x05\x00"), Err(Error::Der { offset: 42, fault: tag }));
    }

    #[test]
    fn v_51_kept_and_broken_key_identifiers() {
        let subject = |value| subject_key_id(&extension(value));
        assert_eq!(subject(b"\x04\x02ab"), Ok(&b"ab"[..]));
        assert!(subject(b"ab").is_err());
        let authority = |value| authority_key_id(&extension(value));
        assert_eq!(authority(b"\x30\x04\x80\x02ab"), Ok(Some(&b"ab"[..])));
        assert_eq!(authority(b"\x30\x00"), Ok(None));
        let all = b"\x30\x09\x80\x02ab\xa1\x00\x82\x01\x05";
        assert_eq!(authority(all), Ok(Some(&b"ab"[..])));
        assert_eq!(authority(b"\x30\x05\xa1\x00\x82\x01\x05"), Ok(None));
        assert!(authority(b"\x30\x02\x83\x00").is_err());
        assert!(authority(b"\x30\x02\x05\x00").is_err());
    }
}
