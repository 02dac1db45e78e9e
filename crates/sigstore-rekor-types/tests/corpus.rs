//! The entries of the corpus: read, written again, included in their trees, promised by their logs.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sigstore_crypto::AwsLcSuite;
use sigstore_json::{Limits, Node, Value, canonical, parse};
use sigstore_merkle::{Hash, InclusionProof, Sha256, TreeHead, leaf_hash};
use sigstore_rekor_types::{Body, Error, KindVersion, LogEntry, TransparencyLogEntry, set_payload};
use sigstore_traits::{HashAlgorithm, LogId, Message, SignatureScheme, SignatureSuite};

const LIMITS: Limits = Limits::new(16 << 20);
const EXCEPTIONS: &str = include_str!("corpus-exceptions.txt");

/// An entry of the corpus, in whichever form it is kept there.
struct Case {
    name: String,
    entry: Result<TransparencyLogEntry, Error>,
    kind: KindVersion,
    /// Whether the corpus states that the promise holds, and that the proof does.
    promised: bool,
    included: bool,
}

impl Case {
    fn read(expect: &Path) -> Option<Self> {
        let path = expect.to_str()?.strip_suffix(".expect.json")?.to_owned() + ".json";
        let expect = fs::read(expect).unwrap();
        let expect = parse(&expect, &LIMITS).unwrap();
        let text = |name| string(&expect, name);
        let holds = |name| expect.member(name) == Some(&Value::Bool(true));
        let kind = KindVersion { kind: text("kind"), version: text("version") };
        let entry = fs::read(&path).unwrap();
        Some(Self {
            name: name(Path::new(&path)),
            entry: read(&text("form"), &entry, &kind),
            kind,
            promised: holds("set_valid_under_known_rekor_key"),
            included: holds("inclusion_valid"),
        })
    }

    fn body(&self) -> Result<Body, Error> {
        self.entry.clone()?.body()
    }
}

fn read(form: &str, text: &[u8], kind: &KindVersion) -> Result<TransparencyLogEntry, Error> {
    let value = parse(text, &LIMITS).unwrap();
    match form.split(' ').next() {
        Some("LogEntry") if value.member("body").is_some() => {
            LogEntry::read_alone(value.node()).map(|answer| answer.entry)
        }
        Some("LogEntry") => LogEntry::parse(text).map(|answer| answer.entry),
        Some("TransparencyLogEntry") => read_and_write(value.node()),
        Some("cosign-legacy-bundle") => Ok(legacy(&value, kind.clone())),
        _ => panic!("{form}"),
    }
}

fn read_and_write(node: Node<'_>) -> Result<TransparencyLogEntry, Error> {
    let entry = TransparencyLogEntry::read(node)?;
    let written = canonical(&entry.to_value());
    let written = parse(written.as_bytes(), &LIMITS).unwrap();
    assert_eq!(TransparencyLogEntry::read(written.node()).as_ref(), Ok(&entry));
    Ok(entry)
}

/// `{"SignedEntryTimestamp":"…","Payload":{"body":"…","integratedTime":…,"logIndex":…,"logID":"…"}}`
fn legacy(value: &Value<'_>, kind_version: KindVersion) -> TransparencyLogEntry {
    let payload = value.member("Payload").unwrap();
    let member = |name| payload.member(name).unwrap().node();
    let promise = value.member("SignedEntryTimestamp").unwrap();
    let id = string(payload, "logID");
    let byte = |at| u8::from_str_radix(&id[at..at + 2], 16).unwrap();
    TransparencyLogEntry {
        log_index: member("logIndex").uint64().unwrap(),
        log_id: LogId(std::array::from_fn(|index| byte(index * 2))).into(),
        kind_version,
        integrated_time: member("integratedTime").int64().unwrap(),
        inclusion_promise: Some(promise.node().bytes().unwrap()),
        inclusion_proof: None,
        canonicalized_body: member("body").bytes().unwrap(),
    }
}

fn string(value: &Value<'_>, name: &str) -> String {
    value.member(name).unwrap().node().string().unwrap().into()
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus")
}

fn files(folder: &str) -> Vec<PathBuf> {
    let Ok(list) = fs::read_dir(corpus().join(folder)) else {
        return Vec::new();
    };
    let mut files: Vec<_> = list.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// The path from the corpus on, as the file of exceptions writes it.
fn name(path: &Path) -> String {
    path.strip_prefix(corpus()).unwrap().display().to_string()
}

fn cases() -> Vec<Case> {
    // The other kinds are read, from every file, by the tests of sigstore-rekor-kinds.
    let kinds = ["dsse", "hashedrekord", "intoto"];
    let folders = kinds.map(|kind| format!("rekor-entries/{kind}"));
    let files = folders.iter().flat_map(|folder| files(folder));
    let cases: Vec<_> = files.filter_map(|path| Case::read(&path)).collect();
    if cases.is_empty() {
        eprintln!("skipped: 31 cases (no ../shared/corpus)");
    }
    cases
}

/// The kept promise of the file of exceptions: these names are refused, and no others.
fn check_refused(area: &str, refused: &[String]) {
    let lines = EXCEPTIONS.lines().filter(|line| line.starts_with(area));
    let expected: Vec<_> = lines.map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(refused, expected);
}

#[test]
fn every_body_is_read_and_written_byte_for_byte() {
    let mut refused = Vec::new();
    let cases = cases();
    for case in &cases {
        match case.body() {
            Ok(body) => {
                let entry = case.entry.as_ref().unwrap();
                assert_eq!(body.canonical(), entry.canonicalized_body, "{}", case.name);
                assert_eq!(entry.kind_version, case.kind, "{}", case.name);
                assert_eq!(entry.kind_version, body.entry_kind().into());
            }
            Err(_) => refused.push(case.name.clone()),
        }
    }
    if !cases.is_empty() {
        check_refused("rekor-entries/", &refused);
    }
}

struct Sha(AwsLcSuite);

impl Sha256 for Sha {
    fn sha256(&self, parts: &[&[u8]]) -> Hash {
        self.0.sha256(parts)
    }
}

fn check_inclusion(entry: &TransparencyLogEntry) {
    let proof = entry.inclusion_proof.as_ref().unwrap();
    let head = TreeHead { size: proof.tree_size, root: proof.root_hash.unwrap() };
    let path =
        InclusionProof { index: proof.log_index, size: proof.tree_size, path: &proof.hashes };
    let leaf = leaf_hash(&entry.canonicalized_body, &Sha(AwsLcSuite));
    assert_eq!(path.check(&leaf, &head, &Sha(AwsLcSuite)), Ok(()));
}

#[test]
fn v_89_kept_every_proof_leads_to_its_root() {
    for case in cases().iter().filter(|case| case.included) {
        match &case.entry {
            Ok(entry) => check_inclusion(entry),
            Err(_) => assert!(EXCEPTIONS.contains(&case.name), "{}", case.name),
        }
    }
}

/// The keys of the logs in the trusted roots of the corpus.
fn log_keys() -> BTreeMap<LogId, Vec<u8>> {
    let mut keys = BTreeMap::new();
    for name in ["public-good", "staging"] {
        let root = fs::read(corpus().join(format!("trust/{name}-trusted_root.json"))).unwrap();
        let root = parse(&root, &LIMITS).unwrap();
        for log in root.member("tlogs").unwrap().node().array().unwrap() {
            let member = |outer, inner| {
                let outer = log.value().member(outer).unwrap();
                outer.member(inner).unwrap().node().bytes().unwrap()
            };
            let id = member("logId", "keyId").try_into().unwrap();
            keys.insert(LogId(id), member("publicKey", "rawBytes"));
        }
    }
    keys
}

fn check_promise(entry: &TransparencyLogEntry, spki: &[u8]) {
    let key = AwsLcSuite.key(spki).unwrap();
    let payload = set_payload(
        &entry.canonicalized_body,
        entry.integrated_time,
        &entry.log_id.id().unwrap(),
        entry.log_index,
    );
    let promise = entry.inclusion_promise.as_ref().unwrap();
    let scheme = SignatureScheme::Ecdsa(HashAlgorithm::Sha256);
    let message = Message::Bytes(&payload);
    assert_eq!(AwsLcSuite.verify(&key, scheme, message, promise), Ok(()));
}

#[test]
fn v_75_accepted_every_promise_of_a_known_log() {
    let promised: Vec<_> = cases().into_iter().filter(|case| case.promised).collect();
    if promised.is_empty() {
        return;
    }
    let keys = log_keys();
    for case in promised {
        let entry = case.entry.unwrap();
        check_promise(&entry, keys.get(&entry.log_id.id().unwrap()).unwrap());
    }
}

/// What a server of Rekor v1 answered, whatever the kind: its entries read, named by their leaf
/// hash, included, promised; and the bodies of the supported kinds written byte for byte.
#[test]
fn every_answer_of_a_server_is_read() {
    let files = files("exchanges/rekor-v1");
    if files.is_empty() {
        return eprintln!("skipped: 58 cases (no ../shared/corpus)");
    }
    let mut refused = Vec::new();
    let mut read = 0;
    for file in files {
        let exchange = fs::read(&file).unwrap();
        let exchange = parse(&exchange, &LIMITS).unwrap();
        let response = exchange.member("response").unwrap();
        for answer in answers(response) {
            let answer = LogEntry::read(answer).unwrap();
            check_inclusion(&answer.entry);
            let body = &answer.entry.canonicalized_body;
            let leaf_hash = leaf_hash(body, &Sha(AwsLcSuite));
            assert_eq!(answer.uuid.map(|uuid| uuid.leaf_hash), Some(leaf_hash));
            read += 1;
            match answer.entry.body() {
                Ok(read) => assert_eq!(read.canonical(), *body),
                Err(Error::UnsupportedKind { .. }) => {}
                Err(_) => refused.push(name(&file)),
            }
        }
    }
    assert_eq!(read, 58);
    check_refused("exchanges/", &refused);
}

/// The one-entry objects in the body of a response, if it has such.
fn answers<'v>(response: &'v Value<'v>) -> Vec<Node<'v>> {
    let Some(body) = response.member("body_json") else {
        return Vec::new();
    };
    let candidates = match body.node().array() {
        Ok(elements) => elements.collect(),
        Err(_) => vec![body.node()],
    };
    let is_answer = |node: &Node<'_>| match node.value() {
        Value::Object(members) => members.iter().any(|(_, entry)| entry.member("body").is_some()),
        _ => false,
    };
    candidates.into_iter().filter(is_answer).collect()
}
