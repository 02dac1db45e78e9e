//! The update: roots, timestamp, snapshot, targets.

use serde_json::{Value, json};
use sigstore_crypto::AwsLcSuite;
use sigstore_json::ErrorKind;
use sigstore_tuf::{Answer, Change, Error, Outcome, Refresh, Source};
use sigstore_tuf_metadata::{Delegator, Error as File, Role, RoleChange};

use crate::files::json_error;
use crate::lab::{Client, Repo, key_json, now, sign, time};

fn rollback(file: &str, found: u64, trusted: u64) -> Option<Error> {
    Some(Error::File(File::Rollback { file: file.into(), found, trusted }))
}

fn threshold(role: Role, root: u64, valid: u64, threshold: u64) -> Option<Error> {
    let by = Delegator { role: Role::Root, version: root };
    Some(Error::File(File::Threshold { role, by, valid, threshold, unusable: 0 }))
}

fn version(signed: &mut Value, version: u64) {
    signed["version"] = json!(version);
}

fn expired(role: Role, version: u64, expires: &str) -> Option<Error> {
    Some(Error::File(File::Expired { role, version, expires: time(expires), now: now() }))
}

const PAST: &str = "2026-05-31T00:00:00Z";

/// A repository and a client that has updated from it.
fn updated() -> (Repo, Client) {
    let repo = Repo::new();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    (repo, client)
}

#[test]
fn r_20_kept_a_root_that_has_expired_is_a_beginning() {
    let mut repo = Repo::new();
    repo.root["expires"] = json!(PAST);
    repo.publish_root();
    repo.rotate(|root| root["expires"] = json!("2027-01-01T00:00:00Z"));
    assert_eq!(repo.client().update(&repo).unwrap().root().header().version, 2);
}

#[test]
fn r_20_broken_a_root_that_did_not_sign_itself() {
    let repo = Repo::new();
    let unsigned = sign(&repo.root, &["root-a"]);
    let error = Refresh::pinned(&unsigned, AwsLcSuite, now()).err();
    assert_eq!(error, threshold(Role::Root, 1, 1, 2));
}

#[test]
fn r_21_kept_roots_in_a_row_with_all_keys_replaced() {
    let mut repo = Repo::new();
    repo.signers[0] = vec!["root-a", "root-b", "new-a"];
    repo.rotate(|root| {
        root["keys"]["new-a"] = key_json("new-a");
        root["roles"]["root"] = json!({"keyids": ["new-a"], "threshold": 1});
        root["expires"] = json!(PAST);
    });
    repo.signers[0] = vec!["new-a", "p256-b"];
    repo.rotate(|root| {
        root["keys"]["p256-b"] = key_json("p256-b");
        root["roles"]["root"] = json!({"keyids": ["p256-b"], "threshold": 1});
        root["expires"] = json!("2027-01-01T00:00:00Z");
    });
    let mut client = repo.client();
    assert_eq!(client.update(&repo).unwrap().root().header().version, 3);
    let Outcome::Trusted(change) = &client.accepted[1].outcome else { panic!() };
    let expected = Change {
        version: 2,
        previous: Some(1),
        expires: time(PAST),
        signed_by: vec!["new-a".into()],
        keys: vec![RoleChange {
            role: Role::Root,
            added: vec!["new-a".into()],
            removed: ["root-a", "root-b", "root-c"].map(String::from).into(),
            threshold: (2, 1),
        }],
        forget_online: false,
    };
    assert_eq!(*change, expected);
}

#[test]
fn r_21_broken_a_root_that_the_one_before_did_not_sign() {
    let mut repo = Repo::new();
    repo.signers[0] = vec!["root-a", "new-a"];
    repo.rotate(|root| {
        root["keys"]["new-a"] = key_json("new-a");
        root["roles"]["root"] = json!({"keyids": ["new-a"], "threshold": 1});
    });
    assert_eq!(repo.client().update(&repo).err(), threshold(Role::Root, 1, 1, 2));
}

#[test]
fn r_21_broken_a_root_that_did_not_sign_itself() {
    let mut repo = Repo::new();
    repo.rotate(|root| {
        root["keys"]["new-a"] = key_json("new-a");
        root["roles"]["root"] = json!({"keyids": ["new-a"], "threshold": 1});
    });
    assert_eq!(repo.client().update(&repo).err(), threshold(Role::Root, 2, 0, 1));
}

#[test]
fn r_21_broken_any_version_but_the_next() {
    for found in [1, 3, u64::MAX] {
        let mut repo = Repo::new();
        version(&mut repo.root, found);
        repo.files.insert("2.root.json".into(), sign(&repo.root, &["root-a", "root-b"]));
        let wrong = Error::File(File::Version { role: Role::Root, found, expected: 2 });
        assert_eq!(repo.client().update(&repo).err(), Some(wrong));
    }
}

#[test]
fn r_22_kept_the_last_root_is_good() {
    let (repo, mut client) = updated();
    client.now = time("2026-12-31T23:59:59Z");
    assert!(client.update(&repo).is_ok());
}

#[test]
fn r_22_broken_the_last_root_has_expired_but_stays() {
    let mut repo = Repo::new();
    repo.rotate(|root| root["expires"] = json!(PAST));
    let mut client = repo.client();
    assert_eq!(client.update(&repo).err(), expired(Role::Root, 2, PAST));
    assert_eq!(client.asked, ["2.root.json", "3.root.json"]);
    assert_eq!(client.store.keys().collect::<Vec<_>>(), ["2.root.json"]);
}

/// The versions that an attacker with the online key has raised, and the key that replaces it.
fn fast_forwarded() -> (Repo, Client) {
    let mut repo = Repo::new();
    version(&mut repo.timestamp, 999_999);
    version(&mut repo.snapshot, 999_999);
    version(&mut repo.targets, 999_999);
    repo.publish();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    for signed in [&mut repo.timestamp, &mut repo.snapshot, &mut repo.targets] {
        version(signed, 2);
    }
    (repo, client)
}

#[test]
fn r_23_accepted_versions_go_back_when_the_online_keys_have_changed() {
    let (mut repo, mut client) = fast_forwarded();
    repo.publish();
    assert_eq!(client.update(&repo).err(), rollback("timestamp.json", 2, 999_999));

    repo.rotate(|root| {
        root["keys"]["online-2"] = key_json("online-2");
        for role in ["timestamp", "snapshot"] {
            root["roles"][role] = json!({"keyids": ["online-2"], "threshold": 1});
        }
    });
    (repo.signers[1], repo.signers[2]) = (vec!["online-2"], vec!["online-2"]);
    repo.publish();
    let trusted = client.update(&repo).unwrap();
    assert_eq!((trusted.timestamp().header.version, trusted.targets().header.version), (2, 2));
    // Once: the second update has something to compare with again.
    version(&mut repo.timestamp, 1);
    repo.publish_timestamp();
    assert_eq!(client.update(&repo).err(), rollback("timestamp.json", 1, 2));
}

#[test]
fn r_23_accepted_either_role_s_keys_are_enough() {
    for role in ["timestamp", "snapshot"] {
        let (mut repo, mut client) = fast_forwarded();
        // The old key may still sign: only the comparison of the roots tells.
        repo.rotate(|root| {
            root["keys"]["online-2"] = key_json("online-2");
            root["roles"][role]["keyids"] = json!(["online", "online-2"]);
        });
        repo.publish();
        assert_eq!(client.update(&repo).unwrap().timestamp().header.version, 2, "{role}");
    }
}

#[test]
fn r_23_accepted_a_new_id_of_a_key_is_no_change() {
    let (mut repo, mut client) = fast_forwarded();
    repo.rotate(|root| {
        root["keys"]["renamed"] = key_json("online");
        root["roles"]["timestamp"]["keyids"] = json!(["online", "renamed"]);
    });
    repo.publish();
    assert_eq!(client.update(&repo).err(), rollback("timestamp.json", 2, 999_999));
}

#[test]
fn r_23_accepted_a_new_threshold_is_a_change() {
    let mut repo = Repo::new();
    repo.signers[2] = vec!["online", "online-2"];
    repo.root["keys"]["online-2"] = key_json("online-2");
    repo.root["roles"]["snapshot"]["keyids"] = json!(["online", "online-2"]);
    repo.publish_root();
    version(&mut repo.timestamp, 999_999);
    repo.publish();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    version(&mut repo.timestamp, 2);
    repo.publish();
    assert_eq!(client.update(&repo).err(), rollback("timestamp.json", 2, 999_999));
    repo.rotate(|root| root["roles"]["snapshot"]["threshold"] = json!(2));
    assert_eq!(client.update(&repo).unwrap().timestamp().header.version, 2);
}

#[test]
fn r_23_accepted_a_stored_file_of_other_keys_binds_nothing() {
    // The new root is stored, but the update broke off before it deleted the rest.
    let (mut repo, mut client) = fast_forwarded();
    repo.rotate(|root| {
        root["keys"]["online-2"] = key_json("online-2");
        root["roles"]["snapshot"] = json!({"keyids": ["online-2"], "threshold": 1});
    });
    repo.signers[2] = vec!["online-2"];
    repo.publish();
    client.store.insert("2.root.json".into(), repo.files["2.root.json"].clone());
    assert_eq!(client.update(&repo).unwrap().timestamp().header.version, 2);
    let discarded = client.accepted.iter().filter_map(|accepted| match &accepted.outcome {
        Outcome::Discarded { why } => Some((accepted.role.clone(), why.clone())),
        _ => None,
    });
    let why = threshold(Role::Snapshot, 2, 0, 1).unwrap();
    let targets = Error::File(File::Length { file: "targets.json".into(), found: 0, expected: 0 });
    let mut discarded: Vec<_> = discarded.collect();
    assert_eq!(discarded.remove(0), (Role::Snapshot, why));
    assert_eq!(discarded.len(), 1);
    assert!(
        matches!(discarded.remove(0), (Role::Targets, Error::File(File::Length { .. }))),
        "{targets:?}"
    );
}

#[test]
fn r_24_kept_a_newer_timestamp_and_one_of_the_same_version() {
    let (mut repo, mut client) = updated();
    client.update(&repo).unwrap();
    assert_eq!(*client.outcome(&Role::Timestamp), Outcome::Unchanged { version: 1 });
    // Other content under the same version is not looked at.
    let kept = client.store["timestamp.json"].clone();
    repo.timestamp["x"] = json!("other");
    repo.publish_timestamp();
    client.update(&repo).unwrap();
    assert_eq!(client.store["timestamp.json"], kept);

    repo.release();
    assert_eq!(client.update(&repo).unwrap().timestamp().header.version, 2);
    let Outcome::Trusted(change) = client.outcome(&Role::Timestamp) else { panic!() };
    assert_eq!((change.previous, change.version), (Some(1), 2));
    assert_eq!(change.signed_by, ["online"]);
}

#[test]
fn r_24_broken_an_older_timestamp_even_than_one_that_has_expired() {
    let (mut repo, _) = updated();
    repo.timestamp["expires"] = json!("2026-06-02T00:00:00Z");
    repo.release();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    client.now = time("2026-07-01T00:00:00Z");
    repo.timestamp["expires"] = json!("2027-01-01T00:00:00Z");
    version(&mut repo.timestamp, 1);
    repo.publish_timestamp();
    assert_eq!(client.update(&repo).err(), rollback("timestamp.json", 1, 2));
}

#[test]
fn r_24_broken_a_newer_timestamp_with_an_older_snapshot() {
    let (mut repo, _) = updated();
    repo.release();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    version(&mut repo.timestamp, 3);
    version(&mut repo.snapshot, 1);
    repo.publish_snapshot();
    assert_eq!(client.update(&repo).err(), rollback("snapshot.json", 1, 2));
}

#[test]
fn r_24_broken_a_timestamp_of_other_keys_or_expired_or_none() {
    let mut repo = Repo::new();
    repo.signers[1] = vec!["targets"];
    repo.publish_timestamp();
    assert_eq!(repo.client().update(&repo).err(), threshold(Role::Timestamp, 1, 0, 1));

    let mut repo = Repo::new();
    repo.timestamp["expires"] = json!(PAST);
    repo.publish_timestamp();
    assert_eq!(repo.client().update(&repo).err(), expired(Role::Timestamp, 1, PAST));

    repo.files.remove("timestamp.json");
    let (file, source) = ("timestamp.json".into(), Source::Repository);
    assert_eq!(repo.client().update(&repo).err(), Some(Error::Missing { file, source }));
}

#[test]
fn r_25_kept_a_newer_one_after_the_stored_one_has_expired() {
    let mut repo = Repo::new();
    repo.timestamp["expires"] = json!("2026-06-02T00:00:00Z");
    repo.publish();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    client.now = time("2026-07-01T00:00:00Z");
    repo.timestamp["expires"] = json!("2027-01-01T00:00:00Z");
    repo.release();
    assert_eq!(client.update(&repo).unwrap().timestamp().header.version, 2);
}

#[test]
fn r_25_broken_nothing_newer_than_one_that_has_expired() {
    let mut repo = Repo::new();
    repo.timestamp["expires"] = json!("2026-06-02T00:00:00Z");
    repo.publish();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    client.now = time("2026-06-02T00:00:00Z");
    // The same version again with a later end, which is not looked at.
    repo.timestamp["expires"] = json!("2027-01-01T00:00:00Z");
    repo.publish_timestamp();
    let frozen = Error::File(File::Expired {
        role: Role::Timestamp,
        version: 1,
        expires: client.now,
        now: client.now,
    });
    assert_eq!(client.update(&repo).err(), Some(frozen));
}

#[test]
fn r_26_kept_every_file_is_listed_with_its_version_or_a_later_one() {
    let (mut repo, mut client) = updated();
    repo.delegated.insert("new".into(), crate::lab::targets_json(&[]));
    repo.release();
    let trusted = client.update(&repo).unwrap();
    assert_eq!((trusted.snapshot().header.version, trusted.targets().header.version), (2, 2));
}

#[test]
fn r_26_broken_another_version_than_the_timestamp_lists() {
    let mut repo = Repo::new();
    repo.timestamp["meta"]["snapshot.json"] = json!({"version": 2});
    repo.publish_timestamp();
    repo.files.insert("2.snapshot.json".into(), repo.files["1.snapshot.json"].clone());
    let wrong = Error::File(File::Version { role: Role::Snapshot, found: 1, expected: 2 });
    assert_eq!(repo.client().update(&repo).err(), Some(wrong));
}

#[test]
fn r_26_broken_a_file_goes_back_or_away() {
    let mut repo = Repo::new();
    repo.delegated.insert("role".into(), crate::lab::targets_json(&[]));
    version(repo.delegated.get_mut("role").unwrap(), 7);
    repo.publish();
    let mut client = repo.client();
    client.update(&repo).unwrap();

    version(repo.delegated.get_mut("role").unwrap(), 6);
    repo.release();
    assert_eq!(client.update(&repo).err(), rollback("role.json", 6, 7));

    repo.delegated.clear();
    repo.snapshot["meta"] = json!({});
    repo.release();
    let removed = Error::File(File::Removed { file: "role.json".into(), trusted: 7 });
    assert_eq!(client.update(&repo).err(), Some(removed));
}

#[test]
fn r_26_broken_other_keys_or_expired_or_without_targets() {
    let mut repo = Repo::new();
    repo.signers[2] = vec!["targets"];
    repo.publish();
    assert_eq!(repo.client().update(&repo).err(), threshold(Role::Snapshot, 1, 0, 1));

    let mut repo = Repo::new();
    repo.snapshot["expires"] = json!(PAST);
    repo.publish();
    assert_eq!(repo.client().update(&repo).err(), expired(Role::Snapshot, 1, PAST));

    let mut repo = Repo::new();
    repo.snapshot["meta"] = json!({});
    repo.publish_snapshot();
    let missing = ErrorKind::MissingMember { name: "targets.json" };
    let found = json_error(repo.client().update(&repo).err());
    assert_eq!(found, ("$.signed.meta".into(), missing));
}

#[test]
fn r_27_kept_length_and_hashes_may_be_absent() {
    let mut repo = Repo::new();
    repo.snapshot["meta"]["targets.json"] = json!({"version": 1});
    repo.publish_snapshot();
    repo.timestamp["meta"]["snapshot.json"] = json!({"version": 1});
    repo.publish_timestamp();
    assert!(repo.client().update(&repo).is_ok());
}

#[test]
fn r_27_broken_another_version_other_keys_or_expired() {
    let mut repo = Repo::new();
    repo.snapshot["meta"]["targets.json"] = json!({"version": 2});
    repo.publish_snapshot();
    repo.files.insert("2.targets.json".into(), repo.files["1.targets.json"].clone());
    let wrong = Error::File(File::Version { role: Role::Targets, found: 1, expected: 2 });
    assert_eq!(repo.client().update(&repo).err(), Some(wrong));

    let mut repo = Repo::new();
    repo.signers[3] = vec!["online"];
    repo.publish();
    assert_eq!(repo.client().update(&repo).err(), threshold(Role::Targets, 1, 0, 1));

    let mut repo = Repo::new();
    repo.targets["expires"] = json!(PAST);
    repo.publish();
    assert_eq!(repo.client().update(&repo).err(), expired(Role::Targets, 1, PAST));
}

#[test]
fn r_28_accepted_what_was_accepted_before_a_failure_stays() {
    let (mut repo, mut client) = updated();
    repo.rotate(|_| {});
    repo.release();
    let good = repo.files.remove("2.targets.json").unwrap();
    let (file, source) = ("2.targets.json".into(), Source::Repository);
    assert_eq!(client.update(&repo).err(), Some(Error::Missing { file, source }));
    for (name, file) in [("timestamp.json", "timestamp.json"), ("snapshot.json", "2.snapshot.json")]
    {
        assert_eq!(client.store[name], repo.files[file]);
    }
    assert_eq!(client.store["2.root.json"], repo.files["2.root.json"]);
    repo.files.insert("2.targets.json".into(), good);
    assert_eq!(client.update(&repo).unwrap().targets().header.version, 2);
    assert_eq!(client.asked, ["3.root.json", "timestamp.json", "2.targets.json"]);
}

#[test]
fn r_28_accepted_the_same_file_can_be_given_again() {
    let repo = Repo::new();
    let mut refresh = Refresh::pinned(&repo.pinned(), AwsLcSuite, now()).unwrap();
    while let Some(want) = refresh.next() {
        if want.source == Source::Repository && want.role != Role::Root {
            assert!(refresh.accept(Answer::Bytes(b"{")).is_err());
            assert_eq!(refresh.next(), Some(want.clone()));
        }
        let file = Some(want.source).filter(|source| *source == Source::Repository);
        let file = file.and_then(|_| repo.files.get(&want.repository_name()));
        refresh.accept(file.map_or(Answer::Absent, |bytes| Answer::Bytes(bytes))).unwrap();
    }
    assert_eq!(refresh.accept(Answer::Absent), Err(Error::NothingWanted));
    assert!(refresh.finish().is_ok());
}

#[test]
fn r_29_accepted_what_is_asked_for_the_first_time_and_the_second() {
    let repo = Repo::new();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    let first = ["2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"];
    assert_eq!(client.asked, first);
    client.update(&repo).unwrap();
    assert_eq!(client.asked, ["2.root.json", "timestamp.json"]);
}

#[test]
fn r_29_accepted_names_without_consistent_snapshots() {
    let mut repo = Repo::new();
    repo.root["consistent_snapshot"] = json!(false);
    repo.publish_root();
    repo.publish();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    assert_eq!(client.asked, ["2.root.json", "timestamp.json", "snapshot.json", "targets.json"]);
    let target = client.get(&repo, "dir/inner.txt").unwrap();
    assert_eq!(target.repository_name(), "dir/inner.txt");
}

#[test]
fn r_40_shape_nothing_is_trusted_before_the_update_ends() {
    let repo = Repo::new();
    let refresh = Refresh::pinned(&repo.pinned(), AwsLcSuite, now()).unwrap();
    let wanted = "2.root.json".into();
    assert_eq!(refresh.finish().err(), Some(Error::Unfinished { wanted }));
}

#[test]
fn offline_all_of_the_store_must_be_there_and_good() {
    let (mut repo, mut client) = updated();
    repo.rotate(|_| {});
    repo.release();
    client.update(&repo).unwrap();
    let trusted = client.offline().unwrap();
    assert_eq!((trusted.root().header().version, trusted.targets().header.version), (2, 2));

    for file in ["timestamp.json", "snapshot.json", "targets.json"] {
        let kept = client.store.remove(file).unwrap();
        let missing = Error::Missing { file: file.into(), source: Source::Store };
        assert_eq!(client.offline().err(), Some(missing), "{file}");
        client.store.insert(file.into(), kept);
    }
    client.now = time("2027-01-01T00:00:00Z");
    let (expires, now) = (client.now, client.now);
    let expired = Error::File(File::Expired { role: Role::Root, version: 2, expires, now });
    assert_eq!(client.offline().err(), Some(expired));
}

#[test]
fn offline_nothing_that_has_expired_or_is_not_what_is_listed() {
    let mut repo = Repo::new();
    for (role, expires) in
        [(Role::Timestamp, "2026-06-02T00:00:00Z"), (Role::Snapshot, "2026-06-03T00:00:00Z")]
    {
        let signed = match role {
            Role::Timestamp => &mut repo.timestamp,
            _ => &mut repo.snapshot,
        };
        signed["expires"] = json!(expires);
    }
    repo.publish();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    client.now = time("2026-06-02T00:00:00Z");
    let expires = client.now;
    let expired = File::Expired { role: Role::Timestamp, version: 1, expires, now: client.now };
    assert_eq!(client.offline().err(), Some(expired.into()));

    repo.timestamp["expires"] = json!("2027-01-01T00:00:00Z");
    repo.release();
    client.update(&repo).unwrap();
    client.now = time("2026-06-03T00:00:00Z");
    let expires = client.now;
    let expired = File::Expired { role: Role::Snapshot, version: 2, expires, now: client.now };
    assert_eq!(client.offline().err(), Some(expired.into()));

    // Where only the version is listed, only that tells.
    client.now = now();
    repo.timestamp["meta"]["snapshot.json"] = json!({"version": 2});
    version(&mut repo.timestamp, 3);
    repo.publish_timestamp();
    client.store.insert("timestamp.json".into(), repo.files["timestamp.json"].clone());
    assert!(client.offline().is_ok());
    let older = repo.files["1.snapshot.json"].clone();
    client.store.insert("snapshot.json".into(), older);
    let wrong = File::Version { role: Role::Snapshot, found: 1, expected: 2 };
    assert_eq!(client.offline().err(), Some(wrong.into()));
}

#[test]
fn r_26_kept_a_stored_snapshot_that_is_not_the_one_listed_is_fetched_again() {
    // Of the same version, in other bytes.
    let (mut repo, mut client) = updated();
    let other = sign(&repo.snapshot, &["online", "targets"]);
    client.store.insert("snapshot.json".into(), other);
    client.update(&repo).unwrap();
    assert_eq!(client.asked, ["2.root.json", "timestamp.json", "1.snapshot.json"]);

    // Expired.
    repo.snapshot["expires"] = json!("2026-06-02T00:00:00Z");
    repo.release();
    client.update(&repo).unwrap();
    client.now = time("2026-06-02T00:00:00Z");
    let (expires, now) = (client.now, client.now);
    let frozen = File::Expired { role: Role::Snapshot, version: 2, expires, now };
    assert_eq!(client.update(&repo).err(), Some(frozen.into()));
    assert_eq!(client.asked, ["2.root.json", "timestamp.json", "2.snapshot.json"]);
}

#[test]
fn r_23_accepted_what_is_stored_is_not_even_asked_for_when_the_online_keys_have_changed() {
    for changed in [false, true] {
        let mut repo = Repo::new();
        repo.rotate(|root| {
            root["keys"]["online-2"] = key_json("online-2");
            let role = if changed { "timestamp" } else { "targets" };
            root["roles"][role]["keyids"] = json!(["online", "online-2"]);
        });
        let mut refresh = Refresh::pinned(&repo.pinned(), AwsLcSuite, now()).unwrap();
        refresh.accept(Answer::Absent).unwrap();
        refresh.accept(Answer::Bytes(&repo.files["2.root.json"])).unwrap();
        refresh.accept(Answer::Absent).unwrap();
        let want = refresh.next().unwrap();
        let source = if changed { Source::Repository } else { Source::Store };
        assert_eq!((want.role, want.source), (Role::Timestamp, source));
    }
}
