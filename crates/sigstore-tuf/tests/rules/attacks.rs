//! The attacks that TUF is made against (section 1.5.2), each with the check that stops it, and
//! those that clients of it have met.

use serde_json::{Value, json};
use sigstore_crypto::AwsLcSuite;
use sigstore_traits::Refusal;
use sigstore_tuf::{Answer, Error, Outcome, Refresh, Search, Source};
use sigstore_tuf_metadata::{Error as File, MAX_TIMESTAMP, Role, TargetName};

use crate::lab::{
    Client, Repo, content, delegate, delegation, key_json, now, sha256, sign, targets_json, time,
};

/// An attack: what an attacker does to a repository after a client has updated from it, and the code
/// and rule of the error that the client gets instead of a target.
struct Attack {
    name: &'static str,
    attack: fn(&mut Repo, &mut Client),
    code: &'static str,
    rule: &'static str,
}

fn bump(signed: &mut Value) {
    signed["version"] = json!(signed["version"].as_u64().unwrap() + 1);
}

const ATTACKS: &[Attack] = &[
    Attack {
        name: "arbitrary software: targets that a stranger signed",
        attack: |repo, _| {
            repo.signers[3] = vec!["stranger"];
            repo.release();
        },
        code: "tuf-threshold",
        rule: "R-13",
    },
    Attack {
        name: "arbitrary software: the online key signs targets",
        attack: |repo, _| {
            repo.signers[3] = vec!["online"];
            repo.release();
        },
        code: "tuf-threshold",
        rule: "R-13",
    },
    Attack {
        name: "arbitrary software: a root that one stolen key signed",
        attack: |repo, _| {
            repo.signers[0] = vec!["root-a"];
            repo.rotate(|root| root["roles"]["targets"]["keyids"] = json!(["root-a"]));
        },
        code: "tuf-threshold",
        rule: "R-13",
    },
    Attack {
        name: "arbitrary software: the bytes of a target",
        attack: |repo, _| {
            repo.targets["targets"]["file.txt"]["hashes"]["sha256"] = json!("00".repeat(32));
            repo.release();
        },
        code: "tuf-hash",
        rule: "R-11",
    },
    Attack {
        name: "rollback of the timestamp",
        attack: |repo, client| {
            let old = repo.files["timestamp.json"].clone();
            repo.release();
            client.update(repo).unwrap();
            repo.files.insert("timestamp.json".into(), old);
        },
        code: "tuf-rollback",
        rule: "R-24",
    },
    Attack {
        name: "rollback of the snapshot, by the timestamp's key",
        attack: |repo, client| {
            repo.release();
            client.update(repo).unwrap();
            bump(&mut repo.timestamp);
            repo.timestamp["meta"]["snapshot.json"] = json!({"version": 1});
            repo.publish_timestamp();
        },
        code: "tuf-rollback",
        rule: "R-24",
    },
    Attack {
        name: "rollback of targets, by the snapshot's key",
        attack: |repo, client| {
            repo.release();
            client.update(repo).unwrap();
            bump(&mut repo.timestamp);
            bump(&mut repo.snapshot);
            repo.snapshot["meta"]["targets.json"] = json!({"version": 1});
            repo.publish_snapshot();
        },
        code: "tuf-rollback",
        rule: "R-26",
    },
    Attack {
        name: "rollback of the root",
        attack: |repo, client| {
            repo.rotate(|_| {});
            client.update(repo).unwrap();
            repo.files.insert("3.root.json".into(), repo.files["1.root.json"].clone());
        },
        code: "tuf-version",
        rule: "R-21",
    },
    Attack {
        name: "freeze: the same timestamp for ever",
        attack: |_, client| client.now = time("2027-01-01T00:00:00Z"),
        // The root ends at the same time, and comes first.
        code: "tuf-expired",
        rule: "R-15",
    },
    Attack {
        name: "freeze: roots are withheld",
        attack: |repo, client| {
            repo.rotate(|root| root["expires"] = json!("2026-06-02T00:00:00Z"));
            client.update(repo).unwrap();
            client.now = time("2026-06-03T00:00:00Z");
        },
        code: "tuf-expired",
        rule: "R-15",
    },
    Attack {
        name: "freeze: the timestamp is withheld",
        attack: |repo, _| _ = repo.files.remove("timestamp.json"),
        code: "tuf-missing",
        rule: "R-28",
    },
    Attack {
        name: "mix and match: a snapshot of another time",
        attack: |repo, _| {
            let old = repo.files["1.snapshot.json"].clone();
            repo.release();
            repo.files.insert("2.snapshot.json".into(), old);
        },
        code: "tuf-hash",
        rule: "R-11",
    },
    Attack {
        name: "mix and match: targets of another time, where only versions are listed",
        attack: |repo, _| {
            let old = repo.files["1.targets.json"].clone();
            repo.release();
            repo.snapshot["meta"]["targets.json"] = json!({"version": 2});
            repo.publish_snapshot();
            repo.files.insert("2.targets.json".into(), old);
        },
        code: "tuf-version",
        rule: "R-27",
    },
    Attack {
        name: "endless data: the timestamp",
        attack: |repo, _| {
            let endless = vec![b'{'; usize::try_from(MAX_TIMESTAMP).unwrap() + 1];
            repo.files.insert("timestamp.json".into(), endless);
        },
        code: "tuf-too-long",
        rule: "R-48",
    },
    Attack {
        name: "endless data: targets longer than listed",
        attack: |repo, _| {
            repo.release();
            repo.files.get_mut("2.targets.json").unwrap().push(b'\n');
        },
        code: "tuf-too-long",
        rule: "R-48",
    },
    Attack {
        name: "fast forward: a version that nothing follows, by the timestamp's key",
        attack: |repo, client| {
            let good = repo.files["timestamp.json"].clone();
            repo.timestamp["version"] = json!(u64::MAX);
            repo.publish_timestamp();
            client.update(repo).unwrap();
            // Recovery without new keys is a rollback; with new keys: R-23.
            repo.files.insert("timestamp.json".into(), good);
        },
        code: "tuf-rollback",
        rule: "R-24",
    },
    Attack {
        name: "wrong delegatee: a role speaks of what is not its own",
        attack: |repo, _| {
            let mut targets = targets_json(&[]);
            delegate(&mut targets, &[delegation("role", &["other/*"], false)]);
            targets["version"] = json!(1);
            repo.targets = targets;
            repo.delegated.insert("role".into(), targets_json(&["file.txt"]));
            repo.release();
        },
        code: "tuf-unknown-target",
        rule: "R-41",
    },
    Attack {
        name: "key compromise: a key that a new root no longer names",
        attack: |repo, _| {
            repo.rotate(|root| {
                root["keys"]["targets-2"] = key_json("targets-2");
                root["roles"]["targets"]["keyids"] = json!(["targets-2"]);
            });
            repo.release();
        },
        code: "tuf-threshold",
        rule: "R-13",
    },
];

/// The target and its bytes, or why not.
fn get(client: &mut Client, repo: &Repo) -> Result<(), Error> {
    Ok(client.get(repo, "file.txt")?.check(&content("file.txt"), &AwsLcSuite)?)
}

#[test]
fn each_attack_meets_its_check() {
    for Attack { name, attack, code, rule } in ATTACKS {
        let mut repo = Repo::new();
        let mut client = repo.client();
        assert_eq!(get(&mut client, &repo), Ok(()), "{name}");
        attack(&mut repo, &mut client);
        let error = get(&mut client, &repo).expect_err(name);
        assert_eq!((error.code(), error.rule().id), (*code, *rule), "{name}: {error}");
    }
}

#[test]
fn a_31_the_stored_timestamp_bounds_the_next_even_if_the_clock_went_back() {
    let mut repo = Repo::new();
    let old = repo.files["timestamp.json"].clone();
    repo.release();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    client.now = time("2020-01-01T00:00:00Z");
    repo.files.insert("timestamp.json".into(), old);
    let rollback =
        Error::File(File::Rollback { file: "timestamp.json".into(), found: 1, trusted: 2 });
    assert_eq!(client.update(&repo).err(), Some(rollback));
}

#[test]
fn a_32_a_threshold_of_none_in_a_delegation() {
    let mut repo = Repo::new();
    let mut role = delegation("role", &["*"], false);
    role["threshold"] = json!(0);
    delegate(&mut repo.targets, &[role]);
    repo.publish();
    let error = repo.client().update(&repo).unwrap_err();
    assert_eq!((error.code(), error.rule().id), ("tuf-value", "R-13"));
}

#[test]
fn a_33_bad_json_from_a_server_is_an_error_wherever_it_stands() {
    let repo = Repo::new();
    let mut cases = 0;
    for (name, good) in &repo.files {
        let document: Value = serde_json::from_slice(good).unwrap();
        for spoiled in spoiled(&document) {
            let mut repo = Repo::new();
            repo.files.insert(name.clone(), serde_json::to_vec(&spoiled).unwrap());
            let pinned = repo.pinned();
            assert!(Client::new(pinned).update(&repo).is_err(), "{name}: {spoiled}");
            cases += 1;
        }
    }
    assert!(cases > 300, "{cases}");
}

#[test]
fn a_33_bad_json_from_a_server_that_has_the_keys_is_an_error_or_harmless() {
    let mut repo = Repo::new();
    delegate(&mut repo.targets, &[delegation("role", &["*.txt"], false)]);
    repo.publish();
    repo.snapshot["meta"]["targets.json"] = json!({"version": 1});
    repo.publish_snapshot();
    repo.timestamp["meta"]["snapshot.json"] = json!({"version": 1});
    repo.publish_timestamp();
    let files: [(&str, &Value, &[&str]); 4] = [
        ("2.root.json", &repo.root, &["root-a", "root-b"]),
        ("timestamp.json", &repo.timestamp, &["online"]),
        ("1.snapshot.json", &repo.snapshot, &["online"]),
        ("1.targets.json", &repo.targets, &["targets"]),
    ];
    let (mut refused, mut harmless) = (0, 0);
    for (name, signed, signers) in files {
        for spoiled in spoiled(signed) {
            let mut files = repo.files.clone();
            files.insert(name.into(), sign(&spoiled, signers));
            match Client::new(repo.pinned()).update(&Repo { files, ..Repo::new() }) {
                Ok(_) => harmless += 1,
                Err(_) => refused += 1,
            }
        }
    }
    // Of a member that may be absent, null says the same.
    assert!(refused > 250 && harmless < 10, "{refused} {harmless}");
}

/// The document with each of its values in turn replaced by a few that it must not be.
fn spoiled(document: &Value) -> Vec<Value> {
    let mut pointers = Vec::new();
    pointers_into(document, String::new(), &mut pointers);
    let wrong = [json!(null), json!([{}]), json!({"": []}), json!(-1)];
    let all = pointers.iter().flat_map(|pointer| wrong.iter().map(move |to| (pointer, to)));
    all.map(|(pointer, to)| {
        let mut spoiled = document.clone();
        *spoiled.pointer_mut(pointer).unwrap() = to.clone();
        spoiled
    })
    .collect()
}

fn pointers_into(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            pointers_into(value, format!("{at}/{}", name.replace('/', "~1")), out);
        }),
        Value::Array(elements) => elements.iter().enumerate().for_each(|(index, value)| {
            pointers_into(value, format!("{at}/{index}"), out);
        }),
        _ => {}
    }
    out.push(at);
}

#[test]
fn a_34_one_signature_given_twice_is_no_two_signatures() {
    let repo = Repo::new();
    let twice = sign(&repo.root, &["root-a", "root-a"]);
    let error = Refresh::pinned(&twice, AwsLcSuite, now()).unwrap_err();
    assert_eq!((error.code(), error.rule().id), ("tuf-value", "R-13"));
}

#[test]
fn a_35_nothing_is_to_be_stored_before_all_checks_are_behind_it() {
    let mut repo = Repo::new();
    repo.targets["expires"] = json!("2026-05-31T00:00:00Z");
    repo.publish();
    let mut client = repo.client();
    client.update(&repo).unwrap_err();
    assert_eq!(client.store.keys().collect::<Vec<_>>(), ["snapshot.json", "timestamp.json"]);
}

#[test]
fn a_35_a_delegated_role_does_not_go_back() {
    let mut repo = Repo::new();
    delegate(&mut repo.targets, &[delegation("role", &["f"], false)]);
    repo.delegated.insert("role".into(), targets_json(&["f"]));
    repo.publish();
    let old = repo.files["1.role.json"].clone();
    repo.delegated.get_mut("role").unwrap()["version"] = json!(2);
    repo.release();
    let mut client = repo.client();
    client.get(&repo, "f").unwrap();
    client.store.insert("role.json".into(), old.clone());
    repo.files.insert("2.role.json".into(), old);
    let error = client.get(&repo, "f").unwrap_err();
    // The stored one is passed over for the same reason as the repository's is refused.
    let role = Role::Delegated("role".into());
    assert_eq!(*client.outcome(&role), Outcome::Discarded { why: error.clone() });
    assert_eq!((error.code(), error.rule().id), ("tuf-hash", "R-11"));
}

#[test]
fn a_47_a_store_that_others_can_write_to_is_checked_on_every_read() {
    let repo = Repo::new();
    let files = ["2.root.json", "timestamp.json", "snapshot.json", "targets.json"];
    for file in files {
        for forged in [&b""[..], b"{", &sign(&json!({"_type": "root"}), &["root-a", "root-b"])] {
            let mut client = repo.client();
            client.update(&repo).unwrap();
            client.store.insert(file.into(), forged.into());
            assert!(client.offline().is_err(), "{file}");
            // With the repository at hand it is passed over.
            assert!(client.update(&repo).is_ok(), "{file}");
        }
    }
}

#[test]
fn a_49_a_wildcard_stops_at_a_slash_and_a_stored_role_is_checked_again() {
    let mut repo = Repo::new();
    delegate(&mut repo.targets, &[delegation("role", &["dir/*"], false)]);
    repo.delegated.insert("role".into(), targets_json(&["dir/f", "dir/sub/f"]));
    repo.publish();
    let mut client = repo.client();
    assert!(client.get(&repo, "dir/f").is_ok());
    let (name, asked) = ("dir/sub/f".into(), vec![]);
    assert_eq!(client.get(&repo, "dir/sub/f"), Err(Error::UnknownTarget { name, asked }));

    client.store.insert("role.json".into(), b"{}".into());
    client.update(&repo).unwrap();
    let trusted = client.offline().unwrap();
    let mut search: Search<'_, _> = trusted.search(TargetName::parse("dir/f").unwrap());
    let (file, length) = (b"{}", repo.files["1.role.json"].len());
    let (found, expected) = (2, u64::try_from(length).unwrap());
    let wrong = Error::File(File::Length { file: "role.json".into(), found, expected });
    assert_eq!(search.accept(Answer::Bytes(file)), Err(wrong));
}

#[test]
fn a_61_a_key_id_is_looked_up_and_never_computed() {
    // The real ids are hashes of the key in one of several forms; here each is another key's hash.
    let mut repo = Repo::new();
    let id = |name: &str| sigstore_json::hex(sha256(name.as_bytes()).as_bytes());
    repo.root["keys"][id("targets")] = key_json("online");
    repo.root["roles"]["timestamp"]["keyids"] = json!([id("targets")]);
    repo.publish_root();
    repo.publish();
    let mut timestamp: Value = serde_json::from_slice(&repo.files["timestamp.json"]).unwrap();
    timestamp["signatures"][0]["keyid"] = json!(id("targets"));
    repo.files.insert("timestamp.json".into(), serde_json::to_vec(&timestamp).unwrap());
    assert!(repo.client().update(&repo).is_ok());
}

#[test]
fn a_62_an_unusable_key_spoils_no_other() {
    let mut repo = Repo::new();
    repo.root["keys"]["later"] = json!({"keytype": "mldsa", "scheme": "ml-dsa-65",
        "keyval": {"public": "00"}});
    repo.root["roles"]["timestamp"]["keyids"] = json!(["later", "online"]);
    repo.publish_root();
    let trusted = repo.client().update(&repo).unwrap();
    let unusable = trusted.root().unusable_keys().map(|(id, _)| id);
    assert_eq!(unusable.collect::<Vec<_>>(), ["later"]);
}

#[test]
fn a_stored_file_comes_from_the_store() {
    let repo = Repo::new();
    let mut client = repo.client();
    client.update(&repo).unwrap();
    client.update(&repo).unwrap();
    let targets = client.accepted.iter().find(|accepted| accepted.role == Role::Targets).unwrap();
    assert_eq!(targets.source, Source::Store);
    assert!(matches!(targets.outcome, Outcome::Trusted(_)) && !targets.is_to_be_stored());
}
