//! The checkpoints of the corpus: `../shared/corpus/checkpoints` and those in
//! `../shared/corpus/bundles`.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use serde_json::Value;
use sigstore_checkpoint::{Checkpoint, Error, Part, key_id, note_scheme, rekor_v1_key_id};
use sigstore_crypto::AwsLcSuite;
use sigstore_merkle::{Hash, Sha256, node_hash};
use sigstore_traits::{KeyDetails, Message, SignatureSuite};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus");

/// A directory of the corpus; says what is skipped if it is absent.
fn corpus(directory: &str, cases: usize) -> Option<PathBuf> {
    let directory = Path::new(CORPUS).join(directory);
    if directory.exists() {
        return Some(directory);
    }
    eprintln!("skipped: {cases} cases (no ../shared/corpus)");
    None
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}

fn read_back(note: &str) -> Checkpoint<'_> {
    let checkpoint = Checkpoint::parse(note).unwrap_or_else(|error| panic!("{error}\n{note}"));
    assert_eq!(checkpoint.to_string(), note);
    checkpoint
}

#[test]
fn v_76_kept_the_checkpoints_of_bundles_are_written_back() {
    let Some(directory) = corpus("checkpoints", 25) else {
        return;
    };
    let files: Vec<_> = fs::read_dir(directory.join("from-bundles")).unwrap().collect();
    assert_eq!(files.len(), 25);
    for file in files {
        read_back(&read(&file.unwrap().path()));
    }
}

#[test]
fn v_78_kept_the_checkpoints_of_two_logs_have_the_roots_of_their_tiles() {
    let Some(directory) = corpus("checkpoints", 34) else {
        return;
    };
    for (log, origin) in
        [("tessera-log", "example.com/log/testdata"), ("serverless-log", "example.com/testdata")]
    {
        let latest = read(&directory.join(log).join("checkpoint"));
        assert_eq!(read_back(&latest).tree_head().size, 15);
        for size in 0..=15 {
            let note = read(&directory.join(format!("{log}/checkpoint.{size}")));
            let checkpoint = read_back(&note);
            assert_eq!(checkpoint.origin(), origin);
            assert_eq!(checkpoint.rekor_v1_name(), None);
            assert_eq!(checkpoint.tree_head().size, size);
            if size > 0 {
                // Both logs hold the same entries; one of them serves their leaf hashes as tiles.
                let tile = fs::read(directory.join(format!("tessera-log/tile/0/000.p/{size}")));
                assert_eq!(checkpoint.tree_head().root, root(tile.unwrap().as_chunks().0));
            }
        }
    }
}

struct Hasher;

impl Sha256 for Hasher {
    fn sha256(&self, parts: &[&[u8]]) -> Hash {
        AwsLcSuite.sha256(parts)
    }
}

/// `MTH(D_n)` (RFC 9162 section 2.1.1) over leaf hashes.
fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&root(left), &root(right), &Hasher)
        }
    }
}

fn json(file: &Path) -> Value {
    serde_json::from_str(&read(file)).unwrap()
}

/// The checkpoints in the log entries of a bundle; none if it is not JSON.
fn notes(bundle: &Path) -> Vec<String> {
    let bundle: Value = serde_json::from_str(&read(bundle)).unwrap_or_default();
    let entries = bundle.pointer("/verificationMaterial/tlogEntries");
    let entries = entries.and_then(Value::as_array).into_iter().flatten();
    let note = |entry: &Value| {
        let envelope = entry.pointer("/inclusionProof/checkpoint/envelope")?;
        Some(envelope.as_str()?.to_owned())
    };
    entries.filter_map(note).collect()
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Lines {
    hold: usize,
    broken: usize,
}

/// How many lines of the logs of a trusted root hold, and how many do not.
fn lines_of_known_logs(checkpoint: &Checkpoint<'_>, trusted_root: &Value) -> Lines {
    let mut lines = Lines::default();
    for log in trusted_root.get("tlogs").unwrap().as_array().unwrap() {
        let member = |name| log.pointer(name).unwrap().as_str().unwrap();
        let spki = Base64::decode_vec(member("/publicKey/rawBytes")).unwrap();
        let details = KeyDetails::from_proto_name(member("/publicKey/keyDetails")).unwrap();
        let (name, id) = match checkpoint.rekor_v1_name() {
            Some(name) => (name, Some(rekor_v1_key_id(&spki, &AwsLcSuite))),
            None => {
                let name = checkpoint.origin();
                (name, key_id(name, &spki, details.scheme().unwrap(), &AwsLcSuite))
            }
        };
        let key = AwsLcSuite.key(&spki).unwrap();
        let scheme = note_scheme(details.scheme().unwrap()).unwrap();
        let text = Message::Bytes(checkpoint.signed_text().as_bytes());
        for line in checkpoint.lines_of(name, id.unwrap()) {
            match AwsLcSuite.verify(&key, scheme, text, line.signature()) {
                Ok(()) => lines.hold += 1,
                Err(_) => lines.broken += 1,
            }
        }
    }
    lines
}

/// One line of the log holds, except in the cases that are about checkpoints.
fn expected(case: &str) -> Result<Lines, Error> {
    let lines = |hold, broken| Ok(Lines { hold, broken });
    match case {
        "conformance-rekor2-checkpoint-missing-log-signature_fail" => {
            Err(Error::Ended { line: 5, expected: Part::Signature })
        }
        "conformance-rekor2-checkpoint-missing-root-hash_fail" => {
            Err(Error::EmptyLine { line: 3, expected: Part::RootHash })
        }
        // The bundle is for readers of JSON; its checkpoint is a placeholder.
        "rust-cosign-v3-missing-fields" => Err(Error::SignatureLength { line: 5, bytes: 3 }),
        "conformance-invalid-checkpoint-signature_fail" => lines(0, 1),
        "conformance-checkpoint-bad-keyhint_fail"
        | "conformance-rekor2-checkpoint-no-matching-signature_fail" => lines(0, 0),
        // The trusted root does not have the log.
        "conformance-bundle-from-wrong-instance_fail"
        | "python-bundle_v3_no_signed_time.txt"
        | "real-v2-wrong-log-key-fail" => lines(0, 0),
        _ => lines(1, 0),
    }
}

#[test]
fn v_82_accepted_the_one_line_of_the_log_among_all_lines() {
    let Some(directory) = corpus("bundles", 140) else {
        return;
    };
    let mut notes_read = 0;
    for case in fs::read_dir(directory).unwrap() {
        let case = case.unwrap().path();
        let name = case.file_name().unwrap().to_str().unwrap();
        let expect = json(&case.join("expect.json"));
        let trusted_root = expect.get("trusted_root").unwrap().as_str().unwrap();
        let beside = case.join(trusted_root);
        let shared = Path::new(CORPUS).join("trust").join(trusted_root);
        let trusted_root = json(if beside.exists() { &beside } else { &shared });
        for note in notes(&case.join("bundle.sigstore.json")) {
            let lines = Checkpoint::parse(&note)
                .map(|checkpoint| lines_of_known_logs(&checkpoint, &trusted_root));
            assert_eq!(lines, expected(name), "{name}");
            notes_read += 1;
        }
    }
    assert_eq!(notes_read, 124);
}
