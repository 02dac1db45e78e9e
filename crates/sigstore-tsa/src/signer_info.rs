use der::SliceReader;
use der::asn1::OctetStringRef;
use sigstore_traits::{
    AuthorityCertificate, Message, SignatureError, SignatureScheme, SignatureSuite,
};

use crate::algorithm::Algorithm;
use crate::reader::{ReadDer, context};
use crate::signed_attributes::SignedAttributes;
use crate::{AlgorithmUse, Error, SignerIdentifier};

/// Who signed, how, and what.
///
/// ```text
/// SignerInfo ::= SEQUENCE {                                -- RFC 5652 section 5.3
///     version             INTEGER,
///     sid                 SignerIdentifier,
///     digestAlgorithm     AlgorithmIdentifier,
///     signedAttrs         [0] IMPLICIT SignedAttributes OPTIONAL,      -- there
///     signatureAlgorithm  AlgorithmIdentifier,
///     signature           OCTET STRING,
///     unsignedAttrs       [1] IMPLICIT UnsignedAttributes OPTIONAL }
/// ```
///
/// Attributes that no signature covers are not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SignerInfo<'a> {
    pub(crate) identifier: SignerIdentifier<'a>,
    digest_algorithm: Algorithm<'a>,
    attributes: SignedAttributes<'a>,
    signature_algorithm: Algorithm<'a>,
    pub(crate) signature: &'a [u8],
}

impl<'a> SignerInfo<'a> {
    /// Reads the inside of it.
    pub(crate) fn read(reader: &mut SliceReader<'a>) -> Result<Self, Error> {
        let signer = Self {
            identifier: SignerIdentifier::read(reader)?,
            digest_algorithm: Algorithm::read(AlgorithmUse::Digest, reader)?,
            attributes: SignedAttributes::read(reader)?,
            signature_algorithm: Algorithm::read(AlgorithmUse::Signature, reader)?,
            signature: reader.value::<&OctetStringRef>()?.as_bytes(),
        };
        reader.optional(context(1))?;
        Ok(signer)
    }

    /// What the signature is over, if that covers `content` (V-42).
    pub(crate) fn signed(
        &self,
        content: &[u8],
        suite: &impl SignatureSuite,
    ) -> Result<Vec<u8>, Error> {
        let digest = suite.digest(self.digest_algorithm.hash()?, &[content]);
        self.attributes.check_message_digest(digest)?;
        Ok(self.attributes.signed_parts().concat())
    }

    /// Whether the signature covers `content` and is of this certificate's key (V-42).
    pub(crate) fn check<S: SignatureSuite>(
        &self,
        content: &[u8],
        signer: &AuthorityCertificate<S>,
        suite: &S,
    ) -> Result<(), Error> {
        let hash = self.digest_algorithm.hash()?;
        let scheme = self.signature_algorithm.scheme(hash)?;
        let digest = suite.digest(hash, &[content]);
        self.attributes.check_message_digest(digest)?;
        self.attributes.check_signing_certificate(signer, suite)?;
        self.check_signature(scheme, &signer.key, suite).map_err(Error::Signature)
    }

    fn check_signature<S: SignatureSuite>(
        &self,
        scheme: SignatureScheme,
        key: &S::Key,
        suite: &S,
    ) -> Result<(), SignatureError> {
        let parts = self.attributes.signed_parts();
        let Some(hash) = scheme.hash() else {
            let message = parts.concat();
            return suite.verify(key, scheme, Message::Bytes(&message), self.signature);
        };
        let digest = suite.digest(hash, &parts);
        suite.verify(key, scheme, Message::Digest(&digest), self.signature)
    }
}
