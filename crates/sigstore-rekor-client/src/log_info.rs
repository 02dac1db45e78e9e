use http::{Request, Response, StatusCode, Uri};
use sigstore_answer::Answer;
use sigstore_json::{Node, Object};
use sigstore_rekor_types::{PemVerifier, Verifier};
use sigstore_transport::{About, Exchange, Service};

use crate::answer::LIMITS;
use crate::{Error, MAX_REPLY, hash, question};

/// The most inactive shards that are read. The public instance has three.
pub const MAX_SHARDS: usize = 256;

/// Asks Rekor v1 for the state of its log.
#[derive(Clone, Copy, Debug)]
pub struct LogInfo;

/// The state of a log, shard by shard. No signature of it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogState {
    /// The shard that takes entries.
    pub active: TreeState,
    /// Those that do not any more, oldest first.
    pub inactive: Vec<TreeState>,
}

/// The state of a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeState {
    /// The id of its tree.
    pub tree_id: u64,
    /// How many entries it has.
    pub tree_size: u64,
    /// The root over them.
    pub root_hash: [u8; 32],
    /// The checkpoint, a signed note.
    pub signed_tree_head: String,
}

impl Exchange for LogInfo {
    type Reply = LogState;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v1-log-info");
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        question::get(base, "/api/v1/log")
    }

    /// ```text
    /// {"inactiveShards":[{"rootHash":"<hex>",…}],"rootHash":"<hex>","signedTreeHead":"<signed note>",
    ///  "treeID":"1193050959916656506","treeSize":42}
    /// ```
    fn reply(&self, response: Response<Vec<u8>>) -> Result<LogState, Error> {
        Answer::of(response, &[StatusCode::OK])?.json(&LIMITS, |node| {
            let object = node.object()?;
            let shard = |node: Node<'_>| TreeState::read(&node.object()?);
            let inactive = match object.optional("inactiveShards") {
                None => Vec::new(),
                Some(shards) => shards.array()?.map(shard).collect::<Result<_, _>>()?,
            };
            Ok(LogState { active: TreeState::read(&object)?, inactive })
        })
    }
}

impl TreeState {
    fn read(object: &Object<'_>) -> Result<Self, Error> {
        Ok(Self {
            tree_id: object.required("treeID")?.uint64()?,
            tree_size: object.required("treeSize")?.uint64()?,
            root_hash: hash::read(object.required("rootHash")?)?,
            signed_tree_head: object.required("signedTreeHead")?.string()?.into(),
        })
    }
}

/// Asks Rekor v1 how a tree grew.
#[derive(Clone, Copy, Debug)]
pub struct ConsistencyProof {
    /// The size of the earlier tree, 1 or more.
    pub first_size: u64,
    /// The size of the later one.
    pub last_size: u64,
    /// The id of the tree; without one, the active shard.
    pub tree_id: Option<u64>,
}

/// How a tree grew. It is not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeProof {
    /// The root of the later tree.
    pub root_hash: [u8; 32],
    /// The hashes of the proof (RFC 9162 section 2.1.4).
    pub hashes: Vec<[u8; 32]>,
}

impl Exchange for ConsistencyProof {
    type Reply = TreeProof;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v1-consistency-proof");
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let Self { first_size, last_size, .. } = self;
        let tree_id = self.tree_id.map_or_else(String::new, |id| format!("&treeID={id}"));
        let query = format!("firstSize={first_size}&lastSize={last_size}{tree_id}");
        question::get(base, &format!("/api/v1/log/proof?{query}"))
    }

    /// ```text
    /// {"hashes":["<hex>"],"rootHash":"<hex>"}
    /// ```
    fn reply(&self, response: Response<Vec<u8>>) -> Result<TreeProof, Error> {
        Answer::of(response, &[StatusCode::OK])?.json(&LIMITS, |node: Node<'_>| {
            let object = node.object()?;
            let hashes = object.required("hashes")?.array()?.map(hash::read);
            Ok(TreeProof {
                hashes: hashes.collect::<Result<_, _>>()?,
                root_hash: hash::read(object.required("rootHash")?)?,
            })
        })
    }
}

/// Asks Rekor v1 for its key. It is information: whoever trusts a log has its key another way.
#[derive(Clone, Copy, Debug)]
pub struct PublicKey {
    /// The id of the tree; without one, the active shard.
    pub tree_id: Option<u64>,
}

impl Exchange for PublicKey {
    /// A SubjectPublicKeyInfo in DER.
    type Reply = Vec<u8>;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v1-public-key");
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let query = self.tree_id.map_or_else(String::new, |id| format!("?treeID={id}"));
        question::get(base, &format!("/api/v1/log/publicKey{query}"))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Vec<u8>, Error> {
        let answer = Answer::of(response, &[StatusCode::OK])?;
        match PemVerifier::parse(answer.body())?.verifier() {
            Verifier::PublicKey(spki) => Ok(spki.clone()),
            Verifier::Certificate(_) => Err(answer.not_understood().into()),
        }
    }
}
