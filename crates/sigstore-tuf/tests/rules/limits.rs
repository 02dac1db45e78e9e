//! How much is read.

use serde_json::json;
use sigstore_crypto::AwsLcSuite;
use sigstore_tuf::{Answer, Error, MAX_ROLES, MAX_ROOTS, MAX_TARGET, Refresh, Source};
use sigstore_tuf_metadata::{
    MAX_KEY_IDS, MAX_KEYS, MAX_ROOT, MAX_SIGNATURES, MAX_SNAPSHOT, MAX_TARGETS, MAX_TIMESTAMP,
    Role, TargetName,
};

use crate::files::value;
use crate::lab::{Repo, delegate, delegation, file, key_json, now, sign, targets_json};

/// The greatest lengths that an update wants from the repository.
fn wanted(repo: &Repo) -> Vec<(Role, u64)> {
    let mut refresh = Refresh::pinned(&repo.pinned(), AwsLcSuite, now()).unwrap();
    let mut lengths = Vec::new();
    while let Some(want) = refresh.next() {
        let bytes = repo.files.get(&want.repository_name());
        let bytes = bytes.filter(|_| want.source == Source::Repository);
        if want.source == Source::Repository {
            lengths.push((want.role, want.max_length));
        }
        refresh.accept(bytes.map_or(Answer::Absent, |bytes| Answer::Bytes(bytes))).unwrap();
    }
    lengths
}

#[test]
fn r_48_kept_the_listed_length_bounds_a_file_or_a_fixed_one() {
    let mut repo = Repo::new();
    let length = |name: &str| u64::try_from(repo.files[name].len()).unwrap();
    let expected = [
        (Role::Root, MAX_ROOT),
        (Role::Timestamp, MAX_TIMESTAMP),
        (Role::Snapshot, length("1.snapshot.json")),
        (Role::Targets, length("1.targets.json")),
    ];
    assert_eq!(wanted(&repo), expected);

    repo.snapshot["meta"]["targets.json"] = json!({"version": 1});
    repo.publish_snapshot();
    repo.timestamp["meta"]["snapshot.json"] = json!({"version": 1});
    repo.publish_timestamp();
    assert_eq!(wanted(&repo)[2..], [(Role::Snapshot, MAX_SNAPSHOT), (Role::Targets, MAX_TARGETS)]);
}

#[test]
fn r_48_broken_endless_files() {
    let mut repo = Repo::new();
    let long = |max: u64| vec![b' '; usize::try_from(max).unwrap() + 1];
    repo.files.insert("timestamp.json".into(), long(MAX_TIMESTAMP));
    let (file, found) = ("timestamp.json".into(), MAX_TIMESTAMP + 1);
    let endless = Error::TooLong { file, found, max: MAX_TIMESTAMP };
    assert_eq!(repo.client().update(&repo).err(), Some(endless));

    repo.files.insert("2.root.json".into(), long(MAX_ROOT));
    let (file, found) = ("2.root.json".into(), MAX_ROOT + 1);
    let endless = Error::TooLong { file, found, max: MAX_ROOT };
    assert_eq!(repo.client().update(&repo).err(), Some(endless));

    let error = Refresh::pinned(&long(MAX_ROOT), AwsLcSuite, now()).err();
    let (file, found) = ("root.json".into(), MAX_ROOT + 1);
    assert_eq!(error, Some(Error::TooLong { file, found, max: MAX_ROOT }));
}

#[test]
fn r_48_broken_a_listed_length_above_the_fixed_one() {
    let mut repo = Repo::new();
    repo.timestamp["meta"]["snapshot.json"] = json!({"version": 1, "length": u64::MAX});
    repo.publish_timestamp();
    repo.files.insert("1.snapshot.json".into(), vec![b' '; 2_000_001]);
    let file = "1.snapshot.json".into();
    let endless = Error::TooLong { file, found: MAX_SNAPSHOT + 1, max: MAX_SNAPSHOT };
    assert_eq!(repo.client().update(&repo).err(), Some(endless));
}

#[test]
fn r_48_broken_more_roots_than_one_update_takes() {
    let mut repo = Repo::new();
    for _ in 0..=MAX_ROOTS {
        repo.rotate(|_| {});
    }
    let mut client = repo.client();
    let version = u64::from(MAX_ROOTS) + 2;
    assert_eq!(client.update(&repo).err(), Some(Error::TooManyRoots { version }));
    // What it took is stored, and the next update goes on from there.
    assert_eq!(client.update(&repo).unwrap().root().header().version, version);
    assert_eq!(client.asked[0], format!("{version}.root.json"));
}

#[test]
fn r_48_broken_too_many_signatures_keys_and_key_ids() {
    let repo = Repo::new();
    let signatures: Vec<_> =
        (0..=MAX_SIGNATURES).map(|id| json!({"keyid": id.to_string(), "sig": ""})).collect();
    let many = file(&repo.root, &signatures);
    let found = value(Refresh::pinned(&many, AwsLcSuite, now()).err());
    assert_eq!(found, ("$.signatures".into(), "at most 256 signatures", "257".into(), "R-48"));

    let mut root = repo.root.clone();
    for id in 0..=MAX_KEYS {
        root["keys"][id.to_string()] = key_json("root-a");
    }
    let found = value(Refresh::pinned(&sign(&root, &["root-a"]), AwsLcSuite, now()).err());
    assert_eq!(found, ("$.signed.keys".into(), "at most 1024 keys", "1030".into(), "R-48"));

    let mut root = repo.root.clone();
    root["roles"]["root"]["keyids"] = json!(vec!["root-a"; MAX_KEY_IDS + 1]);
    let found = value(Refresh::pinned(&sign(&root, &["root-a"]), AwsLcSuite, now()).err());
    let place = "$.signed.roles.root.keyids".to_owned();
    assert_eq!(found, (place, "at most 1024 key ids", "1025".into(), "R-48"));
}

#[test]
fn r_48_broken_more_roles_than_are_asked() {
    let mut repo = Repo::new();
    let names: Vec<_> = (0..=MAX_ROLES).map(|role| format!("role-{role:02}")).collect();
    let delegations: Vec<_> = names.iter().map(|name| delegation(name, &["*"], false)).collect();
    delegate(&mut repo.targets, &delegations);
    for name in &names {
        repo.delegated.insert(name.clone(), targets_json(&[]));
    }
    repo.publish();
    let mut client = repo.client();
    let (name, role) = ("none".into(), "role-32".into());
    assert_eq!(client.get(&repo, "none"), Err(Error::TooManyRoles { name, role }));
    assert_eq!(client.asked.len(), 4 + MAX_ROLES);
}

#[test]
fn r_48_broken_a_target_and_names_that_are_too_long() {
    let mut repo = Repo::new();
    repo.targets["targets"]["file.txt"]["length"] = json!(MAX_TARGET + 1);
    repo.publish();
    let trusted = repo.client().update(&repo).unwrap();
    let search = trusted.search(TargetName::parse("file.txt").unwrap());
    assert_eq!(search.next(), None);
    let (file, found) = ("file.txt".into(), MAX_TARGET + 1);
    assert_eq!(search.target(), Err(Error::TooLong { file, found, max: MAX_TARGET }));

    let mut repo = Repo::new();
    delegate(&mut repo.targets, &[delegation("role", &[&"a".repeat(1_025)], false)]);
    repo.publish();
    let found = value(repo.client().update(&repo).err());
    let place = "$.signed.delegations.roles[0].paths[0]".to_owned();
    assert_eq!(found, (place, "at most 1024 bytes", "1025".into(), "R-48"));
}
