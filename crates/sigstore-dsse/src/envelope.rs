use sigstore_json::{Limits, Node, Value};
use sigstore_traits::{Rule, RuleKind};

use crate::{Error, Pae};

pub(crate) static V_16: Rule = Rule {
    id: "V-16",
    title: "An envelope has exactly one signature, and it is not empty.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, Bundle.dsse_envelope",
    kind: RuleKind::Refusal,
    place: "sigstore-dsse Envelope::read",
};

pub(crate) static V_107: Rule = Rule {
    id: "V-107",
    title: "The key id of a signature is not signed: it is read, and any text is as good as none.",
    source: "DSSE protocol.md, Signature Definition; envelope.proto, Signature.keyid",
    kind: RuleKind::Acceptance,
    place: "sigstore-dsse Envelope::read",
};

/// The most bytes of an envelope's JSON that are read.
pub const MAX_ENVELOPE: usize = 16 << 20;

/// The most signatures that are read before they are counted and refused. One is right.
pub const MAX_SIGNATURES: usize = 32;

const LIMITS: Limits = Limits::new(MAX_ENVELOPE).arrays(&[("signatures", MAX_SIGNATURES)]);

/// A payload with its type and the signature over both (DSSE).
///
/// That there is one signature holds by type: the one that is verified is the one that was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The payload, decoded.
    pub payload: Vec<u8>,
    /// The media type of the payload.
    pub payload_type: String,
    /// The signature.
    pub signature: EnvelopeSignature,
}

/// The signature of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeSignature {
    /// The signature over the pre-authentication encoding, decoded.
    pub sig: Vec<u8>,
    /// What the maker says of the key, if anything. Nothing authenticates it.
    pub keyid: Option<String>,
}

impl Envelope {
    /// Reads an envelope alone.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(json: &[u8]) -> Result<Self, Error> {
        Self::read(sigstore_json::parse(json, &LIMITS)?.node())
    }

    /// Reads an envelope in ProtoJSON. Its count of signatures is limited by whoever parsed the
    /// text: see [`MAX_SIGNATURES`].
    ///
    /// ```text
    /// {"payload":"<base64>","payloadType":"application/vnd.in-toto+json",
    ///  "signatures":[{"sig":"<base64>","keyid":"…"}]}
    /// ```
    ///
    /// # Errors
    /// [`Error::SignatureCount`], or [`Error::Json`] for what is missing, unknown or misspelt.
    pub fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let payload = object.optional("payload").map(Node::bytes);
        let envelope = Self {
            payload: payload.unwrap_or_else(|| Ok(Vec::new()))?,
            payload_type: object.required_stated("payloadType")?.string()?.into(),
            signature: read_signatures(object.required("signatures")?)?,
        };
        object.finish()?;
        Ok(envelope)
    }

    /// Writes what [`read`](Self::read) reads, in one spelling.
    pub fn to_value(&self) -> Value<'_> {
        let signature = Value::message([
            ("sig", Some(Value::bytes(&self.signature.sig))),
            ("keyid", self.signature.keyid.as_deref().map(Value::text)),
        ]);
        Value::message([
            ("payload", Some(Value::bytes(&self.payload))),
            ("payloadType", Some(Value::text(&self.payload_type))),
            ("signatures", Some(Value::Array(vec![signature]))),
        ])
    }

    /// The bytes that the signature is over.
    pub fn pae(&self) -> Pae<'_> {
        Pae::new(&self.payload_type, &self.payload)
    }
}

fn read_signatures(node: Node<'_>) -> Result<EnvelopeSignature, Error> {
    let mut signatures = node.array()?;
    match (signatures.len(), signatures.next()) {
        (1, Some(signature)) => read_signature(signature),
        (count, _) => Err(Error::SignatureCount { place: node.path(), count }),
    }
}

fn read_signature(node: Node<'_>) -> Result<EnvelopeSignature, Error> {
    let object = node.object()?;
    let keyid = object.optional("keyid").map(Node::string).transpose()?;
    let signature = EnvelopeSignature {
        sig: object.required_stated("sig")?.bytes()?,
        // ProtoJSON does not tell an empty string from none.
        keyid: keyid.filter(|keyid| !keyid.is_empty()).map(Into::into),
    };
    object.finish()?;
    Ok(signature)
}
