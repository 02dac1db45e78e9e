use std::borrow::Cow;

use sigstore_traits::{Rule, RuleKind};

use crate::extension::SUBJECT_ALT_NAME;
use crate::reader::{Reader, Value, constructed, primitive};
use crate::{Certificate, Error, Oid};

/// See [`Certificate::identity`].
pub static V_68: Rule = Rule {
    id: "V-68",
    title: "The signer is named by exactly one general name: an email address, a URI, or Fulcio's otherName; other kinds are no identities.",
    source: "RFC 5280 section 4.2.1.6; sigstore fulcio docs/oid-info.md, 1.3.6.1.4.1.57264.1.7",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate Certificate::identity",
};

/// 1.3.6.1.4.1.57264.1.7
const USERNAME: Oid<'_> = Oid::known(b"\x2b\x06\x01\x04\x01\x83\xbf\x30\x01\x07");

pub(crate) const OTHER_NAME: u8 = constructed(0);
pub(crate) const RFC822_NAME: u8 = primitive(1);
pub(crate) const URI: u8 = primitive(6);

/// Whom a certificate names: its subject alternative name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity<'a> {
    /// Which kind of name it is.
    pub kind: IdentityKind,
    /// The name itself, as it stands in the certificate.
    pub text: Cow<'a, str>,
}

/// The kinds of names that Fulcio gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityKind {
    /// An email address: rfc822Name.
    Email,
    /// A URI: uniformResourceIdentifier.
    Uri,
    /// A user name such as `user!example.com`: otherName.
    OtherName,
}

impl IdentityKind {
    /// The word for it: `email`, `uri`, `other-name`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Uri => "uri",
            Self::OtherName => "other-name",
        }
    }
}

impl<'a> Certificate<'a> {
    /// Whom the certificate names ([`V_68`], [`V_53`](crate::V_53)).
    ///
    /// ```text
    /// SubjectAltName ::= SEQUENCE SIZE (1..MAX) OF GeneralName
    /// GeneralName ::= CHOICE {
    ///      otherName                  [0] OtherName,
    ///      rfc822Name                 [1] IA5String,
    ///      uniformResourceIdentifier  [6] IA5String, ... }
    /// ```
    ///
    /// # Errors
    /// If it names nobody or several, or in a way that is not Fulcio's.
    pub fn identity(&self) -> Result<Identity<'a>, Error> {
        let names = self.find(&SUBJECT_ALT_NAME).ok_or(Error::NameCount { found: 0 })?;
        let names = names.parse(|reader| reader.sequence(|names| names.all(Reader::any)));
        match names?.as_slice() {
            [name] => Identity::read(*name),
            names => Err(Error::NameCount { found: names.len() }),
        }
    }
}

impl<'a> Identity<'a> {
    fn read(name: Value<'a>) -> Result<Self, Error> {
        let (kind, text) = match name.tag {
            RFC822_NAME => (IdentityKind::Email, name.ascii()?),
            URI => (IdentityKind::Uri, name.ascii()?),
            OTHER_NAME => (IdentityKind::OtherName, name.read(username)?),
            found => return Err(Error::NameKind { found }),
        };
        Ok(Self { kind, text: Cow::Borrowed(text) })
    }
}

/// ```text
/// OtherName ::= SEQUENCE {
///      type-id    OBJECT IDENTIFIER,      -- 1.3.6.1.4.1.57264.1.7
///      value      [0] EXPLICIT UTF8String }
/// ```
pub(crate) fn username<'a>(reader: &mut Reader<'a>) -> Result<&'a str, Error> {
    let found = reader.oid()?;
    if found != USERNAME {
        return Err(Error::OtherNameType { found: found.into_owned() });
    }
    reader.expect(constructed(0))?.read(Reader::utf8_string)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::DerFault;
    use crate::template::{SUBJECT_ALT_NAME as SAN, Template, seq, tlv};

    fn identity(names: &[Vec<u8>]) -> Result<Identity<'static>, Error> {
        let leaf = Template::leaf("ca").with(SAN, true, &seq(&[&names.concat()]));
        let der = leaf.signed_by(1);
        let identity = Certificate::parse(&der).unwrap().identity()?;
        Ok(Identity { kind: identity.kind, text: identity.text.into_owned().into() })
    }

    fn other_name(oid: &[u8], value: &[u8]) -> Vec<u8> {
        tlv(0xa0, &[&tlv(0x06, oid), value].concat())
    }

    const FULCIO: &[u8] = b"\x2b\x06\x01\x04\x01\x83\xbf\x30\x01\x07";

    #[test]
    fn v_68_kept_the_three_kinds() {
        for (name, kind, word, text) in [
            (tlv(0x81, b"a@b"), IdentityKind::Email, "email", "a@b"),
            (tlv(0x86, b"https://b"), IdentityKind::Uri, "uri", "https://b"),
            (
                other_name(FULCIO, &tlv(0xa0, &tlv(0x0c, "ä!b".as_bytes()))),
                IdentityKind::OtherName,
                "other-name",
                "ä!b",
            ),
        ] {
            assert_eq!(identity(&[name]), Ok(Identity { kind, text: text.into() }));
            assert_eq!(kind.name(), word);
        }
        assert_eq!(USERNAME.to_string(), "1.3.6.1.4.1.57264.1.7");
    }

    #[test]
    fn v_53_broken_no_name_or_several() {
        let leaf = Template::leaf("ca").without(SAN).signed_by(1);
        let none = Certificate::parse(&leaf).unwrap().identity();
        assert_eq!(none, Err(Error::NameCount { found: 0 }));
        assert_eq!(identity(&[]), Err(Error::NameCount { found: 0 }));
        let two = [tlv(0x81, b"a@b"), tlv(0x81, b"a@b")];
        assert_eq!(identity(&two), Err(Error::NameCount { found: 2 }));
        let beside_another_kind = [tlv(0x81, b"a@b"), tlv(0x82, b"b"), tlv(0x86, b"c:")];
        assert_eq!(identity(&beside_another_kind), Err(Error::NameCount { found: 3 }));
    }

    #[test]
    fn v_68_broken_other_kinds_and_forms() {
        for tag in [0x82, 0xa4, 0x87, 0x88, 0x80, 0xa1, 0xa6, 0x16] {
            assert_eq!(identity(&[tlv(tag, b"a@b")]), Err(Error::NameKind { found: tag }));
        }
        let content = |error, expected| match error {
            Err(Error::Der { fault, .. }) => fault == DerFault::Content { expected },
            _ => false,
        };
        assert!(content(identity(&[tlv(0x81, "ä@b".as_bytes())]), "ASCII"));
        assert!(content(identity(&[tlv(0x86, b"\xff:")]), "ASCII"));
        let value = tlv(0xa0, &tlv(0x0c, b"a!b"));
        let found = Oid::new(b"\x2a").unwrap();
        assert_eq!(identity(&[other_name(b"\x2a", &value)]), Err(Error::OtherNameType { found }));
        assert!(content(identity(&[other_name(FULCIO, &tlv(0xa0, b"\x0c\x01\xff"))]), "UTF-8"));
        for value in [
            tlv(0x0c, b"a!b"),
            tlv(0xa1, &tlv(0x0c, b"a!b")),
            tlv(0xa0, &tlv(0x13, b"a!b")),
            tlv(0xa0, b""),
            tlv(0xa0, b"\x0c\x01a\x05\x00"),
            [value, tlv(0x05, b"")].concat(),
            vec![],
        ] {
            let error = identity(&[other_name(FULCIO, &value)]);
            assert!(matches!(error, Err(Error::Der { .. })), "{value:02x?}");
        }
    }

    /// A critical name of a kind that few libraries know.
    #[test]
    fn v_54_accepted_a_critical_other_name() {
        let name = other_name(FULCIO, &tlv(0xa0, &tlv(0x0c, b"a!b")));
        let leaf = Template::leaf("ca").with(SAN, true, &seq(&[&name])).signed_by(1);
        assert_eq!(Certificate::parse(&leaf).unwrap().leaf_profile(), Ok(()));
    }
}
