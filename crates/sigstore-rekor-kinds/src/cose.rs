use sigstore_json::{Node, Object, Value};
use sigstore_rekor_types::PemVerifier;
use sigstore_traits::{Digest, Rule, RuleKind, SignatureSuite};

use crate::artifact::of_envelope;
use crate::envelope::IN_TOTO;
use crate::index::Indexer;
use crate::{Artifact, CoseSign1, Error, Format, Signed, content};

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

/// A proposed `cose` 0.0.1.
///
/// ```text
/// {"message":"<base64 of COSE_Sign1>","publicKey":"<base64 of PEM>","data":{"aad":"<base64>"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoseProposal {
    /// The message.
    pub message: Vec<u8>,
    /// What was signed beside it; often nothing.
    pub additional: Vec<u8>,
    /// The key or certificate, as the log would write it.
    pub key: PemVerifier,
}

impl CoseProposal {
    pub(crate) fn read(spec: &Object<'_>) -> Result<Self, Error> {
        let additional = spec.required("data")?.object()?.optional("aad");
        let message = spec.required("message")?.standard_bytes()?;
        CoseSign1::parse(&message)?;
        Ok(Self {
            message,
            additional: additional.map_or(Ok(Vec::new()), Node::standard_bytes)?,
            key: content::read_canonical_pem(spec.required("publicKey")?)?,
        })
    }

    pub(crate) fn canonical(&self, suite: &impl SignatureSuite) -> Result<CoseV001, Error> {
        let message = CoseSign1::parse(&self.message)?;
        Ok(CoseV001 {
            envelope_sha256: suite.sha256(&[&self.message]),
            payload_sha256: suite.sha256(&[message.payload]),
            key: self.key.clone(),
        })
    }

    /// A statement is found by what it is about; the log does not store it in the body.
    pub(crate) fn index(&self, index: &mut Indexer<'_>) {
        if let Ok(CoseSign1 { content_type: Some(IN_TOTO), payload, .. }) =
            CoseSign1::parse(&self.message)
        {
            index.statement(payload, false);
        }
    }
}
