//! DER (X.690), written from the inside out: each function returns the bytes of one element.
//!
//! There is nothing to refuse here, so nothing fails; a test can write what no profile allows.

use sigstore_traits::UnixTime;

/// An object identifier by its arcs, at least two.
pub type Arcs = [u32];

/// One element: identifier octet, length, the concatenated `parts` as content.
pub fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let length = content.len().to_be_bytes();
            let significant = without_leading_zeros(&length);
            // At most eight octets of length follow.
            out.push(0x80 | u8::try_from(significant.len()).unwrap_or(0));
            out.extend_from_slice(significant);
        }
    }
    out.extend(content);
    out
}

/// `SEQUENCE`
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, parts)
}

/// `SET OF`: the elements in the order that DER wants (X.690 section 11.6).
pub fn set_of(mut elements: Vec<Vec<u8>>) -> Vec<u8> {
    elements.sort();
    element(0x31, &[&elements.concat()])
}

/// `[number] EXPLICIT`, or an `IMPLICIT` constructed one.
pub fn context(number: u8, parts: &[&[u8]]) -> Vec<u8> {
    element(0xa0 | number, parts)
}

/// `[number] IMPLICIT` of a primitive type.
pub fn context_primitive(number: u8, content: &[u8]) -> Vec<u8> {
    element(0x80 | number, &[content])
}

/// `BOOLEAN`
pub fn boolean(value: bool) -> Vec<u8> {
    element(0x01, &[&[if value { 0xff } else { 0 }]])
}

/// `INTEGER` that is not negative, from its big-endian magnitude.
pub fn unsigned(magnitude: &[u8]) -> Vec<u8> {
    let significant = without_leading_zeros(magnitude);
    match significant.first() {
        None => element(0x02, &[&[0]]),
        Some(first) if first & 0x80 != 0 => element(0x02, &[&[0], significant]),
        Some(_) => element(0x02, &[significant]),
    }
}

/// `OCTET STRING`
pub fn octet_string(content: &[u8]) -> Vec<u8> {
    element(0x04, &[content])
}

/// `BIT STRING` of whole octets.
pub fn bit_string(content: &[u8]) -> Vec<u8> {
    element(0x03, &[&[0], content])
}

/// `NULL`
pub fn null() -> Vec<u8> {
    element(0x05, &[])
}

/// `OBJECT IDENTIFIER`
pub fn oid(arcs: &Arcs) -> Vec<u8> {
    let (first, rest) = match arcs {
        [first, second, rest @ ..] => (first.wrapping_mul(40).wrapping_add(*second), rest),
        [first] => (first.wrapping_mul(40), &[][..]),
        [] => (0, &[][..]),
    };
    let mut content = Vec::new();
    for arc in std::iter::once(&first).chain(rest) {
        let septets = (1..5u32).rev().map(|index| arc >> (7 * index));
        for more in septets.filter(|septets| *septets != 0) {
            content.push(0x80 | septet(more));
        }
        content.push(septet(*arc));
    }
    element(0x06, &[&content])
}

/// `UTF8String`
pub fn utf8_string(text: &str) -> Vec<u8> {
    element(0x0c, &[text.as_bytes()])
}

/// `PrintableString`
pub fn printable_string(text: &str) -> Vec<u8> {
    element(0x13, &[text.as_bytes()])
}

/// `Time` of a certificate: `UTCTime` from 1950 through 2049, else `GeneralizedTime`
/// (RFC 5280 section 4.1.2.5). A fraction is dropped.
pub fn time(time: UnixTime) -> Vec<u8> {
    let digits = digits(UnixTime::from_seconds(time.seconds()));
    match digits.split_at_checked(2) {
        Some(("19", short)) if *short >= *"50" => element(0x17, &[short.as_bytes(), b"Z"]),
        Some(("20", short)) if *short < *"50" => element(0x17, &[short.as_bytes(), b"Z"]),
        _ => element(0x18, &[digits.as_bytes(), b"Z"]),
    }
}

/// `GeneralizedTime`, with a fraction if there is one.
pub fn generalized_time(time: UnixTime) -> Vec<u8> {
    element(0x18, &[digits(time).as_bytes(), b"Z"])
}

/// `YYYYMMDDHHMMSS[.f]`
fn digits(time: UnixTime) -> String {
    let mut text = time.to_string();
    text.retain(|character| character.is_ascii_digit() || character == '.');
    text
}

fn septet(value: u32) -> u8 {
    u8::try_from(value & 0x7f).unwrap_or(0)
}

fn without_leading_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_the_short_form_while_they_can() {
        assert_eq!(octet_string(&[7; 127]).get(..2), Some(&[4, 127][..]));
        assert_eq!(octet_string(&[7; 128]).get(..3), Some(&[4, 0x81, 128][..]));
        let long = octet_string(&[7; 256]);
        assert_eq!(long.get(..4), Some(&[4, 0x82, 1, 0][..]));
    }

    #[test]
    fn integers_are_minimal_and_not_negative() {
        assert_eq!(unsigned(&[0, 0]), [2, 1, 0]);
        assert_eq!(unsigned(&[0, 0x80]), [2, 2, 0, 0x80]);
        assert_eq!(unsigned(&[0, 1, 0]), [2, 2, 1, 0]);
    }

    #[test]
    fn arcs_are_written_in_base_128() {
        let fulcio = [6, 10, 0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 8];
        assert_eq!(oid(&[1, 3, 6, 1, 4, 1, 57264, 1, 8]), fulcio);
        assert_eq!(oid(&[2, 5, 29, 17]), [6, 3, 0x55, 0x1d, 0x11]);
        assert_eq!(oid(&[2, 5, 1 << 31]), [6, 6, 0x55, 0x88, 0x80, 0x80, 0x80, 0]);
    }

    #[test]
    fn times_change_their_type_in_2050() {
        let at = |year| UnixTime::from_civil((year, 1, 2), (3, 4, 5), 0).map(time);
        assert_eq!(at(1949), Some(element(0x18, &[b"19490102030405Z"])));
        assert_eq!(at(1950), Some(element(0x17, &[b"500102030405Z"])));
        assert_eq!(at(2049), Some(element(0x17, &[b"490102030405Z"])));
        assert_eq!(at(2050), Some(element(0x18, &[b"20500102030405Z"])));
        let half = UnixTime::new(0, 500_000_000).map(generalized_time);
        assert_eq!(half, Some(element(0x18, &[b"19700101000000.5Z"])));
    }
}
