//! Keys and thresholds.

use serde_json::{Value, json};
use sigstore_crypto::AwsLcSuite;
use sigstore_json::hex;
use sigstore_testing::RustCryptoSuite;
use sigstore_traits::{HashAlgorithm, KeyAlgorithm, KeyError, SignatureScheme};
use sigstore_tuf_metadata::{Delegator, Error, Role, Root, Unusable};

use crate::files::value;
use crate::signer::{file, key, key_json, root_json, sign, signature};

/// A root whose own role has these keys and this threshold.
fn root(keys: &[(&str, Value)], threshold: u64) -> Value {
    let mut root = root_json();
    for (id, key) in keys {
        root["keys"][*id] = key.clone();
    }
    let ids: Vec<_> = keys.iter().map(|(id, _)| *id).collect();
    root["roles"]["root"] = json!({"keyids": ids, "threshold": threshold});
    root
}

fn pinned(bytes: &[u8]) -> Result<Root<AwsLcSuite>, Error> {
    Root::pinned(bytes, &AwsLcSuite)
}

/// That so many keys signed, and so many had to.
fn too_few(valid: u64, threshold: u64, unusable: usize) -> Option<Error> {
    let by = Delegator { role: Role::Root, version: 1 };
    Some(Error::Threshold { role: Role::Root, by, valid, threshold, unusable })
}

#[test]
fn r_5_accepted_both_names_of_the_type_and_a_point_in_hex() {
    let (mut old, mut point) = (key_json("p256-a"), key_json("p256-a"));
    old["keytype"] = json!("ecdsa-sha2-nistp256");
    point["keyval"]["public"] = json!(hex(&key("p256-a").spki()[26..]));
    for key in [key_json("p256-a"), old, point] {
        let root = root(&[("p256-a", key)], 1);
        assert!(pinned(&sign(&root, &["p256-a"])).is_ok());
    }
}

#[test]
fn r_6_accepted_an_id_is_any_name() {
    for id in ["", "a key", "../../root", &"f".repeat(64), "é"] {
        let root = root(&[(id, key_json("root-a"))], 1);
        let mut signature = signature(&root, "root-a");
        signature["keyid"] = json!(id);
        assert!(pinned(&file(&root, &[signature])).is_ok(), "{id}");
    }
}

#[test]
fn r_12_accepted_the_four_schemes() {
    for name in ["p256-a", "p384-a", "ed25519-a"] {
        let root = root(&[(name, key_json(name))], 1);
        assert!(pinned(&sign(&root, &[name])).is_ok(), "{name}");
    }
    let rsa = include_bytes!("../data/rsa_pss.root.json");
    assert!(pinned(rsa).is_ok());
    assert!(Root::pinned(rsa, &RustCryptoSuite).is_ok());
}

#[test]
fn r_12_accepted_keys_that_can_t_be_used_spoil_nothing_and_are_told() {
    let mut other_scheme = key_json("ed25519-a");
    other_scheme["scheme"] = json!("ed448");
    let ml_dsa = json!({"keytype": "mldsa", "scheme": "ml-dsa-65", "keyval": {"public": "00"}});
    let mut other_kind = key_json("p384-a");
    other_kind["scheme"] = json!("ecdsa-sha2-nistp256");
    let mut garbage = key_json("p256-a");
    garbage["keyval"]["public"] = json!("-----BEGIN PUBLIC KEY-----\n");
    let mut no_key = key_json("p256-a");
    no_key["keyval"]["public"] =
        json!("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    let mut not_hex = key_json("ed25519-a");
    not_hex["keyval"]["public"] = key_json("p256-a")["keyval"]["public"].clone();
    let other_form = json!({"keytype": "sigstore-oidc", "scheme": "Fulcio",
        "keyval": {"identity": "someone@example.com", "issuer": "https://issuer.example"}});
    let mut no_text = key_json("ed25519-a");
    no_text["keyval"]["public"] = json!(["00"]);
    let keys = [
        ("a-other-scheme", other_scheme),
        ("b-ml-dsa", ml_dsa),
        ("c-other-kind", other_kind),
        ("d-garbage", garbage),
        ("e-no-key", no_key),
        ("f-not-hex", not_hex),
        ("g-other-form", other_form),
        ("h-no-text", no_text),
        ("i-good", key_json("root-a")),
    ];
    let root = root(&keys, 1);
    let mut signatures: Vec<_> =
        keys.iter().map(|(id, _)| json!({"keyid": id, "sig": "00"})).collect();
    signatures.pop();
    let mut good = signature(&root, "root-a");
    good["keyid"] = json!("i-good");
    let unsigned = pinned(&file(&root, &signatures)).err();
    assert_eq!(unsigned, too_few(0, 1, 8));
    signatures.push(good);
    let root = pinned(&file(&root, &signatures)).unwrap();

    let p256 = SignatureScheme::Ecdsa(HashAlgorithm::Sha256);
    let told: Vec<_> = root.unusable_keys().collect();
    let expected = [
        ("a-other-scheme", Unusable::Scheme { kind: "ed25519".into(), scheme: "ed448".into() }),
        ("b-ml-dsa", Unusable::MlDsa { scheme: "ml-dsa-65".into() }),
        ("c-other-kind", Unusable::Kind { found: KeyAlgorithm::EcdsaP384, scheme: p256 }),
        ("d-garbage", Unusable::Encoding),
        ("e-no-key", Unusable::Key(KeyError::Malformed)),
        ("f-not-hex", Unusable::Encoding),
        (
            "g-other-form",
            Unusable::Scheme { kind: "sigstore-oidc".into(), scheme: "Fulcio".into() },
        ),
        ("h-no-text", Unusable::Encoding),
    ];
    assert_eq!(told, expected.each_ref().map(|(id, why)| (*id, why)));
}

#[test]
fn r_13_kept_enough_different_keys_whatever_else_signed() {
    let root = &root_json();
    let (a, b) = (signature(root, "root-a"), signature(root, "root-b"));
    let empty = json!({"keyid": "root-c", "sig": ""});
    let not_hex = json!({"keyid": "root-c", "sig": "not hex"});
    let stranger = signature(root, "stranger");
    let upper = json!({"keyid": "root-a", "sig": a["sig"].as_str().unwrap().to_uppercase()});
    for signatures in [
        vec![a.clone(), b.clone()],
        vec![empty, a.clone(), b.clone()],
        vec![not_hex, stranger, b.clone(), a],
        vec![upper, b],
    ] {
        assert!(pinned(&file(root, &signatures)).is_ok());
    }
}

#[test]
fn r_13_broken_too_few_keys() {
    let root = &root_json();
    let good = signature(root, "root-a");
    let invalid = json!({"keyid": "root-b", "sig": good["sig"]});
    for signatures in [
        vec![good.clone()],
        vec![good.clone(), invalid],
        vec![good.clone(), signature(root, "stranger")],
        // A key of the root, for another role.
        vec![good.clone(), signature(root, "targets")],
    ] {
        assert_eq!(pinned(&file(root, &signatures)).err(), too_few(1, 2, 0));
    }
    assert_eq!(pinned(&file(root, &[])).err(), too_few(0, 2, 0));
}

#[test]
fn r_13_broken_a_key_id_signs_twice() {
    let root = root_json();
    let signatures = ["root-a", "root-b", "root-a"].map(|name| signature(&root, name));
    let found = value(pinned(&file(&root, &signatures)).err());
    let place = "$.signatures[2].keyid".to_owned();
    assert_eq!(found, (place, "each key id once", "root-a".into(), "R-13"));
}

#[test]
fn r_13_broken_a_key_under_two_ids_is_one_key() {
    let keys = [("root-a", key_json("root-a")), ("other", key_json("root-a"))];
    let root = root(&keys, 2);
    let a = signature(&root, "root-a");
    let other = json!({"keyid": "other", "sig": a["sig"]});
    assert_eq!(pinned(&file(&root, &[a, other])).err(), too_few(1, 2, 0));
}

#[test]
fn r_13_broken_a_key_listed_twice_is_one_key() {
    let mut root = root(&[("root-a", key_json("root-a"))], 2);
    root["roles"]["root"]["keyids"] = json!(["root-a", "root-a"]);
    assert_eq!(pinned(&sign(&root, &["root-a"])).err(), too_few(1, 2, 0));
}

#[test]
fn r_13_broken_a_threshold_of_none_and_one_that_no_keys_meet() {
    let found = value(pinned(&file(&root(&[], 0), &[])).err());
    let place = "$.signed.roles.root.threshold".to_owned();
    assert_eq!(found, (place, "an integer above 0", "0".into(), "R-13"));

    let root = root(&[("root-a", key_json("root-a"))], u64::MAX);
    assert_eq!(pinned(&sign(&root, &["root-a"])).err(), too_few(1, u64::MAX, 0));
}

#[test]
fn r_13_kept_an_id_without_a_key_counts_for_nothing() {
    let mut root = root_json();
    root["roles"]["root"]["keyids"] = json!(["no-such-key", "root-a", "root-b"]);
    let missing = json!({"keyid": "no-such-key", "sig": "00"});
    let signatures = [missing, signature(&root, "root-a"), signature(&root, "root-b")];
    assert!(pinned(&file(&root, &signatures)).is_ok());
}
