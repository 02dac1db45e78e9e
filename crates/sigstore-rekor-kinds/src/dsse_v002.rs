use sigstore_json::{Node, Value};
use sigstore_rekor_types::{SignatureV002, Verifier, read_hash_output};
use sigstore_traits::{Digest, Rule, RuleKind};

use crate::{Artifact, DigestOf, Error, Signed, content};

pub(crate) static T_132: Rule = Rule {
    id: "T-132",
    title: "A dsse 0.0.2, which Rekor v2 recorded for a while, holds the payload's hash and one or more signatures with verifiers in DER, written canonically.",
    source: "sigstore/rekor-tiles api/proto/rekor/v2/dsse.proto (deprecated)",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-kinds AnyBody::parse",
};

/// The signatures of a DSSE envelope, as Rekor v2 logged them before it took digests only.
///
/// ```text
/// {"dsseV002":{
///   "payloadHash":{"algorithm":"SHA2_256","digest":"<base64>"},
///   "signatures":[{"content":"<base64>","verifier":{
///     "keyDetails":"PKIX_ECDSA_P256_SHA_256","publicKey":{"rawBytes":"<base64 of DER>"}}}]}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DsseV002 {
    /// The hash of the payload.
    pub payload_hash: Digest,
    /// The signatures, at least one, in the order of the body.
    pub signatures: Vec<SignatureV002>,
}

impl DsseV002 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let entry = object.required("dsseV002")?.object()?;
        let payload_hash = read_hash_output(entry.required("payloadHash")?)?;
        let list = entry.required("signatures")?;
        let signatures: Vec<_> =
            list.array()?.map(SignatureV002::read).collect::<Result<_, _>>()?;
        if signatures.is_empty() {
            return Err(Error::NoSignatures { place: list.path() });
        }
        entry.finish()?;
        object.finish()?;
        Ok(Self { payload_hash, signatures })
    }

    pub(crate) fn artifact(&self) -> Artifact<'_> {
        let signatures = self.signatures.iter();
        Artifact {
            digests: vec![(DigestOf::Payload, self.payload_hash)],
            signatures: signatures
                .map(|one| Signed::x509(Some(&one.content), &one.verifier))
                .collect(),
            properties: None,
        }
    }

    pub(crate) fn to_value(&self) -> Value<'_> {
        let payload_hash = Value::message([
            ("algorithm", Some(Value::text(self.payload_hash.algorithm().proto_name()))),
            ("digest", Some(content::base64(self.payload_hash.as_bytes()))),
        ]);
        let signatures = self.signatures.iter().map(write_signature).collect();
        let entry = Value::message([
            ("payloadHash", Some(payload_hash)),
            ("signatures", Some(Value::Array(signatures))),
        ]);
        Value::message([("dsseV002", Some(entry))])
    }
}

fn write_signature(signature: &SignatureV002) -> Value<'_> {
    let (member, der) = match &signature.verifier {
        Verifier::Certificate(der) => ("x509Certificate", der),
        Verifier::PublicKey(der) => ("publicKey", der),
    };
    let verifier = Value::message([
        ("keyDetails", Some(Value::text(signature.key_details.proto_name()))),
        (member, Value::message_of("rawBytes", Some(content::base64(der)))),
    ]);
    Value::message([
        ("content", Some(content::base64(&signature.content))),
        ("verifier", Some(verifier)),
    ])
}
