use der::asn1::OctetStringRef;
use der::{Reader, SliceReader, Tag};
use sigstore_traits::{AuthorityCertificate, HashAlgorithm, SignatureSuite};

use crate::algorithm::Algorithm;
use crate::reader::{ReadDer, context};
use crate::signer_identifier::{CertificateNames, Difference};
use crate::{AlgorithmUse, Error, SignerIdentifier};

/// The identifier of the signer's certificate in a signed attribute: the first one, which RFC 5035
/// section 3 keeps for the signer. Those after it belong to the chain and are not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EssCertId<'a> {
    hash: EssHash<'a>,
    cert_hash: &'a [u8],
    issuer_serial: Option<SignerIdentifier<'a>>,
}

/// Which attribute it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EssVersion {
    /// signing-certificate.
    V1,
    /// signing-certificate-v2.
    V2,
}

/// How `certHash` was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EssHash<'a> {
    /// By SHA-1. It is of a certificate that is trusted anyway: a collision gains nothing.
    Sha1,
    /// By the algorithm named, SHA-256 if there is none.
    Sha2(Option<Algorithm<'a>>),
}

impl<'a> EssCertId<'a> {
    /// ```text
    /// SigningCertificate ::= SEQUENCE {                    -- RFC 5035 sections 3 and 5
    ///     certs     SEQUENCE OF ESSCertID,                 -- in V2: ESSCertIDv2
    ///     policies  SEQUENCE OF PolicyInformation OPTIONAL }
    /// ```
    pub(crate) fn read(
        version: EssVersion,
        reader: &mut SliceReader<'a>,
    ) -> Result<Self, der::Error> {
        reader.inside(Tag::Sequence, |reader| {
            let id = reader.inside(Tag::Sequence, |certs| Self::read_first(version, certs))?;
            reader.optional(Tag::Sequence)?;
            Ok(id)
        })
    }

    fn read_first(version: EssVersion, certs: &mut SliceReader<'a>) -> Result<Self, der::Error> {
        let first = certs.inside(Tag::Sequence, |reader| Self::read_id(version, reader))?;
        while !certs.is_finished() {
            certs.encoding(Tag::Sequence)?;
        }
        Ok(first)
    }

    /// ```text
    /// ESSCertID ::= SEQUENCE {                             -- RFC 5035 sections 4 and 6
    ///     hashAlgorithm  AlgorithmIdentifier DEFAULT { algorithm id-sha256 },  -- in V2 only
    ///     certHash       OCTET STRING,
    ///     issuerSerial   IssuerSerial OPTIONAL }
    /// ```
    ///
    /// A `hashAlgorithm` that names SHA-256 is read too: with the NULL that RFC 5754 section 2
    /// allows it is another value than the default.
    fn read_id(version: EssVersion, reader: &mut SliceReader<'a>) -> Result<Self, der::Error> {
        let hash = match version {
            EssVersion::V1 => EssHash::Sha1,
            EssVersion::V2 if reader.is_next(Tag::Sequence) => {
                EssHash::Sha2(Some(Algorithm::read(AlgorithmUse::CertificateId, reader)?))
            }
            EssVersion::V2 => EssHash::Sha2(None),
        };
        Ok(Self {
            hash,
            cert_hash: reader.value::<&OctetStringRef>()?.as_bytes(),
            issuer_serial: read_issuer_serial(reader)?,
        })
    }

    /// Whether it identifies this certificate, by its hash and, if it has them, issuer and serial
    /// number.
    pub(crate) fn check<S: SignatureSuite>(
        &self,
        signer: &AuthorityCertificate<S>,
        suite: &S,
    ) -> Result<(), Error> {
        let expected = match self.hash {
            EssHash::Sha1 => sha1_smol::Sha1::from(&signer.der).digest().bytes().to_vec(),
            EssHash::Sha2(algorithm) => {
                let hash = algorithm.map_or(Ok(HashAlgorithm::Sha256), |named| named.hash())?;
                suite.digest(hash, &[&signer.der]).as_bytes().to_vec()
            }
        };
        let cert_hash = (self.cert_hash != expected).then_some(Difference {
            field: "certHash",
            found: self.cert_hash,
            expected: &expected,
        });
        let names = CertificateNames::of(signer);
        let issuer_serial = || self.issuer_serial.and_then(|id| id.difference(&names));
        match cert_hash.or_else(issuer_serial) {
            Some(difference) => Err(Error::SigningCertificate(difference.into())),
            None => Ok(()),
        }
    }
}

/// ```text
/// IssuerSerial ::= SEQUENCE {                              -- RFC 5035 section 4
///     issuer        SEQUENCE OF GeneralName,               -- one, a directoryName [4]
///     serialNumber  INTEGER }
/// ```
fn read_issuer_serial<'a>(
    reader: &mut SliceReader<'a>,
) -> Result<Option<SignerIdentifier<'a>>, der::Error> {
    if !reader.is_next(Tag::Sequence) {
        return Ok(None);
    }
    reader.inside(Tag::Sequence, |reader| {
        let issuer = reader.inside(Tag::Sequence, |names| {
            names.inside(context(4), |name| name.encoding(Tag::Sequence))
        })?;
        let serial = reader.integer()?;
        Ok(Some(SignerIdentifier::IssuerAndSerialNumber { issuer, serial }))
    })
}
