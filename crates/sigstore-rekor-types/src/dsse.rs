use sigstore_json::{Node, base64};
use sigstore_traits::{Digest, HashAlgorithm, Rule, RuleKind};

use crate::{Error, PemVerifier, hash};

pub(crate) static T_31: Rule = Rule {
    id: "T-31",
    title: "A stored dsse 0.0.1 holds the SHA-256 of envelope and payload and one or more signatures with their verifiers; what was uploaded is gone.",
    source: "sigstore/rekor pkg/types/dsse/v0.0.1/dsse_v0_0_1_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types Body::parse",
};

/// The signatures of a DSSE envelope, as Rekor v1 logs them.
///
/// ```text
/// {"envelopeHash":{"algorithm":"sha256","value":"<hex>"},
///  "payloadHash":{"algorithm":"sha256","value":"<hex>"},
///  "signatures":[{"signature":"<base64>","verifier":"<base64 of PEM>"}]}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DsseV001 {
    /// The hash of the envelope's JSON as it was uploaded. The bundle's need not have the same text.
    pub envelope_hash: Digest,
    /// The hash of the payload.
    pub payload_hash: Digest,
    /// The signatures, at least one, in the order of the body.
    pub signatures: Vec<DsseSignature>,
}

/// A signature of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DsseSignature {
    /// The signature.
    pub signature: Vec<u8>,
    /// What verifies it.
    pub verifier: PemVerifier,
}

impl DsseV001 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let envelope_hash = hash::read_hash(object.required("envelopeHash")?, SHA_256)?;
        let payload_hash = hash::read_hash(object.required("payloadHash")?, SHA_256)?;
        let signatures = read_signatures(object.required("signatures")?, DsseSignature::read)?;
        object.finish()?;
        Ok(Self { envelope_hash, payload_hash, signatures })
    }

    pub(crate) fn write(&self) -> String {
        let signatures: Vec<_> = self.signatures.iter().map(DsseSignature::write).collect();
        format!(
            r#"{{"envelopeHash":{},"payloadHash":{},"signatures":[{}]}}"#,
            hash::write(&self.envelope_hash),
            hash::write(&self.payload_hash),
            signatures.join(","),
        )
    }
}

impl DsseSignature {
    fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let signature = object.required("signature")?.standard_bytes()?;
        let verifier = PemVerifier::read(object.required("verifier")?)?;
        object.finish()?;
        Ok(Self { signature, verifier })
    }

    fn write(&self) -> String {
        format!(
            r#"{{"signature":"{}","verifier":"{}"}}"#,
            base64(&self.signature),
            base64(self.verifier.text().as_bytes()),
        )
    }
}

/// The only hash of the kinds that log envelopes in Rekor v1.
pub(crate) const SHA_256: &[HashAlgorithm] = &[HashAlgorithm::Sha256];

/// Reads an array of signatures, at least one.
pub(crate) fn read_signatures<T>(
    node: Node<'_>,
    read: impl Fn(Node<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let signatures: Vec<T> = node.array()?.map(read).collect::<Result<_, _>>()?;
    if signatures.is_empty() {
        return Err(Error::NoSignatures { place: node.path() });
    }
    Ok(signatures)
}
