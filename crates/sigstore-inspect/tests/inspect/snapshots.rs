use std::fs;
use std::path::Path;

use sigstore_inspect::{Kind, Thing};

use crate::things::things;

/// Every kind has one, every one is guessed to be what it is, and is read to its end.
#[test]
fn one_of_each_kind_is_guessed() {
    let kinds: Vec<Kind> = things().into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, Kind::all().collect::<Vec<_>>());
    for (kind, bytes) in things() {
        let thing = Thing::read(&bytes, None).ok();
        assert_eq!(thing.as_ref().map(Thing::kind), Some(kind));
        let thing = thing.unwrap();
        assert_eq!(thing.stopped(), None, "{}", kind.name());
        assert_eq!(Kind::from_name(kind.name()), Some(kind));
    }
}

/// Said and guessed give the same, and so does what is in base64.
#[test]
fn a_kind_that_is_said_and_base64_around_it_change_nothing() {
    for (kind, bytes) in things().into_iter().filter(|(kind, _)| *kind != Kind::Token) {
        let guessed = Thing::read(&bytes, None).unwrap().to_text(true);
        assert_eq!(Thing::read(&bytes, Some(kind)).unwrap().to_text(true), guessed);
        let dressed = sigstore_json::base64(&bytes);
        let dressed = Thing::read(dressed.as_bytes(), Some(kind)).unwrap();
        assert_eq!((kind, dressed.to_text(true)), (kind, guessed));
    }
}

/// The kinds of which the JSON is kept too: it says the same of all.
const JSON: [Kind; 5] =
    [Kind::Certificate, Kind::Checkpoint, Kind::PrivateKey, Kind::Token, Kind::TufMetadata];

/// What is shown of one of each kind, for people and for scripts, with the bytes and without.
#[test]
fn what_is_shown() {
    for (kind, bytes) in things() {
        let thing = Thing::read(&bytes, None).unwrap();
        let json: serde_json::Value = serde_json::from_str(&thing.to_json(false)).unwrap();
        assert_eq!(
            (&json["format"], &json["kind"], &json["verified"]),
            (&"sigscope.inspect/1".into(), &kind.name().into(), &false.into())
        );
        compare(&format!("{}.txt", kind.name()), &thing.to_text(false));
        if JSON.contains(&kind) {
            let json = serde_json::to_string_pretty(&json).unwrap();
            compare(&format!("{}.json", kind.name()), &json);
        }
    }
    let request = Thing::read(&crate::things::thing(Kind::TimestampRequest), None).unwrap();
    compare("timestamp-request.raw.txt", &request.to_text(true));
    compare("timestamp-request.raw.json", &request.to_json(true));
}

/// Compares with a file; `UPDATE_SNAPSHOTS=1` writes it.
fn compare(name: &str, found: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let file = folder.join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(&folder).unwrap();
        fs::write(&file, found).unwrap();
    }
    let expected = fs::read_to_string(&file).expect("a snapshot; UPDATE_SNAPSHOTS=1 writes it");
    assert!(found == expected, "{name} is not what it was:\n{found}");
}
