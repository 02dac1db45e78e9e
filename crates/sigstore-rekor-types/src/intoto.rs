use sigstore_json::{Node, base64, base64_bytes, write_string};
use sigstore_traits::{Digest, Rule, RuleKind};

use crate::dsse::{SHA_256, read_signatures};
use crate::{Error, LoggedSignature, PemVerifier, hash};

pub(crate) static V_100: Rule = Rule {
    id: "V-100",
    title: "A signature in intoto 0.0.2 is encoded twice; one encoded once is no signature and equals none.",
    source: "sigstore/rekor pkg/types/intoto/README.md; pkg/types/intoto/v0.0.2/entry.go",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types IntotoSignature::signature",
};

pub(crate) static T_40: Rule = Rule {
    id: "T-40",
    title: "A stored intoto 0.0.1 holds the SHA-256 of the envelope, that of the payload unless it is old, and a PEM verifier; it holds no signature.",
    source: "sigstore/rekor pkg/types/intoto/v0.0.1/intoto_v0_0_1_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types Body::parse",
};

pub(crate) static T_43: Rule = Rule {
    id: "T-43",
    title: "A stored intoto 0.0.2 holds the envelope's type and one or more signatures with their verifiers, and the SHA-256 of envelope and payload.",
    source: "sigstore/rekor pkg/types/intoto/v0.0.2/intoto_v0_0_2_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types Body::parse",
};

/// The hash of a DSSE envelope with its signer, as Rekor v1 logged it first.
///
/// ```text
/// {"content":{"hash":{"algorithm":"sha256","value":"<hex>"},
///             "payloadHash":{"algorithm":"sha256","value":"<hex>"}},
///  "publicKey":"<base64 of PEM>"}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntotoV001 {
    /// The hash of the envelope's JSON as it was uploaded.
    pub hash: Digest,
    /// The hash of the payload; old entries have none.
    pub payload_hash: Option<Digest>,
    /// What verifies the signature, which is not logged.
    pub verifier: PemVerifier,
}

impl IntotoV001 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let content = object.required("content")?.object()?;
        let hash = hash::read_hash(content.required("hash")?, SHA_256)?;
        let payload_hash = read_optional_hash(content.optional("payloadHash"))?;
        content.finish()?;
        let verifier = PemVerifier::read(object.required("publicKey")?)?;
        object.finish()?;
        Ok(Self { hash, payload_hash, verifier })
    }

    pub(crate) fn write(&self) -> String {
        format!(
            r#"{{"content":{{{}}},"publicKey":"{}"}}"#,
            write_hashes(&self.hash, self.payload_hash.as_ref()),
            base64(self.verifier.text().as_bytes()),
        )
    }
}

/// A DSSE envelope, as Rekor v1 logged it for a while.
///
/// ```text
/// {"content":{"envelope":{"payloadType":"application/vnd.in-toto+json",
///    "signatures":[{"keyid":"…","publicKey":"<base64 of PEM>","sig":"<base64 of base64>"}]},
///  "hash":{"algorithm":"sha256","value":"<hex>"},
///  "payloadHash":{"algorithm":"sha256","value":"<hex>"}}}
/// ```
///
/// Rekor drops `payload`, which stands in `envelope` in an upload; other logs keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntotoV002 {
    /// The payload, if it is logged: the base64 text of the envelope.
    pub payload: Option<Vec<u8>>,
    /// The type of the payload.
    pub payload_type: String,
    /// The signatures, at least one, in the order of the body.
    pub signatures: Vec<IntotoSignature>,
    /// The hash of the envelope's JSON as it was uploaded.
    pub hash: Digest,
    /// The hash of the payload.
    pub payload_hash: Option<Digest>,
}

/// A signature of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntotoSignature {
    /// What is logged as the signature: the base64 text of the envelope.
    pub sig: Vec<u8>,
    /// What verifies it.
    pub verifier: PemVerifier,
    /// What the envelope said of the key.
    pub keyid: Option<String>,
}

impl IntotoSignature {
    /// The signature; `None` if [`sig`](Self::sig) is not base64. It is then different from every
    /// signature, even from one with the very bytes of `sig` (V-100).
    pub fn signature(&self) -> Option<Vec<u8>> {
        base64_bytes(&self.sig)
    }

    pub(crate) fn logged(&self) -> LoggedSignature<'_> {
        let verifier = self.verifier.verifier();
        LoggedSignature { signature: self.signature().map(Into::into), verifier }
    }

    fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let keyid = object.optional("keyid").map(Node::string).transpose()?;
        let verifier = PemVerifier::read(object.required("publicKey")?)?;
        let sig = object.required("sig")?.standard_bytes()?;
        object.finish()?;
        Ok(Self { sig, verifier, keyid: keyid.map(Into::into) })
    }

    fn write(&self) -> String {
        let mut out = String::from("{");
        if let Some(keyid) = &self.keyid {
            out.push_str(r#""keyid":"#);
            write_string(&mut out, keyid);
            out.push(',');
        }
        let public_key = base64(self.verifier.text().as_bytes());
        out + &format!(r#""publicKey":"{public_key}","sig":"{}"}}"#, base64(&self.sig))
    }
}

impl IntotoV002 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let content = object.required("content")?.object()?;
        let envelope = content.required("envelope")?.object()?;
        let payload = envelope.optional("payload").map(Node::standard_bytes);
        let entry = Self {
            payload: payload.transpose()?,
            payload_type: envelope.required("payloadType")?.string()?.into(),
            signatures: read_signatures(envelope.required("signatures")?, IntotoSignature::read)?,
            hash: hash::read_hash(content.required("hash")?, SHA_256)?,
            payload_hash: read_optional_hash(content.optional("payloadHash"))?,
        };
        envelope.finish()?;
        content.finish()?;
        object.finish()?;
        Ok(entry)
    }

    pub(crate) fn write(&self) -> String {
        let mut out = String::from(r#"{"content":{"envelope":{"#);
        if let Some(payload) = &self.payload {
            out.push_str(&format!(r#""payload":"{}","#, base64(payload)));
        }
        out.push_str(r#""payloadType":"#);
        write_string(&mut out, &self.payload_type);
        let signatures: Vec<_> = self.signatures.iter().map(IntotoSignature::write).collect();
        let hashes = write_hashes(&self.hash, self.payload_hash.as_ref());
        out + &format!(r#","signatures":[{}]}},{hashes}}}}}"#, signatures.join(","))
    }
}

fn read_optional_hash(node: Option<Node<'_>>) -> Result<Option<Digest>, Error> {
    node.map(|node| hash::read_hash(node, SHA_256)).transpose()
}

/// The members `hash` and, if it is there, `payloadHash`.
fn write_hashes(hash: &Digest, payload_hash: Option<&Digest>) -> String {
    let mut out = format!(r#""hash":{}"#, hash::write(hash));
    if let Some(payload_hash) = payload_hash {
        out.push_str(&format!(r#","payloadHash":{}"#, hash::write(payload_hash)));
    }
    out
}
