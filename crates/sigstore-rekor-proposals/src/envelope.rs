use sigstore_json::{Limits, Node, Object, base64};
use sigstore_rekor_types::{
    DsseSignature, DsseV001, IntotoSignature, IntotoV001, IntotoV002, MAX_BODY_SIGNATURES,
    PemVerifier,
};
use sigstore_traits::{Digest, Rule, RuleKind, SignatureSuite};

use crate::{Error, MAX_PROPOSAL, content};

pub(crate) static T_30: Rule = Rule {
    id: "T-30",
    title: "A proposed dsse 0.0.1 holds the text of an envelope with a signature and the keys that verify it; of what the log works out it says nothing.",
    source: "sigstore/rekor pkg/types/dsse/v0.0.1/dsse_v0_0_1_schema.json, entry.go",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-proposals Proposal::parse, Proposal::canonicalise",
};

pub(crate) static T_31: Rule = Rule {
    id: "T-31",
    title: "A dsse 0.0.1 is stored with the hash of the envelope's very text, and its signatures in the order of their base64, each with the key that verifies it.",
    source: "sigstore/rekor pkg/types/dsse/v0.0.1/entry.go, Canonicalize",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-proposals Proposal::canonicalise",
};

pub(crate) static T_42: Rule = Rule {
    id: "T-42",
    title: "A proposed intoto holds its envelope: of 0.0.1 as text, of 0.0.2 taken apart and encoded twice, with the hash that its client worked out.",
    source: "sigstore/rekor pkg/types/intoto/v0.0.1 and v0.0.2, schema and entry.go",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-proposals Proposal::parse, Proposal::canonicalise",
};

const LIMITS: Limits = Limits::new(MAX_PROPOSAL).arrays(&[("signatures", MAX_BODY_SIGNATURES)]);

/// The type of a payload that is a statement of in-toto.
pub(crate) const IN_TOTO: &str = "application/vnd.in-toto+json";

/// A DSSE envelope with any number of signatures, as logs take it; a bundle's has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedEnvelope {
    /// The payload, decoded.
    pub payload: Vec<u8>,
    /// The media type of the payload.
    pub payload_type: String,
    /// The signatures over both, decoded.
    pub signatures: Vec<Vec<u8>>,
}

impl SignedEnvelope {
    /// Reads its JSON. Members that are not known are passed over (DSSE envelope.md).
    ///
    /// ```text
    /// {"payload":"<base64>","payloadType":"…","signatures":[{"keyid":"…","sig":"<base64>"}]}
    /// ```
    ///
    /// # Errors
    /// What is missing or misspelt, with its path in the envelope.
    pub fn parse(text: &str) -> Result<Self, sigstore_json::Error> {
        let value = sigstore_json::parse(text.as_bytes(), &LIMITS)?;
        let object = value.node().object()?;
        let signature = |node: Node<'_>| node.object()?.required("sig")?.bytes();
        let signatures = object.required("signatures")?.array()?.map(signature);
        Ok(Self {
            payload: object.required("payload")?.bytes()?,
            payload_type: object.required("payloadType")?.string()?.into(),
            signatures: signatures.collect::<Result<_, _>>()?,
        })
    }
}

/// A proposed `dsse` 0.0.1.
///
/// ```text
/// {"proposedContent":{"envelope":"<JSON text>","verifiers":["<base64 of PEM>"]}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DsseProposal {
    /// The text of the envelope.
    pub text: String,
    /// What the text says.
    pub envelope: SignedEnvelope,
    /// The keys and certificates, at least one, as the log would write them.
    pub verifiers: Vec<PemVerifier>,
}

const DSSE_ENVELOPE: &str = "$.spec.proposedContent.envelope";

impl DsseProposal {
    pub(crate) fn read(spec: &Object<'_>) -> Result<Self, Error> {
        for name in ["signatures", "envelopeHash", "payloadHash"] {
            if let Some(computed) = spec.optional(name) {
                return Err(Error::Computed { place: computed.path() });
            }
        }
        let proposed = spec.required("proposedContent")?.object()?;
        let (text, envelope) = read_text(proposed.required("envelope")?, DSSE_ENVELOPE)?;
        let list = proposed.required("verifiers")?;
        let verifiers: Vec<_> =
            list.array()?.map(content::read_canonical_pem).collect::<Result<_, _>>()?;
        if verifiers.is_empty() {
            return Err(list.error("at least one", "none").into());
        }
        Ok(Self { text, envelope, verifiers })
    }

    /// What the log stores, if it is told which of the verifiers made each signature of the
    /// envelope, in the envelope's order.
    ///
    /// # Errors
    /// [`Error::NoSignatures`].
    pub fn stored(
        &self,
        signers: &[PemVerifier],
        suite: &impl SignatureSuite,
    ) -> Result<DsseV001, Error> {
        let pairs = self.envelope.signatures.iter().zip(signers);
        let mut signatures: Vec<_> = pairs
            .map(|(signature, verifier)| DsseSignature {
                signature: signature.clone(),
                verifier: verifier.clone(),
            })
            .collect();
        signatures.sort_by_cached_key(|one| base64(&one.signature));
        if signatures.is_empty() {
            return Err(Error::NoSignatures { place: format!("{DSSE_ENVELOPE}, $.signatures") });
        }
        Ok(DsseV001 {
            envelope_hash: sha256(self.text.as_bytes(), suite),
            payload_hash: sha256(&self.envelope.payload, suite),
            signatures,
        })
    }

    pub(crate) fn canonical(&self, suite: &impl SignatureSuite) -> Result<DsseV001, Error> {
        match self.verifiers.as_slice() {
            [only] => self.stored(&vec![only.clone(); self.envelope.signatures.len()], suite),
            several => Err(Error::Unpaired { verifiers: several.len() }),
        }
    }
}

/// A proposed `intoto` 0.0.1.
///
/// ```text
/// {"content":{"envelope":"<JSON text>"},"publicKey":"<base64 of PEM>"}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntotoProposal {
    /// The text of the envelope.
    pub text: String,
    /// What the text says.
    pub envelope: SignedEnvelope,
    /// The key or certificate, as the log would write it.
    pub verifier: PemVerifier,
}

impl IntotoProposal {
    pub(crate) fn read(spec: &Object<'_>) -> Result<Self, Error> {
        let content = spec.required("content")?.object()?;
        let (text, envelope) = read_text(content.required("envelope")?, "$.spec.content.envelope")?;
        let verifier = content::read_canonical_pem(spec.required("publicKey")?)?;
        Ok(Self { text, envelope, verifier })
    }

    pub(crate) fn canonical(&self, suite: &impl SignatureSuite) -> IntotoV001 {
        IntotoV001 {
            hash: sha256(self.text.as_bytes(), suite),
            payload_hash: Some(sha256(&self.envelope.payload, suite)),
            verifier: self.verifier.clone(),
        }
    }
}

/// A proposed `intoto` 0.0.2.
///
/// ```text
/// {"content":{"envelope":{"payload":"<base64 of base64>","payloadType":"…",
///    "signatures":[{"keyid":"…","publicKey":"<base64 of PEM>","sig":"<base64 of base64>"}]},
///  "hash":{"algorithm":"sha256","value":"<hex>"}}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntotoPartsProposal {
    /// The payload, decoded twice.
    pub payload: Vec<u8>,
    /// The type of the payload.
    pub payload_type: String,
    /// The signatures, at least one.
    pub signatures: Vec<IntotoSignature>,
    /// The hash of the envelope's JSON, as the client worked it out.
    pub hash: [u8; 32],
}

impl IntotoPartsProposal {
    pub(crate) fn read(spec: &Object<'_>) -> Result<Self, Error> {
        let content = spec.required("content")?.object()?;
        let envelope = content.required("envelope")?.object()?;
        let list = envelope.required("signatures")?;
        let signatures: Vec<_> = list.array()?.map(read_signature).collect::<Result<_, _>>()?;
        if signatures.is_empty() {
            return Err(Error::NoSignatures { place: list.path() });
        }
        Ok(Self {
            payload: read_twice(envelope.required("payload")?)?,
            payload_type: envelope.required("payloadType")?.string()?.into(),
            signatures,
            hash: content::read_sha256(content.required("hash")?)?,
        })
    }

    pub(crate) fn canonical(&self, suite: &impl SignatureSuite) -> IntotoV002 {
        IntotoV002 {
            payload: None,
            payload_type: self.payload_type.clone(),
            signatures: self.signatures.clone(),
            hash: Digest::Sha256(self.hash),
            payload_hash: Some(sha256(&self.payload, suite)),
        }
    }
}

fn read_text(node: Node<'_>, place: &'static str) -> Result<(String, SignedEnvelope), Error> {
    let text = node.string()?;
    let envelope = SignedEnvelope::parse(text).map_err(|error| Error::Document { place, error })?;
    Ok((text.into(), envelope))
}

fn read_signature(node: Node<'_>) -> Result<IntotoSignature, Error> {
    let object = node.object()?;
    Ok(IntotoSignature {
        sig: object.required("sig")?.standard_bytes()?,
        verifier: content::read_canonical_pem(object.required("publicKey")?)?,
        keyid: object.optional("keyid").map(Node::string).transpose()?.map(Into::into),
    })
}

/// The bytes in base64 of base64.
fn read_twice(node: Node<'_>) -> Result<Vec<u8>, Error> {
    let text = String::from_utf8(node.standard_bytes()?).ok();
    let inner = text.and_then(|text| sigstore_json::Value::text(&text).node().bytes().ok());
    inner.ok_or_else(|| node.error("base64 of base64", "base64 of something else").into())
}

fn sha256(bytes: &[u8], suite: &impl SignatureSuite) -> Digest {
    Digest::Sha256(suite.sha256(&[bytes]))
}
