use der::Decode;
use der::asn1::OctetStringRef;
use sigstore_traits::{HashAlgorithm, LogId, Rule, RuleKind, SignatureScheme, UnixTime};

use crate::Error;
use crate::reader::Reader;

/// See [`Sct::parse_list`].
pub static V_58: Rule = Rule {
    id: "V-58",
    title: "The SCT list extension holds one OCTET STRING with a SignedCertificateTimestampList of 1 to 16 SCTs of version 1, every length exact and nothing left over.",
    source: "RFC 6962 sections 3.2 and 3.3; RFC 5246 section 4",
    kind: RuleKind::Refusal,
    place: "sigstore-sct Sct::parse_list",
};

/// See [`Sct::signed_precertificate`].
pub static V_59: Rule = Rule {
    id: "V-59",
    title: "For an SCT in a certificate the log signed version, type, time, the issuer's key hash, the TBSCertificate, and the extensions of the SCT as they are.",
    source: "RFC 6962 section 3.2; C2SP static-ct-api.md, SCT Extension",
    kind: RuleKind::Acceptance,
    place: "sigstore-sct Sct::signed_precertificate",
};

/// See [`Sct::scheme`].
pub static V_63: Rule = Rule {
    id: "V-63",
    title: "A log signs with ECDSA or RSA PKCS#1 v1.5, with SHA-256.",
    source: "RFC 6962 section 2.1.4; RFC 5246 section 7.4.1.4.1",
    kind: RuleKind::Refusal,
    place: "sigstore-sct Sct::parse_list",
};

/// See [`Sct::signed_certificate`].
pub static V_66: Rule = Rule {
    id: "V-66",
    title: "For an SCT beside a certificate the log signed version, type, time, the certificate, and the extensions of the SCT as they are.",
    source: "RFC 6962 section 3.2",
    kind: RuleKind::Acceptance,
    place: "sigstore-sct Sct::signed_certificate",
};

/// The most SCTs in a list. Fulcio embeds one.
pub const MAX_SCTS: usize = 16;

/// A signed certificate timestamp: a log's promise to include a certificate.
///
/// ```text
/// struct {
///     Version sct_version;            // v1(0)
///     LogID id;                       // opaque key_id[32]
///     uint64 timestamp;               // milliseconds
///     CtExtensions extensions;        // opaque<0..2^16-1>
///     SignatureAndHashAlgorithm algorithm;
///     opaque signature<0..2^16-1>;
/// } SignedCertificateTimestamp;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sct<'a> {
    log_id: LogId,
    timestamp: u64,
    extensions: &'a [u8],
    scheme: SignatureScheme,
    signature: &'a [u8],
}

impl<'a> Sct<'a> {
    /// Reads the value of a certificate's SCT list extension.
    ///
    /// ```text
    /// opaque SerializedSCT<1..2^16-1>;
    /// struct { SerializedSCT sct_list <1..2^16-1>; } SignedCertificateTimestampList;
    /// ```
    ///
    /// # Errors
    /// If it is not the list that [`V_58`] says, or an algorithm is not one of [`V_63`].
    pub fn parse_list(value: &'a [u8]) -> Result<Vec<Self>, Error> {
        let wrapped = <&OctetStringRef>::from_der(value).map_err(|_| Error::OctetString)?;
        let wrapped = wrapped.as_bytes();
        let mut reader = Reader::new(wrapped, value.len() - wrapped.len());
        let mut list = reader.vector("the list")?;
        reader.finish("the list")?;
        if list.is_finished() {
            return Err(Error::EmptyList);
        }
        let mut scts = Vec::new();
        while !list.is_finished() {
            if scts.len() == MAX_SCTS {
                return Err(Error::TooManyScts);
            }
            scts.push(Self::read(list.vector("an SCT")?)?);
        }
        Ok(scts)
    }

    /// Reads one SCT that stands alone, beside a certificate (RFC 6962 section 3.2).
    ///
    /// # Errors
    /// As [`parse_list`](Self::parse_list).
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        Self::read(Reader::new(bytes, 0))
    }

    /// Reads one SCT, as a log answers a submission.
    fn read(mut reader: Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let [version] = reader.array("sct_version")?;
        if version != V1 {
            return Err(Error::Version { offset, found: version });
        }
        let log_id = LogId(reader.array("id")?);
        let timestamp = u64::from_be_bytes(reader.array("timestamp")?);
        let extensions = reader.vector("extensions")?.bytes();
        let scheme = algorithm(&mut reader)?;
        let signature = reader.vector("signature")?.bytes();
        reader.finish("an SCT")?;
        Ok(Self { log_id, timestamp, extensions, scheme, signature })
    }

    /// The log that signed, by its id.
    pub const fn log_id(&self) -> &LogId {
        &self.log_id
    }

    /// When it signed, to the millisecond.
    pub fn time(&self) -> UnixTime {
        UnixTime::from_milliseconds(self.timestamp)
    }

    /// The extensions as they are: RFC 6962 gives them no meaning, the log does.
    pub const fn extensions(&self) -> &'a [u8] {
        self.extensions
    }

    /// How it is signed ([`V_63`]).
    pub const fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    /// The log's signature.
    pub const fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// The place in the log, where the extensions say it: those of a static CT log do.
    ///
    /// ```text
    /// enum { leaf_index(0), (255) } ExtensionType;
    /// struct {
    ///     ExtensionType extension_type;
    ///     opaque extension_data<0..2^16-1>;     // leaf_index: uint40
    /// } Extension;
    /// ```
    pub fn leaf_index(&self) -> Option<u64> {
        let mut extensions = Reader::new(self.extensions, 0);
        while !extensions.is_finished() {
            let [kind] = extensions.array("extension_type").ok()?;
            let extension = extensions.vector("extension_data").ok()?.bytes();
            if let (LEAF_INDEX, [a, b, c, d, e]) = (kind, extension) {
                return Some(u64::from_be_bytes([0, 0, 0, *a, *b, *c, *d, *e]));
            }
        }
        None
    }

    /// What the log signed, for an SCT that stands in a certificate: `tbs` is what
    /// [`precertificate_tbs`](crate::precertificate_tbs) gives, `issuer_key_hash` the SHA-256 of the
    /// SubjectPublicKeyInfo of the certificate's issuer ([`V_59`]).
    ///
    /// ```text
    /// struct {
    ///     Version sct_version;                  // v1(0)
    ///     SignatureType signature_type;         // certificate_timestamp(0)
    ///     uint64 timestamp;
    ///     LogEntryType entry_type;              // precert_entry(1)
    ///     opaque issuer_key_hash[32];
    ///     opaque tbs_certificate<1..2^24-1>;
    ///     CtExtensions extensions;
    /// };
    /// ```
    pub fn signed_precertificate(&self, issuer_key_hash: &[u8; 32], tbs: &[u8]) -> Vec<u8> {
        self.signed(PRECERT_ENTRY, issuer_key_hash, tbs)
    }

    /// What the log signed, for an SCT that it gave for the certificate itself ([`V_66`]).
    ///
    /// ```text
    /// struct {
    ///     ...                                   // as for a precertificate
    ///     LogEntryType entry_type;              // x509_entry(0)
    ///     opaque ASN.1Cert<1..2^24-1>;
    ///     CtExtensions extensions;
    /// };
    /// ```
    pub fn signed_certificate(&self, certificate: &[u8]) -> Vec<u8> {
        self.signed(X509_ENTRY, &[], certificate)
    }

    fn signed(&self, entry_type: [u8; 2], issuer_key_hash: &[u8], entry: &[u8]) -> Vec<u8> {
        // Certificates have at most 65,536 bytes; what is longer than a uint24 says, no log signed.
        let [_, entry_length @ ..] = u32::try_from(entry.len()).unwrap_or(u32::MAX).to_be_bytes();
        let extensions_length = u16::try_from(self.extensions.len()).unwrap_or(u16::MAX);
        let parts: [&[u8]; 8] = [
            &[V1, CERTIFICATE_TIMESTAMP],
            &self.timestamp.to_be_bytes(),
            &entry_type,
            issuer_key_hash,
            &entry_length,
            entry,
            &extensions_length.to_be_bytes(),
            self.extensions,
        ];
        parts.concat()
    }
}

const V1: u8 = 0;
const CERTIFICATE_TIMESTAMP: u8 = 0;
const X509_ENTRY: [u8; 2] = [0, 0];
const PRECERT_ENTRY: [u8; 2] = [0, 1];
const LEAF_INDEX: u8 = 0;

/// ```text
/// struct { HashAlgorithm hash; SignatureAlgorithm signature; } SignatureAndHashAlgorithm;
/// ```
fn algorithm(reader: &mut Reader<'_>) -> Result<SignatureScheme, Error> {
    let offset = reader.offset();
    let [hash, signature] = reader.array("algorithm")?;
    match (hash, signature) {
        (4, 1) => Ok(SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256)),
        (4, 3) => Ok(SignatureScheme::Ecdsa(HashAlgorithm::Sha256)),
        // none to sha512, Intrinsic; anonymous to ecdsa, ed25519, ed448 (RFC 8422).
        (0..=6 | 8, 0..=3 | 7 | 8) => Err(Error::UnsupportedAlgorithm { offset, hash, signature }),
        _ => Err(Error::UnknownAlgorithm { offset, hash, signature }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]

    use super::*;

    const ID: [u8; 32] = [7; 32];

    /// An SCT with these extensions and this signature.
    fn sct(extensions: &[u8], algorithm: [u8; 2], signature: &[u8]) -> Vec<u8> {
        let length = |bytes: &[u8]| (bytes.len() as u16).to_be_bytes();
        [
            &[0][..],
            &ID,
            &1_700_000_000_123_u64.to_be_bytes(),
            &length(extensions),
            extensions,
            &algorithm,
            &length(signature),
            signature,
        ]
        .concat()
    }

    fn usual() -> Vec<u8> {
        sct(b"", [4, 3], b"signature")
    }

    /// The list of these SCTs, without its wrapper.
    fn list(scts: &[Vec<u8>]) -> Vec<u8> {
        let length = |bytes: &[u8]| (bytes.len() as u16).to_be_bytes().to_vec();
        let scts = scts.iter().map(|sct| [length(sct), sct.clone()].concat()).collect::<Vec<_>>();
        let scts = scts.concat();
        [length(&scts), scts].concat()
    }

    fn wrap(content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let header = match length {
            ..=0x7f => vec![4, length as u8],
            0x80..=0xff => vec![4, 0x81, length as u8],
            _ => vec![4, 0x82, (length >> 8) as u8, length as u8],
        };
        [&header, content].concat()
    }

    fn error(value: &[u8]) -> Error {
        Sct::parse_list(value).unwrap_err()
    }

    /// The value with one byte of it replaced.
    fn changed(value: &[u8], place: usize, byte: u8) -> Vec<u8> {
        let mut value = value.to_vec();
        value[place] = byte;
        value
    }

    #[test]
    fn v_58_kept_a_list_is_read() {
        let value = wrap(&list(&[usual(), sct(b"ext", [4, 1], b"")]));
        let scts = Sct::parse_list(&value).unwrap();
        assert_eq!(scts.len(), 2);
        assert_eq!(scts[0].log_id(), &LogId(ID));
        assert_eq!(scts[0].time().to_string(), "2023-11-14T22:13:20.123Z");
        assert_eq!(scts[0].extensions(), b"");
        assert_eq!(scts[0].scheme(), SignatureScheme::Ecdsa(HashAlgorithm::Sha256));
        assert_eq!(scts[0].signature(), b"signature");
        assert_eq!(scts[1].extensions(), b"ext");
        assert_eq!(scts[1].scheme(), SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256));
        assert_eq!(scts[1].signature(), b"");
    }

    #[test]
    fn v_58_kept_an_sct_alone() {
        let bytes = usual();
        assert_eq!(Sct::parse(&bytes).unwrap().signature(), b"signature");
        let longer = [&bytes[..], b"\x00"].concat();
        let place = bytes.len();
        let trailing = Error::Trailing { field: "an SCT", offset: place, bytes: 1 };
        assert_eq!(Sct::parse(&longer).err(), Some(trailing));
    }

    #[test]
    fn v_58_broken_the_wrapper() {
        let list = list(&[usual()]);
        let value = wrap(&list);
        for value in [
            list.clone(),
            [&value[..], b"\x00"].concat(),
            value[..value.len() - 1].to_vec(),
            changed(&value, 0, 5),
            [&b"\x04\x81"[..], &[list.len() as u8], &list].concat(),
            vec![],
        ] {
            assert_eq!(error(&value), Error::OctetString);
        }
    }

    #[test]
    fn v_58_broken_an_empty_list() {
        assert_eq!(error(b"\x04\x02\x00\x00"), Error::EmptyList);
        let truncated = |offset, found, expected| Error::Truncated {
            field: "the list",
            offset,
            found,
            expected,
        };
        assert_eq!(error(b"\x04\x00"), truncated(2, 0, 2));
        assert_eq!(error(b"\x04\x01\x00"), truncated(2, 1, 2));
        assert_eq!(error(b"\x04\x02\x00\x01"), truncated(4, 0, 1));
        let trailing = Error::Trailing { field: "the list", offset: 4, bytes: 1 };
        assert_eq!(error(b"\x04\x03\x00\x00\x00"), trailing);
    }

    /// The offset of each length field in the value of one SCT with an extension of 3 bytes, a
    /// signature of 9 and so 60 bytes: wrapper 2, list 2, SCT 2, version 1, id 32, timestamp 8.
    #[test]
    fn v_58_broken_each_length_one_less_and_one_more() {
        let value = wrap(&list(&[sct(b"ext", [4, 3], b"signature")]));
        assert_eq!(value.len(), 65);
        let truncated =
            |field, offset, found, expected| Error::Truncated { field, offset, found, expected };
        let trailing = |field, offset, bytes| Error::Trailing { field, offset, bytes };
        for (place, right, less, more) in [
            (1, 63, Error::OctetString, Error::OctetString),
            (3, 61, trailing("the list", 64, 1), truncated("the list", 4, 61, 62)),
            (5, 59, truncated("signature", 56, 8, 9), truncated("an SCT", 6, 59, 60)),
            (
                48,
                3,
                Error::UnknownAlgorithm { offset: 51, hash: b't', signature: 4 },
                Error::UnsupportedAlgorithm { offset: 53, hash: 3, signature: 0 },
            ),
            (55, 9, trailing("an SCT", 64, 1), truncated("signature", 56, 9, 10)),
        ] {
            assert_eq!(value[place], right, "{place}");
            assert!(Sct::parse_list(&value).is_ok());
            assert_eq!(error(&changed(&value, place, right - 1)), less, "{place}");
            assert_eq!(error(&changed(&value, place, right + 1)), more, "{place}");
        }
        // The high bytes of the lengths count.
        for (place, error_there) in [
            (2, truncated("the list", 4, 61, 61 + 256)),
            (4, truncated("an SCT", 6, 59, 59 + 256)),
            (47, truncated("extensions", 49, 16, 3 + 256)),
            (54, truncated("signature", 56, 9, 9 + 256)),
        ] {
            assert_eq!(error(&changed(&value, place, 1)), error_there);
        }
    }

    /// An SCT that ends inside each of its fields.
    #[test]
    fn v_58_broken_an_sct_that_ends_early() {
        let whole = sct(b"ext", [4, 3], b"signature");
        for (length, field, offset, found, expected) in [
            (0, "sct_version", 0, 0, 1),
            (1, "id", 1, 0, 32),
            (32, "id", 1, 31, 32),
            (33, "timestamp", 33, 0, 8),
            (40, "timestamp", 33, 7, 8),
            (41, "extensions", 41, 0, 2),
            (42, "extensions", 41, 1, 2),
            (43, "extensions", 43, 0, 3),
            (45, "extensions", 43, 2, 3),
            (46, "algorithm", 46, 0, 2),
            (47, "algorithm", 46, 1, 2),
            (48, "signature", 48, 0, 2),
            (49, "signature", 48, 1, 2),
            (50, "signature", 50, 0, 9),
            (58, "signature", 50, 8, 9),
        ] {
            let value = wrap(&list(&[whole[..length].to_vec()]));
            let offset = offset + 6;
            assert_eq!(error(&value), Error::Truncated { field, offset, found, expected });
        }
        // The second SCT is at its place in the whole value.
        let value = wrap(&list(&[whole.clone(), vec![0]]));
        let error_there = Error::Truncated { field: "id", offset: 68, found: 0, expected: 32 };
        assert_eq!(error(&value), error_there);
        assert_eq!(
            error(&wrap(&[&list(&[whole])[..], b"\x00"].concat())),
            Error::Trailing { field: "the list", offset: 65, bytes: 1 }
        );
    }

    /// Whatever the bytes, there is an answer, and what is read is part of them.
    #[test]
    fn a_39_broken_bytes_are_errors() {
        use proptest::prelude::*;

        let value = wrap(&list(&[sct(b"ext", [4, 3], b"signature"), usual()]));
        let places = proptest::collection::vec((0..value.len(), any::<u8>()), 1..4);
        proptest!(|(places in places, bytes in proptest::collection::vec(any::<u8>(), 0..200))| {
            let changes = |value: Vec<u8>, (place, byte): &(usize, u8)| changed(&value, *place, *byte);
            for value in [places.iter().fold(value.clone(), changes), wrap(&bytes)] {
                let scts = Sct::parse_list(&value).unwrap_or_default();
                prop_assert!(scts.iter().map(|sct| 47 + sct.signature.len()).sum::<usize>() < value.len());
            }
        });
    }

    #[test]
    fn v_58_broken_versions() {
        let value = wrap(&list(&[usual()]));
        for found in [1, 2, 255] {
            assert_eq!(error(&changed(&value, 6, found)), Error::Version { offset: 6, found });
        }
    }

    fn scheme(hash: u8, signature: u8) -> Result<SignatureScheme, Error> {
        let value = wrap(&list(&[sct(b"", [hash, signature], b"signature")]));
        Sct::parse_list(&value).map(|scts| scts[0].scheme())
    }

    #[test]
    fn v_63_kept_the_two_algorithms() {
        assert_eq!(scheme(4, 3), Ok(SignatureScheme::Ecdsa(HashAlgorithm::Sha256)));
        assert_eq!(scheme(4, 1), Ok(SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256)));
    }

    #[test]
    fn v_63_broken_algorithms_that_a_log_may_not_use() {
        let refused =
            |hash, signature| Err(Error::UnsupportedAlgorithm { offset: 49, hash, signature });
        for hash in [0, 1, 2, 3, 5, 6, 8] {
            assert_eq!(scheme(hash, 3), refused(hash, 3));
            assert_eq!(scheme(hash, 1), refused(hash, 1));
        }
        for signature in [0, 2, 7, 8] {
            assert_eq!(scheme(4, signature), refused(4, signature));
        }
    }

    #[test]
    fn v_58_broken_algorithms_that_nobody_knows() {
        let refused =
            |hash, signature| Err(Error::UnknownAlgorithm { offset: 49, hash, signature });
        for hash in [7, 9, 255] {
            assert_eq!(scheme(hash, 3), refused(hash, 3));
        }
        for signature in [4, 5, 6, 9, 64, 255] {
            assert_eq!(scheme(4, signature), refused(4, signature));
        }
    }

    #[test]
    fn v_58_broken_one_sct_more() {
        let most = wrap(&list(&vec![usual(); MAX_SCTS]));
        assert_eq!(Sct::parse_list(&most).unwrap().len(), 16);
        assert_eq!(error(&wrap(&list(&vec![usual(); MAX_SCTS + 1]))), Error::TooManyScts);
    }

    const TIME: [u8; 8] = 1_700_000_000_123_u64.to_be_bytes();

    #[test]
    fn v_59_accepted_what_is_signed_for_a_precertificate() {
        let value = wrap(&list(&[sct(b"\x01\x02", [4, 3], b"signature")]));
        let sct = Sct::parse_list(&value).unwrap().remove(0);
        let expected =
            [&b"\0\0"[..], &TIME, b"\0\x01", &[9; 32], b"\0\0\x03tbs", b"\0\x02\x01\x02"].concat();
        let signed = sct.signed_precertificate(&[9; 32], b"tbs");
        assert_eq!(signed, expected);
        assert_eq!(signed.capacity(), signed.len());
    }

    #[test]
    fn v_66_accepted_what_is_signed_for_a_certificate() {
        let value = wrap(&list(&[sct(b"\x01\x02", [4, 3], b"signature")]));
        let sct = Sct::parse_list(&value).unwrap().remove(0);
        let expected = [&b"\0\0"[..], &TIME, b"\0\0", b"\0\0\x04leaf", b"\0\x02\x01\x02"].concat();
        assert_eq!(sct.signed_certificate(b"leaf"), expected);
        // The length of the entry takes three bytes.
        let long = sct.signed_certificate(&[5; 0x01_02_03]);
        assert_eq!(long[12..16], [1, 2, 3, 5]);
    }

    #[test]
    fn the_leaf_index_of_a_static_log() {
        let index = |extensions: &[u8]| {
            let value = wrap(&list(&[sct(extensions, [4, 3], b"")]));
            Sct::parse_list(&value).unwrap()[0].leaf_index()
        };
        assert_eq!(index(b"\0\0\x05\x01\x02\x03\x04\x05"), Some(0x01_02_03_04_05));
        assert_eq!(index(b"\0\0\x05\xff\xff\xff\xff\xff"), Some((1 << 40) - 1));
        // Beside another extension.
        assert_eq!(index(b"\x09\0\x01a\0\0\x05\0\0\0\0\x07"), Some(7));
        assert_eq!(index(b"\0\0\x05\0\0\0\0\x07\x09\0\x01a"), Some(7));
        for none in [
            &b""[..],
            b"\x01\0\x05\0\0\0\0\x07",
            b"\0\0\x04\0\0\0\x07",
            b"\0\0\x06\0\0\0\0\0\x07",
            b"\0\0\x05\0\0\0\0",
            b"\0\0",
            b"\0",
        ] {
            assert_eq!(index(none), None);
        }
    }
}
