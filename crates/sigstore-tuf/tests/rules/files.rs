//! The bytes of a file and its time.

use serde_json::Value;
use sigstore_json::ErrorKind;
use sigstore_traits::{Refusal, UnixTime};
use sigstore_tuf::Error;
use sigstore_tuf_metadata::{Error as File, Fault, Role};

use crate::lab::{Repo, sha256, time};

fn len(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap()
}

/// A value that a rule does not allow: its place, what was expected, what was found, the rule.
pub(crate) fn value(error: Option<Error>) -> (String, &'static str, String, &'static str) {
    match error {
        Some(Error::File(File::Malformed {
            fault: Fault::Value { place, expected, found, rule },
            ..
        })) => (place, expected, found, rule.id),
        other => panic!("{other:?}"),
    }
}

/// A document that has not the form of its format.
pub(crate) fn json_error(error: Option<Error>) -> (String, ErrorKind) {
    match error {
        Some(Error::File(File::Malformed { fault: Fault::Json(error), .. })) => {
            (error.place, error.kind)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn r_11_kept_length_and_hash_are_those_of_the_bytes() {
    let repo = Repo::new();
    assert!(repo.client().update(&repo).is_ok());
}

#[test]
fn r_11_broken_the_same_document_in_other_bytes() {
    let mut repo = Repo::new();
    let good = repo.files["1.targets.json"].clone();
    // The same signed document with its two members the other way round, as long as before.
    let document: Value = serde_json::from_slice(&good).unwrap();
    let (signatures, signed) = (&document["signatures"], &document["signed"]);
    let swapped = format!(r#"{{"signed":{signed},"signatures":{signatures}}}"#).into_bytes();
    assert_eq!((swapped.len(), swapped == good), (good.len(), false));
    repo.files.insert("1.targets.json".into(), swapped.clone());
    let (found, expected) = (sha256(&swapped), sha256(&good));
    let hash = Error::File(File::Hash { file: "targets.json".into(), found, expected });
    assert_eq!(repo.client().update(&repo).err(), Some(hash));

    let longer = [&good[..], b"\n"].concat();
    repo.files.insert("1.targets.json".into(), longer);
    let (found, max) = (len(&good) + 1, len(&good));
    let long = Error::TooLong { file: "1.targets.json".into(), found, max };
    assert_eq!(repo.client().update(&repo).err(), Some(long));

    repo.files.insert("1.targets.json".into(), good[1..].to_vec());
    let (found, expected) = (len(&good) - 1, len(&good));
    let short = Error::File(File::Length { file: "targets.json".into(), found, expected });
    assert_eq!(repo.client().update(&repo).err(), Some(short));
}

#[test]
fn r_14_broken_a_file_of_another_role() {
    let mut repo = Repo::new();
    repo.signers[1] = vec!["online"];
    // The snapshot's keys are the timestamp's too: only the type tells their files apart.
    let snapshot = repo.files["1.snapshot.json"].clone();
    repo.files.insert("timestamp.json".into(), snapshot);
    let found = value(repo.client().update(&repo).err());
    assert_eq!(found, ("$.signed._type".into(), "timestamp", "snapshot".into(), "R-14"));
}

#[test]
fn r_15_kept_until_the_last_moment_before_the_end() {
    let repo = Repo::new();
    let mut client = repo.client();
    client.now = UnixTime::new(time("2027-01-01T00:00:00Z").seconds() - 1, 999_999_999).unwrap();
    assert!(client.update(&repo).is_ok());
}

#[test]
fn r_15_broken_at_the_end_itself() {
    let repo = Repo::new();
    let mut client = repo.client();
    let expires = time("2027-01-01T00:00:00Z");
    client.now = expires;
    let expired =
        Error::File(File::Expired { role: Role::Root, version: 1, expires, now: expires });
    assert_eq!(client.update(&repo).err(), Some(expired));
}

#[test]
fn an_error_tells_what_it_is_in_one_sentence() {
    let (expires, now) = (time("2027-01-01T00:00:00Z"), time("2027-02-01T00:00:00Z"));
    let error = Error::File(File::Expired { role: Role::Timestamp, version: 3, expires, now });
    assert_eq!(
        error.to_string(),
        "metadata has expired at timestamp.json: found version 3, good until 2027-01-01T00:00:00Z, \
         expected an end after 2027-02-01T00:00:00Z (R-15)"
    );
    assert_eq!(error.code(), "tuf-expired");
}
