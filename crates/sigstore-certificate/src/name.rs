use core::fmt;
use std::borrow::Cow;

use crate::reader::{Reader, SET};
use crate::{Error, Oid};

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
        attributes.find(|attribute| attribute.name() == "O").map(|attribute| attribute.value())
    }

    fn attributes(&self) -> Result<Vec<Attribute<'_>>, Error> {
        let sets = Reader::read(&self.0, 0, |reader| {
            reader.sequence(|sets| {
                sets.all(|set| set.expect(SET)?.read(|set| set.all(Attribute::read)))
            })
        });
        Ok(sets?.concat())
    }
}

#[derive(Clone)]
struct Attribute<'n> {
    oid: Oid<'n>,
    content: &'n [u8],
}

impl<'n> Attribute<'n> {
    fn read(reader: &mut Reader<'n>) -> Result<Self, Error> {
        reader.sequence(|reader| Ok(Self { oid: reader.oid()?, content: reader.any()?.content }))
    }

    /// The short name that RFC 4514 section 3 gives to the types in use, else the number.
    fn name(&self) -> Cow<'static, str> {
        match self.oid.as_bytes() {
            b"\x55\x04\x03" => "CN".into(),
            b"\x55\x04\x06" => "C".into(),
            b"\x55\x04\x07" => "L".into(),
            b"\x55\x04\x08" => "ST".into(),
            b"\x55\x04\x0a" => "O".into(),
            b"\x55\x04\x0b" => "OU".into(),
            _ => self.oid.to_string().into(),
        }
    }

    fn value(&self) -> String {
        String::from_utf8_lossy(self.content).escape_debug().to_string()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.attributes() {
            Ok(attributes) => {
                let shown = attributes.iter().map(|one| format!("{}={}", one.name(), one.value()));
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
