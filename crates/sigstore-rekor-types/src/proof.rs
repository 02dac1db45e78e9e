use sigstore_json::{Node, Object, Value};
use sigstore_traits::{Rule, RuleKind};

use crate::Error;

pub(crate) static V_89: Rule = Rule {
    id: "V-89",
    title: "A hash of an inclusion proof is 32 bytes.",
    source: "RFC 9162 section 2.1.3.2; sigstore protobuf-specs sigstore_rekor.proto, InclusionProof",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types InclusionProof::read",
};

/// The most hashes of a proof that are read: no path in a tree of 2^64 leaves is longer. The
/// caller of [`InclusionProof::read`] sets it as the limit of `hashes`.
pub const MAX_PROOF_HASHES: usize = 64;

/// Where an entry stands in its log's tree, and the checkpoint that says so.
///
/// The copies of index, size and root are what the entry says; what holds is what the checkpoint
/// says. ProtoJSON leaves a default out, so that 0 and absent are one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InclusionProof {
    /// The index of the leaf: in Rekor v1 that in its shard. 0 if it is not said.
    pub log_index: u64,
    /// The root of the tree, if it is said.
    pub root_hash: Option<[u8; 32]>,
    /// The size of the tree; 0 if it is not said.
    pub tree_size: u64,
    /// The hashes from the leaf's sibling upward.
    pub hashes: Vec<[u8; 32]>,
    /// The checkpoint, a signed note, if there is one.
    pub checkpoint: Option<String>,
}

impl InclusionProof {
    /// Reads an `InclusionProof` in ProtoJSON.
    ///
    /// ```text
    /// {"logIndex":"7","rootHash":"<base64>","treeSize":"9","hashes":["<base64>"],
    ///  "checkpoint":{"envelope":"<signed note>"}}
    /// ```
    ///
    /// # Errors
    /// [`Error::HashLength`], [`Error::Negative`], or [`Error::Json`].
    pub fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let root_hash = object.stated("rootHash").map(read_hash);
        let hashes = match object.optional("hashes") {
            Some(hashes) => hashes.array()?.map(read_hash).collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        let proof = Self {
            log_index: index(&object, "logIndex")?,
            root_hash: root_hash.transpose()?,
            tree_size: index(&object, "treeSize")?,
            hashes,
            checkpoint: object.optional("checkpoint").map_or(Ok(None), read_checkpoint)?,
        };
        object.finish()?;
        Ok(proof)
    }

    /// Writes what [`read`](Self::read) reads, in one spelling.
    pub fn to_value(&self) -> Value<'_> {
        let root_hash = self.root_hash.as_ref();
        let hashes = self.hashes.iter().map(|hash| Value::bytes(hash)).collect();
        let envelope = self.checkpoint.as_deref().map(Value::text);
        Value::message([
            ("logIndex", Some(Value::integer(self.log_index))),
            ("rootHash", root_hash.map(|hash| Value::bytes(hash))),
            ("treeSize", Some(Value::integer(self.tree_size))),
            ("hashes", Some(Value::Array(hashes))),
            ("checkpoint", Value::message_of("envelope", envelope)),
        ])
    }
}

fn read_hash(node: Node<'_>) -> Result<[u8; 32], Error> {
    node.bytes()?
        .try_into()
        .map_err(|bytes: Vec<u8>| Error::HashLength { place: node.path(), length: bytes.len() })
}

fn read_checkpoint(node: Node<'_>) -> Result<Option<String>, Error> {
    let object = node.object()?;
    let envelope = object.stated("envelope").map(Node::string);
    object.finish()?;
    Ok(envelope.transpose()?.map(Into::into))
}

/// An index or size: an `int64` that is not negative.
pub(crate) fn index(object: &Object<'_>, name: &'static str) -> Result<u64, Error> {
    object.optional(name).map_or(Ok(0), not_negative)
}

/// An `int64` that is not negative.
pub(crate) fn not_negative(node: Node<'_>) -> Result<u64, Error> {
    let found = node.int64()?;
    u64::try_from(found).map_err(|_| Error::Negative { place: node.path(), found })
}
