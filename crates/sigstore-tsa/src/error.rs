use core::fmt;

use der::ErrorKind;
use der::asn1::ObjectIdentifier;
use sigstore_traits::{Digest, Facts, HashAlgorithm, Refusal, SignatureError, facts};

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
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::TooLong { bytes, max } => "timestamp-too-long", &V_41,
            "the timestamp is too long", "",
            format_args!("{bytes} bytes"), format_args!("at most {max}");
        Self::TooMany { offset, max } => "timestamp-too-many", &V_42,
            "the timestamp has too many values in one place",
            format_args!("byte {offset}"), "", format_args!("at most {max}");
        Self::Der(error) => "timestamp-der", &V_41,
            "the timestamp is not in the DER of its grammar",
            error.position().map_or(String::new(), |byte| format!("byte {byte}")),
            der_evidence(error.kind()).0, der_evidence(error.kind()).1;
        Self::Version { structure, found, expected } => "timestamp-version", &V_42,
            "a part of the timestamp is of another version", structure, found, expected;
        Self::ContentType { structure, found, expected } => "timestamp-content-type", &V_42,
            "a part of the timestamp is of another type", structure, found, expected;
        Self::NotGranted { status, failures, text } => "timestamp-not-granted", &V_41,
            "the authority granted no timestamp", "",
            format_args!("{status}{} {text:?}", listed(failures)), "granted";
        Self::Certificate { index, error } =>
            error.facts().inside(format_args!("certificate {index}"));
        Self::SignerCount { signers } => "timestamp-signer-count", &V_42,
            "the timestamp has not exactly one signer", "", signers, "1";
        Self::NoSignedAttributes => "timestamp-no-signed-attributes", &V_42,
            "the timestamp has no signed attributes", "", "", "";
        Self::AttributeMissing { attribute } => "timestamp-attribute-missing", &V_42,
            "the timestamp lacks a signed attribute", "", "", attribute;
        Self::AttributeTwice { attribute } => "timestamp-attribute-twice", &V_42,
            "the timestamp has a signed attribute twice", "", attribute, "";
        Self::Time { found } => "timestamp-time", &V_48,
            "the time of the timestamp is misspelt", "", found, "YYYYMMDDhhmmss[.s…]Z";
        Self::CriticalExtension { oid } => "timestamp-critical-extension", &V_42,
            "the timestamp has an unknown critical extension", "", oid, "";
        Self::ImprintLength { algorithm, bytes } => "timestamp-imprint-length", &V_43,
            "the stamped digest has another length", "",
            format_args!("{bytes} bytes"),
            format_args!("{} bytes of {algorithm}", algorithm.length());
        Self::UnsupportedAlgorithm { purpose, oid, parameters } => "timestamp-algorithm",
            in AlgorithmUse::RULES => purpose.rule(), "the algorithm is not supported there", purpose,
            format_args!("{oid}{}", if *parameters { " with parameters" } else { "" }), "";
        Self::HashMismatch { digest, signature } => "timestamp-hash-mismatch", &V_42,
            "the timestamp is signed over another digest", "", signature, digest;
        Self::OtherSigner(Mismatch { field, found, expected }) => "timestamp-other-signer",
            &V_44, "the timestamp names another signer", field, found, expected;
        Self::EmbeddedSigner => "timestamp-embedded-signer", &V_44,
            "the timestamp embeds another signer", "", "", "";
        Self::ContentDigest { found, expected } => "timestamp-content-digest", &V_42,
            "the signed digest is not that of the content", "", found, expected;
        Self::SigningCertificate(Mismatch { field, found, expected }) =>
            "timestamp-signing-certificate", &V_42,
            "the timestamp is signed for another certificate", field, found, expected;
        // A refused signature has no details.
        Self::Signature(SignatureError::Invalid) => "timestamp-signature", &V_42,
            "the signature of the timestamp is not accepted", "", "", "";
        Self::Signature(error) => "timestamp-signature", &V_42,
            "the signature of the timestamp is not accepted", "", error, "";
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        self.row()
    }
}

fn listed(failures: &[Failure]) -> String {
    failures.iter().map(|failure| format!(", {failure}")).collect()
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
