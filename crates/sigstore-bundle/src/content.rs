use sigstore_dsse::Envelope;
use sigstore_json::{Node, Object, Value};
use sigstore_traits::{Digest, HashAlgorithm, Rule, RuleKind};

use crate::Error;

pub(crate) static V_8: Rule = Rule {
    id: "V-8",
    title: "A bundle has exactly one content: the signature of a message, or a DSSE envelope.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, Bundle.content",
    kind: RuleKind::Refusal,
    place: "sigstore-bundle Bundle::parse",
};

pub(crate) static V_24: Rule = Rule {
    id: "V-24",
    title: "The digest of a message, if it is there, names SHA2_256, SHA2_384 or SHA2_512 and has its length.",
    source: "sigstore protobuf-specs sigstore_common.proto, HashOutput",
    kind: RuleKind::Refusal,
    place: "sigstore-bundle Bundle::parse",
};

/// What was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The artifact itself.
    Message(MessageSignature),
    /// A statement about it.
    Dsse(Envelope),
}

/// The signature of an artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageSignature {
    /// The digest of the artifact, in the signer's words. Nothing authenticates it: it tells which
    /// artifact is meant, not that the signature is over it.
    pub digest: Option<Digest>,
    /// The signature.
    pub signature: Vec<u8>,
}

const MESSAGE: &str = "messageSignature";
const ENVELOPE: &str = "dsseEnvelope";

impl Content {
    /// Reads one of these members of `Bundle`:
    ///
    /// ```text
    /// "messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":"<base64>"},
    ///                     "signature":"<base64>"}
    /// "dsseEnvelope":{…}
    /// ```
    pub(crate) fn read(object: &Object<'_>) -> Result<Self, Error> {
        match object.one_of(&[MESSAGE, ENVELOPE])? {
            Some((MESSAGE, node)) => MessageSignature::read(node).map(Self::Message),
            Some((_, node)) => Ok(Self::Dsse(Envelope::read(node)?)),
            None => Err(Error::NoContent),
        }
    }

    /// The member as which it is written, and its value.
    pub(crate) fn to_member(&self) -> (&'static str, Option<Value<'_>>) {
        match self {
            Self::Message(message) => (MESSAGE, Some(message.to_value())),
            Self::Dsse(envelope) => (ENVELOPE, Some(envelope.to_value())),
        }
    }
}

impl MessageSignature {
    fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let digest = object.optional("messageDigest").map(read_digest);
        let signature = object.required_stated("signature")?.bytes()?;
        object.finish()?;
        Ok(Self { digest: digest.transpose()?, signature })
    }

    fn to_value(&self) -> Value<'_> {
        let digest = self.digest.as_ref().map(|digest| {
            let algorithm = Value::text(digest.algorithm().proto_name());
            Value::message([
                ("algorithm", Some(algorithm)),
                ("digest", Some(Value::bytes(digest.as_bytes()))),
            ])
        });
        Value::message([
            ("messageDigest", digest),
            ("signature", Some(Value::bytes(&self.signature))),
        ])
    }
}

fn read_digest(node: Node<'_>) -> Result<Digest, Error> {
    let object = node.object()?;
    let name = object.required("algorithm")?.string()?;
    let bytes = object.required_stated("digest")?.bytes()?;
    object.finish()?;
    let algorithm = HashAlgorithm::from_proto_name(name);
    let algorithm = algorithm.ok_or_else(|| Error::DigestAlgorithm { found: name.into() })?;
    Digest::new(algorithm, &bytes).ok_or(Error::DigestLength { algorithm, length: bytes.len() })
}
