use sigstore_asn1::Tlv;

use crate::Kind;

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const CONTEXT_0: u8 = 0xa0;

/// `1.2.840.113549.1.7.2`, the content of a CMS token (RFC 5652 section 5.1).
const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";

/// What DER looks like by the tags of its first values, whether or not all of it is there and good.
/// `None`: it is no SEQUENCE.
pub(crate) fn kind(der: &[u8]) -> Option<Kind> {
    let (outer, after) = Tlv::read(der, 0).ok().filter(|(outer, _)| outer.tag == SEQUENCE)?;
    let children = outer.children();
    let tags: Vec<u8> = children.iter().map(|child| child.tag).collect();
    let first = children.first().map(Tlv::children).unwrap_or_default();
    let inner: Vec<u8> = first.iter().map(|child| child.tag).collect();
    let known = match (tags.as_slice(), inner.as_slice()) {
        ([SEQUENCE, ..], [CONTEXT_0, INTEGER, SEQUENCE, ..]) => Some(Kind::Certificate),
        ([SEQUENCE, SEQUENCE, BIT_STRING], [INTEGER, SEQUENCE, SEQUENCE, ..]) => {
            Some(kind_of_info(&first))
        }
        ([SEQUENCE, BIT_STRING], [OID, ..]) => Some(Kind::PublicKey),
        ([SEQUENCE] | [SEQUENCE, SEQUENCE], [INTEGER, ..]) => Some(Kind::Timestamp),
        ([INTEGER, SEQUENCE, OCTET_STRING, ..], _)
        | ([INTEGER, OCTET_STRING, CONTEXT_0, ..], _) => Some(Kind::PrivateKey),
        (
            [INTEGER, SEQUENCE, BOOLEAN | INTEGER | OID | 0xa0..=0xbf, ..] | [INTEGER, SEQUENCE],
            _,
        ) => Some(Kind::TimestampRequest),
        ([INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, ..], _) => Some(Kind::PrivateKey),
        ([OID, CONTEXT_0], _) if content(&children) == Some(SIGNED_DATA) => {
            Some(Kind::TimestampToken)
        }
        _ => None,
    };
    known.or_else(|| is_asn1(&outer, after, der).then_some(Kind::Asn1))
}

/// A request has attributes where a certificate of the first version has a validity.
fn kind_of_info(info: &[Tlv<'_>]) -> Kind {
    match info.get(3).map(|child| child.tag) {
        Some(CONTEXT_0) => Kind::CertificationRequest,
        _ => Kind::Certificate,
    }
}

fn content<'a>(children: &[Tlv<'a>]) -> Option<&'a [u8]> {
    children.first().map(|child| child.content)
}

/// Whether it is DER at all: a text can begin like it.
fn is_asn1(outer: &Tlv<'_>, after: &[u8], der: &[u8]) -> bool {
    let ends = outer.is_whole() && after.is_empty();
    ends || (!outer.is_whole() && str::from_utf8(der).is_err())
}
