use core::fmt;

use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::{Decode, Reader, SliceReader, Tag, TagMode, TagNumber};
use sigstore_certificate::Certificate;
use sigstore_traits::{AuthorityCertificate, SignatureSuite};

use crate::Error;
use crate::reader::{ReadDer, oid};

/// id-ce-subjectKeyIdentifier (RFC 5280 section 4.2.1.2).
const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = oid("2.5.29.14");

/// How a token names the certificate of its signer (RFC 5652 section 5.3).
///
/// `Display` writes the serial number or the key identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignerIdentifier<'a> {
    /// By issuer and serial number.
    IssuerAndSerialNumber {
        /// The DER of the issuer's Name.
        issuer: &'a [u8],
        /// The content octets of the serial number.
        serial: &'a [u8],
    },
    /// By subject key identifier.
    SubjectKeyIdentifier(&'a [u8]),
}

impl<'a> SignerIdentifier<'a> {
    /// Reads `version` and `sid`, which agree.
    ///
    /// ```text
    /// SignerIdentifier ::= CHOICE {                        -- RFC 5652 sections 5.3 and 10.2.4
    ///     issuerAndSerialNumber  SEQUENCE { issuer Name, serialNumber INTEGER },   -- version 1
    ///     subjectKeyIdentifier   [0] OCTET STRING }                                -- version 3
    /// ```
    pub(crate) fn read(reader: &mut SliceReader<'a>) -> Result<Self, Error> {
        let version = reader.value()?;
        let key_id = reader.context_specific::<&OctetStringRef>(TagNumber(0), TagMode::Implicit)?;
        if let Some(id) = key_id {
            Error::check_version("SignerInfo", version, 3)?;
            return Ok(Self::SubjectKeyIdentifier(id.as_bytes()));
        }
        Error::check_version("SignerInfo", version, 1)?;
        reader.inside(Tag::Sequence, |reader| {
            let issuer = reader.encoding(Tag::Sequence)?;
            let serial = reader.integer()?;
            Ok(Self::IssuerAndSerialNumber { issuer, serial })
        })
    }

    /// In what it differs from a certificate; `None` if it names that certificate.
    pub(crate) fn difference(&self, certificate: &CertificateNames<'a>) -> Option<Difference<'a>> {
        let (field, found, expected) = match *self {
            Self::IssuerAndSerialNumber { serial, .. } if serial != certificate.serial => {
                ("serialNumber", serial, certificate.serial)
            }
            Self::IssuerAndSerialNumber { issuer, .. } if issuer != certificate.issuer => {
                ("issuer", issuer, certificate.issuer)
            }
            Self::SubjectKeyIdentifier(id) if certificate.key_id != Some(id) => {
                let expected = certificate.key_id.unwrap_or_default();
                ("subjectKeyIdentifier", id, expected)
            }
            _ => return None,
        };
        Some(Difference { field, found, expected })
    }
}

impl fmt::Display for SignerIdentifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IssuerAndSerialNumber { serial, .. } => {
                write!(f, "serial number {}", short_hex(serial))
            }
            Self::SubjectKeyIdentifier(id) => write!(f, "key identifier {}", short_hex(id)),
        }
    }
}

/// What an identifier can name a certificate by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CertificateNames<'a> {
    issuer: &'a [u8],
    serial: &'a [u8],
    key_id: Option<&'a [u8]>,
}

impl<'a> CertificateNames<'a> {
    pub(crate) fn of<S: SignatureSuite>(certificate: &'a AuthorityCertificate<S>) -> Self {
        Self {
            issuer: &certificate.issuer,
            serial: &certificate.serial,
            key_id: certificate.key_id.as_deref(),
        }
    }

    /// Reads the certificate at a place of those that a token embeds.
    pub(crate) fn read(index: usize, der: &'a [u8]) -> Result<Self, Error> {
        let certificate =
            Certificate::parse(der).map_err(|error| Error::Certificate { index, error })?;
        let mut extensions = certificate.extensions();
        let key_id = extensions
            .find(|extension| extension.oid.as_bytes() == SUBJECT_KEY_IDENTIFIER.as_bytes())
            .map(|extension| <&OctetStringRef>::from_der(extension.value))
            .transpose()
            // The byte in the extension would be taken for one in the token.
            .map_err(|error| error.kind().to_error())?;
        Ok(Self {
            issuer: certificate.issuer(),
            serial: certificate.serial(),
            key_id: key_id.map(OctetStringRef::as_bytes),
        })
    }
}

/// In what an identifier and a certificate differ first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Difference<'a> {
    pub(crate) field: &'static str,
    pub(crate) found: &'a [u8],
    pub(crate) expected: &'a [u8],
}

/// Lower-case hexadecimal, shortened to the first 32 bytes.
pub(crate) fn short_hex(bytes: &[u8]) -> String {
    let first = bytes.iter().take(32);
    let hex: String = first.map(|byte| format!("{byte:02x}")).collect();
    match bytes.len() {
        0..=32 => hex,
        length => format!("{hex}… ({length} bytes)"),
    }
}
