use core::fmt;

use crate::Error;
use crate::reader::{Reader, SET};

/// A distinguished name as it stands in a certificate: DER, compared byte by byte.
///
/// `Display` writes it for people: `O=sigstore.dev, CN=sigstore-intermediate`.
///
/// ```text
/// RDNSequence ::= SEQUENCE OF RelativeDistinguishedName
/// RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
/// AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(pub Vec<u8>);

impl Name {
    /// What it says of the organization (`O`), if it does.
    pub fn organization(&self) -> Option<String> {
        let mut attributes = self.attributes().ok()?.into_iter();
        attributes.find(|(name, _)| name == "O").map(|(_, value)| value)
    }

    fn attributes(&self) -> Result<Vec<(String, String)>, Error> {
        let set = |reader: &mut Reader<'_>| reader.expect(SET)?.read(|set| set.all(attribute));
        let sets = Reader::read(&self.0, 0, |reader| reader.sequence(|r| r.all(set)));
        Ok(sets?.concat())
    }
}

/// With the short name that RFC 4514 section 3 gives to the types in use.
fn attribute(reader: &mut Reader<'_>) -> Result<(String, String), Error> {
    reader.sequence(|reader| {
        let oid = reader.oid()?;
        let name = match oid.as_bytes() {
            b"\x55\x04\x03" => "CN".to_owned(),
            b"\x55\x04\x06" => "C".to_owned(),
            b"\x55\x04\x07" => "L".to_owned(),
            b"\x55\x04\x08" => "ST".to_owned(),
            b"\x55\x04\x0a" => "O".to_owned(),
            b"\x55\x04\x0b" => "OU".to_owned(),
            _ => oid.to_string(),
        };
        let value = String::from_utf8_lossy(reader.any()?.content);
        Ok((name, value.escape_debug().to_string()))
    })
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.attributes() {
            Ok(attributes) => {
                let shown = attributes.iter().map(|(name, value)| format!("{name}={value}"));
                f.write_str(&shown.collect::<Vec<_>>().join(", "))
            }
            Err(_) => write!(f, "{} bytes that are no name", self.0.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{name, seq, tlv};

    #[test]
    fn names_are_written_for_people() {
        let attribute =
            |oid: &[u8], text: &str| seq(&[&tlv(0x06, oid), &tlv(0x13, text.as_bytes())]);
        let set = |attributes: &[Vec<u8>]| tlv(0x31, &attributes.concat());
        let text = |sets: &[Vec<u8>]| Name(seq(&[&sets.concat()])).to_string();
        assert_eq!(Name(name("ca")).to_string(), "CN=ca");
        assert_eq!(
            text(&[
                set(&[attribute(b"\x55\x04\x06", "DE"), attribute(b"\x55\x04\x08", "BE")]),
                set(&[attribute(b"\x55\x04\x07", "Berlin")]),
                set(&[attribute(b"\x55\x04\x0a", "sigstore.dev")]),
                set(&[attribute(b"\x55\x04\x0b", "unit\n")]),
                set(&[attribute(b"\x55\x04\x05", "7")]),
            ]),
            "C=DE, ST=BE, L=Berlin, O=sigstore.dev, OU=unit\\n, 2.5.4.5=7"
        );
        let organized = Name(seq(&[&set(&[attribute(b"\x55\x04\x0a", "sigstore.dev")])]));
        assert_eq!(organized.organization(), Some("sigstore.dev".to_owned()));
        assert_eq!(Name(name("ca")).organization(), None);
        assert_eq!(text(&[]), "");
        assert_eq!(Name(b"\x30\x01\x05".to_vec()).to_string(), "3 bytes that are no name");
    }
}
