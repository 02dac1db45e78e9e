use sigstore_traits::{Digest, HashAlgorithm, Message, SignatureError, UnixTime};

use crate::asn1::{self, Arcs};
use crate::certificate::{serial, signature_algorithm};
use crate::hash::{digest, sha256};
use crate::{Chain, SigningKey, arcs};

/// The authority that signs the time (RFC 3161).
#[derive(Debug)]
pub struct TimestampAuthority {
    /// Its certificates and keys; the first is the signer's.
    pub chain: Chain,
    /// The hash of its signatures.
    pub hash: HashAlgorithm,
}

/// What is to be stamped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampQuery {
    /// The digest of the thing, for Sigstore of a signature.
    pub imprint: Digest,
    /// A number that the answer repeats: the content octets of its INTEGER.
    pub nonce: Option<Vec<u8>>,
    /// Whether the answer is to carry the signer's certificate.
    pub certificates: bool,
}

/// What a timestamp says, before it is signed: every part can be altered.
///
/// ```text
/// TSTInfo ::= SEQUENCE  {                                     -- RFC 3161 section 2.4.2
///    version INTEGER, policy TSAPolicyId, messageImprint MessageImprint,
///    serialNumber INTEGER, genTime GeneralizedTime, accuracy Accuracy OPTIONAL,
///    ordering BOOLEAN DEFAULT FALSE, nonce INTEGER OPTIONAL,
///    tsa [0] GeneralName OPTIONAL, extensions [1] IMPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TstInfo {
    /// 1 is v1.
    pub version: u8,
    /// The policy of the authority.
    pub policy: Vec<u32>,
    /// The algorithm of the imprint.
    pub imprint_algorithm: Vec<u32>,
    /// The digest of what was stamped.
    pub imprint: Vec<u8>,
    /// Magnitude of the serial number.
    pub serial: Vec<u8>,
    /// When; a fraction is written.
    pub time: UnixTime,
    /// Seconds around it.
    pub accuracy: Option<u8>,
    /// Content octets of the repeated number.
    pub nonce: Option<Vec<u8>>,
    /// DER of the signer's Name.
    pub tsa: Option<Vec<u8>>,
}

/// The signed data around a timestamp, before it is signed: every part can be altered.
///
/// ```text
/// SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo,    -- RFC 5652 section 5
///     certificates [0] IMPLICIT CertificateSet OPTIONAL, signerInfos }
/// SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm,
///     signedAttrs [0] IMPLICIT SignedAttributes, signatureAlgorithm, signature }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The type of the content.
    pub content_type: Vec<u32>,
    /// The content: DER of the TSTInfo.
    pub content: Vec<u8>,
    /// DER certificates, in this order.
    pub certificates: Vec<Vec<u8>>,
    /// 1 with issuer and serial number, 3 with a key id.
    pub signer_version: u8,
    /// DER of the SignerIdentifier.
    pub signer: Vec<u8>,
    /// The hash of attributes and signature.
    pub hash: HashAlgorithm,
    /// Each with DER of its only value; none leaves the field out, and the content is signed itself.
    pub attributes: Vec<(Vec<u32>, Vec<u8>)>,
}

impl TimestampAuthority {
    /// Answers a query: DER of a TimeStampResp with status granted.
    ///
    /// # Errors
    /// [`SignatureError`] if the key can't sign.
    pub fn reply(
        &self,
        query: &TimestampQuery,
        time: UnixTime,
        entropy: &[u8; 32],
    ) -> Result<Vec<u8>, SignatureError> {
        let info = self.info(query, time, entropy);
        let token = self.token(&info, query.certificates)?;
        Ok(Token::response(0, &token.sign(&self.chain.issuing.key)?))
    }

    /// What the timestamp will say.
    pub fn info(&self, query: &TimestampQuery, time: UnixTime, entropy: &[u8; 32]) -> TstInfo {
        TstInfo {
            version: 1,
            policy: arcs::TIMESTAMP_POLICY.to_vec(),
            imprint_algorithm: hash_arcs(query.imprint.algorithm()).to_vec(),
            imprint: query.imprint.as_bytes().to_vec(),
            serial: serial(entropy),
            time,
            accuracy: Some(1),
            nonce: query.nonce.clone(),
            tsa: Some(self.chain.issuing.tbs.subject.clone()),
        }
    }

    /// The signed data around it.
    ///
    /// # Errors
    /// [`SignatureError`] if the authority's own certificates can't be signed.
    pub fn token(&self, info: &TstInfo, certificates: bool) -> Result<Token, SignatureError> {
        let tbs = &self.chain.issuing.tbs;
        let certificate = self.chain.certificates()?.into_iter().next().unwrap_or_default();
        let content = info.der();
        let content_digest = digest(self.hash, &[&content]);
        let signing_time = UnixTime::from_seconds(info.time.seconds());
        let attribute = |id: &Arcs, value| (id.to_vec(), value);
        Ok(Token {
            content_type: arcs::TST_INFO.to_vec(),
            attributes: vec![
                attribute(arcs::CONTENT_TYPE, asn1::oid(arcs::TST_INFO)),
                attribute(arcs::SIGNING_TIME, asn1::time(signing_time)),
                attribute(arcs::MESSAGE_DIGEST, asn1::octet_string(content_digest.as_bytes())),
                attribute(
                    arcs::SIGNING_CERTIFICATE_V2,
                    signing_certificate_v2(&certificate, &tbs.issuer, &tbs.serial),
                ),
            ],
            content,
            certificates: if certificates { vec![certificate] } else { Vec::new() },
            signer_version: 1,
            signer: asn1::sequence(&[&tbs.issuer, &asn1::unsigned(&tbs.serial)]),
            hash: self.hash,
        })
    }
}

impl TstInfo {
    /// The DER that is stamped.
    pub fn der(&self) -> Vec<u8> {
        let imprint = asn1::sequence(&[
            &asn1::sequence(&[&asn1::oid(&self.imprint_algorithm), &asn1::null()]),
            &asn1::octet_string(&self.imprint),
        ]);
        let accuracy = self.accuracy.map(|seconds| asn1::sequence(&[&asn1::unsigned(&[seconds])]));
        let nonce = self.nonce.as_ref().map(|nonce| asn1::element(0x02, &[nonce]));
        let tsa = self.tsa.as_ref().map(|name| asn1::context(0, &[&asn1::context(4, &[name])]));
        asn1::sequence(&[
            &asn1::unsigned(&[self.version]),
            &asn1::oid(&self.policy),
            &imprint,
            &asn1::unsigned(&self.serial),
            &asn1::generalized_time(self.time),
            &accuracy.unwrap_or_default(),
            &nonce.unwrap_or_default(),
            &tsa.unwrap_or_default(),
        ])
    }
}

impl Token {
    /// The TimeStampToken, DER: a ContentInfo with the signed data.
    ///
    /// # Errors
    /// [`SignatureError`] if the key can't sign.
    pub fn sign(&self, key: &SigningKey) -> Result<Vec<u8>, SignatureError> {
        let attributes = asn1::set_of(self.attributes.iter().map(attribute).collect());
        // The signature is over the SET OF, the field is tagged [0] (RFC 5652 section 5.4).
        let (field, signed) = match (self.attributes.is_empty(), attributes.split_first()) {
            (false, Some((_, rest))) => ([&[0xa0], rest].concat(), &attributes),
            _ => (Vec::new(), &self.content),
        };
        let signature = key.sign(key.scheme_with(self.hash), Message::Bytes(signed))?;
        let digest_algorithm = asn1::sequence(&[&asn1::oid(hash_arcs(self.hash))]);
        let signer_info = asn1::sequence(&[
            &asn1::unsigned(&[self.signer_version]),
            &self.signer,
            &digest_algorithm,
            &field,
            &signature_algorithm(key.algorithm(), self.hash),
            &asn1::octet_string(&signature),
        ]);
        let certificates = match self.certificates.as_slice() {
            [] => Vec::new(),
            some => asn1::context(0, &[&some.concat()]),
        };
        let content = asn1::context(0, &[&asn1::octet_string(&self.content)]);
        let signed_data = asn1::sequence(&[
            &asn1::unsigned(&[3]),
            &asn1::set_of(vec![digest_algorithm]),
            &asn1::sequence(&[&asn1::oid(&self.content_type), &content]),
            &certificates,
            &asn1::set_of(vec![signer_info]),
        ]);
        let signed_data = asn1::context(0, &[&signed_data]);
        Ok(asn1::sequence(&[&asn1::oid(arcs::SIGNED_DATA), &signed_data]))
    }

    /// `TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken OPTIONAL }`
    pub fn response(status: u8, token: &[u8]) -> Vec<u8> {
        let status = asn1::sequence(&[&asn1::unsigned(&[status])]);
        asn1::sequence(&[&status, token])
    }
}

/// `Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }`
fn attribute((id, value): &(Vec<u32>, Vec<u8>)) -> Vec<u8> {
    asn1::sequence(&[&asn1::oid(id), &asn1::set_of(vec![value.clone()])])
}

/// `SigningCertificateV2` of one ESSCertIDv2 with the default hash, SHA-256 (RFC 5035 section 3).
fn signing_certificate_v2(certificate: &[u8], issuer: &[u8], serial: &[u8]) -> Vec<u8> {
    let issuer = asn1::sequence(&[&asn1::context(4, &[issuer])]);
    let id = asn1::sequence(&[
        &asn1::octet_string(&sha256(&[certificate])),
        &asn1::sequence(&[&issuer, &asn1::unsigned(serial)]),
    ]);
    asn1::sequence(&[&asn1::sequence(&[&id])])
}

/// RFC 5754 section 2
fn hash_arcs(hash: HashAlgorithm) -> &'static Arcs {
    match hash {
        HashAlgorithm::Sha256 => &[2, 16, 840, 1, 101, 3, 4, 2, 1],
        HashAlgorithm::Sha384 => &[2, 16, 840, 1, 101, 3, 4, 2, 2],
        HashAlgorithm::Sha512 => &[2, 16, 840, 1, 101, 3, 4, 2, 3],
    }
}
