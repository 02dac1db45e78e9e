use sigstore_crypto::AwsLcSuite;
use sigstore_field::{Field, Text};
use sigstore_merkle::{Hash, InclusionProof, Node, Sha256, Sibling, leaf_hash};
use sigstore_record::Decoded;
use sigstore_traits::SignatureSuite;

/// The way from an entry of a log to the root of its tree, computed from what the record tells
/// (RFC 9162 section 2.1.3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The index of the entry in its tree.
    pub index: u64,
    /// The size of the tree.
    pub size: u64,
    /// The hash of the entry, computed from its body.
    pub leaf: Hash,
    /// The nodes above it, from the bottom up; the last is the root. None if index, size and
    /// number of hashes do not fit together.
    pub nodes: Option<Vec<InclusionNode>>,
    /// The root that the proof tells.
    pub told: Option<Hash>,
    /// The root in the log's checkpoint.
    pub signed: Option<Hash>,
}

/// A node above an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InclusionNode {
    /// The hash that the proof adds.
    pub sibling: Hash,
    /// Whether it stands on the left.
    pub left: bool,
    /// The hash of both.
    pub hash: Hash,
}

impl Inclusion {
    /// The ways of all entries that the messages tell, each once.
    pub fn all(decoded: &Decoded<'_>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for field in decoded.halves().iter().flat_map(|half| half.fields()) {
            field.visit(&mut |field| {
                let new = Self::of(field).filter(|inclusion| !all.contains(inclusion));
                all.extend(new);
            });
        }
        all
    }

    /// The root to which the proof leads.
    pub fn root(&self) -> Option<Hash> {
        let nodes = self.nodes.as_ref()?;
        Some(nodes.last().map_or(self.leaf, |node| node.hash))
    }

    /// What an entry of either API tells.
    fn of(entry: &Field) -> Option<Self> {
        let proof = entry.at(&["verification", "inclusionProof"]);
        let proof = proof.or_else(|| entry.at(&["inclusionProof"]))?;
        let body = entry.at(&["body"]).or_else(|| entry.at(&["canonicalizedBody"]))?;
        let leaf = leaf_hash(body.value()?, &Hasher);
        let hashes = proof.at(&["hashes"]).map(Field::fields).unwrap_or_default();
        let path: Vec<Hash> = hashes.iter().map(hash).collect::<Option<_>>()?;
        let number = |name| proof.at(&[name]).and_then(number);
        // ProtoJSON leaves out a number that is 0.
        let (index, size) = (number("logIndex").unwrap_or(0), number("treeSize").unwrap_or(0));
        let checkpoint =
            proof.at(&["checkpoint", "envelope"]).or_else(|| proof.at(&["checkpoint"]));
        Some(Self {
            index,
            size,
            leaf,
            nodes: nodes(&InclusionProof { index, size, path: &path }, &leaf),
            told: proof.at(&["rootHash"]).and_then(hash),
            signed: checkpoint.and_then(|note| note.at(&["root"])).and_then(hash),
        })
    }
}

fn nodes(proof: &InclusionProof<'_>, leaf: &Hash) -> Option<Vec<InclusionNode>> {
    let way = proof.way(leaf, &Hasher).ok()?;
    let node = |node: Node<'_>| match node.sibling {
        Sibling::Left(sibling) => InclusionNode { sibling: *sibling, left: true, hash: node.hash },
        Sibling::Right(sibling) => {
            InclusionNode { sibling: *sibling, left: false, hash: node.hash }
        }
    };
    Some(way.map(node).collect())
}

fn hash(field: &Field) -> Option<Hash> {
    field.value()?.try_into().ok()
}

fn number(field: &Field) -> Option<u64> {
    match field.text() {
        Text::Shown(text) => text.parse().ok(),
        Text::Masked(_) => None,
    }
}

struct Hasher;

impl Sha256 for Hasher {
    fn sha256(&self, parts: &[&[u8]]) -> Hash {
        AwsLcSuite.sha256(parts)
    }
}
