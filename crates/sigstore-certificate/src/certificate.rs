use sigstore_traits::HashAlgorithm::{Sha256, Sha384, Sha512};
use sigstore_traits::{
    Message, Rule, RuleKind, SignatureScheme, SignatureSuite, UnixTime, Validity,
};

use crate::extension::SCT_LIST;
use crate::reader::{
    BIT_STRING, GENERALIZED_TIME, Reader, SEQUENCE, UTC_TIME, Value, constructed, primitive,
};
use crate::{Error, Extension, Limit, Oid};

/// See [`Certificate::parse`].
pub static V_9: Rule = Rule {
    id: "V-9",
    title: "A certificate is one DER value of RFC 5280: version 3, no extension twice, one signature algorithm inside and outside, nothing before, between or after.",
    source: "RFC 5280 sections 4.1 and 4.2; sigstore protobuf-specs sigstore_common.proto, X509Certificate",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate Certificate::parse",
};

/// See [`MAX_CERTIFICATE`] and [`MAX_EXTENSIONS`].
pub static V_19: Rule = Rule {
    id: "V-19",
    title: "A certificate has at most 65,536 bytes and 64 extensions, a chain at most 10 certificates; at most 64 places in trusted chains have the name of its issuer.",
    source: "hardening; RFC 5280 sets no bound",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate Certificate::parse",
};

/// See [`Certificate::signature_scheme`].
pub static V_56: Rule = Rule {
    id: "V-56",
    title: "A certificate is signed with ECDSA or RSA PKCS#1 v1.5 over SHA-256, SHA-384 or SHA-512, whatever the curve or size of the key, or with Ed25519.",
    source: "RFC 5758 section 3.2; RFC 4055 section 5; RFC 8410 section 3",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate Certificate::signature_scheme",
};

/// The most bytes of a certificate that are read. A Fulcio leaf has less than 3,000.
pub const MAX_CERTIFICATE: usize = 65_536;

/// The most extensions of a certificate. A Fulcio leaf has about 27.
pub const MAX_EXTENSIONS: usize = 64;

/// An X.509 certificate (RFC 5280 section 4.1), read once. It borrows everything from the input.
///
/// ```text
/// Certificate  ::=  SEQUENCE  {
///      tbsCertificate       TBSCertificate,
///      signatureAlgorithm   AlgorithmIdentifier,
///      signatureValue       BIT STRING  }
/// ```
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    der: &'a [u8],
    tbs: &'a [u8],
    fields: Fields<'a>,
    signature: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Reads a certificate; nothing may follow it.
    ///
    /// # Errors
    /// Whatever breaks [`V_9`] or [`V_19`].
    pub fn parse(der: &'a [u8]) -> Result<Self, Error> {
        if der.len() > MAX_CERTIFICATE {
            return Err(Error::TooMuch { limit: Limit::Bytes, found: der.len() });
        }
        Reader::read(der, 0, |reader| reader.sequence(|reader| Self::read(der, reader)))
    }

    fn read(der: &'a [u8], reader: &mut Reader<'a>) -> Result<Self, Error> {
        let tbs = reader.expect(SEQUENCE)?;
        let fields = tbs.read(Fields::read)?;
        let outer = Algorithm::read(reader)?;
        if fields.algorithm != outer {
            let (inner, outer) = (fields.algorithm.oid.into_owned(), outer.oid.into_owned());
            return Err(Error::AlgorithmMismatch { inner, outer });
        }
        let signature = reader.expect(BIT_STRING)?;
        match signature.content {
            [0, octets @ ..] => Ok(Self { der, tbs: tbs.encoding, fields, signature: octets }),
            _ => Err(signature.error("whole octets")),
        }
    }

    /// The whole certificate.
    pub fn der(&self) -> &'a [u8] {
        self.der
    }

    /// The TBSCertificate: what its issuer signed.
    pub fn tbs(&self) -> &'a [u8] {
        self.tbs
    }

    /// The content of the TBSCertificate up to its extensions.
    pub fn tbs_before_extensions(&self) -> &'a [u8] {
        self.fields.before_extensions
    }

    /// The issuer's signature.
    pub fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// The content octets of the serial number.
    pub fn serial(&self) -> &'a [u8] {
        self.fields.serial
    }

    /// The DER of the issuer's Name.
    pub fn issuer(&self) -> &'a [u8] {
        self.fields.issuer
    }

    /// The DER of the subject's Name.
    pub fn subject(&self) -> &'a [u8] {
        self.fields.subject
    }

    /// Whether issuer and subject are the same name.
    pub fn is_self_issued(&self) -> bool {
        self.issuer() == self.subject()
    }

    /// The DER of the SubjectPublicKeyInfo. Whether it is a key, a signature suite says.
    pub fn spki(&self) -> &'a [u8] {
        self.fields.spki
    }

    /// notBefore and notAfter, both of which belong to the period.
    pub fn validity(&self) -> Validity {
        self.fields.validity
    }

    /// The extensions in their order.
    pub fn extensions(&self) -> impl Iterator<Item = &Extension<'a>> {
        self.fields.extensions.iter()
    }

    /// The extension with this object identifier, written with dots.
    pub fn extension(&self, oid: &str) -> Option<&Extension<'a>> {
        self.extensions().find(|extension| extension.oid.to_string() == oid)
    }

    pub(crate) fn find(&self, oid: &Oid<'_>) -> Option<&Extension<'a>> {
        self.extensions().find(|extension| extension.oid == *oid)
    }

    /// The value of the SCT list extension (RFC 6962 section 3.3): what `sigstore-sct` reads.
    pub fn sct_list(&self) -> Option<&'a [u8]> {
        self.find(&SCT_LIST).map(|extension| extension.value)
    }

    /// How the certificate is signed ([`V_56`]).
    ///
    /// # Errors
    /// If the algorithm is not supported, or has parameters that it does not take.
    pub fn signature_scheme(&self) -> Result<SignatureScheme, Error> {
        self.fields.algorithm.scheme()
    }

    pub(crate) fn is_signed_by<S: SignatureSuite>(
        &self,
        key: &S::Key,
        scheme: SignatureScheme,
        suite: &S,
    ) -> bool {
        suite.verify(key, scheme, Message::Bytes(self.tbs), self.signature).is_ok()
    }
}

/// ```text
/// AlgorithmIdentifier  ::=  SEQUENCE  {
///      algorithm               OBJECT IDENTIFIER,
///      parameters              ANY DEFINED BY algorithm OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq)]
struct Algorithm<'a> {
    oid: Oid<'a>,
    parameters: Option<&'a [u8]>,
}

impl<'a> Algorithm<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.sequence(|reader| {
            let oid = reader.oid()?;
            let parameters = if reader.is_finished() { None } else { Some(reader.any()?.encoding) };
            Ok(Self { oid, parameters })
        })
    }

    /// ECDSA and Ed25519 have no parameters; those of RSA are NULL or absent, RFC 4055 section 5
    /// takes both.
    fn scheme(&self) -> Result<SignatureScheme, Error> {
        use SignatureScheme::{Ecdsa, Ed25519, RsaPkcs1};
        const NULL: &[u8] = b"\x05\x00";

        match (self.oid.as_bytes(), self.parameters) {
            // 1.2.840.10045.4.3
            (b"\x2a\x86\x48\xce\x3d\x04\x03\x02", None) => Ok(Ecdsa(Sha256)),
            (b"\x2a\x86\x48\xce\x3d\x04\x03\x03", None) => Ok(Ecdsa(Sha384)),
            (b"\x2a\x86\x48\xce\x3d\x04\x03\x04", None) => Ok(Ecdsa(Sha512)),
            // 1.2.840.113549.1.1
            (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", None | Some(NULL)) => Ok(RsaPkcs1(Sha256)),
            (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", None | Some(NULL)) => Ok(RsaPkcs1(Sha384)),
            (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", None | Some(NULL)) => Ok(RsaPkcs1(Sha512)),
            // 1.3.101.112
            (b"\x2b\x65\x70", None) => Ok(Ed25519),
            (_, parameters) => Err(Error::SignatureAlgorithm {
                oid: self.oid.clone().into_owned(),
                parameters: parameters.is_some(),
            }),
        }
    }
}

/// ```text
/// TBSCertificate  ::=  SEQUENCE  {
///      version         [0]  EXPLICIT Version DEFAULT v1,
///      serialNumber         CertificateSerialNumber,
///      signature            AlgorithmIdentifier,
///      issuer               Name,
///      validity             Validity,
///      subject              Name,
///      subjectPublicKeyInfo SubjectPublicKeyInfo,
///      issuerUniqueID  [1]  IMPLICIT UniqueIdentifier OPTIONAL,
///      subjectUniqueID [2]  IMPLICIT UniqueIdentifier OPTIONAL,
///      extensions      [3]  EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug)]
struct Fields<'a> {
    serial: &'a [u8],
    algorithm: Algorithm<'a>,
    issuer: &'a [u8],
    validity: Validity,
    subject: &'a [u8],
    spki: &'a [u8],
    before_extensions: &'a [u8],
    extensions: Vec<Extension<'a>>,
}

impl<'a> Fields<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let start = reader.clone();
        let version = match reader.optional(constructed(0))? {
            Some(version) => version.read(Reader::small)?,
            None => 0,
        };
        if version != 2 {
            return Err(Error::Version { found: version });
        }
        let serial = reader.integer()?;
        let algorithm = Algorithm::read(reader)?;
        let issuer = reader.expect(SEQUENCE)?.encoding;
        let validity = reader.sequence(validity)?;
        let subject = reader.expect(SEQUENCE)?.encoding;
        let spki = reader.expect(SEQUENCE)?.encoding;
        reader.optional(primitive(1))?;
        reader.optional(primitive(2))?;
        let before_extensions = reader.since(&start);
        let extensions = match reader.optional(constructed(3))? {
            Some(wrapper) => wrapper.read(|reader| reader.sequence(extensions))?,
            None => Vec::new(),
        };
        Ok(Self {
            serial,
            algorithm,
            issuer,
            validity,
            subject,
            spki,
            before_extensions,
            extensions,
        })
    }
}

/// ```text
/// Validity ::= SEQUENCE { notBefore Time, notAfter Time }
/// ```
fn validity(reader: &mut Reader<'_>) -> Result<Validity, Error> {
    Ok(Validity { start: Some(time(reader)?), end: Some(time(reader)?) })
}

/// A time as RFC 5280 section 4.1.2.5 writes it: in UTC, with seconds, without a fraction.
///
/// ```text
/// Time ::= CHOICE { utcTime UTCTime, generalTime GeneralizedTime }
/// ```
fn time(reader: &mut Reader<'_>) -> Result<UnixTime, Error> {
    let value = reader.any()?;
    civil_time(value).ok_or_else(|| value.error("a time of RFC 5280"))
}

/// `YYMMDDHHMMSSZ`, years 1950 to 2049, or `YYYYMMDDHHMMSSZ`.
fn civil_time(value: Value<'_>) -> Option<UnixTime> {
    let digits = value.content.strip_suffix(b"Z")?;
    let digits = digits.iter().all(u8::is_ascii_digit).then_some(digits)?;
    let pair = |at: usize| match digits.get(at..at + 2)? {
        [tens, ones] => Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0')),
        _ => None,
    };
    let (century, from) = match (value.tag, digits.len()) {
        (UTC_TIME, 12) if pair(0)? < 50 => (20, 0),
        (UTC_TIME, 12) => (19, 0),
        (GENERALIZED_TIME, 14) => (pair(0)?, 2),
        _ => return None,
    };
    let date = (i64::from(century * 100 + pair(from)?), pair(from + 2)?, pair(from + 4)?);
    UnixTime::from_civil(date, (pair(from + 6)?, pair(from + 8)?, pair(from + 10)?), 0)
}

/// ```text
/// Extensions  ::=  SEQUENCE SIZE (1..MAX) OF Extension
/// ```
fn extensions<'a>(reader: &mut Reader<'a>) -> Result<Vec<Extension<'a>>, Error> {
    let mut extensions: Vec<Extension<'a>> = Vec::new();
    while !reader.is_finished() {
        let extension = Extension::read(reader)?;
        if extensions.iter().any(|known| known.oid == extension.oid) {
            return Err(Error::DuplicateExtension { oid: extension.oid.into_owned() });
        }
        extensions.push(extension);
        if extensions.len() > MAX_EXTENSIONS {
            return Err(Error::TooMuch { limit: Limit::Extensions, found: extensions.len() });
        }
    }
    Ok(extensions)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::DerFault;
    use crate::template::{ED25519, Template, extension, key, name, seq, spki, tlv};

    fn error(template: &Template) -> Option<Error> {
        Certificate::parse(&template.signed_by(1)).err()
    }

    fn content(offset: usize, expected: &'static str) -> Option<Error> {
        Some(Error::Der { offset, fault: DerFault::Content { expected } })
    }

    #[test]
    fn v_9_kept_a_certificate_is_read_into_slices_of_itself() {
        let template = Template::leaf("ca");
        let der = template.signed_by(1);
        let certificate = Certificate::parse(&der).unwrap();
        assert_eq!(certificate.der(), der);
        assert_eq!(certificate.tbs(), template.tbs());
        assert_eq!(certificate.signature(), key(1).sign(&template.tbs()).as_ref());
        assert_eq!(certificate.serial(), b"\x00\x80");
        assert_eq!(certificate.issuer(), name("ca"));
        assert_eq!(certificate.subject(), b"\x30\x00");
        assert_eq!(certificate.spki(), spki(&key(99)));
        assert_eq!(
            seq(&[
                certificate.tbs_before_extensions(),
                &tlv(0xa3, &seq(&[&template.extensions.concat()]))
            ]),
            template.tbs()
        );
        assert!(!certificate.is_self_issued());
        let authority = Template::authority(1, "ca", "ca").signed_by(1);
        assert!(Certificate::parse(&authority).unwrap().is_self_issued());

        let names: Vec<_> = certificate.extensions().map(|e| e.oid.to_string()).collect();
        assert_eq!(names, ["2.5.29.15", "2.5.29.37", "2.5.29.17"]);
        let usage = certificate.extension("2.5.29.15").unwrap();
        assert!(usage.critical);
        assert_eq!(usage.value, b"\x03\x02\x07\x80");
        assert_eq!(usage.encoding, template.extensions[0]);
        assert!(!certificate.extension("2.5.29.37").unwrap().critical);
        assert_eq!(certificate.extension("2.5.29.19"), None);
        assert_eq!(certificate.extension("no object identifier"), None);
        assert_eq!(certificate.sct_list(), None);
        let with_list =
            Template::leaf("ca").with(b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02", false, b"list");
        let with_list = with_list.signed_by(1);
        assert_eq!(Certificate::parse(&with_list).unwrap().sct_list(), Some(&b"list"[..]));
    }

    /// No prefix is a certificate, and no change of one byte makes it panic.
    #[test]
    fn a_39_broken_bytes_are_errors() {
        let der = Template::leaf("ca").signed_by(1);
        for end in 0..der.len() {
            let fault = DerFault::Truncated;
            let fault =
                if end == 0 { DerFault::Tag { found: None, expected: 0x30 } } else { fault };
            assert_eq!(
                Certificate::parse(&der[..end]).err(),
                Some(Error::Der { offset: 0, fault })
            );
        }
        for place in 0..der.len() {
            for byte in [0x00, 0x1f, 0x30, 0x7f, 0x80, 0x81, 0x82, 0xff] {
                let mut changed = der.clone();
                changed[place] = byte;
                if let Ok(certificate) = Certificate::parse(&changed) {
                    let _ = certificate.leaf_profile();
                    let _ = certificate.identity();
                    let _ = certificate.issuer_url();
                    let _ = certificate.fulcio_extensions();
                    let _ = certificate.signature_scheme();
                }
            }
        }
    }

    #[test]
    fn v_9_broken_bytes_after_the_last_value() {
        let template = Template::leaf("ca");
        let der = template.signed_by(1);
        let trailing =
            |place, bytes| Some(Error::Der { offset: place, fault: DerFault::Trailing { bytes } });
        let after = [&der[..], b"\x00"].concat();
        assert_eq!(Certificate::parse(&after).err(), trailing(der.len(), 1));

        let inside = seq(&[&template.tbs(), ED25519, &tlv(0x03, b"\x00"), b"\x05\x00"]);
        assert_eq!(Certificate::parse(&inside).err(), trailing(inside.len() - 2, 2));

        let mut in_tbs = template.clone();
        in_tbs.after_extensions = b"\x05\x00".to_vec();
        let place = Certificate::parse(&in_tbs.signed_by(1)).err();
        assert_eq!(place, trailing(4 + template.tbs().len(), 2));
        // A second wrapper of extensions is no part of them.
        in_tbs.after_extensions = tlv(0xa3, &seq(&[&extension(b"\x2a", false, b"")]));
        assert_eq!(error(&in_tbs), trailing(4 + template.tbs().len(), 11));

        let mut in_validity = template.clone();
        in_validity.validity =
            seq(&[b"\x17\x0d260101000000Z", b"\x17\x0d260101001000Z", b"\x05\x00"]);
        assert!(matches!(
            error(&in_validity),
            Some(Error::Der { fault: DerFault::Trailing { bytes: 2 }, .. })
        ));

        let mut in_algorithm = template.clone();
        in_algorithm.inner = seq(&[b"\x06\x03\x2b\x65\x70", b"\x05\x00", b"\x05\x00"]);
        assert!(matches!(
            error(&in_algorithm),
            Some(Error::Der { fault: DerFault::Trailing { bytes: 2 }, .. })
        ));

        let mut in_extension = template;
        in_extension.extensions = vec![seq(&[b"\x06\x01\x2a", b"\x04\x00", b"\x05\x00"])];
        assert!(matches!(
            error(&in_extension),
            Some(Error::Der { fault: DerFault::Trailing { bytes: 2 }, .. })
        ));
    }

    #[test]
    fn v_9_broken_versions() {
        let mut template = Template::leaf("ca");
        for (version, found) in [
            (&b""[..], 0),
            (b"\xa0\x03\x02\x01\x00", 0),
            (b"\xa0\x03\x02\x01\x01", 1),
            (b"\xa0\x03\x02\x01\x03", 3),
        ] {
            template.version = version.to_vec();
            assert_eq!(error(&template), Some(Error::Version { found }));
        }
        template.version = b"\xa0\x06\x02\x01\x02\x02\x01\x02".to_vec();
        assert!(matches!(
            error(&template),
            Some(Error::Der { fault: DerFault::Trailing { bytes: 3 }, .. })
        ));
    }

    #[test]
    fn v_9_broken_serial_numbers() {
        let mut template = Template::leaf("ca");
        template.serial = b"\x02\x02\x00\x7f".to_vec();
        assert!(matches!(error(&template), Some(Error::Der { .. })));
        template.serial = b"\x02\x00".to_vec();
        assert!(matches!(error(&template), Some(Error::Der { .. })));
    }

    #[test]
    fn v_9_broken_two_signature_algorithms() {
        let mut template = Template::leaf("ca");
        let oid = |octets| Oid::new(octets).unwrap();
        template.outer = seq(&[b"\x06\x03\x2b\x65\x71"]);
        let (inner, outer) = (oid(b"\x2b\x65\x70"), oid(b"\x2b\x65\x71"));
        assert_eq!(error(&template), Some(Error::AlgorithmMismatch { inner, outer }));
        template.outer = seq(&[b"\x06\x03\x2b\x65\x70", b"\x05\x00"]);
        let (inner, outer) = (oid(b"\x2b\x65\x70"), oid(b"\x2b\x65\x70"));
        assert_eq!(error(&template), Some(Error::AlgorithmMismatch { inner, outer }));
    }

    #[test]
    fn v_9_broken_a_signature_that_is_not_whole_octets() {
        let mut template = Template::leaf("ca");
        template.unused_bits = 1;
        let place = template.signed_by(1).len() - 65;
        assert_eq!(error(&template), content(place, "whole octets"));
        let empty = seq(&[&template.tbs(), ED25519, b"\x03\x00"]);
        assert_eq!(Certificate::parse(&empty).err(), content(empty.len(), "whole octets"));
    }

    #[test]
    fn v_9_broken_an_extension_twice() {
        let mut template = Template::leaf("ca");
        let again = template.extensions[1].clone();
        template.extensions.push(again);
        let oid = Oid::new(b"\x55\x1d\x25").unwrap();
        assert_eq!(error(&template), Some(Error::DuplicateExtension { oid: oid.clone() }));
        // With another value and criticality it is the same extension.
        *template.extensions.last_mut().unwrap() = extension(b"\x55\x1d\x25", true, b"");
        assert_eq!(error(&template), Some(Error::DuplicateExtension { oid }));
    }

    #[test]
    fn v_9_broken_an_explicit_default() {
        let mut template = Template::leaf("ca");
        template.extensions = vec![seq(&[b"\x06\x01\x2a", b"\x01\x01\x00", b"\x04\x00"])];
        let place = 3 + template.tbs().len() - 3;
        assert_eq!(error(&template), content(place, "TRUE"));
    }

    /// Class and number of the tags count.
    #[test]
    fn v_9_broken_extensions_under_another_tag() {
        let mut template = Template::leaf("ca");
        let extensions = seq(&[&template.extensions.concat()]);
        template.extensions.clear();
        for tag in [0x23, 0x63, 0xe3, 0xa4, 0x83] {
            template.after_extensions = tlv(tag, &extensions);
            assert!(matches!(
                error(&template),
                Some(Error::Der { fault: DerFault::Trailing { .. }, .. })
            ));
        }
        template.after_extensions = tlv(0xa3, &extensions);
        assert_eq!(error(&template), None);
    }

    #[test]
    fn v_9_kept_unique_ids_are_passed_over_and_extensions_may_be_absent() {
        let mut template = Template::leaf("ca");
        template.unique_ids = b"\x81\x02\x00\x01\x82\x02\x00\x01".to_vec();
        assert_eq!(error(&template), None);
        template.extensions.clear();
        assert_eq!(error(&template), None);
        template.unique_ids = b"\x82\x02\x00\x01\x81\x02\x00\x01".to_vec();
        assert!(matches!(error(&template), Some(Error::Der { .. })));
    }

    #[test]
    fn v_9_kept_and_broken_times() {
        let read = |tag, text: &str| {
            let der = tlv(tag, text.as_bytes());
            Reader::read(&der, 0, |reader| Ok(time(reader)?.to_string()))
        };
        for (tag, text, time) in [
            (UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z"),
            (UTC_TIME, "500101000000Z", "1950-01-01T00:00:00Z"),
            (UTC_TIME, "991231235959Z", "1999-12-31T23:59:59Z"),
            (UTC_TIME, "000229000000Z", "2000-02-29T00:00:00Z"),
            (GENERALIZED_TIME, "20500304050607Z", "2050-03-04T05:06:07Z"),
            (GENERALIZED_TIME, "20260101000000Z", "2026-01-01T00:00:00Z"),
            (GENERALIZED_TIME, "99991231235959Z", "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(read(tag, text).as_deref(), Ok(time));
        }
        for (tag, text) in [
            (UTC_TIME, "260101000000"),
            (UTC_TIME, "2601010000Z"),
            (UTC_TIME, "260101000000+0000"),
            (UTC_TIME, "20260101000000Z"),
            (UTC_TIME, "260229000000Z"),
            (UTC_TIME, "261301000000Z"),
            (UTC_TIME, "260101240000Z"),
            (UTC_TIME, "260101006000Z"),
            (UTC_TIME, "260101000060Z"),
            (UTC_TIME, "+60101000000Z"),
            (UTC_TIME, "26010100000:Z"),
            (UTC_TIME, "26010100000/Z"),
            (UTC_TIME, ""),
            (GENERALIZED_TIME, "260101000000Z"),
            (GENERALIZED_TIME, "20260101000000.5Z"),
            (GENERALIZED_TIME, "20260101000000"),
            (GENERALIZED_TIME, "202601010000Z"),
            (0x16, "260101000000Z"),
            (0x16, "20260101000000Z"),
        ] {
            assert_eq!(read(tag, text).err(), content(2, "a time of RFC 5280"), "{text}");
        }
    }

    #[test]
    fn v_50_shape_the_period_is_that_of_the_certificate() {
        let der = Template::leaf("ca").signed_by(1);
        let period = Certificate::parse(&der).unwrap().validity();
        assert_eq!(period.to_string(), "2026-01-01T00:00:00Z to 2026-01-01T00:10:00Z");
    }

    /// A certificate of so many bytes.
    fn of_size(bytes: usize) -> Vec<u8> {
        let template = Template::leaf("ca");
        let rest = template.with_signature(&[0; 60_000]).len() - 60_000;
        template.with_signature(&vec![0; bytes - rest])
    }

    #[test]
    fn v_19_kept_the_most_bytes() {
        let most = of_size(MAX_CERTIFICATE);
        assert_eq!(most.len(), 65_536);
        assert!(Certificate::parse(&most).is_ok());
    }

    #[test]
    fn v_19_broken_one_byte_more() {
        let error = Error::TooMuch { limit: Limit::Bytes, found: 65_537 };
        assert_eq!(Certificate::parse(&of_size(65_537)).err(), Some(error));
    }

    /// The work for one object identifier or one list of them is as long as they are, and what is
    /// said of them is short.
    #[test]
    fn a_27_broken_giant_object_identifiers() {
        let giant = [&[0x81; 60_000][..], b"\x01"].concat();
        let leaf = Template::leaf("ca").with(&giant, true, b"").signed_by(1);
        let error = Certificate::parse(&leaf).unwrap().leaf_profile().unwrap_err();
        assert!(error.to_string().len() < 200);
        let many = seq(&[&b"\x06\x01\x2a".repeat(20_000)]);
        let leaf = Template::leaf("ca").with(b"\x55\x1d\x25", false, &many).signed_by(1);
        let error = Certificate::parse(&leaf).unwrap().leaf_profile().unwrap_err();
        assert!(error.to_string().len() < 200);
    }

    #[test]
    fn v_19_broken_one_extension_more() {
        let mut template = Template::leaf("ca");
        template.extensions =
            (0..64).map(|number| extension(&[0x2a, number], false, b"")).collect();
        let der = template.signed_by(1);
        assert_eq!(Certificate::parse(&der).unwrap().extensions().count(), MAX_EXTENSIONS);
        template.extensions.push(extension(&[0x2b], false, b""));
        let error = Error::TooMuch { limit: Limit::Extensions, found: 65 };
        assert_eq!(Certificate::parse(&template.signed_by(1)).err(), Some(error));
    }

    #[test]
    fn v_56_kept_and_broken_signature_algorithms() {
        use SignatureScheme::{Ecdsa, Ed25519, RsaPkcs1};

        const NULL: Option<&[u8]> = Some(b"\x05\x00");
        let scheme = |oid: &[u8], parameters: Option<&[u8]>| {
            Algorithm { oid: Oid::new(oid).unwrap(), parameters }.scheme()
        };
        let ecdsa = |last| [&b"\x2a\x86\x48\xce\x3d\x04\x03"[..], &[last]].concat();
        let rsa = |last| [&b"\x2a\x86\x48\x86\xf7\x0d\x01\x01"[..], &[last]].concat();
        let unsupported = |oid: &[u8], parameters: bool| {
            let oid = Oid::new(oid).unwrap().into_owned();
            Err(Error::SignatureAlgorithm { oid, parameters })
        };
        for (last, hash) in [(2, Sha256), (3, Sha384), (4, Sha512)] {
            assert_eq!(scheme(&ecdsa(last), None), Ok(Ecdsa(hash)));
            assert_eq!(scheme(&ecdsa(last), NULL), unsupported(&ecdsa(last), true));
        }
        for (last, hash) in [(11, Sha256), (12, Sha384), (13, Sha512)] {
            assert_eq!(scheme(&rsa(last), None), Ok(RsaPkcs1(hash)));
            assert_eq!(scheme(&rsa(last), NULL), Ok(RsaPkcs1(hash)));
            let other = Some(&b"\x30\x00"[..]);
            assert_eq!(scheme(&rsa(last), other), unsupported(&rsa(last), true));
        }
        assert_eq!(scheme(b"\x2b\x65\x70", None), Ok(Ed25519));
        assert_eq!(scheme(b"\x2b\x65\x70", NULL), unsupported(b"\x2b\x65\x70", true));
        // ECDSA with SHA-224, RSASSA-PSS, RSA with SHA-1 and SHA-224.
        for oid in [ecdsa(1), rsa(10), rsa(5), rsa(14)] {
            assert_eq!(scheme(&oid, None), unsupported(&oid, false));
        }

        let mut template = Template::leaf("ca");
        template.inner = seq(&[b"\x06\x01\x2a"]);
        template.outer = template.inner.clone();
        let der = template.signed_by(1);
        let error = Certificate::parse(&der).unwrap().signature_scheme().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the signature algorithm of the certificate is not supported: found 1.2 (V-56)"
        );
    }
}
