use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::extension::SUBJECT_ALT_NAME;
use crate::identity::{OTHER_NAME, RFC822_NAME, URI, username};
use crate::reader::{Reader, Value, primitive};
use crate::{Certificate, Error};

const DNS_NAME: u8 = primitive(2);
const IP_ADDRESS: u8 = primitive(7);

impl<'a> Certificate<'a> {
    /// Every name in the subject alternative name that is text: what a log's search index knows
    /// the certificate by, whoever issued it. It says nothing of whom to trust: for that there is
    /// [`identity`](Self::identity).
    ///
    /// ```text
    /// GeneralName ::= CHOICE {
    ///      otherName                  [0] OtherName,            -- only 1.3.6.1.4.1.57264.1.7
    ///      rfc822Name                 [1] IA5String,
    ///      dNSName                    [2] IA5String,
    ///      uniformResourceIdentifier  [6] IA5String,
    ///      iPAddress                  [7] OCTET STRING, ... }
    /// ```
    ///
    /// Names of other kinds are passed over; a certificate may have none.
    ///
    /// # Errors
    /// [`Error::Der`] for a name of these kinds that is malformed.
    pub fn alternative_names(&self) -> Result<Vec<Cow<'a, str>>, Error> {
        let Some(names) = self.find(&SUBJECT_ALT_NAME) else { return Ok(Vec::new()) };
        let names = names.parse(|reader| reader.sequence(|names| names.all(Reader::any)))?;
        let texts = names.into_iter().map(text).collect::<Result<Vec<_>, _>>()?;
        Ok(texts.into_iter().flatten().collect())
    }
}

fn text<'a>(name: Value<'a>) -> Result<Option<Cow<'a, str>>, Error> {
    Ok(match name.tag {
        RFC822_NAME | DNS_NAME | URI => Some(name.ascii()?.into()),
        IP_ADDRESS => Some(address(name)?.into()),
        OTHER_NAME => match name.read(username) {
            Err(Error::OtherNameType { .. }) => None,
            text => Some(text?.into()),
        },
        _ => None,
    })
}

fn address(name: Value<'_>) -> Result<String, Error> {
    if let Ok(octets) = <[u8; 4]>::try_from(name.content) {
        return Ok(Ipv4Addr::from(octets).to_string());
    }
    match <[u8; 16]>::try_from(name.content) {
        Ok(octets) => Ok(Ipv6Addr::from(octets).to_canonical().to_string()),
        Err(_) => Err(name.error("an address of 4 or 16 bytes")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::DerFault;
    use crate::template::{SUBJECT_ALT_NAME as SAN, Template, seq, tlv};

    fn names(names: &[Vec<u8>]) -> Result<Vec<String>, Error> {
        let leaf = Template::leaf("ca").with(SAN, true, &seq(&[&names.concat()]));
        let der = leaf.signed_by(1);
        let names = Certificate::parse(&der).unwrap().alternative_names()?;
        Ok(names.into_iter().map(Cow::into_owned).collect())
    }

    fn other_name(oid: &[u8]) -> Vec<u8> {
        let value = tlv(0xa0, &tlv(0x0c, b"a!b"));
        tlv(0xa0, &[tlv(0x06, oid), value].concat())
    }

    #[test]
    fn every_name_that_is_text_and_no_other() {
        let all = [
            other_name(b"\x2b\x06\x01\x04\x01\x83\xbf\x30\x01\x07"),
            other_name(b"\x2a\x03"),
            tlv(0x81, b"a@b"),
            tlv(0x82, b"b.example"),
            tlv(0xa4, &seq(&[])),
            tlv(0x86, b"https://b"),
            tlv(0x87, &[127, 0, 0, 1]),
            tlv(0x87, &Ipv6Addr::LOCALHOST.octets()),
            tlv(0x87, &Ipv4Addr::LOCALHOST.to_ipv6_mapped().octets()),
            tlv(0x88, b"\x2a\x03"),
        ];
        let texts = ["a!b", "a@b", "b.example", "https://b", "127.0.0.1", "::1", "127.0.0.1"];
        assert_eq!(names(&all).unwrap(), texts);
        let none = Template::leaf("ca").without(SAN).signed_by(1);
        assert!(Certificate::parse(&none).unwrap().alternative_names().unwrap().is_empty());
    }

    #[test]
    fn malformed_names_are_errors() {
        for (name, expected) in [
            (tlv(0x87, &[127, 0, 0]), "an address of 4 or 16 bytes"),
            (tlv(0x82, "ä".as_bytes()), "ASCII"),
        ] {
            match names(&[name]) {
                Err(Error::Der { fault: DerFault::Content { expected: found }, .. }) => {
                    assert_eq!(found, expected);
                }
                other => unreachable!("{other:?}"),
            }
        }
    }
}
