use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Reader, SliceReader, Tag};
use sigstore_traits::{
    HashAlgorithm, KeyAlgorithm, Message, Rule, RuleKind, SignatureScheme, SignatureSuite,
};
use spki::AlgorithmIdentifierRef;

use super::{Fault, key};

pub(crate) static S_32: Rule = Rule {
    id: "S-32",
    title: "A certification request is PKCS#10 in PEM, signed by its own key with the hash that goes with it; its subject and attributes do not count.",
    source: "RFC 2986 section 4; sigstore/fulcio fulcio.proto, certificate_signing_request",
    kind: RuleKind::Refusal,
    place: "sigstore-local-fulcio Fulcio::answer",
};

/// The key of a certification request, if it has signed the request ([`S_32`]).
pub(super) fn check(der: &[u8], suite: &impl SignatureSuite) -> Result<Vec<u8>, Fault> {
    let request = Request::read(der).map_err(|_| Fault::Csr)?;
    let key = key::read(request.spki, suite)?;
    let algorithm = suite.key_algorithm(&key);
    let scheme = request.scheme(algorithm).ok_or(Fault::Proof)?;
    let message = Message::Bytes(request.info);
    suite.verify(&key, scheme, message, request.signature).map_err(|_| Fault::Proof)?;
    if scheme != key::scheme(algorithm) {
        return Err(Fault::Scheme { key: algorithm, hash: scheme.hash() });
    }
    Ok(request.spki.to_vec())
}

/// ```text
/// CertificationRequest ::= SEQUENCE {                       -- RFC 2986 section 4.2
///      certificationRequestInfo CertificationRequestInfo,
///      signatureAlgorithm       AlgorithmIdentifier,
///      signature                BIT STRING }
/// CertificationRequestInfo ::= SEQUENCE {                   -- RFC 2986 section 4.1
///      version       INTEGER,
///      subject       Name,
///      subjectPKInfo SubjectPublicKeyInfo,
///      attributes    [0] Attributes }
/// ```
struct Request<'r> {
    info: &'r [u8],
    spki: &'r [u8],
    algorithm: AlgorithmIdentifierRef<'r>,
    signature: &'r [u8],
}

impl<'r> Request<'r> {
    fn read(der: &'r [u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(der)?;
        let request = reader.sequence(|reader| {
            let info = reader.tlv_bytes()?;
            let algorithm = AlgorithmIdentifierRef::decode(reader)?;
            let signature = BitStringRef::decode(reader)?;
            let signature = signature.as_bytes().ok_or_else(|| Tag::BitString.length_error())?;
            Ok::<_, der::Error>(Self { info, spki: key_of(info)?, algorithm, signature })
        })?;
        reader.finish()?;
        Ok(request)
    }

    /// How it is signed, if a key of this kind can sign so.
    fn scheme(&self, key: KeyAlgorithm) -> Option<SignatureScheme> {
        use HashAlgorithm::{Sha256, Sha384, Sha512};
        let ecdsa = !matches!(key, KeyAlgorithm::Rsa { .. } | KeyAlgorithm::Ed25519);
        let scheme = match self.algorithm.oid.to_string().as_str() {
            "1.2.840.10045.4.3.2" => SignatureScheme::Ecdsa(Sha256),
            "1.2.840.10045.4.3.3" => SignatureScheme::Ecdsa(Sha384),
            "1.2.840.10045.4.3.4" => SignatureScheme::Ecdsa(Sha512),
            "1.2.840.113549.1.1.11" => SignatureScheme::RsaPkcs1(Sha256),
            "1.2.840.113549.1.1.12" => SignatureScheme::RsaPkcs1(Sha384),
            "1.2.840.113549.1.1.13" => SignatureScheme::RsaPkcs1(Sha512),
            "1.3.101.112" => SignatureScheme::Ed25519,
            _ => return None,
        };
        let fits = match scheme {
            SignatureScheme::Ecdsa(_) => ecdsa,
            SignatureScheme::RsaPkcs1(_) => matches!(key, KeyAlgorithm::Rsa { .. }),
            _ => matches!(key, KeyAlgorithm::Ed25519),
        };
        fits.then_some(scheme)
    }
}

/// The SubjectPublicKeyInfo in a CertificationRequestInfo. Subject and attributes are read as
/// elements and no further.
fn key_of(info: &[u8]) -> der::Result<&[u8]> {
    let mut reader = SliceReader::new(info)?;
    reader.sequence(|reader| {
        let _version: AnyRef<'_> = reader.decode()?;
        let _subject: AnyRef<'_> = reader.decode()?;
        let spki = reader.tlv_bytes()?;
        if !reader.is_finished() {
            let _attributes = reader.tlv_bytes()?;
        }
        der::Result::Ok(spki)
    })
}
