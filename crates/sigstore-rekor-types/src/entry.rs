use sigstore_json::{Node, Value};
use sigstore_traits::{Rule, RuleKind};

use crate::{Body, EntryLogId, Error, InclusionProof, KindVersion, proof};

pub(crate) static V_18: Rule = Rule {
    id: "V-18",
    title: "An entry names its log, kind, version and body; its indexes and sizes are not negative.",
    source: "sigstore protobuf-specs sigstore_rekor.proto, TransparencyLogEntry",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types TransparencyLogEntry::read",
};

/// A body with what its log says of it: a promise to include it, a proof that it is included.
///
/// What a verifier must find is not demanded here: a promise and a proof may both be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransparencyLogEntry {
    /// The index of the entry in the log, over all of its shards.
    pub log_index: u64,
    /// Which log.
    pub log_id: EntryLogId,
    /// What the body claims to be.
    pub kind_version: KindVersion,
    /// When the log took the entry, in seconds since 1970; 0 if it is not said. It counts for
    /// nothing before the promise that signs it is verified.
    pub integrated_time: i64,
    /// The signed entry timestamp, if there is one.
    pub inclusion_promise: Option<Vec<u8>>,
    /// The inclusion proof, if there is one.
    pub inclusion_proof: Option<InclusionProof>,
    /// The bytes that the log hashed.
    pub canonicalized_body: Vec<u8>,
}

impl TransparencyLogEntry {
    /// Reads a `TransparencyLogEntry` in ProtoJSON. The count of hashes in the proof is limited by
    /// whoever parsed the text: see [`MAX_PROOF_HASHES`](crate::MAX_PROOF_HASHES).
    ///
    /// ```text
    /// {"logIndex":"27122123","logId":{"keyId":"<base64>"},
    ///  "kindVersion":{"kind":"hashedrekord","version":"0.0.1"},"integratedTime":"1689177396",
    ///  "inclusionPromise":{"signedEntryTimestamp":"<base64>"},"inclusionProof":{…},
    ///  "canonicalizedBody":"<base64>"}
    /// ```
    ///
    /// # Errors
    /// [`Error::Negative`], [`Error::HashLength`], or [`Error::Json`] for what is missing, unknown or
    /// misspelt.
    pub fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let promise = object.optional("inclusionPromise");
        let proof = object.optional("inclusionProof");
        let time = object.optional("integratedTime");
        let entry = Self {
            log_index: proof::index(&object, "logIndex")?,
            log_id: read_log_id(object.required("logId")?)?,
            kind_version: read_kind_version(object.required("kindVersion")?)?,
            integrated_time: time.map_or(Ok(0), Node::int64)?,
            inclusion_promise: promise.map_or(Ok(None), read_promise)?,
            inclusion_proof: proof.map(InclusionProof::read).transpose()?,
            canonicalized_body: object.required_stated("canonicalizedBody")?.bytes()?,
        };
        object.finish()?;
        Ok(entry)
    }

    /// Writes what [`read`](Self::read) reads, in one spelling.
    pub fn to_value(&self) -> Value<'_> {
        let KindVersion { kind, version } = &self.kind_version;
        let time = Some(self.integrated_time).filter(|time| *time != 0);
        let promise = self.inclusion_promise.as_deref().map(Value::bytes);
        let proof = self.inclusion_proof.as_ref();
        Value::message([
            ("logIndex", Some(Value::integer(self.log_index))),
            ("logId", Value::message_of("keyId", Some(Value::bytes(&self.log_id.0)))),
            (
                "kindVersion",
                Some(Value::message([
                    ("kind", Some(Value::text(kind))),
                    ("version", Some(Value::text(version))),
                ])),
            ),
            ("integratedTime", time.map(Value::integer)),
            ("inclusionPromise", Value::message_of("signedEntryTimestamp", promise)),
            ("inclusionProof", proof.map(InclusionProof::to_value)),
            ("canonicalizedBody", Some(Value::bytes(&self.canonicalized_body))),
        ])
    }

    /// Reads the body, which must be of the kind that the entry says (V-93).
    ///
    /// # Errors
    /// [`Error::KindMismatch`], and what [`Body::parse`] refuses.
    pub fn body(&self) -> Result<Body, Error> {
        let body = Body::parse(&self.canonicalized_body)?;
        if self.kind_version.entry_kind() != Some(body.entry_kind()) {
            return Err(Error::KindMismatch {
                entry: self.kind_version.clone(),
                body: body.entry_kind().into(),
            });
        }
        Ok(body)
    }
}

fn read_log_id(node: Node<'_>) -> Result<EntryLogId, Error> {
    let object = node.object()?;
    let key_id = object.required_stated("keyId")?;
    object.finish()?;
    Ok(EntryLogId(key_id.bytes()?))
}

fn read_kind_version(node: Node<'_>) -> Result<KindVersion, Error> {
    let object = node.object()?;
    let kind_version = KindVersion {
        kind: object.required_stated("kind")?.string()?.into(),
        version: object.required_stated("version")?.string()?.into(),
    };
    object.finish()?;
    Ok(kind_version)
}

/// An empty promise is the default, and none.
fn read_promise(node: Node<'_>) -> Result<Option<Vec<u8>>, Error> {
    let object = node.object()?;
    let promise = object.stated("signedEntryTimestamp").map(Node::bytes);
    object.finish()?;
    Ok(promise.transpose()?)
}
