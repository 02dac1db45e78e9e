use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::{SliceReader, Tag};
use sigstore_traits::{AuthorityCertificate, Digest, SignatureSuite};

use crate::Error;
use crate::ess_cert_id::EssCertId;
use crate::ess_cert_id::EssVersion::{V1, V2};
use crate::reader::{ReadDer, context, oid};
use crate::signed_data::TST_INFO;
use crate::signer_identifier::short_hex;

/// The most attributes that are read. Real tokens have four to six.
const MAX_ATTRIBUTES: usize = 32;

const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");

/// The attributes that the signature covers.
///
/// The signature is over the bytes as they stand: whether their order is that of DER is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SignedAttributes<'a> {
    der: &'a [u8],
    message_digest: &'a [u8],
    signing_certificate: Option<EssCertId<'a>>,
    signing_certificate_v2: Option<EssCertId<'a>>,
}

impl<'a> SignedAttributes<'a> {
    /// ```text
    /// signedAttrs  [0] IMPLICIT SET OF Attribute           -- RFC 5652 section 5.3
    ///
    /// Attribute ::= SEQUENCE {
    ///     attrType    OBJECT IDENTIFIER,
    ///     attrValues  SET OF ANY }                         -- one, for those that are read here
    /// ```
    pub(crate) fn read(reader: &mut SliceReader<'a>) -> Result<Self, Error> {
        if !reader.is_next(context(0)) {
            return Err(Error::NoSignedAttributes);
        }
        let der = reader.clone().encoding(context(0))?;
        let mut found = Found::default();
        reader.each(context(0), MAX_ATTRIBUTES, |reader| {
            reader.inside(Tag::Sequence, |reader| found.read(reader))
        })?;
        let missing = |attribute| Error::AttributeMissing { attribute };
        if !found.types.contains(&CONTENT_TYPE) {
            return Err(missing("content-type"));
        }
        Ok(Self {
            der,
            message_digest: found.message_digest.ok_or(missing("message-digest"))?,
            signing_certificate: found.signing_certificate,
            signing_certificate_v2: found.signing_certificate_v2,
        })
    }

    /// What is signed: the attributes under the tag of a SET OF instead of their own, in two parts
    /// (RFC 5652 section 5.4).
    pub(crate) fn signed_parts(&self) -> [&'a [u8]; 2] {
        let after_tag = self.der.split_first().map_or(self.der, |(_, rest)| rest);
        [&[0x31], after_tag]
    }

    /// Whether this is the digest of the content that was signed.
    pub(crate) fn check_message_digest(&self, content: Digest) -> Result<(), Error> {
        if self.message_digest == content.as_bytes() {
            return Ok(());
        }
        Err(Error::ContentDigest { found: short_hex(self.message_digest), expected: content })
    }

    /// Whether each identifier of the signer's certificate that is there identifies this one.
    pub(crate) fn check_signing_certificate<S: SignatureSuite>(
        &self,
        signer: &AuthorityCertificate<S>,
        suite: &S,
    ) -> Result<(), Error> {
        [self.signing_certificate, self.signing_certificate_v2]
            .iter()
            .flatten()
            .try_for_each(|id| id.check(signer, suite))
    }
}

/// The attributes found so far.
#[derive(Default)]
struct Found<'a> {
    types: Vec<ObjectIdentifier>,
    message_digest: Option<&'a [u8]>,
    signing_certificate: Option<EssCertId<'a>>,
    signing_certificate_v2: Option<EssCertId<'a>>,
}

impl<'a> Found<'a> {
    /// Reads the inside of an Attribute, whose type did not stand before.
    fn read(&mut self, reader: &mut SliceReader<'a>) -> Result<(), Error> {
        let attribute = reader.value()?;
        if self.types.contains(&attribute) {
            return Err(Error::AttributeTwice { attribute });
        }
        self.types.push(attribute);
        match attribute {
            CONTENT_TYPE => {
                let found = reader.inside(Tag::Set, |values| values.value())?;
                Error::check_type("content-type", found, TST_INFO)?;
            }
            MESSAGE_DIGEST => {
                let digest: &OctetStringRef = reader.inside(Tag::Set, |values| values.value())?;
                self.message_digest = Some(digest.as_bytes());
            }
            SIGNING_CERTIFICATE => {
                self.signing_certificate =
                    Some(reader.inside(Tag::Set, |value| EssCertId::read(V1, value))?);
            }
            SIGNING_CERTIFICATE_V2 => {
                self.signing_certificate_v2 =
                    Some(reader.inside(Tag::Set, |value| EssCertId::read(V2, value))?);
            }
            _ => {
                reader.encoding(Tag::Set)?;
            }
        }
        Ok(())
    }
}
