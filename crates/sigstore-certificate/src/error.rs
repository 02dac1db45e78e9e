use core::fmt;

use sigstore_traits::{Facts, KeyError, Refusal, UnixTime, Validity, facts};

use crate::{
    DerFault, Fault, MAX_CANDIDATES, MAX_CERTIFICATE, MAX_CHAIN, MAX_EXTENSIONS, Name, Oid, Role,
    V_9, V_19, V_31, V_50, V_51, V_52, V_53, V_56, V_68, V_70,
};

/// Why a certificate, a chain or a path was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// More than is read.
    TooMuch {
        /// Of what.
        limit: Limit,
        /// How many were found before reading stopped.
        found: usize,
    },
    /// Not the DER that RFC 5280 defines.
    Der {
        /// At which byte of the certificate.
        offset: usize,
        /// What is wrong there.
        fault: DerFault,
    },
    /// Not an X.509 certificate of version 3.
    Version {
        /// The field's value, one below the version's number.
        found: u32,
    },
    /// The signature algorithm that is signed is not the one outside.
    AlgorithmMismatch {
        /// In the TBSCertificate.
        inner: Oid<'static>,
        /// Beside the signature.
        outer: Oid<'static>,
    },
    /// An extension that stands in the certificate twice.
    DuplicateExtension {
        /// Which.
        oid: Oid<'static>,
    },
    /// A signature algorithm that is not supported, or has parameters that it does not take.
    SignatureAlgorithm {
        /// Which.
        oid: Oid<'static>,
        /// Whether it has parameters.
        parameters: bool,
    },
    /// Not a certificate for this role.
    Unfit {
        /// Whose certificate it should be.
        role: Role,
        /// What stands against it.
        fault: Fault,
    },
    /// Not exactly one name.
    NameCount {
        /// Names found.
        found: usize,
    },
    /// A kind of name that is no identity.
    NameKind {
        /// Its tag.
        found: u8,
    },
    /// An otherName that is not Fulcio's.
    OtherNameType {
        /// Its type.
        found: Oid<'static>,
    },
    /// Two issuers of the identity token.
    TwoIssuers {
        /// In 1.3.6.1.4.1.57264.1.1.
        first: String,
        /// In 1.3.6.1.4.1.57264.1.8.
        second: String,
    },
    /// No trusted certificate authority has the issuer's name.
    UnknownIssuer {
        /// The issuer's name.
        issuer: Name,
    },
    /// Trusted certificate authorities have the issuer's name, and the key of none of them signed.
    IssuerSignature {
        /// The issuer's name.
        issuer: Name,
        /// Keys tried.
        keys: usize,
    },
    /// A certificate of the path, or its authority, may not be used at this time.
    OutsidePeriod {
        /// Which.
        part: PathPart,
        /// The time of the signature.
        time: UnixTime,
        /// When it may be used.
        period: Validity,
    },
    /// A chain without certificates.
    EmptyChain,
    /// The next certificate of a chain is not the issuer's, by its name.
    ChainName {
        /// The subject of the next certificate.
        found: Name,
        /// The issuer of this one.
        expected: Name,
    },
    /// The next certificate of a chain is not the issuer's, by its key.
    ChainSignature,
    /// The key of a certificate can't be used.
    Key(KeyError),
    /// A certificate of a chain was refused.
    InChain {
        /// Its place, from 0.
        index: usize,
        /// Why.
        error: Box<Error>,
    },
}

/// What there may not be any number of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Bytes of a certificate: [`MAX_CERTIFICATE`].
    Bytes,
    /// Extensions of a certificate: [`MAX_EXTENSIONS`].
    Extensions,
    /// Certificates of a chain: [`MAX_CHAIN`].
    Certificates,
    /// Places in trusted chains that have the name of a leaf's issuer: [`MAX_CANDIDATES`].
    Candidates,
}

impl Limit {
    const fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Extensions => "extensions",
            Self::Certificates => "certificates",
            Self::Candidates => "possible issuers",
        }
    }

    const fn max(self) -> usize {
        match self {
            Self::Bytes => MAX_CERTIFICATE,
            Self::Extensions => MAX_EXTENSIONS,
            Self::Certificates => MAX_CHAIN,
            Self::Candidates => MAX_CANDIDATES,
        }
    }
}

/// A part of a path that has a period of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// The leaf.
    Leaf,
    /// The certificate at this place of the authority's chain, from 0.
    Chain(usize),
    /// The authority, by the trusted root.
    Authority,
}

impl fmt::Display for PathPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaf => f.write_str("the certificate"),
            Self::Chain(index) => write!(f, "certificate {index} of the authority's chain"),
            Self::Authority => f.write_str("the authority"),
        }
    }
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::TooMuch { limit, found } => "certificate-too-much", &V_19,
            "there is more than is read", "",
            format_args!("{found} {}", limit.name()), format_args!("at most {}", limit.max());
        Self::Der { offset, fault } => "certificate-der", &V_9,
            "the certificate is not as RFC 5280 says",
            format_args!("byte {offset}"), fault.evidence().0, fault.evidence().1;
        Self::Version { found } => "certificate-version", &V_9,
            "the certificate is of another version", "", found, "2 (v3)";
        Self::AlgorithmMismatch { inner, outer } => "certificate-algorithm-mismatch", &V_9,
            "the certificate names two signature algorithms", "", outer, inner;
        Self::DuplicateExtension { oid } => "certificate-duplicate-extension", &V_9,
            "an extension stands in the certificate twice", "", oid, "";
        Self::SignatureAlgorithm { oid, parameters } => "certificate-signature-algorithm", &V_56,
            "the signature algorithm of the certificate is not supported", "",
            format_args!("{oid}{}", if *parameters { " with parameters" } else { "" }), "";
        Self::Unfit { role, fault } => fault.facts(*role);
        Self::NameCount { found } => "certificate-name-count", &V_53,
            "the certificate does not name one subject", "", found, "1";
        Self::NameKind { found } => "certificate-name-kind", &V_68,
            "the name in the certificate is no identity", "",
            format_args!("tag {found:#04x}"),
            "rfc822Name [1], uniformResourceIdentifier [6] or otherName [0]";
        Self::OtherNameType { found } => "certificate-other-name-type", &V_68,
            "the otherName in the certificate is not Fulcio's", "",
            found, "1.3.6.1.4.1.57264.1.7";
        Self::TwoIssuers { first, second } => "certificate-two-issuers", &V_70,
            "the certificate names two token issuers", "", first, second;
        Self::UnknownIssuer { issuer } => "certificate-unknown-issuer", &V_51,
            "the issuer of the certificate is no trusted authority", "", issuer, "";
        Self::IssuerSignature { issuer, keys } => "certificate-issuer-signature", &V_51,
            "the certificate is not signed by the trusted authority that it names", "",
            format_args!("{issuer} with {keys} known keys"), "";
        Self::OutsidePeriod { part, time, period } => "certificate-outside-period", &V_50,
            "the time of the signature is outside of the period", part, time, period;
        Self::EmptyChain => "certificate-empty-chain", &V_31,
            "the chain has no certificates", "", "0", "1 or more";
        Self::ChainName { found, expected } => "certificate-chain-name", &V_31,
            "the next certificate of the chain is not the issuer's", "", found, expected;
        Self::ChainSignature => "certificate-chain-signature", &V_52,
            "the certificate is not signed by the next one of the chain", "", "", "";
        Self::Key(error) => "certificate-key", &V_52,
            "the key of the certificate can't be used", "", error, "";
        Self::InChain { index, error } => error.facts().inside(format_args!("certificate {index}"));
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let facts = self.row();
        Facts { found: short(facts.found), expected: short(facts.expected), ..facts }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl core::error::Error for Error {}

/// The text, cut after 80 characters.
fn short(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(80) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use super::*;
    use crate::template::name;

    fn oid(octets: &'static [u8]) -> Oid<'static> {
        Oid::new(octets).unwrap()
    }

    fn der(fault: DerFault) -> Error {
        Error::Der { offset: 7, fault }
    }

    fn name_of(text: &str) -> Name {
        Name(name(text))
    }

    fn examples() -> Vec<(Error, &'static str)> {
        let limit = |limit, found| Error::TooMuch { limit, found };
        let period = Validity { start: None, end: Some(UnixTime::from_seconds(0)) };
        let outside = |part| Error::OutsidePeriod { part, time: UnixTime::from_seconds(1), period };
        vec![
            (
                limit(Limit::Bytes, 65_537),
                "there is more than is read: found 65537 bytes, expected at most 65536 (V-19)",
            ),
            (
                limit(Limit::Extensions, 65),
                "there is more than is read: found 65 extensions, expected at most 64 (V-19)",
            ),
            (
                limit(Limit::Certificates, 11),
                "there is more than is read: found 11 certificates, expected at most 10 (V-19)",
            ),
            (
                limit(Limit::Candidates, 9),
                "there is more than is read: found 9 possible issuers, expected at most 8 (V-19)",
            ),
            (
                der(DerFault::Truncated),
                "the certificate is not as RFC 5280 says at byte 7: found the end, expected more \
                 bytes (V-9)",
            ),
            (
                der(DerFault::TagForm),
                "the certificate is not as RFC 5280 says at byte 7: found a long tag, expected a \
                 tag of one byte (V-9)",
            ),
            (
                der(DerFault::LengthForm),
                "the certificate is not as RFC 5280 says at byte 7: found another length, \
                 expected a length below 65536 in its shortest form (V-9)",
            ),
            (
                der(DerFault::Tag { found: Some(5), expected: 0x30 }),
                "the certificate is not as RFC 5280 says at byte 7: found tag 0x05, expected tag \
                 0x30 (V-9)",
            ),
            (
                der(DerFault::Content { expected: "UTF-8" }),
                "the certificate is not as RFC 5280 says at byte 7: found another content, \
                 expected UTF-8 (V-9)",
            ),
            (
                der(DerFault::Trailing { bytes: 3 }),
                "the certificate is not as RFC 5280 says at byte 7: found 3 more bytes, expected \
                 the end (V-9)",
            ),
            (
                Error::Version { found: 1 },
                "the certificate is of another version: found 1, expected 2 (v3) (V-9)",
            ),
            (
                Error::AlgorithmMismatch { inner: oid(b"\x2a"), outer: oid(b"\x2b") },
                "the certificate names two signature algorithms: found 1.3, expected 1.2 (V-9)",
            ),
            (
                Error::DuplicateExtension { oid: oid(b"\x2a") },
                "an extension stands in the certificate twice: found 1.2 (V-9)",
            ),
            (
                Error::SignatureAlgorithm { oid: oid(b"\x2a"), parameters: true },
                "the signature algorithm of the certificate is not supported: found 1.2 with \
                 parameters (V-56)",
            ),
            (
                Error::NameCount { found: 2 },
                "the certificate does not name one subject: found 2, expected 1 (V-53)",
            ),
            (
                Error::NameKind { found: 0x82 },
                "the name in the certificate is no identity: found tag 0x82, expected rfc822Name \
                 [1], uniformResourceIdentifier [6] or otherName [0] (V-68)",
            ),
            (
                Error::OtherNameType { found: oid(b"\x2a") },
                "the otherName in the certificate is not Fulcio's: found 1.2, expected \
                 1.3.6.1.4.1.57264.1.7 (V-68)",
            ),
            (
                Error::TwoIssuers { first: "a".into(), second: "b".into() },
                "the certificate names two token issuers: found a, expected b (V-70)",
            ),
            (
                Error::UnknownIssuer { issuer: name_of("ca") },
                "the issuer of the certificate is no trusted authority: found CN=ca (V-51)",
            ),
            (
                Error::IssuerSignature { issuer: name_of("ca"), keys: 2 },
                "the certificate is not signed by the trusted authority that it names: found \
                 CN=ca with 2 known keys (V-51)",
            ),
            (
                outside(PathPart::Leaf),
                "the time of the signature is outside of the period at the certificate: found \
                 1970-01-01T00:00:01Z, expected … to 1970-01-01T00:00:00Z (V-50)",
            ),
            (
                outside(PathPart::Authority),
                "the time of the signature is outside of the period at the authority: found \
                 1970-01-01T00:00:01Z, expected … to 1970-01-01T00:00:00Z (V-50)",
            ),
            (
                Error::EmptyChain,
                "the chain has no certificates: found 0, expected 1 or more (V-31)",
            ),
            (
                Error::ChainName { found: name_of("a"), expected: name_of("b") },
                "the next certificate of the chain is not the issuer's: found CN=a, expected CN=b \
                 (V-31)",
            ),
            (
                Error::ChainSignature,
                "the certificate is not signed by the next one of the chain (V-52)",
            ),
            (
                Error::Key(KeyError::Malformed),
                "the key of the certificate can't be used: found not a DER SubjectPublicKeyInfo \
                 with a valid key (V-52)",
            ),
        ]
    }

    #[test]
    fn the_words_of_each_error() {
        for (error, words) in examples() {
            assert_eq!(error.to_string(), words);
        }
    }

    #[test]
    fn codes_are_unique_and_begin_alike() {
        let codes: BTreeSet<_> = examples().iter().map(|(error, _)| error.code()).collect();
        // Four limits, six faults of DER, two parts of a path share one each.
        assert_eq!(codes.len(), examples().len() - 3 - 5 - 1);
        assert!(codes.iter().all(|code| code.starts_with("certificate-")));
    }

    #[test]
    fn a_certificate_of_a_chain_is_refused_for_its_own_reason() {
        let error = Error::InChain { index: 1, error: Box::new(Error::ChainSignature) };
        assert_eq!(error.code(), "certificate-chain-signature");
        assert_eq!(error.rule(), &V_52);
        assert_eq!(
            error.to_string(),
            "the certificate is not signed by the next one of the chain at certificate 1 (V-52)"
        );
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(short("ä".repeat(80)), "ä".repeat(80));
        assert_eq!(short("ä".repeat(81)), format!("{}…", "ä".repeat(80)));
        let (first, second) = ("a".repeat(81), "b".repeat(81));
        let facts = Error::TwoIssuers { first, second }.facts();
        assert_eq!(facts.found, format!("{}…", "a".repeat(80)));
        assert_eq!(facts.expected, format!("{}…", "b".repeat(80)));
    }
}
