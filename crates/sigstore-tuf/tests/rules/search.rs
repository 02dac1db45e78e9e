//! Delegations: who is asked about a target, and whose answer counts.

use serde_json::{Value, json};
use sigstore_json::{ErrorKind, hex};
use sigstore_tuf::{Error, Outcome, Source};
use sigstore_tuf_metadata::{Delegator, Error as File, Role, TargetName};

use crate::files::{json_error, value};
use crate::lab::{Client, Repo, delegate, delegation, key_json, now, sha256, targets_json, time};

/// A repository of delegations: each row is a role, its delegations with their patterns and whether
/// they terminate, and the targets that it lists.
type Row = (&'static str, &'static [(&'static str, &'static str, bool)], &'static [&'static str]);

fn repo(rows: &[Row]) -> Repo {
    let mut repo = Repo::new();
    for (role, delegations, targets) in rows {
        let mut signed = targets_json(targets);
        let delegations: Vec<_> =
            delegations.iter().map(|(to, path, last)| delegation(to, &[path], *last)).collect();
        if !delegations.is_empty() {
            delegate(&mut signed, &delegations);
        }
        match *role {
            "targets" => repo.targets = signed,
            role => _ = repo.delegated.insert(role.into(), signed),
        }
    }
    repo.publish();
    repo
}

/// The roles that were asked, and who listed the target.
fn walk(rows: &[Row], name: &str) -> (Vec<String>, Result<String, Error>) {
    let repo = repo(rows);
    let mut client = repo.client();
    let found = client.get(&repo, name).map(|target| target.role().name().to_owned());
    let asked = client.asked[4..].iter();
    (asked.map(|file| file[2..].trim_end_matches(".json").to_owned()).collect(), found)
}

fn unknown(name: &str, asked: &[&str]) -> Error {
    let asked = asked.iter().map(|role| (*role).to_owned()).collect();
    Error::UnknownTarget { name: name.into(), asked }
}

#[test]
fn r_41_kept_each_role_with_its_own_delegations_before_the_next() {
    let rows: &[Row] = &[
        ("targets", &[("a", "*", false), ("b", "*", false)], &[]),
        ("a", &[("c", "*", false), ("d", "*", false)], &[]),
        ("b", &[("e", "*", false)], &[]),
        ("c", &[], &[]),
        ("d", &[], &[]),
        ("e", &[], &["f"]),
    ];
    let (asked, found) = walk(rows, "f");
    assert_eq!(asked, ["a", "c", "d", "b", "e"]);
    assert_eq!(found, Ok("e".into()));
}

#[test]
fn r_41_kept_the_first_role_that_lists_a_target_counts() {
    let rows: &[Row] = &[
        ("targets", &[("a", "*", false), ("b", "*", false)], &["top"]),
        ("a", &[], &["both", "top"]),
        ("b", &[], &["both"]),
    ];
    assert_eq!(walk(rows, "both"), (vec!["a".into()], Ok("a".into())));
    assert_eq!(walk(rows, "top"), (vec![], Ok("targets".into())));
}

#[test]
fn r_41_broken_nobody_is_asked_after_a_terminating_role_or_twice() {
    let rows: &[Row] = &[
        ("targets", &[("a", "*", false), ("b", "*", false)], &[]),
        ("a", &[("c", "*", false), ("d", "*", true), ("e", "*", false)], &[]),
        ("b", &[], &["f"]),
        ("c", &[], &[]),
        ("d", &[("g", "*", false)], &[]),
        ("e", &[], &["f"]),
        ("g", &[], &[]),
    ];
    assert_eq!(walk(rows, "f").1, Err(unknown("f", &["a", "c", "d", "g"])));
    // A terminating role that is not asked ends nothing.
    let rows: &[Row] = &[
        ("targets", &[("a", "x*", true), ("b", "*", false)], &[]),
        ("a", &[], &[]),
        ("b", &[], &["f"]),
    ];
    assert_eq!(walk(rows, "f").1, Ok("b".into()));
    // A diamond and a cycle.
    let rows: &[Row] = &[
        ("targets", &[("a", "*", false), ("b", "*", false)], &[]),
        ("a", &[("c", "*", false)], &[]),
        ("b", &[("c", "*", false), ("a", "*", false)], &[]),
        ("c", &[("a", "*", false), ("c", "*", false)], &[]),
    ];
    assert_eq!(walk(rows, "f").1, Err(unknown("f", &["a", "c", "b"])));
}

#[test]
fn r_41_broken_a_name_that_nobody_lists() {
    assert_eq!(walk(&[], "none").1, Err(unknown("none", &[])));
}

const ONE: &[Row] = &[("targets", &[("role", "*", false)], &[]), ("role", &[], &["f"])];

#[test]
fn r_42_kept_a_listed_role_of_the_listed_version() {
    let mut repo = repo(ONE);
    repo.delegated.get_mut("role").unwrap()["version"] = json!(5);
    repo.publish();
    let mut client = repo.client();
    assert!(client.get(&repo, "f").is_ok());
    assert_eq!(client.asked[4..], ["5.role.json"]);
    // The second time it comes from the store.
    assert!(client.get(&repo, "f").is_ok());
    assert_eq!(client.asked, ["2.root.json", "timestamp.json"]);
}

/// What is wrong when `change` was made to the one role, and the rest signed again.
fn with_role(change: impl FnOnce(&mut Repo)) -> Option<Error> {
    let mut repo = repo(ONE);
    change(&mut repo);
    repo.client().get(&repo, "f").err()
}

#[test]
fn r_42_broken_a_role_that_the_snapshot_does_not_list() {
    let role = Role::Delegated("role".into());
    let error = with_role(|repo| {
        repo.snapshot["meta"].as_object_mut().unwrap().remove("role.json");
        repo.publish_snapshot();
    });
    assert_eq!(error, Some(Error::NotListed { role, snapshot: 1 }));
}

#[test]
fn r_42_broken_another_version_expired_or_missing() {
    let role = || Role::Delegated("role".into());
    let error = with_role(|repo| {
        let file = repo.files["1.role.json"].clone();
        repo.snapshot["meta"]["role.json"] = json!({"version": 2});
        repo.publish_snapshot();
        repo.files.insert("2.role.json".into(), file);
    });
    assert_eq!(error, Some(Error::File(File::Version { role: role(), found: 1, expected: 2 })));

    let past = "2026-05-31T00:00:00Z";
    let error = with_role(|repo| {
        repo.delegated.get_mut("role").unwrap()["expires"] = json!(past);
        repo.publish();
    });
    let expires = time(past);
    assert_eq!(
        error,
        Some(Error::File(File::Expired { role: role(), version: 1, expires, now: now() }))
    );

    let error = with_role(|repo| _ = repo.files.remove("1.role.json"));
    let (file, source) = ("1.role.json".into(), Source::Repository);
    assert_eq!(error, Some(Error::Missing { file, source }));
}

/// Two roles lead to a third, the second with another key for it.
fn two_delegators() -> Repo {
    let mut repo = repo(&[
        ("targets", &[("a", "a/*", false), ("b", "b/*", false)], &[]),
        ("a", &[("shared", "*/*", false)], &[]),
        ("b", &[("shared", "*/*", false)], &[]),
        ("shared", &[], &["a/f", "b/f"]),
    ]);
    let delegations = &mut repo.delegated.get_mut("b").unwrap()["delegations"];
    delegations["keys"] = json!({"other": key_json("other")});
    delegations["roles"][0]["keyids"] = json!(["other"]);
    repo.publish();
    repo
}

#[test]
fn r_43_kept_the_keys_of_the_role_that_leads_there() {
    let repo = two_delegators();
    assert_eq!(repo.client().get(&repo, "a/f").unwrap().role().name(), "shared");
}

#[test]
fn r_43_broken_a_stored_role_that_another_delegator_trusts() {
    let repo = two_delegators();
    let mut client = repo.client();
    client.get(&repo, "a/f").unwrap();
    assert!(client.store.contains_key("shared.json"));
    let by = Delegator { role: Role::Delegated("b".into()), version: 1 };
    let role = Role::Delegated("shared".into());
    let error = Error::File(File::Threshold {
        role: role.clone(),
        by,
        valid: 0,
        threshold: 1,
        unusable: 0,
    });
    assert_eq!(client.get(&repo, "b/f"), Err(error.clone()));
    assert_eq!(*client.outcome(&role), Outcome::Discarded { why: error });
}

#[test]
fn r_44_kept_a_prefix_of_the_hash_of_the_name() {
    let hash = hex(sha256(b"f").as_bytes());
    for length in [1, 2, 64] {
        let mut repo = repo(ONE);
        let role = &mut repo.targets["delegations"]["roles"][0];
        role.as_object_mut().unwrap().remove("paths");
        role["path_hash_prefixes"] = json!(["zz", hash[..length]]);
        repo.publish();
        assert_eq!(repo.client().get(&repo, "f").unwrap().role().name(), "role");
    }
}

#[test]
fn r_44_kept_bins_by_the_first_bits_of_the_hash() {
    let hash = sha256(b"f");
    let [first, second, ..] = hash.as_bytes() else { panic!() };
    let bins = [
        (1, format!("bin-{}", first >> 7)),
        (4, format!("bin-{:x}", first >> 4)),
        (5, format!("bin-{:02x}", first >> 3)),
        (8, format!("bin-{first:02x}")),
        (14, format!("bin-{:04x}", u16::from_be_bytes([*first, *second]) >> 2)),
        (32, format!("bin-{}", hex(&hash.as_bytes()[..4]))),
    ];
    for (bits, bin) in bins {
        let mut repo = Repo::new();
        repo.targets["delegations"] = json!({"keys": {"bin": key_json(&bin)},
            "succinct_roles": {"keyids": ["bin"], "threshold": 1, "bit_length": bits,
                "name_prefix": "bin"}});
        // The lab signs with the key of the role's name, under that name.
        repo.targets["delegations"]["keys"] = json!({bin.as_str(): key_json(&bin)});
        repo.targets["delegations"]["succinct_roles"]["keyids"] = json!([bin]);
        repo.delegated.insert(bin.clone(), targets_json(&["f"]));
        repo.publish();
        assert_eq!(repo.client().get(&repo, "f").unwrap().role().name(), bin, "{bits}");
    }
}

/// What is wrong with a delegation in which `change` was made.
fn with_delegations(change: impl FnOnce(&mut Value)) -> Option<Error> {
    let mut repo = repo(ONE);
    change(&mut repo.targets["delegations"]);
    repo.publish();
    repo.client().update(&repo).err()
}

#[test]
fn r_44_broken_a_name_that_no_pattern_matches_is_not_asked_about() {
    let rows: &[Row] = &[
        ("targets", &[("a", "dir/*", false), ("b", "*", false)], &[]),
        ("a", &[], &["dir/sub/f", "f"]),
        ("b", &[], &["dir/f"]),
    ];
    assert_eq!(walk(rows, "dir/sub/f").1, Err(unknown("dir/sub/f", &[])));
    assert_eq!(walk(rows, "dir/f").1, Err(unknown("dir/f", &["a"])));
    // On the whole way, not only at its end.
    let rows: &[Row] = &[
        ("targets", &[("a", "a/*", false)], &[]),
        ("a", &[("b", "*", false), ("c", "*/*", false)], &[]),
        ("b", &[], &["f"]),
        ("c", &[], &["b/f"]),
    ];
    assert_eq!(walk(rows, "b/f").1, Err(unknown("b/f", &[])));
}

#[test]
fn r_44_broken_delegations_of_another_form() {
    let role = "$.signed.delegations.roles[0]";
    let both = with_delegations(|d| d["roles"][0]["path_hash_prefixes"] = json!(["0"]));
    let two = ErrorKind::TwoOfOne { first: "paths", second: "path_hash_prefixes" };
    assert_eq!(json_error(both), (role.into(), two));
    let neither = with_delegations(|d| {
        _ = d["roles"][0].as_object_mut().unwrap().remove("paths");
    });
    assert_eq!(json_error(neither), (role.into(), ErrorKind::MissingMember { name: "paths" }));

    let twice = with_delegations(|d| {
        let role = d["roles"][0].clone();
        d["roles"].as_array_mut().unwrap().push(role);
    });
    let place = "$.signed.delegations.roles[1].name".to_owned();
    assert_eq!(value(twice), (place, "each role once", "role".into(), "R-44"));

    for name in ["", "root", "timestamp", "snapshot", "targets", "5.root"] {
        let found = value(with_delegations(|d| d["roles"][0]["name"] = json!(name)));
        let place = format!("{role}.name");
        assert_eq!(found, (place, "the name of a delegated role", name.into(), "R-44"));
    }

    for bits in [0, 33] {
        let found = value(with_delegations(|d| {
            *d = json!({"keys": {}, "succinct_roles": {"keyids": [], "threshold": 1,
                "bit_length": bits, "name_prefix": "bin"}});
        }));
        let place = "$.signed.delegations.succinct_roles.bit_length".to_owned();
        assert_eq!(found, (place, "1 to 32", bits.to_string(), "R-44"));
    }
}

#[test]
fn r_40_shape_a_search_that_is_not_over_has_no_target() {
    let repo = repo(ONE);
    let mut client = Client::new(repo.pinned());
    let trusted = client.update(&repo).unwrap();
    let search = trusted.search(TargetName::parse("f").unwrap());
    assert_eq!(search.target(), Err(Error::Unfinished { wanted: "role.json".into() }));
}
