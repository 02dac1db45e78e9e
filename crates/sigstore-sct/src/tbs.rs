use sigstore_certificate::{Certificate, Extension};
use sigstore_traits::{Rule, RuleKind};

use crate::Error;

/// See [`precertificate_tbs`].
pub static V_60: Rule = Rule {
    id: "V-60",
    title: "The TBSCertificate that a log signed is the certificate's without the SCT list extension, the lengths around it adapted, all else byte for byte.",
    source: "RFC 6962 section 3.2",
    kind: RuleKind::Refusal,
    place: "sigstore-sct precertificate_tbs",
};

/// 1.3.6.1.4.1.11129.2.4.2
const SCT_LIST: &[u8] = b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02";

const SEQUENCE: u8 = 0x30;
/// `[3] EXPLICIT`
const EXTENSIONS: u8 = 0xa3;

/// The TBSCertificate of the precertificate for which the SCTs in a certificate were given
/// ([`V_60`]).
///
/// ```text
/// TBSCertificate  ::=  SEQUENCE  {
///      ...                                            -- as it is
///      extensions      [3]  EXPLICIT SEQUENCE OF Extension }
/// ```
///
/// # Errors
/// If the certificate carries no SCTs.
pub fn precertificate_tbs(certificate: &Certificate<'_>) -> Result<Vec<u8>, Error> {
    if certificate.sct_list().is_none() {
        return Err(Error::NoList);
    }
    let is_kept = |extension: &&Extension<'_>| extension.oid.as_bytes() != SCT_LIST;
    let kept = || certificate.extensions().filter(is_kept).map(|extension| extension.encoding);
    let before = certificate.tbs_before_extensions();
    let sequence = kept().map(<[u8]>::len).sum();
    let wrapper = encoded(sequence);

    let mut tbs = Vec::with_capacity(certificate.tbs().len());
    begin(&mut tbs, SEQUENCE, before.len() + encoded(wrapper));
    tbs.extend_from_slice(before);
    begin(&mut tbs, EXTENSIONS, wrapper);
    begin(&mut tbs, SEQUENCE, sequence);
    kept().for_each(|extension| tbs.extend_from_slice(extension));
    Ok(tbs)
}

/// How long a value with so much content is in DER; all of a certificate has at most 65,536 bytes.
const fn encoded(content: usize) -> usize {
    match content {
        ..=0x7f => 2 + content,
        0x80..=0xff => 3 + content,
        _ => 4 + content,
    }
}

/// Writes tag and length.
fn begin(out: &mut Vec<u8>, tag: u8, content: usize) {
    let [.., high, low] = content.to_be_bytes();
    match content {
        ..=0x7f => out.extend([tag, low]),
        0x80..=0xff => out.extend([tag, 0x81, low]),
        _ => out.extend([tag, 0x82, high, low]),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        begin(&mut out, tag, content.len());
        assert_eq!(out.len() + content.len(), encoded(content.len()));
        [out, content.to_vec()].concat()
    }

    fn seq(parts: &[&[u8]]) -> Vec<u8> {
        tlv(SEQUENCE, &parts.concat())
    }

    fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
        seq(&[&tlv(0x06, oid), &tlv(0x04, value)])
    }

    /// Everything of a TBSCertificate up to its extensions.
    fn fields() -> Vec<u8> {
        let validity = seq(&[b"\x17\x0d260101000000Z", b"\x17\x0d260101001000Z"]);
        let algorithm = seq(&[b"\x06\x03\x2b\x65\x70"]);
        [
            &b"\xa0\x03\x02\x01\x02\x02\x01\x01"[..],
            &algorithm,
            &seq(&[]),
            &validity,
            &seq(&[]),
            &seq(&[]),
        ]
        .concat()
    }

    fn tbs(extensions: &[Vec<u8>]) -> Vec<u8> {
        seq(&[&fields(), &tlv(EXTENSIONS, &seq(&[&extensions.concat()]))])
    }

    fn rebuilt(extensions: &[Vec<u8>]) -> Result<Vec<u8>, Error> {
        let algorithm = seq(&[b"\x06\x03\x2b\x65\x70"]);
        let der = seq(&[&tbs(extensions), &algorithm, b"\x03\x01\x00"]);
        let certificate = Certificate::parse(&der).unwrap();
        assert_eq!(certificate.tbs(), tbs(extensions));
        precertificate_tbs(&certificate)
    }

    /// First, last and between; with lengths of one, two and three bytes before and after.
    #[test]
    fn v_60_kept_only_the_list_is_gone() {
        let list = |length| extension(SCT_LIST, &vec![7; length]);
        for length in [0, 30, 80, 127, 128, 200, 240, 255, 256, 400, 65_000] {
            for others in [
                vec![extension(b"\x2a\x03", b"")],
                vec![extension(b"\x2a\x03", b"one"), extension(b"\x2a\x04", &[9; 70])],
                vec![extension(b"\x2a\x03", &[8; 100]), extension(b"\x2a\x04", &[9; 300])],
            ] {
                for place in 0..=others.len() {
                    let mut with = others.clone();
                    with.insert(place, list(length));
                    assert_eq!(rebuilt(&with), Ok(tbs(&others)));
                }
            }
        }
    }

    /// Whatever the length of what is kept, down to none at all.
    #[test]
    fn v_60_kept_every_length() {
        for length in (0..300).chain(64_900..64_910) {
            let other = [extension(b"\x2a\x03", &vec![5; length])];
            let with = [extension(SCT_LIST, b"list"), other[0].clone()];
            assert_eq!(rebuilt(&with), Ok(tbs(&other)));
        }
        assert_eq!(rebuilt(&[extension(SCT_LIST, b"list")]), Ok(tbs(&[])));
    }

    #[test]
    fn v_60_broken_a_certificate_without_a_list() {
        assert_eq!(rebuilt(&[extension(b"\x2a\x03", b"one")]), Err(Error::NoList));
        assert_eq!(rebuilt(&[]), Err(Error::NoList));
    }

    #[test]
    fn v_60_kept_there_is_one_allocation() {
        let with = [extension(SCT_LIST, b"list"), extension(b"\x2a\x03", b"one")];
        assert!(rebuilt(&with).unwrap().capacity() <= tbs(&with).len());
    }
}
