use sigstore_json::{Limits, Node, Object, hex_bytes_of_any_case};
use sigstore_rekor_types::{
    HashedRekordV001, IntotoSignature, IntotoV002, MAX_BODY_SIGNATURES, PemVerifier, Verifier,
};
use sigstore_traits::{Digest, HashAlgorithm, Rule, RuleKind};
use sigstore_upload::Upload;

use crate::rekor_v1_fault::Fault;
use crate::rekor_v1_index::{IndexKeys, keys_of};
use crate::suite::SUITE;

pub(crate) static S_40: Rule = Rule {
    id: "S-40",
    title: "An upload to Rekor v1 names its kind and version and holds what the schema of these wants; members that the schema does not know are passed over.",
    source: "sigstore/rekor openapi.yaml, ProposedEntry; pkg/types, the schema of each kind",
    kind: RuleKind::Refusal,
    place: "sigstore-local-rekor RekorV1Server::answer",
};

/// What is wrong in an upload, before it is an upload.
type SpecError = sigstore_json::Error;

/// An entry that a client proposes, read and verified.
///
/// ```text
/// {"kind":"hashedrekord","apiVersion":"0.0.1","spec":{…}}
/// ```
#[derive(Debug)]
pub(crate) struct Proposal {
    /// What the log will store.
    pub(crate) upload: Upload,
    /// Under what it will be found.
    pub(crate) keys: IndexKeys,
    /// What is kept beside it and told with it: the payload of intoto entries (T-13).
    pub(crate) attestation: Option<Vec<u8>>,
}

impl Proposal {
    /// Reads an upload and checks its signatures.
    pub(crate) fn parse(body: &[u8], max: usize) -> Result<Self, Fault> {
        let limits = Limits::new(max)
            .arrays(&[("signatures", MAX_BODY_SIGNATURES), ("verifiers", MAX_BODY_SIGNATURES)]);
        let value = sigstore_json::parse(body, &limits).map_err(Fault::NotJson)?;
        Self::read(value.node())
    }

    /// The same, of an element of a query.
    pub(crate) fn read(node: Node<'_>) -> Result<Self, Fault> {
        let object = node.object().map_err(Fault::NotJson)?;
        let member = |name| object.optional(name).ok_or(Fault::Required(name, "body"));
        let text = |node: Node<'_>| node.string().map(str::to_owned).map_err(Fault::NotJson);
        let kind = match text(member("kind")?)?.as_str() {
            "hashedrekord" => "hashedrekord",
            "dsse" => "dsse",
            "intoto" => "intoto",
            other => return Err(Fault::Kind(other.into())),
        };
        let version = text(member("apiVersion")?)?;
        let spec = member("spec")?.object().map_err(Fault::NotJson)?;
        match (kind, version.as_str()) {
            ("hashedrekord", "0.0.1") => Self::hashedrekord(&spec),
            ("dsse", "0.0.1") => Self::dsse(&spec),
            ("intoto", "0.0.2") => Self::intoto_parts(&spec),
            ("intoto", "0.0.1") => Self::intoto_text(&spec),
            _ => Err(Fault::Version { kind, version }),
        }
    }

    /// `{"data":{"hash":{…}},"signature":{"content":"…","publicKey":{"content":"…"}}}`
    fn hashedrekord(spec: &Object<'_>) -> Result<Self, Fault> {
        let (entry, submitted) = read_hashedrekord(spec)?;
        let upload = Upload::from(entry);
        upload.check(&SUITE)?;
        upload.check_registered(&SUITE)?;
        let keys = keys_of(&upload, Some(&submitted));
        Ok(Self { upload, keys, attestation: None })
    }

    /// `{"proposedContent":{"envelope":"<JSON text>","verifiers":["…"]}}`
    fn dsse(spec: &Object<'_>) -> Result<Self, Fault> {
        let (text, verifiers) = read_dsse(spec)?;
        let upload = Upload::dsse_of(&text, &verifiers, &SUITE)?;
        Ok(Self { keys: keys_of(&upload, None), upload, attestation: None })
    }

    /// `{"content":{"envelope":{"payload":"…","payloadType":"…","signatures":[…]},"hash":{…}}}`
    fn intoto_parts(spec: &Object<'_>) -> Result<Self, Fault> {
        let upload = Upload::intoto_parts(read_intoto(spec)?)?;
        upload.check(&SUITE)?;
        Ok(Self::with_attestation(upload))
    }

    /// `{"content":{"envelope":"<JSON text>"},"publicKey":"…"}`
    fn intoto_text(spec: &Object<'_>) -> Result<Self, Fault> {
        let read = || {
            let content = spec.required("content")?.object()?;
            let text = content.required("envelope")?.string()?.to_owned();
            Ok((text, spec.required("publicKey")?.standard_bytes()?))
        };
        let (text, key) = read().map_err(spec_fault)?;
        Ok(Self::with_attestation(Upload::intoto_hashes(&text, verifier(&key)?, &SUITE)?))
    }

    fn with_attestation(upload: Upload) -> Self {
        let attestation = upload.payload().map(|(_, payload)| payload.to_vec());
        Self { keys: keys_of(&upload, None), attestation, upload }
    }
}

fn spec_fault(error: SpecError) -> Fault {
    Fault::Spec(error.to_string())
}

/// The entry, and the bytes of its key as they came.
fn read_hashedrekord(spec: &Object<'_>) -> Result<(HashedRekordV001, Vec<u8>), Fault> {
    let read = || {
        let hash = spec.required("data")?.object()?.required("hash")?;
        let signature = spec.required("signature")?.object()?;
        let content = signature.required("content")?.standard_bytes()?;
        let key = signature.required("publicKey")?.object()?;
        let key = key.required("content")?.standard_bytes()?;
        Ok((read_hash(hash)?, content, key))
    };
    let (digest, signature, key) = read().map_err(spec_fault)?;
    let verifier = verifier(&key)?;
    Ok((HashedRekordV001 { digest, signature, verifier }, key))
}

fn read_dsse(spec: &Object<'_>) -> Result<(String, Vec<PemVerifier>), Fault> {
    let read = || {
        let content = spec.required("proposedContent")?.object()?;
        let text = content.required("envelope")?.string()?.to_owned();
        let verifiers = content.required("verifiers")?;
        let keys: Vec<_> =
            verifiers.array()?.map(Node::standard_bytes).collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(verifiers.error("at least 1 item", "none"));
        }
        Ok((text, keys))
    };
    let (text, keys) = read().map_err(spec_fault)?;
    let verifiers = keys.iter().map(|key| verifier(key)).collect::<Result<_, _>>()?;
    Ok((text, verifiers))
}

fn read_intoto(spec: &Object<'_>) -> Result<IntotoV002, Fault> {
    let content = || spec.required("content")?.object();
    let content = content().map_err(spec_fault)?;
    let read = || {
        let envelope = content.required("envelope")?.object()?;
        let payload = envelope.required("payload")?.standard_bytes()?;
        let payload_type = envelope.required("payloadType")?.string()?.to_owned();
        let signatures = envelope.required("signatures")?;
        let parts: Vec<_> =
            signatures.array()?.map(read_intoto_signature).collect::<Result<_, SpecError>>()?;
        if parts.is_empty() {
            return Err(signatures.error("at least 1 item", "none"));
        }
        Ok((payload, payload_type, parts))
    };
    let (payload, payload_type, parts) = read().map_err(spec_fault)?;
    let hash = content.optional("hash").ok_or(Fault::NoEnvelopeHash)?;
    let signature = |(sig, key, keyid): (Vec<u8>, Vec<u8>, Option<String>)| {
        Ok(IntotoSignature { sig, verifier: verifier(&key)?, keyid })
    };
    Ok(IntotoV002 {
        payload: Some(payload),
        payload_type,
        signatures: parts.into_iter().map(signature).collect::<Result<_, Fault>>()?,
        hash: read_hash(hash).map_err(spec_fault)?,
        payload_hash: None,
    })
}

type IntotoSignatureParts = (Vec<u8>, Vec<u8>, Option<String>);

fn read_intoto_signature(node: Node<'_>) -> Result<IntotoSignatureParts, SpecError> {
    let object = node.object()?;
    let keyid = object.optional("keyid").map(Node::string).transpose()?;
    Ok((
        object.required("sig")?.standard_bytes()?,
        object.required("publicKey")?.standard_bytes()?,
        keyid.map(Into::into),
    ))
}

/// `{"algorithm":"sha256","value":"<hex>"}`, in either case.
fn read_hash(node: Node<'_>) -> Result<Digest, SpecError> {
    let object = node.object()?;
    let (algorithm, value) = (object.required("algorithm")?, object.required("value")?);
    let name = algorithm.string()?;
    let known = HashAlgorithm::from_name(name)
        .ok_or_else(|| algorithm.error("one of sha256, sha384, sha512", name))?;
    let text = value.string()?;
    let digest = hex_bytes_of_any_case(text).and_then(|bytes| Digest::new(known, &bytes));
    digest.ok_or_else(|| value.error("hex as long as the algorithm's digest", text))
}

/// A key or certificate as the log stores it: in the one spelling of PEM that it writes (T-5).
pub(crate) fn verifier(pem: &[u8]) -> Result<PemVerifier, Fault> {
    let read = PemVerifier::parse(pem)
        .map_err(|error| Fault::Spec(format!("invalid public key: {error}")))?;
    let chain = read.text().matches("-----BEGIN ").count() > 1;
    match read.verifier() {
        // What follows the first certificate is stored too, and only its text is there.
        Verifier::Certificate(_) if chain => Ok(read),
        one => Ok(PemVerifier::from(one.clone())),
    }
}
