use sigstore_json::{Node, Value};
use sigstore_rekor_types::PemVerifier;
use sigstore_traits::{Digest, Rule, RuleKind};

use crate::artifact::of_envelope;
use crate::index::Indexer;
use crate::{Artifact, Error, Format, Signed, content};

pub(crate) static T_71: Rule = Rule {
    id: "T-71",
    title: "A stored cose 0.0.1 holds a PEM key and the SHA-256 of message and payload; the message is gone.",
    source: "sigstore/rekor pkg/types/cose/v0.0.1/cose_v0_0_1_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-kinds AnyBody::parse",
};

/// The hashes of a COSE_Sign1 message, with its signer.
///
/// ```text
/// {"data":{"envelopeHash":{"algorithm":"sha256","value":"<hex>"},
///          "payloadHash":{"algorithm":"sha256","value":"<hex>"}},
///  "publicKey":"<base64 of PEM>"}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoseV001 {
    /// SHA-256 of the message.
    pub envelope_sha256: [u8; 32],
    /// SHA-256 of the payload in it.
    pub payload_sha256: [u8; 32],
    /// What verifies the signature, which is not logged.
    pub key: PemVerifier,
}

impl CoseV001 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let data = object.required("data")?.object()?;
        let entry = Self {
            envelope_sha256: content::read_sha256(data.required("envelopeHash")?)?,
            payload_sha256: content::read_sha256(data.required("payloadHash")?)?,
            key: PemVerifier::read(object.required("publicKey")?)?,
        };
        data.finish()?;
        object.finish()?;
        Ok(entry)
    }

    pub(crate) fn artifact(&self) -> Artifact<'_> {
        let signed = Signed::x509(None, self.key.verifier());
        let payload = Some(Digest::Sha256(self.payload_sha256));
        Artifact {
            digests: of_envelope(payload, Digest::Sha256(self.envelope_sha256)),
            signatures: vec![Signed { format: Format::Cose, ..signed }],
            properties: None,
        }
    }

    pub(crate) fn index(&self, index: &mut Indexer<'_>) {
        index.x509(&self.key);
        index.digest(&self.envelope_sha256);
        index.digest(&self.payload_sha256);
    }

    pub(crate) fn to_value(&self) -> Value<'_> {
        let data = Value::message([
            ("envelopeHash", Some(content::write_sha256(&self.envelope_sha256))),
            ("payloadHash", Some(content::write_sha256(&self.payload_sha256))),
        ]);
        let key = content::base64(self.key.text().as_bytes());
        Value::message([("data", Some(data)), ("publicKey", Some(key))])
    }
}
