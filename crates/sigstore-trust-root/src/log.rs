use der::Encode;
use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier};
use sigstore_json::{Node, Object};
use sigstore_traits::{
    HashAlgorithm, KeyDetails, KeyError, LogId, Rule, RuleKind, SignatureScheme, SignatureSuite,
    Validity,
};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::document::{some, text};
use crate::{Error, period};

/// See [`LogKey::load`].
pub(crate) static V_27: Rule = Rule {
    id: "V-27",
    title: "A log hashes with SHA-256; one that says anything else cannot be used.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, TransparencyLogInstance.hash_algorithm; RFC 6962 section 2.1",
    kind: RuleKind::Refusal,
    place: "sigstore-trust-root TrustedRoot::from_document",
};

/// See [`LogInstance::read`].
pub(crate) static V_29: Rule = Rule {
    id: "V-29",
    title: "The key of every log says since when it is valid; a trusted root in which one does not is malformed as a whole.",
    source: "sigstore protobuf-specs sigstore_common.proto, PublicKey.valid_for and TimeRange.start; sigstore-conformance trust-root-tlog-missing-validity-start_fail",
    kind: RuleKind::Refusal,
    place: "sigstore-trust-root TrustedRootDocument::read",
};

/// See [`LogKey::load`].
pub(crate) static V_32: Rule = Rule {
    id: "V-32",
    title: "The key of a log is of the algorithm that its details name: SubjectPublicKeyInfo, or PKCS#1 for PKCS1_RSA_PKCS1V5; a log whose key is not supported is left out and the others serve.",
    source: "sigstore protobuf-specs sigstore_common.proto, PublicKey and PublicKeyDetails; RFC 5280 section 4.1.2.7; RFC 8017 appendix A.1.1",
    kind: RuleKind::Refusal,
    place: "sigstore-trust-root TrustedRoot::from_document",
};

/// See [`log_id`].
pub(crate) static V_33: Rule = Rule {
    id: "V-33",
    title: "The id of a log is 32 opaque bytes by which entries and SCTs name it; it is compared and never computed.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, TransparencyLogInstance.log_id",
    kind: RuleKind::Refusal,
    place: "sigstore-trust-root TrustedRootDocument::read",
};

/// A transparency log as the document describes it.
///
/// ```json
/// {
///   "baseUrl": "https://log2025-1.rekor.sigstore.dev",
///   "hashAlgorithm": "SHA2_256",
///   "publicKey": {
///     "rawBytes": "MCowBQYDK2VwAyEAt8rlp1knGwjfbcXAYPYAkn0XiLz1x8O4t0YkEhie244=",
///     "keyDetails": "PKIX_ED25519",
///     "validFor": {"start": "2025-09-23T00:00:00Z"}
///   },
///   "logId": {"keyId": "zxGZFVvd0FEmjR8WrFwMdcAJ9vtaY/QXf44Y1wUeP6A="},
///   "operator": "sigstore.dev"
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogInstance {
    /// Its path in the document: `$.tlogs[0]`.
    pub place: String,
    /// Where it is. Empty if the document does not say.
    pub base_url: String,
    /// The name of its hash algorithm.
    pub hash_algorithm: String,
    /// Its key, in the form that [`key_details`](Self::key_details) names.
    pub key_bytes: Vec<u8>,
    /// The name of its key's form and algorithm.
    pub key_details: String,
    /// When its key may be used; the start is always there (V-29).
    pub valid_for: Validity,
    /// The name by which entries and SCTs call it.
    pub log_id: LogId,
    /// The id of its key in checkpoints, if the document gives one; nothing is looked up by it.
    pub checkpoint_key_id: Option<Vec<u8>>,
    /// Who runs it.
    pub operator: Option<String>,
}

impl LogInstance {
    pub(crate) fn read(node: Node<'_>, unknown: &mut Vec<String>) -> Result<Self, Error> {
        let log = node.object()?;
        let key = log.required("publicKey")?.object()?;
        let instance = Self {
            place: node.path(),
            base_url: text(&log, "baseUrl")?.into(),
            hash_algorithm: text(&log, "hashAlgorithm")?.into(),
            key_bytes: key.required("rawBytes")?.bytes()?,
            key_details: text(&key, "keyDetails")?.into(),
            valid_for: started_period(&key, unknown)?,
            log_id: log_id(log.required("logId")?, unknown)?,
            checkpoint_key_id: checkpoint_key_id(&log, unknown)?,
            operator: some(text(&log, "operator")?),
        };
        unknown.extend(key.unknown());
        unknown.extend(log.unknown());
        Ok(instance)
    }
}

/// The period of a key, which must have begun at some time (V-29).
fn started_period(key: &Object<'_>, unknown: &mut Vec<String>) -> Result<Validity, Error> {
    let period = key.optional("validFor").map(|node| period::read(node, unknown)).transpose()?;
    match period {
        Some(period) if period.start.is_some() => Ok(period),
        _ => Err(Error::MissingStart { place: format!("{}.validFor.start", key.node().path()) }),
    }
}

fn log_id(node: Node<'_>, unknown: &mut Vec<String>) -> Result<LogId, Error> {
    let id = node.object()?;
    let key_id = id.required("keyId")?;
    let bytes = key_id.bytes()?;
    unknown.extend(id.unknown());
    match <[u8; 32]>::try_from(bytes.as_slice()) {
        Ok(bytes) => Ok(LogId(bytes)),
        Err(_) => Err(Error::LogIdLength { place: key_id.path(), bytes: bytes.len() }),
    }
}

fn checkpoint_key_id(
    log: &Object<'_>,
    unknown: &mut Vec<String>,
) -> Result<Option<Vec<u8>>, Error> {
    let Some(node) = log.optional("checkpointKeyId") else {
        return Ok(None);
    };
    let id = node.object()?;
    let bytes = id.optional("keyId").map(Node::bytes).transpose()?;
    unknown.extend(id.unknown());
    Ok(bytes)
}

/// The key of a log, read by a suite.
#[derive(Debug)]
pub(crate) struct LogKey<S: SignatureSuite> {
    pub(crate) key: S::Key,
    pub(crate) spki: Vec<u8>,
    pub(crate) scheme: SignatureScheme,
}

impl<S: SignatureSuite> LogKey<S> {
    /// Reads the key as its details say, if the suite and the rules have such a log (V-27, V-32).
    pub(crate) fn load(log: &LogInstance, suite: &S) -> Result<Self, Error> {
        if HashAlgorithm::from_proto_name(&log.hash_algorithm) != Some(HashAlgorithm::Sha256) {
            return Err(Error::HashAlgorithm { found: log.hash_algorithm.clone() });
        }
        let details = KeyDetails::from_proto_name(&log.key_details);
        let supported = details.and_then(|details| Some((details, details.scheme()?)));
        let (details, scheme) =
            supported.ok_or_else(|| Error::KeyDetails { found: log.key_details.clone() })?;
        let spki = match details {
            KeyDetails::Pkcs1RsaPkcs1v5 => spki_of_pkcs1(&log.key_bytes)
                .map_err(|_| Error::Key { error: KeyError::Malformed })?,
            _ => log.key_bytes.clone(),
        };
        let key = suite.key(&spki).map_err(|error| Error::Key { error })?;
        let found = suite.key_algorithm(&key);
        if !details.fits(found) {
            return Err(Error::KeyMismatch { details, found });
        }
        Ok(Self { key, spki, scheme })
    }
}

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The same RSA key as SubjectPublicKeyInfo (RFC 3279 section 2.3.1).
///
/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE {
///     algorithm         SEQUENCE { rsaEncryption OBJECT IDENTIFIER, parameters NULL },
///     subjectPublicKey  BIT STRING }   -- holds the RSAPublicKey
/// ```
///
/// The suite reads the result, and so the RSAPublicKey in it.
fn spki_of_pkcs1(rsa_public_key: &[u8]) -> der::Result<Vec<u8>> {
    let algorithm = AlgorithmIdentifierRef { oid: RSA_ENCRYPTION, parameters: Some(AnyRef::NULL) };
    SubjectPublicKeyInfoRef {
        algorithm,
        subject_public_key: BitStringRef::from_bytes(rsa_public_key)?,
    }
    .to_der()
}
