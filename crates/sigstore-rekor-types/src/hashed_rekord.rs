use sigstore_json::{Node, base64};
use sigstore_traits::{Digest, HashAlgorithm, KeyDetails, Rule, RuleKind};

use crate::{Error, PemVerifier, Verifier, hash};

pub(crate) static T_22: Rule = Rule {
    id: "T-22",
    title: "A stored hashedrekord 0.0.1 holds a digest, a signature and a PEM verifier, and nothing else.",
    source: "sigstore/rekor pkg/types/hashedrekord/v0.0.1/hashedrekord_v0_0_1_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types Body::parse",
};

pub(crate) static T_130: Rule = Rule {
    id: "T-130",
    title: "A hashedrekord 0.0.2 holds a digest of its algorithm's length, a signature, and one verifier in DER with the name of its key's algorithm.",
    source: "sigstore/rekor-tiles api/proto/rekor/v2/hashedrekord.proto, verifier.proto",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types Body::parse",
};

/// A signature over a digest, as Rekor v1 logs it.
///
/// ```text
/// {"data":{"hash":{"algorithm":"sha256","value":"<hex>"}},
///  "signature":{"content":"<base64>","publicKey":{"content":"<base64 of PEM>"}}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashedRekordV001 {
    /// The digest of the artifact.
    pub digest: Digest,
    /// The signature over it.
    pub signature: Vec<u8>,
    /// What verifies the signature.
    pub verifier: PemVerifier,
}

impl HashedRekordV001 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let spec = spec.object()?;
        let data = spec.required("data")?.object()?;
        let digest = hash::read_hash(data.required("hash")?, &HashAlgorithm::ALL)?;
        data.finish()?;
        let signature = spec.required("signature")?.object()?;
        let content = signature.required("content")?.standard_bytes()?;
        let public_key = signature.required("publicKey")?.object()?;
        let verifier = PemVerifier::read(public_key.required("content")?)?;
        public_key.finish()?;
        signature.finish()?;
        spec.finish()?;
        Ok(Self { digest, signature: content, verifier })
    }

    pub(crate) fn write(&self) -> String {
        format!(
            r#"{{"data":{{"hash":{}}},"signature":{{"content":"{}","publicKey":{{"content":"{}"}}}}}}"#,
            hash::write(&self.digest),
            base64(&self.signature),
            base64(self.verifier.text().as_bytes()),
        )
    }
}

/// A signature over a digest, as Rekor v2 logs it. The digest is that of an artifact, or of the
/// pre-authentication encoding of a DSSE envelope.
///
/// ```text
/// {"hashedRekordV002":{
///   "data":{"algorithm":"SHA2_256","digest":"<base64>"},
///   "signature":{"content":"<base64>","verifier":{
///     "keyDetails":"PKIX_ECDSA_P256_SHA_256","x509Certificate":{"rawBytes":"<base64 of DER>"}}}}}
/// ```
///
/// A bare key stands in `publicKey` in place of `x509Certificate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashedRekordV002 {
    /// The digest.
    pub digest: Digest,
    /// The signature over it.
    pub signature: Vec<u8>,
    /// The algorithm of the verifier's key.
    pub key_details: KeyDetails,
    /// What verifies the signature.
    pub verifier: Verifier,
}

impl HashedRekordV002 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let spec = spec.object()?;
        let entry = spec.required("hashedRekordV002")?.object()?;
        let digest = read_hash_output(entry.required("data")?)?;
        let signature = SignatureV002::read(entry.required("signature")?)?;
        entry.finish()?;
        spec.finish()?;
        let SignatureV002 { content, key_details, verifier } = signature;
        Ok(Self { digest, signature: content, key_details, verifier })
    }

    pub(crate) fn write(&self) -> String {
        let (member, der) = match &self.verifier {
            Verifier::Certificate(der) => (CERTIFICATE, der),
            Verifier::PublicKey(der) => (PUBLIC_KEY, der),
        };
        format!(
            r#"{{"hashedRekordV002":{{"data":{{"algorithm":"{}","digest":"{}"}},"signature":{{"content":"{}","verifier":{{"keyDetails":"{}","{member}":{{"rawBytes":"{}"}}}}}}}}}}"#,
            self.digest.algorithm().proto_name(),
            base64(self.digest.as_bytes()),
            base64(&self.signature),
            self.key_details,
            base64(der),
        )
    }
}

/// A signature with its verifier, as the kinds of Rekor v2 log it.
///
/// ```text
/// {"content":"<base64>","verifier":{
///   "keyDetails":"PKIX_ECDSA_P256_SHA_256","publicKey":{"rawBytes":"<base64 of DER>"}}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureV002 {
    /// The signature.
    pub content: Vec<u8>,
    /// The algorithm of the verifier's key.
    pub key_details: KeyDetails,
    /// What verifies the signature.
    pub verifier: Verifier,
}

impl SignatureV002 {
    /// Reads a `dev.sigstore.rekor.v2.Signature`.
    ///
    /// # Errors
    /// [`Error::Json`] for what is missing, unknown or misspelt.
    pub fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let content = object.required("content")?.standard_bytes()?;
        let (key_details, verifier) = read_verifier(object.required("verifier")?)?;
        object.finish()?;
        Ok(Self { content, key_details, verifier })
    }
}

const CERTIFICATE: &str = "x509Certificate";
const PUBLIC_KEY: &str = "publicKey";

/// Reads a hash of Rekor v2: `{"algorithm":"SHA2_256","digest":"<base64>"}`.
///
/// # Errors
/// [`Error::DigestLength`], or [`Error::Json`].
pub fn read_hash_output(node: Node<'_>) -> Result<Digest, Error> {
    let object = node.object()?;
    let (algorithm, value) = (object.required("algorithm")?, object.required("digest")?);
    object.finish()?;
    let name = algorithm.string()?;
    let algorithm = HashAlgorithm::from_proto_name(name)
        .ok_or_else(|| algorithm.error("the name of a HashAlgorithm", name))?;
    let bytes = value.standard_bytes()?;
    Digest::new(algorithm, &bytes).ok_or_else(|| Error::DigestLength {
        place: value.path(),
        algorithm,
        length: bytes.len(),
    })
}

fn read_verifier(node: Node<'_>) -> Result<(KeyDetails, Verifier), Error> {
    let object = node.object()?;
    let details = object.required("keyDetails")?;
    let name = details.string()?;
    let key_details = KeyDetails::from_proto_name(name)
        .ok_or_else(|| details.error("the name of a PublicKeyDetails", name))?;
    let verifier = match object.one_of(&[CERTIFICATE, PUBLIC_KEY])? {
        Some((CERTIFICATE, node)) => Verifier::Certificate(raw_bytes(node)?),
        Some((_, node)) => Verifier::PublicKey(raw_bytes(node)?),
        None => return Err(node.error("x509Certificate or publicKey", "neither").into()),
    };
    object.finish()?;
    Ok((key_details, verifier))
}

fn raw_bytes(node: Node<'_>) -> Result<Vec<u8>, Error> {
    let object = node.object()?;
    let bytes = object.required("rawBytes")?.standard_bytes()?;
    object.finish()?;
    Ok(bytes)
}
