use sigstore_certificate::Oid;
use sigstore_field::Field;
use sigstore_json::hex;

use crate::{Tlv, oid_text};

/// The most values inside each other that are taken apart.
pub const MAX_DEPTH: usize = 32;

/// The most values of one thing that are taken apart.
pub const MAX_VALUES: usize = 5_000;

/// Between the name of a value and its place.
pub const AT: &str = " @";

/// What bytes hold if they are DER: every value by the name of its tag and its offset, strings and
/// identifiers read, what is nothing else in hex. Where it stops, a field says why.
pub fn values(der: &[u8]) -> Vec<Field> {
    Walk { left: MAX_VALUES }.values(der, 0, 0)
}

struct Walk {
    /// How many values may still be taken apart.
    left: usize,
}

impl Walk {
    fn values(&mut self, bytes: &[u8], start: usize, depth: usize) -> Vec<Field> {
        let (mut rest, mut fields) = (bytes, Vec::new());
        while !rest.is_empty() {
            let offset = start + (bytes.len() - rest.len());
            if self.left == 0 || depth == MAX_DEPTH {
                fields.push(stop(offset, rest, "no more is taken apart"));
                break;
            }
            self.left -= 1;
            match Tlv::read(rest, offset) {
                Ok((value, after)) => {
                    fields.push(self.value(&value, depth));
                    rest = after;
                }
                Err(broken) => {
                    fields.push(stop(offset, rest, broken.why()));
                    break;
                }
            }
        }
        fields
    }

    fn value(&mut self, value: &Tlv<'_>, depth: usize) -> Field {
        let name = format!("{}{AT}{}", tag_name(value), value.offset);
        let there = value.content.len();
        if !value.is_whole() {
            let why = format!("it says {} bytes, {there} are there", value.length);
            let inside = match value.is_constructed() {
                true => self.values(value.content, value.inside(), depth + 1),
                false => vec![Field::plain("bytes", hex(value.content))],
            };
            return Field::plain(&name, format!("{there} bytes")).with(inside).unread(why);
        }
        if value.is_constructed() {
            let inside = self.values(value.content, value.inside(), depth + 1);
            return Field::plain(&name, format!("{there} bytes")).same(value.content).with(inside);
        }
        match wrapped(value) {
            Some((skip, inner)) => {
                let inside = self.values(inner, value.inside() + skip, depth + 1);
                Field::plain(&name, format!("{there} bytes")).same(value.content).with(inside)
            }
            None => Field::plain(&name, primitive(value)).same(value.content),
        }
    }
}

fn stop(offset: usize, rest: &[u8], why: &str) -> Field {
    let why = format!("{why}, at {offset}");
    Field::unreadable(&format!("rest{AT}{offset}"), &hex(rest), why)
}

/// What stands in a string of octets or bits, if that is one value of DER, with the number of
/// octets before it.
fn wrapped<'a>(value: &Tlv<'a>) -> Option<(usize, &'a [u8])> {
    let (skip, inner) = match (value.tag, value.content) {
        (0x04, inner) => (0, inner),
        (0x03, [0, inner @ ..]) => (1, inner),
        _ => return None,
    };
    let (first, after) = Tlv::read(inner, 0).ok()?;
    let structured = first.is_constructed() || matches!(first.tag, 0x03 | 0x04 | 0x0c | 0x16);
    let whole = structured && first.is_whole() && after.is_empty();
    (whole && first.length > 0).then_some((skip, inner))
}

/// The names of the universal tags (X.680 section 8.4, table 1).
fn tag_name(value: &Tlv<'_>) -> String {
    let number = value.high.unwrap_or_else(|| u32::from(value.tag & 0x1f));
    let class = match value.tag >> 6 {
        0 => return universal(number),
        1 => "APPLICATION ",
        2 => "",
        _ => "PRIVATE ",
    };
    format!("[{class}{number}]")
}

fn universal(number: u32) -> String {
    let name = match number {
        1 => "BOOLEAN",
        2 => "INTEGER",
        3 => "BIT STRING",
        4 => "OCTET STRING",
        5 => "NULL",
        6 => "OBJECT IDENTIFIER",
        10 => "ENUMERATED",
        12 => "UTF8String",
        16 => "SEQUENCE",
        17 => "SET",
        18 => "NumericString",
        19 => "PrintableString",
        20 => "TeletexString",
        22 => "IA5String",
        23 => "UTCTime",
        24 => "GeneralizedTime",
        26 => "VisibleString",
        28 => "UniversalString",
        30 => "BMPString",
        _ => return format!("[UNIVERSAL {number}]"),
    };
    name.into()
}

fn primitive(value: &Tlv<'_>) -> String {
    let content = value.content;
    match value.tag {
        0x01 => match content {
            [0] => "FALSE".into(),
            [0xff] => "TRUE".into(),
            _ => hex(content),
        },
        0x02 | 0x0a => integer(content),
        0x06 => Oid::new(content).map_or_else(|| hex(content), |oid| oid_text(&oid.to_string())),
        0x0c | 0x12..=0x14 | 0x16..=0x18 | 0x1a => text(content),
        // A primitive value under a tag of its context is often text: an address, a name.
        0x80..=0xbf if content.iter().all(|byte| matches!(byte, b' '..=b'~')) => text(content),
        _ => hex(content),
    }
}

/// A small one as a number.
fn integer(content: &[u8]) -> String {
    let sign = if content.first().is_some_and(|first| *first >= 0x80) { -1_i64 } else { 0 };
    match content.len() {
        1..=8 => {
            content.iter().fold(sign, |number, octet| number << 8 | i64::from(*octet)).to_string()
        }
        _ => hex(content),
    }
}

fn text(content: &[u8]) -> String {
    str::from_utf8(content).map_or_else(|_| hex(content), Into::into)
}
