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
    /// Whether its checkpoints tell their time, as those of its earlier years do.
    pub tells_time: bool,
    entries: Entries,
}

/// A signature log of the second kind: it proves, and neither promises nor tells the time.
#[derive(Debug)]
pub struct RekorV2 {
    /// Signs checkpoints; its name is their origin.
    pub signer: NoteSigner,
    /// Cosign them.
    pub witnesses: Vec<Witness>,
    entries: Entries,
}

impl RekorV1 {
    /// An empty shard.
    pub fn new(signer: NoteSigner, tree_id: u64, first_index: u64) -> Self {
        Self { signer, tree_id, first_index, tells_time: true, entries: Entries::default() }
    }

    /// Its id.
    pub fn id(&self) -> LogId {
        self.signer.log_id()
    }

    /// The tree of the shard.
    pub fn tree(&self) -> &Tree {
        &self.entries.tree
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
        let entry = self.include(body.entry_kind().into(), body.canonical(), time);
        self.vouch_for(entry, time)
    }

    /// Takes an entry, whatever its body: proven, not yet promised, without a checkpoint.
    pub fn include(
        &mut self,
        kind_version: KindVersion,
        body: Vec<u8>,
        time: UnixTime,
    ) -> TransparencyLogEntry {
        let entry = Entry { kind_version, body, integrated_time: time.seconds() };
        let proven = self.entries.include(entry, self.id());
        self.number(proven)
    }

    /// The entry at this index of the shard, promised, and proven to a checkpoint of `now`;
    /// `None` if there is none.
    ///
    /// # Errors
    /// [`SignatureError`] if the log's key can't sign.
    pub fn entry(
        &self,
        index: u64,
        now: UnixTime,
    ) -> Result<Option<TransparencyLogEntry>, SignatureError> {
        let proven = self.entries.proven(index, self.id());
        proven.map(|proven| self.vouch_for(self.number(proven), now)).transpose()
    }

    /// The text of its present checkpoint, whose origin names the tree.
    pub fn checkpoint(&self, time: UnixTime) -> String {
        let mut text = checkpoint(&format!("{} - {}", self.signer.name, self.tree_id), self.tree());
        if self.tells_time {
            let (seconds, nanoseconds) = (time.seconds(), time.nanoseconds());
            text.push_str(&format!("Timestamp: {seconds}{nanoseconds:09}\n"));
        }
        text
    }

    /// Its present checkpoint with its signature.
    ///
    /// # Errors
    /// [`SignatureError`] if the log's key can't sign.
    pub fn signed_checkpoint(&self, time: UnixTime) -> Result<String, SignatureError> {
        let text = self.checkpoint(time);
        Ok(format!("{text}\n{}", self.signer.line(&text)?))
    }

    /// Signs what [`set_payload`] writes.
    ///
    /// # Errors
    /// [`SignatureError`] if the log's key can't sign.
    pub fn promise(&self, payload: &[u8]) -> Result<Vec<u8>, SignatureError> {
        self.signer.sign(Message::Bytes(payload))
    }

    /// Counts over the shards before this one; the proof stays within it.
    fn number(&self, entry: TransparencyLogEntry) -> TransparencyLogEntry {
        let log_index = self.first_index.saturating_add(entry.log_index);
        TransparencyLogEntry { log_index, ..entry }
    }

    fn vouch_for(
        &self,
        mut entry: TransparencyLogEntry,
        now: UnixTime,
    ) -> Result<TransparencyLogEntry, SignatureError> {
        attach(&mut entry, self.signed_checkpoint(now)?);
        let (body, log_id) = (&entry.canonicalized_body, &self.id());
        let payload = set_payload(body, entry.integrated_time, log_id, entry.log_index);
        entry.inclusion_promise = Some(self.promise(&payload)?);
        Ok(entry)
    }
}

impl RekorV2 {
    /// An empty log without witnesses.
    pub fn new(signer: NoteSigner) -> Self {
        Self { signer, witnesses: Vec::new(), entries: Entries::default() }
    }

    /// Its id.
    pub fn id(&self) -> LogId {
        self.signer.log_id()
    }

    /// Its tree.
    pub fn tree(&self) -> &Tree {
        &self.entries.tree
    }

    /// The body of the entry at this index, if there is one.
    pub fn body(&self, index: u64) -> Option<&[u8]> {
        self.entries.get(index).map(|entry| entry.body.as_slice())
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
        let mut entry = self.include(body.entry_kind().into(), body.canonical());
        attach(&mut entry, self.signed_checkpoint(time)?);
        Ok(entry)
    }

    /// Takes an entry, whatever its body: proven, without a checkpoint.
    pub fn include(&mut self, kind_version: KindVersion, body: Vec<u8>) -> TransparencyLogEntry {
        let entry = Entry { kind_version, body, integrated_time: 0 };
        self.entries.include(entry, self.id())
    }

    /// The text of its present checkpoint.
    pub fn checkpoint(&self) -> String {
        checkpoint(&self.signer.name, self.tree())
    }

    /// Its present checkpoint with its signature and those of its witnesses, at `time`.
    ///
    /// # Errors
    /// [`SignatureError`] if a key can't sign.
    pub fn signed_checkpoint(&self, time: UnixTime) -> Result<String, SignatureError> {
        let text = self.checkpoint();
        let mut note = format!("{text}\n{}", self.signer.line(&text)?);
        for witness in &self.witnesses {
            note.push_str(&witness.line(&text, time)?);
        }
        Ok(note)
    }
}

/// What a log has taken, in order, with the tree over it.
#[derive(Debug, Default)]
struct Entries {
    tree: Tree,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    kind_version: KindVersion,
    body: Vec<u8>,
    /// 0 where the log does not tell it.
    integrated_time: i64,
}

impl Entries {
    fn include(&mut self, entry: Entry, log_id: LogId) -> TransparencyLogEntry {
        let index = self.tree.size();
        self.tree.append(&entry.body);
        let proven = self.prove(index, &entry, log_id);
        self.entries.push(entry);
        proven
    }

    fn get(&self, index: u64) -> Option<&Entry> {
        self.entries.get(usize::try_from(index).ok()?)
    }

    fn proven(&self, index: u64, log_id: LogId) -> Option<TransparencyLogEntry> {
        self.get(index).map(|entry| self.prove(index, entry, log_id))
    }

    /// The entry at `index`, proven to the present root.
    fn prove(&self, index: u64, entry: &Entry, log_id: LogId) -> TransparencyLogEntry {
        let tree_size = self.tree.size();
        let proof = InclusionProof {
            log_index: index,
            root_hash: Some(self.tree.root()),
            tree_size,
            // The entry is one of the tree's.
            hashes: self.tree.inclusion(index, tree_size).unwrap_or_default(),
            checkpoint: None,
        };
        TransparencyLogEntry {
            log_index: index,
            log_id: log_id.into(),
            kind_version: entry.kind_version.clone(),
            integrated_time: entry.integrated_time,
            inclusion_promise: None,
            inclusion_proof: Some(proof),
            canonicalized_body: entry.body.clone(),
        }
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
