//! A repository that signs whatever it is told to, and a client that keeps what it is told to keep.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sigstore_crypto::AwsLcSuite;
use sigstore_json::hex;
use sigstore_traits::{Digest, HashAlgorithm, SignatureSuite, UnixTime};
use sigstore_tuf::{Accepted, Answer, Error, Outcome, Refresh, Source, Trusted, Want};
use sigstore_tuf_metadata::{Role, Target, TargetName};

pub(crate) use crate::signer::{file, key_json, root_json, sign};

/// When the tests take place.
pub(crate) fn now() -> UnixTime {
    time("2026-06-01T00:00:00Z")
}

pub(crate) fn time(text: &str) -> UnixTime {
    sigstore_json::timestamp(text).unwrap()
}

pub(crate) fn sha256(bytes: &[u8]) -> Digest {
    AwsLcSuite.digest(HashAlgorithm::Sha256, &[bytes])
}

/// What a target of this name holds.
pub(crate) fn content(name: &str) -> Vec<u8> {
    format!("the content of {name}\n").into_bytes()
}

/// What metadata lists of it.
pub(crate) fn target_json(name: &str) -> Value {
    let bytes = content(name);
    json!({"length": bytes.len(), "hashes": {"sha256": hex(sha256(&bytes).as_bytes())}})
}

pub(crate) fn targets_json(names: &[&str]) -> Value {
    let files: BTreeMap<_, _> = names.iter().map(|name| (*name, target_json(name))).collect();
    json!({"_type": "targets", "spec_version": "1.0.34", "version": 1,
        "expires": "2027-01-01T00:00:00Z", "targets": files})
}

/// A delegation to a role whose one key has its name.
pub(crate) fn delegation(role: &str, paths: &[&str], terminating: bool) -> Value {
    json!({"name": role, "keyids": [role], "threshold": 1, "paths": paths,
        "terminating": terminating})
}

/// Adds delegations to metadata of targets, with the keys of all of them.
pub(crate) fn delegate(targets: &mut Value, delegations: &[Value]) {
    let names = delegations.iter().map(|d| d["name"].as_str().unwrap());
    let keys: BTreeMap<_, _> = names.map(|name| (name, key_json(name))).collect();
    targets["delegations"] = json!({"keys": keys, "roles": delegations});
}

/// What is signed, by whom, and the files that come of it.
pub(crate) struct Repo {
    pub(crate) root: Value,
    pub(crate) timestamp: Value,
    pub(crate) snapshot: Value,
    pub(crate) targets: Value,
    /// Delegated roles; each signs with the key of its name.
    pub(crate) delegated: BTreeMap<String, Value>,
    /// Who signs the four, in their order.
    pub(crate) signers: [Vec<&'static str>; 4],
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Repo {
    /// At version 1, with `file.txt` and another as targets.
    pub(crate) fn new() -> Self {
        let common = |kind: &str| {
            json!({"_type": kind, "spec_version": "1.0.34", "version": 1,
                "expires": "2027-01-01T00:00:00Z"})
        };
        let mut repo = Self {
            root: root_json(),
            timestamp: common("timestamp"),
            snapshot: common("snapshot"),
            targets: targets_json(&["file.txt", "dir/inner.txt"]),
            delegated: BTreeMap::new(),
            signers: [vec!["root-a", "root-b"], vec!["online"], vec!["online"], vec!["targets"]],
            files: BTreeMap::new(),
        };
        repo.snapshot["meta"] = json!({});
        repo.timestamp["meta"] = json!({});
        repo.publish_root();
        repo.publish();
        repo
    }

    /// The root as it is now, as a file of its version.
    pub(crate) fn publish_root(&mut self) {
        let name = format!("{}.root.json", self.root["version"]);
        self.files.insert(name, sign(&self.root, &self.signers[0]));
    }

    /// The next root, signed by the keys of both.
    pub(crate) fn rotate(&mut self, change: impl FnOnce(&mut Value)) {
        self.root["version"] = json!(self.root["version"].as_u64().unwrap() + 1);
        change(&mut self.root);
        self.publish_root();
    }

    /// The other files as they are now, each listed where it must be.
    pub(crate) fn publish(&mut self) {
        let bytes = sign(&self.targets, &self.signers[3]);
        self.list_and_store("targets", &self.targets["version"].clone(), bytes);
        for (role, signed) in self.delegated.clone() {
            self.list_and_store(&role, &signed["version"], sign(&signed, &[&role]));
        }
        self.publish_snapshot();
    }

    /// The snapshot as it is now and a timestamp that lists it.
    pub(crate) fn publish_snapshot(&mut self) {
        let bytes = sign(&self.snapshot, &self.signers[2]);
        self.timestamp["meta"]["snapshot.json"] = listed(&self.snapshot["version"], &bytes);
        self.store("snapshot", &self.snapshot["version"].clone(), bytes);
        self.publish_timestamp();
    }

    pub(crate) fn publish_timestamp(&mut self) {
        self.files.insert("timestamp.json".into(), sign(&self.timestamp, &self.signers[1]));
    }

    /// One version further for the three online files.
    pub(crate) fn release(&mut self) {
        for signed in [&mut self.targets, &mut self.snapshot, &mut self.timestamp] {
            signed["version"] = json!(signed["version"].as_u64().unwrap() + 1);
        }
        self.publish();
    }

    fn list_and_store(&mut self, role: &str, version: &Value, bytes: Vec<u8>) {
        self.snapshot["meta"][format!("{role}.json")] = listed(version, &bytes);
        self.store(role, version, bytes);
    }

    fn store(&mut self, role: &str, version: &Value, bytes: Vec<u8>) {
        let name = Role::Delegated(role.into()).file_name();
        let prefix = match self.root["consistent_snapshot"] {
            Value::Bool(true) => format!("{version}."),
            _ => String::new(),
        };
        self.files.insert(prefix + &name, bytes);
    }

    pub(crate) fn pinned(&self) -> Vec<u8> {
        self.files["1.root.json"].clone()
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.pinned())
    }
}

/// What metadata lists of a file.
pub(crate) fn listed(version: &Value, bytes: &[u8]) -> Value {
    json!({"version": version, "length": bytes.len(),
        "hashes": {"sha256": hex(sha256(bytes).as_bytes())}})
}

/// A client with a store in memory.
pub(crate) struct Client {
    pub(crate) pinned: Vec<u8>,
    pub(crate) now: UnixTime,
    pub(crate) store: BTreeMap<String, Vec<u8>>,
    /// The files of the repository that it asked for.
    pub(crate) asked: Vec<String>,
    pub(crate) accepted: Vec<Accepted>,
}

impl Client {
    pub(crate) fn new(pinned: Vec<u8>) -> Self {
        let (store, asked, accepted) = Default::default();
        Self { pinned, now: now(), store, asked, accepted }
    }

    pub(crate) fn update(&mut self, repo: &Repo) -> Result<Trusted<AwsLcSuite>, Error> {
        self.asked.clear();
        self.accepted.clear();
        let mut refresh = Refresh::pinned(&self.pinned, AwsLcSuite, self.now)?;
        while let Some(want) = refresh.next() {
            let bytes = self.answer(repo, &want);
            let accepted =
                refresh.accept(bytes.as_deref().map_or(Answer::Absent, Answer::Bytes))?;
            self.keep(&want, bytes, accepted);
        }
        refresh.finish()
    }

    pub(crate) fn offline(&mut self) -> Result<Trusted<AwsLcSuite>, Error> {
        let mut refresh = Refresh::offline(&self.pinned, AwsLcSuite, self.now)?;
        while let Some(want) = refresh.next() {
            assert_eq!(want.source, Source::Store);
            let bytes = self.store.get(&want.stored_name());
            let answer = bytes.map_or(Answer::Absent, |bytes| Answer::Bytes(bytes));
            let accepted = refresh.accept(answer);
            // nothing has changed.
            assert!(accepted.is_ok() || refresh.next() == Some(want));
            accepted?;
        }
        refresh.finish()
    }

    pub(crate) fn find(
        &mut self,
        repo: &Repo,
        trusted: &Trusted<AwsLcSuite>,
        name: &str,
    ) -> Result<Target, Error> {
        let mut search = trusted.search(TargetName::parse(name)?);
        while let Some(want) = search.next() {
            let bytes = self.answer(repo, &want);
            let accepted = search.accept(bytes.as_deref().map_or(Answer::Absent, Answer::Bytes))?;
            self.keep(&want, bytes, accepted);
        }
        search.target()
    }

    /// Updates and finds.
    pub(crate) fn get(&mut self, repo: &Repo, name: &str) -> Result<Target, Error> {
        let trusted = self.update(repo)?;
        self.find(repo, &trusted, name)
    }

    fn answer(&mut self, repo: &Repo, want: &Want) -> Option<Vec<u8>> {
        match want.source {
            Source::Store => self.store.get(&want.stored_name()).cloned(),
            Source::Repository => {
                self.asked.push(want.repository_name());
                repo.files.get(&want.repository_name()).cloned()
            }
        }
    }

    fn keep(&mut self, want: &Want, bytes: Option<Vec<u8>>, accepted: Accepted) {
        if let Outcome::Trusted(change) = &accepted.outcome
            && change.forget_online
        {
            self.store.remove("timestamp.json");
            self.store.remove("snapshot.json");
        }
        if accepted.is_to_be_stored() {
            self.store.insert(want.stored_name(), bytes.unwrap());
        }
        self.accepted.push(accepted);
    }

    /// The outcome of the last file of a role.
    pub(crate) fn outcome(&self, role: &Role) -> &Outcome {
        let mut all = self.accepted.iter().rev();
        &all.find(|accepted| accepted.role == *role).unwrap().outcome
    }
}
