use der::Tag;
use der::asn1::ObjectIdentifier;
use sigstore_traits::{AuthorityCertificate, Digest, Rule, RuleKind, SignatureSuite, UnixTime};

use crate::reader::{ReadDer, document};
use crate::signed_data::SignedData;
use crate::signer_identifier::CertificateNames;
use crate::{Error, SignerIdentifier, status};

/// See [`Timestamp::check_signer`].
pub(crate) static V_44: Rule = Rule {
    id: "V-44",
    title: "The signer of a timestamp is the certificate that is trusted: the token names it, and what the token embeds under that name is byte for byte the same; nothing embedded is trusted.",
    source: "RFC 5652 section 5.3, SignerIdentifier; RFC 3161 section 2.4.1, certReq; sigstore client specification section 4.2",
    kind: RuleKind::Refusal,
    place: "sigstore-tsa Timestamp::check_signer",
};

/// The longest response or token that is read: ten times the longest real one known, which embeds
/// four RSA certificates.
pub const MAX_RESPONSE: usize = 64 * 1024;

/// A timestamp, read and not yet checked. It borrows from the bytes that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timestamp<'a>(SignedData<'a>);

impl<'a> Timestamp<'a> {
    /// Reads the answer of an authority (V-41, V-42, V-43, V-48).
    ///
    /// ```text
    /// TimeStampResp ::= SEQUENCE {                         -- RFC 3161 section 2.4.2
    ///     status          PKIStatusInfo,
    ///     timeStampToken  TimeStampToken OPTIONAL }        -- there, if granted
    /// ```
    ///
    /// # Errors
    /// [`Error::NotGranted`] if it is a refusal; the others say what is wrong with it and where.
    pub fn parse(response: &'a [u8]) -> Result<Self, Error> {
        document(response, MAX_RESPONSE, |reader| {
            reader.inside(Tag::Sequence, status::require_granted)?;
            reader.inside(Tag::Sequence, SignedData::read).map(Self)
        })
    }

    /// Reads a bare token: what [`parse`](Self::parse) finds in an answer. A bundle never holds
    /// one (V-41).
    ///
    /// # Errors
    /// [`Error`] says what is wrong with it and where.
    pub fn parse_token(token: &'a [u8]) -> Result<Self, Error> {
        document(token, MAX_RESPONSE, SignedData::read).map(Self)
    }

    /// When it was made (V-48).
    pub fn time(&self) -> UnixTime {
        self.0.info.time
    }

    /// The digest that is stamped (V-43).
    pub fn imprint(&self) -> Digest {
        self.0.info.imprint
    }

    /// The authority's number for it: the content octets of the INTEGER.
    pub fn serial(&self) -> &'a [u8] {
        self.0.info.serial
    }

    /// The policy under which it was made.
    pub fn policy(&self) -> ObjectIdentifier {
        self.0.info.policy
    }

    /// The nonce of the request: the content octets of the INTEGER.
    pub fn nonce(&self) -> Option<&'a [u8]> {
        self.0.info.nonce
    }

    /// The certificates that the token embeds, DER, in their order. They prove nothing.
    pub fn certificates(&self) -> &[&'a [u8]] {
        &self.0.certificates
    }

    /// How the token names its signer.
    pub fn signer(&self) -> SignerIdentifier<'a> {
        self.0.signer.identifier
    }

    /// The signature.
    pub fn signature(&self) -> &'a [u8] {
        self.0.signer.signature
    }

    /// What the signature is over: the signed attributes, whose digest is that of the time, the
    /// imprint and all else that is told here. For somebody who looks for the key;
    /// [`check_signer`](Self::check_signer) checks it.
    ///
    /// # Errors
    /// [`Error::ContentDigest`] if their digest is of something else, and [`Error`] for an algorithm
    /// that is not known.
    pub fn signed(&self, suite: &impl SignatureSuite) -> Result<Vec<u8>, Error> {
        self.0.signer.signed(self.0.content, suite)
    }

    /// Whether the token names this certificate as its signer's.
    pub fn names<S: SignatureSuite>(&self, certificate: &AuthorityCertificate<S>) -> bool {
        let names = CertificateNames::of(certificate);
        self.signer().difference(&names).is_none()
    }

    /// Whether `signer` made this timestamp (V-42, V-44). Every check is against `signer`: what the
    /// token embeds decides nothing.
    ///
    /// # Errors
    /// [`Error`] says which check does not hold; it is never one of a malformed token.
    pub fn check_signer<S: SignatureSuite>(
        &self,
        signer: &AuthorityCertificate<S>,
        suite: &S,
    ) -> Result<(), Error> {
        if let Some(difference) = self.signer().difference(&CertificateNames::of(signer)) {
            return Err(Error::OtherSigner(difference.into()));
        }
        let mut embedded = self.0.signer_certificates.iter();
        if embedded.any(|certificate| *certificate != signer.der) {
            return Err(Error::EmbeddedSigner);
        }
        self.0.signer.check(self.0.content, signer, suite)
    }
}
