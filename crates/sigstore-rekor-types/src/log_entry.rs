use core::fmt;

use sigstore_json::{ErrorKind, Limits, Node, Value, hex_bytes};
use sigstore_traits::LogId;

use crate::{
    Error, InclusionProof, KindVersion, MAX_BODY, MAX_PROOF_HASHES, TransparencyLogEntry, hash,
    proof,
};

/// The most bytes of an answer that are read: a body in base64 and as much of an attestation.
pub const MAX_LOG_ENTRY: usize = 4 << 20;

const LIMITS: Limits = Limits::new(MAX_LOG_ENTRY).arrays(&[("hashes", MAX_PROOF_HASHES)]);

/// An entry as the HTTP API of Rekor v1 answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its name, unless it was read alone.
    pub uuid: Option<Uuid>,
    /// What it says.
    pub entry: TransparencyLogEntry,
    /// What the log stored beside the entry. Nothing but a hash in the body vouches for it.
    pub attestation: Option<Vec<u8>>,
}

impl LogEntry {
    /// Reads an answer with one entry.
    ///
    /// ```text
    /// {"<uuid>":{"attestation":{"data":"<base64>"},"body":"<base64>","integratedTime":1689177396,
    ///   "logID":"<hex>","logIndex":27122123,"verification":{
    ///     "inclusionProof":{"checkpoint":"<signed note>","hashes":["<hex>"],"logIndex":22958662,
    ///                       "rootHash":"<hex>","treeSize":22958663},
    ///     "signedEntryTimestamp":"<base64>"}}}
    /// ```
    ///
    /// # Errors
    /// [`Error::Uuid`], [`Error::Hex`], the errors of [`TransparencyLogEntry::read`], or
    /// [`Error::Json`], also for none or several entries.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(sigstore_json::parse(bytes, &LIMITS)?.node())
    }

    /// Reads an answer with one entry, or an element of an answer with several.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let mut entries = object.entries();
        match (entries.next(), entries.next()) {
            (Some((uuid, entry)), None) => {
                Ok(Self { uuid: Some(Uuid::parse(uuid)?), ..Self::read_alone(entry)? })
            }
            _ => Err(node.error("one entry", object.entries().count().to_string()).into()),
        }
    }

    /// Reads an entry without its name: what stands under the UUID in an answer.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn read_alone(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let attestation = object.optional("attestation").map(read_attestation);
        let verification = object.optional("verification");
        let (inclusion_promise, inclusion_proof) =
            verification.map_or(Ok((None, None)), read_verification)?;
        let body = object.required("body")?.standard_bytes()?;
        let entry = TransparencyLogEntry {
            log_index: index(object.required("logIndex")?)?,
            log_id: LogId(hash::hex(object.required("logID")?)?).into(),
            kind_version: KindVersion::of(&body)?,
            integrated_time: number(object.required("integratedTime")?)?.int64()?,
            inclusion_promise,
            inclusion_proof,
            canonicalized_body: body,
        };
        object.finish()?;
        Ok(Self { uuid: None, entry, attestation: attestation.transpose()? })
    }
}

/// The name of an entry in Rekor v1: its leaf hash, after the id of its tree where that is told.
///
/// `Display` writes lower-case hex, 64 or 80 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Uuid {
    /// The id of the tree (shard).
    pub tree_id: Option<[u8; 8]>,
    /// SHA-256 of a zero byte and the body (RFC 9162 section 2.1.1).
    pub leaf_hash: [u8; 32],
}

impl Uuid {
    /// Reads 64 or 80 digits of lower-case hex.
    ///
    /// # Errors
    /// [`Error::Uuid`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused = || Error::Uuid { characters: text.len() };
        let bytes = hex_bytes(text).ok_or_else(refused)?;
        let (tree_id, leaf_hash) = bytes.split_last_chunk().ok_or_else(refused)?;
        let tree_id = match tree_id {
            [] => None,
            id => Some(id.try_into().map_err(|_| refused())?),
        };
        Ok(Self { tree_id, leaf_hash: *leaf_hash })
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tree_id = self.tree_id.iter().flatten();
        tree_id.chain(&self.leaf_hash).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn read_attestation(node: Node<'_>) -> Result<Vec<u8>, Error> {
    let object = node.object()?;
    let bytes = object.required("data")?.standard_bytes()?;
    object.finish()?;
    Ok(bytes)
}

type Verification = (Option<Vec<u8>>, Option<InclusionProof>);

fn read_verification(node: Node<'_>) -> Result<Verification, Error> {
    let object = node.object()?;
    let promise = object.optional("signedEntryTimestamp").map(Node::standard_bytes);
    let proof = object.optional("inclusionProof").map(read_proof);
    object.finish()?;
    Ok((promise.transpose()?, proof.transpose()?))
}

fn read_proof(node: Node<'_>) -> Result<InclusionProof, Error> {
    let object = node.object()?;
    let checkpoint = object.optional("checkpoint").map(Node::string);
    let hashes = object.required("hashes")?.array()?.map(hash::hex);
    let proof = InclusionProof {
        log_index: index(object.required("logIndex")?)?,
        root_hash: Some(hash::hex(object.required("rootHash")?)?),
        tree_size: index(object.required("treeSize")?)?,
        hashes: hashes.collect::<Result<_, _>>()?,
        checkpoint: checkpoint.transpose()?.map(Into::into),
    };
    object.finish()?;
    Ok(proof)
}

fn index(node: Node<'_>) -> Result<u64, Error> {
    proof::not_negative(number(node)?)
}

/// A JSON number: the string that ProtoJSON allows in its place is none here.
fn number(node: Node<'_>) -> Result<Node<'_>, Error> {
    match node.value() {
        Value::String(_) => Err(Error::Json(sigstore_json::Error {
            kind: ErrorKind::Type { expected: "a number", found: "a string" },
            place: node.path(),
        })),
        _ => Ok(node),
    }
}

impl KindVersion {
    /// What a body claims to be.
    fn of(body: &[u8]) -> Result<Self, Error> {
        let value = sigstore_json::parse(body, &Limits::new(MAX_BODY))?;
        let object = value.node().object()?;
        Ok(Self {
            kind: object.required("kind")?.string()?.into(),
            version: object.required("apiVersion")?.string()?.into(),
        })
    }
}
