//! The lives of other clients against real servers: what was written is shown as it was before.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use http::{Request, Response};
use serde_json::Value;
use sigstore_har::{Capture, write};
use sigstore_record::{Conversation, Document, Party, Secrets};
use sigstore_traits::UnixTime;

use crate::shown::{archived, shown, without_proof};

mod shown;

const EXCHANGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/exchanges");

fn time() -> UnixTime {
    UnixTime::from_seconds(1_795_427_884)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

fn life(folder: &Path) -> Conversation {
    let mut life = Conversation::new();
    let hand = |life: &mut Conversation, name: &str, document| {
        if let Ok(bytes) = fs::read(folder.join(name)) {
            life.hand(Party::User, Party::Client, document, name, bytes, time());
        }
    };
    hand(&mut life, "artifact.txt", Document::Artifact);
    hand(&mut life, "statement.json", Document::Statement);
    hand(&mut life, "trusted_root.json", Document::TrustedRoot);
    let numbered = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with(|c: char| c.is_ascii_digit())
    };
    files(folder).iter().filter(|path| numbered(path)).for_each(|path| observe(&mut life, path));
    hand(&mut life, "bundle.sigstore.json", Document::Bundle);
    life
}

fn observe(conversation: &mut Conversation, file: &Path) {
    let exchange: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let (asked, answered) = (&exchange["request"], &exchange["response"]);
    let body = |side: &Value| {
        let text = side["body_base64"].as_str();
        text.map(|text| Base64::decode_vec(text).unwrap()).unwrap_or_default()
    };
    let uri = format!("http://service.example{}", asked["path"].as_str().unwrap());
    let mut request = Request::builder().method(asked["method"].as_str().unwrap()).uri(uri);
    for (name, value) in asked["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    let status = u16::try_from(answered["status"].as_u64().unwrap()).unwrap();
    let mut response = Response::builder().status(if status == 0 { 599 } else { status });
    for (name, value) in answered["headers"].as_object().into_iter().flatten() {
        response = response.header(name, value.as_str().unwrap());
    }
    let (request, response) =
        (request.body(body(asked)).unwrap(), response.body(body(answered)).unwrap());
    conversation.observe(Party::Client, Party::Server, &request, &response, time());
}

/// Writes it, reads it, and compares all that can be seen. Returns what was written.
fn assert_kept(conversation: &Conversation, name: &str) -> String {
    for secrets in [Secrets::Exposed, Secrets::Masked] {
        let archive = write(conversation, secrets);
        let again = Capture::parse(archive.as_bytes()).unwrap().conversation;
        let expected = match secrets {
            Secrets::Exposed => shown(conversation),
            Secrets::Masked => without_proof(shown(conversation)),
        };
        let found = shown(&again);
        let differing = found.0.lines().zip(expected.0.lines()).find(|(a, b)| a != b);
        assert_eq!(differing, None, "{name} {secrets:?}");
        assert_eq!(found, expected, "{name} {secrets:?}");
        assert_eq!(archived(&write(&again, secrets)), archived(&archive), "{name} {secrets:?}");
    }
    write(conversation, Secrets::Masked)
}

#[test]
fn every_life_is_shown_as_before() {
    let lives = files(&Path::new(EXCHANGES).join("lives"));
    if lives.is_empty() {
        return eprintln!("skipped: 20 lives (no ../shared/corpus)");
    }
    assert_eq!(lives.len(), 20);
    for folder in lives {
        let minted = fs::read(folder.join("01-oidc-mint.json")).unwrap();
        let minted: Value = serde_json::from_slice(&minted).unwrap();
        let token = minted["response"]["body_text"].as_str().unwrap();
        let archive = assert_kept(&life(&folder), &folder.display().to_string());
        assert!(!archive.contains(token.rsplit('.').next().unwrap()), "{}", folder.display());
    }
}

#[test]
fn every_exchange_is_shown_as_before() {
    let folders = files(Path::new(EXCHANGES));
    if folders.is_empty() {
        return eprintln!("skipped: exchanges of servers (no ../shared/corpus)");
    }
    let mut count = 0;
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        for file in files(folder) {
            if ["lives", "trust"].contains(&name) {
                continue;
            }
            let mut conversation = Conversation::new();
            observe(&mut conversation, &file);
            assert_kept(&conversation, &file.display().to_string());
            count += 1;
        }
    }
    assert!(count > 400, "{count}");
}
