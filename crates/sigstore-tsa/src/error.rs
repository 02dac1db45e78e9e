use core::fmt;

use der::ErrorKind;
use der::asn1::ObjectIdentifier;
use sigstore_traits::{Digest, Facts, HashAlgorithm, Refusal, Rule, SignatureError};

use crate::gen_time::V_48;
use crate::imprint::V_43;
use crate::signed_data::V_42;
use crate::signer_identifier::{Difference, short_hex};
use crate::status::V_41;
use crate::timestamp::V_44;
use crate::{AlgorithmUse, Failure, Status};

/// Why a timestamp or a request for one is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// More bytes than are read.
    TooLong {
        /// Bytes found.
        bytes: usize,
        /// The most that are read.
        max: usize,
    },
    /// More values in one place than are read.
    TooMany {
        /// The byte at which the first too many begins.
        offset: u32,
        /// The most that are read.
        max: usize,
    },
    /// Not the DER that the grammar asks for: what is wrong, and at which byte.
    Der(der::Error),
    /// A structure of another version.
    Version {
        /// Which structure.
        structure: &'static str,
        /// The version found.
        found: u8,
        /// The version that it has in a timestamp.
        expected: u8,
    },
    /// A structure with content of another type.
    ContentType {
        /// Which structure, or attribute.
        structure: &'static str,
        /// The type found.
        found: ObjectIdentifier,
        /// The type that it has in a timestamp.
        expected: ObjectIdentifier,
    },
    /// The authority answered with a refusal.
    NotGranted {
        /// The status it gave.
        status: Status,
        /// The reasons it gave.
        failures: Vec<Failure>,
        /// Its words, shortened to 80 characters.
        text: String,
    },
    /// An embedded certificate that can't be read.
    Certificate {
        /// Its place, from 0.
        index: usize,
        /// Why not.
        error: sigstore_certificate::Error,
    },
    /// Not exactly one SignerInfo.
    SignerCount {
        /// How many there are.
        signers: usize,
    },
    /// A SignerInfo without signed attributes.
    NoSignedAttributes,
    /// A signed attribute that must be there and is not.
    AttributeMissing {
        /// Its name.
        attribute: &'static str,
    },
    /// A signed attribute that stands twice.
    AttributeTwice {
        /// Its type.
        attribute: ObjectIdentifier,
    },
    /// A time that is not written as it should be, or not of the calendar.
    Time {
        /// Its characters, shortened to 80.
        found: String,
    },
    /// A critical extension that is not known.
    CriticalExtension {
        /// Its type.
        oid: ObjectIdentifier,
    },
    /// A digest of another length than its algorithm has.
    ImprintLength {
        /// The algorithm.
        algorithm: HashAlgorithm,
        /// Bytes found.
        bytes: usize,
    },
    /// An algorithm that is not supported there, or has parameters that it does not take.
    UnsupportedAlgorithm {
        /// What it is named for.
        purpose: AlgorithmUse,
        /// Which.
        oid: ObjectIdentifier,
        /// Whether it has parameters.
        parameters: bool,
    },
    /// The signature is over another digest than the one that the SignerInfo names.
    HashMismatch {
        /// The hash of `digestAlgorithm`.
        digest: HashAlgorithm,
        /// The hash of `signatureAlgorithm`.
        signature: HashAlgorithm,
    },
    /// The token names another certificate as its signer's.
    OtherSigner(Mismatch),
    /// The token embeds a certificate under the signer's name that is not the signer's.
    EmbeddedSigner,
    /// The signed digest is not that of the content.
    ContentDigest {
        /// The message-digest attribute, in hex.
        found: String,
        /// The digest of the content.
        expected: Digest,
    },
    /// The signed identifier of the signer's certificate identifies another one.
    SigningCertificate(Mismatch),
    /// The signature over the attributes was not accepted.
    Signature(SignatureError),
}

/// In what an identifier and a certificate differ first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The field of the identifier.
    pub field: &'static str,
    /// What the identifier says, in hex.
    pub found: String,
    /// What the certificate says, in hex.
    pub expected: String,
}

impl From<Difference<'_>> for Mismatch {
    fn from(difference: Difference<'_>) -> Self {
        Self {
            field: difference.field,
            found: short_hex(difference.found),
            expected: short_hex(difference.expected),
        }
    }
}

impl From<der::Error> for Error {
    fn from(error: der::Error) -> Self {
        Self::Der(error)
    }
}

impl Error {
    /// Whether the bytes are no timestamp that can be read. The other errors are of a timestamp
    /// that was read and is not accepted.
    pub fn is_malformed(&self) -> bool {
        matches!(
            self,
            Self::TooLong { .. }
                | Self::TooMany { .. }
                | Self::Der(_)
                | Self::Version { .. }
                | Self::ContentType { .. }
                | Self::Certificate { .. }
                | Self::SignerCount { .. }
                | Self::NoSignedAttributes
                | Self::AttributeMissing { .. }
                | Self::AttributeTwice { .. }
                | Self::Time { .. }
                | Self::ImprintLength { .. }
        )
    }

    pub(crate) fn check_version(
        structure: &'static str,
        found: u8,
        expected: u8,
    ) -> Result<(), Self> {
        (found == expected).then_some(()).ok_or(Self::Version { structure, found, expected })
    }

    pub(crate) fn check_type(
        structure: &'static str,
        found: ObjectIdentifier,
        expected: ObjectIdentifier,
    ) -> Result<(), Self> {
        (found == expected).then_some(()).ok_or(Self::ContentType { structure, found, expected })
    }

    fn word(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "timestamp-too-long",
            Self::TooMany { .. } => "timestamp-too-many",
            Self::Der(_) => "timestamp-der",
            Self::Version { .. } => "timestamp-version",
            Self::ContentType { .. } => "timestamp-content-type",
            Self::NotGranted { .. } => "timestamp-not-granted",
            Self::SignerCount { .. } => "timestamp-signer-count",
            Self::NoSignedAttributes => "timestamp-no-signed-attributes",
            Self::AttributeMissing { .. } => "timestamp-attribute-missing",
            Self::AttributeTwice { .. } => "timestamp-attribute-twice",
            Self::Time { .. } => "timestamp-time",
            Self::CriticalExtension { .. } => "timestamp-critical-extension",
            Self::ImprintLength { .. } => "timestamp-imprint-length",
            Self::UnsupportedAlgorithm { .. } => "timestamp-algorithm",
            Self::HashMismatch { .. } => "timestamp-hash-mismatch",
            Self::OtherSigner(_) => "timestamp-other-signer",
            Self::EmbeddedSigner => "timestamp-embedded-signer",
            Self::ContentDigest { .. } => "timestamp-content-digest",
            Self::SigningCertificate(_) => "timestamp-signing-certificate",
            Self::Signature(_) => "timestamp-signature",
            Self::Certificate { error, .. } => error.code(),
        }
    }

    fn message(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "the timestamp is too long",
            Self::TooMany { .. } => "the timestamp has too many values in one place",
            Self::Der(_) => "the timestamp is not in the DER of its grammar",
            Self::Version { .. } => "a part of the timestamp is of another version",
            Self::ContentType { .. } => "a part of the timestamp is of another type",
            Self::NotGranted { .. } => "the authority granted no timestamp",
            Self::SignerCount { .. } => "the timestamp has not exactly one signer",
            Self::NoSignedAttributes => "the timestamp has no signed attributes",
            Self::AttributeMissing { .. } => "the timestamp lacks a signed attribute",
            Self::AttributeTwice { .. } => "the timestamp has a signed attribute twice",
            Self::Time { .. } => "the time of the timestamp is misspelt",
            Self::CriticalExtension { .. } => "the timestamp has an unknown critical extension",
            Self::ImprintLength { .. } => "the stamped digest has another length",
            Self::UnsupportedAlgorithm { .. } => "the algorithm is not supported there",
            Self::HashMismatch { .. } => "the timestamp is signed over another digest",
            Self::OtherSigner(_) => "the timestamp names another signer",
            Self::EmbeddedSigner => "the timestamp embeds another signer",
            Self::ContentDigest { .. } => "the signed digest is not that of the content",
            Self::SigningCertificate(_) => "the timestamp is signed for another certificate",
            Self::Signature(_) => "the signature of the timestamp is not accepted",
            Self::Certificate { error, .. } => error.facts().message,
        }
    }

    fn broken(&self) -> &'static Rule {
        match self {
            Self::TooLong { .. } | Self::Der(_) | Self::NotGranted { .. } => &V_41,
            Self::ImprintLength { .. } => &V_43,
            Self::UnsupportedAlgorithm { purpose, .. } if *purpose == AlgorithmUse::Imprint => {
                &V_43
            }
            Self::OtherSigner(_) | Self::EmbeddedSigner => &V_44,
            Self::Time { .. } => &V_48,
            Self::Certificate { error, .. } => error.rule(),
            _ => &V_42,
        }
    }

    /// What was found, and what was expected.
    fn evidence(&self) -> (String, String) {
        match self {
            Self::TooLong { bytes, max } => (format!("{bytes} bytes"), format!("at most {max}")),
            Self::TooMany { max, .. } => (String::new(), format!("at most {max}")),
            Self::Der(error) => der_evidence(error.kind()),
            Self::Version { found, expected, .. } => (found.to_string(), expected.to_string()),
            Self::ContentType { found, expected, .. } => (found.to_string(), expected.to_string()),
            Self::NotGranted { status, failures, text } => {
                let failures: String = failures.iter().map(|f| format!(", {f}")).collect();
                (format!("{status}{failures} {text:?}"), "granted".into())
            }
            Self::Certificate { error, .. } => {
                let facts = error.facts();
                (facts.found, facts.expected)
            }
            Self::SignerCount { signers } => (signers.to_string(), "1".into()),
            Self::AttributeMissing { attribute } => (String::new(), (*attribute).into()),
            Self::AttributeTwice { attribute } => (attribute.to_string(), String::new()),
            Self::Time { found } => (found.clone(), "YYYYMMDDhhmmss[.s…]Z".into()),
            Self::CriticalExtension { oid } => (oid.to_string(), String::new()),
            Self::ImprintLength { algorithm, bytes } => {
                (format!("{bytes} bytes"), format!("{} bytes of {algorithm}", algorithm.length()))
            }
            Self::UnsupportedAlgorithm { oid, parameters, .. } => {
                let parameters = if *parameters { " with parameters" } else { "" };
                (format!("{oid}{parameters}"), String::new())
            }
            Self::HashMismatch { digest, signature } => (signature.to_string(), digest.to_string()),
            Self::OtherSigner(mismatch) | Self::SigningCertificate(mismatch) => {
                (mismatch.found.clone(), mismatch.expected.clone())
            }
            Self::ContentDigest { found, expected } => (found.clone(), expected.to_string()),
            Self::NoSignedAttributes
            | Self::EmbeddedSigner
            | Self::Signature(SignatureError::Invalid) => Default::default(),
            Self::Signature(error) => (error.to_string(), String::new()),
        }
    }

    /// Where in the token.
    fn place(&self) -> String {
        match self {
            Self::TooMany { offset, .. } => format!("byte {offset}"),
            Self::Der(error) => {
                error.position().map_or(String::new(), |byte| format!("byte {byte}"))
            }
            Self::Version { structure, .. } | Self::ContentType { structure, .. } => {
                (*structure).into()
            }
            Self::Certificate { index, error } => {
                let inner = error.facts().place;
                let comma = if inner.is_empty() { "" } else { ", " };
                format!("certificate {index}{comma}{inner}")
            }
            Self::UnsupportedAlgorithm { purpose, .. } => purpose.to_string(),
            Self::OtherSigner(mismatch) | Self::SigningCertificate(mismatch) => {
                mismatch.field.into()
            }
            _ => String::new(),
        }
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (found, expected) = self.evidence();
        Facts {
            code: self.word(),
            rule: self.broken(),
            message: self.message(),
            place: self.place(),
            found,
            expected,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl core::error::Error for Error {}

fn der_evidence(kind: ErrorKind) -> (String, String) {
    match kind {
        ErrorKind::TagUnexpected { expected: Some(expected), actual } => {
            (actual.to_string(), expected.to_string())
        }
        other => (other.to_string(), String::new()),
    }
}
