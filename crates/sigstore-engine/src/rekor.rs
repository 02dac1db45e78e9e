use sigstore_json::base64;
use sigstore_rekor_types::{Body, InclusionProof, KindVersion, TransparencyLogEntry, set_payload};
use sigstore_traits::{LogId, Message, SignatureError, UnixTime};

use crate::note::{NoteSigner, Witness};
use crate::tree::Tree;

/// A signature log of the first kind: it promises, tells the time, and counts over its shards.
#[derive(Debug)]
pub struct RekorV1 {
    /// Signs checkpoints under the log's host name, and promises.
    pub signer: NoteSigner,
    /// The id of the shard's tree, which the origin of its checkpoints names.
    pub tree_id: u64,
    /// How many entries the shards before it hold.
    pub first_index: u64,
    tree: Tree,
}

/// A signature log of the second kind: it proves, and neither promises nor tells the time.
#[derive(Debug)]
pub struct RekorV2 {
    /// Signs checkpoints; its name is their origin.
    pub signer: NoteSigner,
    /// Cosign them.
    pub witnesses: Vec<Witness>,
    tree: Tree,
}

impl RekorV1 {
    /// An empty shard.
    pub fn new(signer: NoteSigner, tree_id: u64, first_index: u64) -> Self {
        Self { signer, tree_id, first_index, tree: Tree::default() }
    }

    /// Its id.
    pub fn id(&self) -> LogId {
        self.signer.log_id()
    }

    /// Takes an entry: promised, and proven to a signed checkpoint.
    ///
    /// # Errors
    /// [`SignatureError`] if the log's key can't sign.
    pub fn add(
        &mut self,
        body: &Body,
        time: UnixTime,
    ) -> Result<TransparencyLogEntry, SignatureError> {
        let kind = body.entry_kind().into();
        let mut entry = self.include(kind, body.canonical(), time);
        let text = self.checkpoint(time);
        attach(&mut entry, format!("{text}\n{}", self.signer.line(&text)?));
        let (body, time) = (&entry.canonicalized_body, entry.integrated_time);
        let payload = set_payload(body, time, &self.id(), entry.log_index);
        entry.inclusion_promise = Some(self.promise(&payload)?);
        Ok(entry)
    }

    /// Takes an entry, whatever its body: proven, not yet promised, without a checkpoint.
    pub fn include(
        &mut self,
        kind_version: KindVersion,
        body: Vec<u8>,
        time: UnixTime,
    ) -> TransparencyLogEntry {
        let mut entry = include(&mut self.tree, self.signer.log_id(), kind_version, body);
        entry.log_index = self.first_index.saturating_add(entry.log_index);
        entry.integrated_time = time.seconds();
        entry
    }

    /// The text of its present checkpoint. Its origin names the tree, and it tells its time.
    pub fn checkpoint(&self, time: UnixTime) -> String {
        let origin = format!("{} - {}", self.signer.name, self.tree_id);
        let (seconds, nanoseconds) = (time.seconds(), time.nanoseconds());
        let text = checkpoint(&origin, &self.tree);
        format!("{text}Timestamp: {seconds}{nanoseconds:09}\n")
    }

    /// Signs what [`set_payload`] writes.
    ///
    /// # Errors
    /// [`SignatureError`] if the log's key can't sign.
    pub fn promise(&self, payload: &[u8]) -> Result<Vec<u8>, SignatureError> {
        self.signer.sign(Message::Bytes(payload))
    }
}

impl RekorV2 {
    /// An empty log without witnesses.
    pub fn new(signer: NoteSigner) -> Self {
        Self { signer, witnesses: Vec::new(), tree: Tree::default() }
    }

    /// Its id.
    pub fn id(&self) -> LogId {
        self.signer.log_id()
    }

    /// Takes an entry: proven to a signed checkpoint, which the witnesses cosign at `time`.
    ///
    /// # Errors
    /// [`SignatureError`] if a key can't sign.
    pub fn add(
        &mut self,
        body: &Body,
        time: UnixTime,
    ) -> Result<TransparencyLogEntry, SignatureError> {
        let kind = body.entry_kind().into();
        let mut entry = self.include(kind, body.canonical());
        let text = self.checkpoint();
        let mut note = format!("{text}\n{}", self.signer.line(&text)?);
        for witness in &self.witnesses {
            note.push_str(&witness.line(&text, time)?);
        }
        attach(&mut entry, note);
        Ok(entry)
    }

    /// Takes an entry, whatever its body: proven, without a checkpoint.
    pub fn include(&mut self, kind_version: KindVersion, body: Vec<u8>) -> TransparencyLogEntry {
        include(&mut self.tree, self.signer.log_id(), kind_version, body)
    }

    /// The text of its present checkpoint.
    pub fn checkpoint(&self) -> String {
        checkpoint(&self.signer.name, &self.tree)
    }
}

fn include(
    tree: &mut Tree,
    log_id: LogId,
    kind_version: KindVersion,
    body: Vec<u8>,
) -> TransparencyLogEntry {
    let log_index = tree.size();
    tree.append(&body);
    let proof = InclusionProof {
        log_index,
        root_hash: Some(tree.root()),
        tree_size: tree.size(),
        hashes: tree.path(),
        checkpoint: None,
    };
    TransparencyLogEntry {
        log_index,
        log_id: log_id.into(),
        kind_version,
        integrated_time: 0,
        inclusion_promise: None,
        inclusion_proof: Some(proof),
        canonicalized_body: body,
    }
}

fn attach(entry: &mut TransparencyLogEntry, checkpoint: String) {
    if let Some(proof) = &mut entry.inclusion_proof {
        proof.checkpoint = Some(checkpoint);
    }
}

/// Origin, size and root, a line each (C2SP tlog-checkpoint).
fn checkpoint(origin: &str, tree: &Tree) -> String {
    format!("{origin}\n{}\n{}\n", tree.size(), base64(&tree.root()))
}
