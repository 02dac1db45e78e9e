//! The commands of `INDEX.md`: every one runs, and finds a file that was changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../sigstore-record/tests/made/life.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod made;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use made::{Flow, live, unchanged};
use sigstore_dump::dump;
use sigstore_record::Secrets;

/// Compares with a file; `UPDATE_SNAPSHOTS=1` writes it.
fn snapshot(name: &str, found: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&file, found).unwrap();
    }
    let expected = fs::read_to_string(&file).expect("a snapshot; UPDATE_SNAPSHOTS=1 writes it");
    assert_eq!(found, expected, "{name}");
}

const FLOWS: [(Flow, &str); 4] = [
    (Flow::Article, "article"),
    (Flow::V2, "v2"),
    (Flow::EnvelopeV1, "envelope-v1"),
    (Flow::EnvelopeV2, "envelope-v2"),
];

/// A folder of its own for the files that a test makes.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn every_command_of_the_index_prints_what_it_printed() {
    for tool in ["bash", "jq", "openssl", "base64", "diff", "xxd"] {
        if Command::new(tool).arg("--version").output().is_err() {
            eprintln!("skipped: no {tool}");
            return;
        }
    }
    for (flow, name) in FLOWS {
        let folder = folder(name);
        let files = dump(&live(flow, unchanged), Secrets::Masked);
        for (name, bytes) in &files {
            fs::write(folder.join(name), bytes).unwrap();
        }
        let index = fs::read_to_string(folder.join("INDEX.md")).unwrap();
        let mut session = String::new();
        for line in index.lines().filter(|line| line.starts_with("- `")) {
            let (file, command) = line.split_once("): `").unwrap();
            let command = command.strip_suffix('`').unwrap();
            let out = run(&folder, command).expect(command);
            session.push_str(&format!("{line}\n{out}"));
            // A comparison that finds no difference finds one in another file.
            let file = folder.join(file.strip_prefix("- `").unwrap().split('`').next().unwrap());
            let bytes = fs::read(&file).unwrap();
            fs::write(&file, "bm9uZQ==\n").unwrap();
            assert_ne!(run(&folder, command), Ok(out), "{command}");
            fs::write(&file, bytes).unwrap();
        }
        assert_eq!(index.lines().filter(|line| line.starts_with("- `")).count() + 1, files.len());
        snapshot(&format!("{name}.index.txt"), &session);
    }
}

/// What a command prints; what it complains of, if it fails or complains at all.
fn run(folder: &Path, command: &str) -> Result<String, String> {
    let output = Command::new("bash").args(["-c", command]).current_dir(folder).output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    // What `openssl ts` always says.
    let err: String = err.lines().filter(|line| !line.starts_with("Using configuration")).collect();
    match String::from_utf8(output.stdout) {
        Ok(out) if output.status.success() && err.is_empty() => Ok(out),
        out => Err(format!("{out:?} {err}")),
    }
}
