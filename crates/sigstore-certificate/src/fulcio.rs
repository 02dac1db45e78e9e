use std::borrow::Cow;

use sigstore_traits::{Rule, RuleKind};

use crate::reader::Reader;
use crate::{Certificate, Error, Extension, Oid};

/// See [`Certificate::issuer_url`].
pub static V_70: Rule = Rule {
    id: "V-70",
    title: "The issuer of the identity token is the UTF8String in 1.3.6.1.4.1.57264.1.8, else the text in 1.3.6.1.4.1.57264.1.1; where both are there they are equal.",
    source: "sigstore fulcio docs/oid-info.md, Extension values; architecture-docs fulcio-spec.md section 7.3",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate Certificate::issuer_url",
};

/// See [`Certificate::fulcio_extensions`].
pub static V_71: Rule = Rule {
    id: "V-71",
    title: "Fulcio's extensions 1 to 6 are the text itself, 8 to 24 one DER UTF8String; other numbers are left alone.",
    source: "sigstore fulcio docs/oid-info.md, Directory and Extension values",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate Certificate::fulcio_extensions",
};

/// 1.3.6.1.4.1.57264.1, the arc of Fulcio's extensions.
const ARC: &[u8] = b"\x2b\x06\x01\x04\x01\x83\xbf\x30\x01";
const ISSUER: Oid<'_> = Oid::known(b"\x2b\x06\x01\x04\x01\x83\xbf\x30\x01\x01");
const ISSUER_V2: Oid<'_> = Oid::known(b"\x2b\x06\x01\x04\x01\x83\xbf\x30\x01\x08");

const NAMES: [(u8, &str); 23] = [
    (1, "issuer"),
    (2, "github-workflow-trigger"),
    (3, "github-workflow-sha"),
    (4, "github-workflow-name"),
    (5, "github-workflow-repository"),
    (6, "github-workflow-ref"),
    (8, "issuer-v2"),
    (9, "build-signer-uri"),
    (10, "build-signer-digest"),
    (11, "runner-environment"),
    (12, "source-repository-uri"),
    (13, "source-repository-digest"),
    (14, "source-repository-ref"),
    (15, "source-repository-identifier"),
    (16, "source-repository-owner-uri"),
    (17, "source-repository-owner-identifier"),
    (18, "build-config-uri"),
    (19, "build-config-digest"),
    (20, "build-trigger"),
    (21, "run-invocation-uri"),
    (22, "source-repository-visibility-at-signing"),
    (23, "deployment-environment"),
    (24, "token-subject"),
];

/// The last number whose value is the text itself, without a DER wrapper.
const LAST_BARE: u8 = 6;

/// What Fulcio wrote about the signer's token into an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FulcioExtension<'a> {
    /// The last number of its object identifier.
    pub number: u32,
    /// Its name in lower case with hyphens, such as `source-repository-uri`.
    pub name: &'static str,
    /// What it says.
    pub value: Cow<'a, str>,
}

impl FulcioExtension<'_> {
    /// The names that an extension can have.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(_, name)| *name)
    }

    /// The name of the extension with this last number.
    pub fn name_of(number: u32) -> Option<&'static str> {
        NAMES.iter().find(|(known, _)| u32::from(*known) == number).map(|(_, name)| *name)
    }
}

impl<'a> Certificate<'a> {
    /// The issuer of the signer's identity token, if the certificate names one ([`V_70`]).
    ///
    /// # Errors
    /// If it names two, or in another form than Fulcio's.
    pub fn issuer_url(&self) -> Result<Option<&'a str>, Error> {
        let first = self.find(&ISSUER).map(Extension::bare_text).transpose()?;
        let second = self.find(&ISSUER_V2).map(utf8_string).transpose()?;
        match (first, second) {
            (Some(first), Some(second)) if first != second => {
                Err(Error::TwoIssuers { first: first.to_owned(), second: second.to_owned() })
            }
            (first, second) => Ok(second.or(first)),
        }
    }

    /// The extensions of Fulcio that the certificate carries, in its order ([`V_71`]).
    ///
    /// # Errors
    /// If a value has another form than Fulcio's.
    pub fn fulcio_extensions(&self) -> Result<Vec<FulcioExtension<'a>>, Error> {
        self.extensions().filter_map(FulcioExtension::read).collect()
    }
}

impl<'a> FulcioExtension<'a> {
    /// `None` if it is not Fulcio's.
    fn read(extension: &Extension<'a>) -> Option<Result<Self, Error>> {
        let [number] = extension.oid.as_bytes().strip_prefix(ARC)? else {
            return None;
        };
        let (number, name) = *NAMES.iter().find(|(known, _)| known == number)?;
        let value = match number {
            ..=LAST_BARE => extension.bare_text(),
            _ => utf8_string(extension),
        };
        let value = value.map(Cow::Borrowed);
        Some(value.map(|value| Self { number: number.into(), name, value }))
    }
}

fn utf8_string<'a>(extension: &Extension<'a>) -> Result<&'a str, Error> {
    extension.parse(Reader::utf8_string)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::DerFault;
    use crate::template::{Template, tlv};

    fn fulcio(number: u8) -> Vec<u8> {
        [ARC, &[number]].concat()
    }

    fn leaf(extensions: &[(u8, &[u8])]) -> Vec<u8> {
        let with = |leaf: Template, (number, value): &(u8, &[u8])| {
            leaf.with(&fulcio(*number), false, value)
        };
        extensions.iter().fold(Template::leaf("ca"), with).signed_by(1)
    }

    fn issuer(extensions: &[(u8, &[u8])]) -> Result<Option<String>, Error> {
        let der = leaf(extensions);
        let issuer = Certificate::parse(&der).unwrap().issuer_url()?;
        Ok(issuer.map(str::to_owned))
    }

    fn is_content(error: &Error, expected: &str) -> bool {
        match error {
            Error::Der { fault: DerFault::Content { expected: found }, .. } => *found == expected,
            _ => false,
        }
    }

    #[test]
    fn v_70_kept_the_issuer_in_either_form() {
        let wrapped = tlv(0x0c, b"https://a");
        assert_eq!(ISSUER.to_string(), "1.3.6.1.4.1.57264.1.1");
        assert_eq!(ISSUER_V2.to_string(), "1.3.6.1.4.1.57264.1.8");
        assert_eq!(issuer(&[]), Ok(None));
        let expected = Ok(Some("https://a".to_owned()));
        assert_eq!(issuer(&[(1, b"https://a")]), expected);
        assert_eq!(issuer(&[(8, &wrapped)]), expected);
        assert_eq!(issuer(&[(1, b"https://a"), (8, &wrapped)]), expected);
    }

    #[test]
    fn v_70_broken_two_issuers() {
        let wrapped = tlv(0x0c, b"https://b");
        let error = issuer(&[(1, b"https://a"), (8, &wrapped)]).unwrap_err();
        assert_eq!(
            error,
            Error::TwoIssuers { first: "https://a".into(), second: "https://b".into() }
        );
    }

    #[test]
    fn v_70_broken_the_issuer_in_another_form() {
        // The wrapper of the second form is part of the text of the first.
        let wrapped = tlv(0x0c, b"https://a");
        let text = issuer(&[(1, &wrapped)]).unwrap();
        assert_eq!(text.as_deref(), Some("\x0c\x09https://a"));
        assert!(is_content(&issuer(&[(1, b"\xff")]).unwrap_err(), "UTF-8"));
        assert!(is_content(&issuer(&[(8, b"\x0c\x01\xff")]).unwrap_err(), "UTF-8"));
        let trailing = [&wrapped[..], b"\x00"].concat();
        for value in [&b"https://a"[..], b"\x0c\x0ahttps://a", b"\x13\x01a", b"", &trailing] {
            assert!(matches!(issuer(&[(8, value)]), Err(Error::Der { .. })), "{value:02x?}");
        }
    }

    #[test]
    fn v_71_kept_every_number_has_its_name_and_form() {
        let mut number = 0;
        for (known, name) in NAMES {
            assert!(known > number && known != 7);
            number = known;
            let wrapped = tlv(0x0c, b"text");
            let (right, wrong) = if known <= 6 {
                (&b"text"[..], &wrapped[..])
            } else {
                (&wrapped[..], &b"text"[..])
            };
            let der = leaf(&[(known, right)]);
            let extension =
                FulcioExtension { number: known.into(), name, value: Cow::Borrowed("text") };
            assert_eq!(Certificate::parse(&der).unwrap().fulcio_extensions(), Ok(vec![extension]));
            let der = leaf(&[(known, wrong)]);
            let read = Certificate::parse(&der).unwrap().fulcio_extensions();
            assert!(read.is_err() || read.unwrap()[0].value != "text");
        }
        assert_eq!(number, 24);
        assert!(FulcioExtension::names().eq(NAMES.map(|(_, name)| name)));
        assert_eq!(FulcioExtension::name_of(12), Some("source-repository-uri"));
        assert_eq!((FulcioExtension::name_of(7), FulcioExtension::name_of(257)), (None, None));
    }

    #[test]
    fn v_71_broken_a_text_that_is_none() {
        for (number, value) in [(2, &b"\xff"[..]), (6, b"\xff"), (9, b"\x0c\x01\xff")] {
            let der = leaf(&[(number, value)]);
            let error = Certificate::parse(&der).unwrap().fulcio_extensions().unwrap_err();
            assert!(is_content(&error, "UTF-8"));
        }
        let der = leaf(&[(24, b"\x0c\x01")]);
        let error = Certificate::parse(&der).unwrap().fulcio_extensions();
        assert!(matches!(error, Err(Error::Der { .. })));
    }

    #[test]
    fn v_71_accepted_other_numbers_are_left_alone() {
        let longer = [ARC, &[1, 1]].concat();
        let other_arc = b"\x2b\x06\x01\x04\x01\x83\xbf\x30\x02\x09";
        let leaf = Template::leaf("ca")
            .with(&fulcio(0), false, b"\xff")
            .with(&fulcio(7), false, b"\xff")
            .with(&fulcio(25), false, b"\xff")
            .with(ARC, false, b"\xff")
            .with(&longer, false, b"\xff")
            .with(other_arc, false, b"\xff")
            .signed_by(1);
        assert_eq!(Certificate::parse(&leaf).unwrap().fulcio_extensions(), Ok(vec![]));
    }
}
