use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::{SliceReader, Tag};
use sigstore_traits::{Rule, RuleKind};

use crate::Error;
use crate::reader::{ReadDer, context, oid};
use crate::signer_identifier::CertificateNames;
use crate::signer_info::SignerInfo;
use crate::tst_info::TstInfo;

/// See [`SignedData::read`] and [`SignerInfo::check`].
pub(crate) static V_42: Rule = Rule {
    id: "V-42",
    title: "A timestamp is a SignedData over a TSTInfo of version 1 with exactly one SignerInfo; its signed attributes name the content type and the digest of the content, identify the signer's certificate where they identify one, and carry the signature.",
    source: "RFC 3161 section 2.4.2; RFC 5652 sections 5.3, 5.4, 11.1 and 11.2; RFC 5035; RFC 5816",
    kind: RuleKind::Refusal,
    place: "sigstore-tsa Timestamp::parse, Timestamp::check_signer",
};

/// The most certificates of a token that are read. Real tokens have none to four.
pub const MAX_CERTIFICATES: usize = 16;
/// The most signers that are counted.
const MAX_SIGNERS: usize = 16;

/// id-ct-TSTInfo (RFC 3161 section 2.4.2).
pub(crate) const TST_INFO: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");
/// id-signedData (RFC 5652 section 5.1).
const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");

/// A token: what it states and who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedData<'a> {
    /// The octets of `info`, which are signed.
    pub(crate) content: &'a [u8],
    pub(crate) info: TstInfo<'a>,
    /// All certificates of the token, which prove nothing.
    pub(crate) certificates: Vec<&'a [u8]>,
    /// Those that the signer's identifier names.
    pub(crate) signer_certificates: Vec<&'a [u8]>,
    pub(crate) signer: SignerInfo<'a>,
}

impl<'a> SignedData<'a> {
    /// Reads the inside of the ContentInfo that a token is.
    ///
    /// ```text
    /// TimeStampToken ::= ContentInfo ::= SEQUENCE {        -- RFC 5652 sections 3 and 5.1
    ///     contentType           OBJECT IDENTIFIER,         -- id-signedData
    ///     content               [0] EXPLICIT SEQUENCE {
    ///         version               INTEGER,               -- 3: the content is not id-data
    ///         digestAlgorithms      SET OF AlgorithmIdentifier,
    ///         encapContentInfo      EncapsulatedContentInfo,
    ///         certificates          [0] IMPLICIT SET OF Certificate OPTIONAL,
    ///         crls                  [1] IMPLICIT SET OF CertificateList OPTIONAL,
    ///         signerInfos           SET OF SignerInfo } }  -- one
    /// ```
    ///
    /// `digestAlgorithms` announces what the SignerInfo says, and nothing here is ever revoked:
    /// neither it nor `crls` is kept.
    pub(crate) fn read(reader: &mut SliceReader<'a>) -> Result<Self, Error> {
        Error::check_type("ContentInfo", reader.value()?, SIGNED_DATA)?;
        reader.inside(context(0), |reader| {
            reader.inside(Tag::Sequence, |reader| {
                Error::check_version("SignedData", reader.value()?, 3)?;
                reader.encoding(Tag::Set)?;
                let (content, info) = reader.inside(Tag::Sequence, read_content)?;
                let certificates = reader.each(context(0), MAX_CERTIFICATES, read_sequence)?;
                reader.optional(context(1))?;
                let signer = read_signer(reader)?;
                Ok(Self {
                    content,
                    info,
                    signer_certificates: named_by(&signer, &certificates)?,
                    certificates,
                    signer,
                })
            })
        })
    }
}

/// ```text
/// EncapsulatedContentInfo ::= SEQUENCE {                   -- RFC 5652 section 5.2
///     eContentType  OBJECT IDENTIFIER,                     -- id-ct-TSTInfo
///     eContent      [0] EXPLICIT OCTET STRING OPTIONAL }   -- there
/// ```
fn read_content<'a>(reader: &mut SliceReader<'a>) -> Result<(&'a [u8], TstInfo<'a>), Error> {
    Error::check_type("EncapsulatedContentInfo", reader.value()?, TST_INFO)?;
    reader.inside(context(0), |reader| {
        let content = reader.clone().value::<&OctetStringRef>()?.as_bytes();
        let info = reader
            .inside(Tag::OctetString, |reader| reader.inside(Tag::Sequence, TstInfo::read))?;
        Ok((content, info))
    })
}

fn read_sequence<'a>(reader: &mut SliceReader<'a>) -> Result<&'a [u8], Error> {
    Ok(reader.encoding(Tag::Sequence)?)
}

/// A second signature would be one that nobody checks.
fn read_signer<'a>(reader: &mut SliceReader<'a>) -> Result<SignerInfo<'a>, Error> {
    let mut ahead = reader.clone();
    let signers = ahead.each(Tag::Set, MAX_SIGNERS, read_sequence)?;
    if signers.len() != 1 {
        let signers = signers.len();
        return Err(Error::SignerCount { signers });
    }
    reader.inside(Tag::Set, |reader| reader.inside(Tag::Sequence, SignerInfo::read))
}

fn named_by<'a>(
    signer: &SignerInfo<'a>,
    certificates: &[&'a [u8]],
) -> Result<Vec<&'a [u8]>, Error> {
    let mut named = Vec::new();
    for (index, certificate) in certificates.iter().enumerate() {
        let names = CertificateNames::read(index, certificate)?;
        if signer.identifier.difference(&names).is_none() {
            named.push(*certificate);
        }
    }
    Ok(named)
}
