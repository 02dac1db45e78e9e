//! The form of a file.

use serde_json::{Value, json};
use sigstore_crypto::AwsLcSuite;
use sigstore_json::ErrorKind;
use sigstore_tuf_metadata::{Error, Fault, Root};

use crate::signer::{root_json, sign};

/// What is wrong with a root in which `change` was made, and signed again.
fn with_root(change: impl FnOnce(&mut Value)) -> Option<Error> {
    let mut root = root_json();
    change(&mut root);
    Root::pinned(&sign(&root, &["root-a", "root-b"]), &AwsLcSuite).err()
}

pub(crate) fn value(error: Option<Error>) -> (String, &'static str, String, &'static str) {
    match error {
        Some(Error::Malformed { fault: Fault::Value { place, expected, found, rule }, .. }) => {
            (place, expected, found, rule.id)
        }
        other => panic!("{other:?}"),
    }
}

pub(crate) fn json_error(error: Option<Error>) -> (String, ErrorKind) {
    match error {
        Some(Error::Malformed { fault: Fault::Json(error), .. }) => (error.place, error.kind),
        other => panic!("{other:?}"),
    }
}

#[test]
fn r_10_kept_the_signed_bytes_have_one_form_whatever_the_text() {
    let error = with_root(|root| {
        root["x-text"] = json!("\"quoted\" \\ / \n\u{1} é 😀");
        root["x-more"] = json!({"b": [1, -2, true, null], "a": {}, "Ａ": 0, "😀": 1});
    });
    assert_eq!(error, None);
    let signed = sign(&root_json(), &["root-a", "root-b"]);
    let document: Value = serde_json::from_slice(&signed).unwrap();
    let pretty = serde_json::to_vec_pretty(&document).unwrap();
    assert!(Root::pinned(&pretty, &AwsLcSuite).is_ok());
}

#[test]
fn r_10_broken_a_number_that_is_no_integer() {
    let found = ("$.signed".into(), "integers of 64 bits only", "another number".into(), "R-10");
    assert_eq!(value(with_root(|root| root["x"] = json!(1.5))), found);
}

#[test]
fn r_6_accepted_members_that_nobody_knows() {
    let error = with_root(|root| {
        root["x-tuf-on-ci-expiry-period"] = json!(197);
        root["keys"]["root-a"]["x-tuf-on-ci-keyowner"] = json!("@someone");
        root["keys"]["root-a"]["keyid_hash_algorithms"] = json!(["sha256", "no-such-hash"]);
        root["roles"]["timestamp"]["x-tuf-on-ci-signing-period"] = json!(4);
        root["roles"]["mirrors"] = json!({"keyids": [], "threshold": 1});
    });
    assert_eq!(error, None);
}

#[test]
fn r_10_broken_a_member_that_nobody_knows_is_signed() {
    let mut root = root_json();
    root["x"] = json!(1);
    let text = String::from_utf8(sign(&root, &["root-a", "root-b"])).unwrap();
    assert!(Root::pinned(text.as_bytes(), &AwsLcSuite).is_ok());
    let other = text.replace("\"x\":1", "\"x\":2");
    let error = Root::pinned(other.as_bytes(), &AwsLcSuite).err();
    assert!(matches!(error, Some(Error::Threshold { valid: 0, threshold: 2, .. })), "{error:?}");
}

#[test]
fn r_14_kept_any_minor_version_and_any_version_above_0() {
    for spec in ["1", "1.0", "1.0.34", "1.99.0-rc"] {
        assert_eq!(with_root(|root| root["spec_version"] = json!(spec)), None, "{spec}");
    }
    assert_eq!(with_root(|root| root["version"] = json!(u64::MAX)), None);
    // As the first roots of Sigstore write it.
    assert_eq!(with_root(|root| root["expires"] = json!("2021-12-18T13:28:12.99008-06:00")), None);
}

#[test]
fn r_14_broken_what_every_file_must_say() {
    let set = |name: &'static str, to: Value| value(with_root(|root| root[name] = to));
    let refused = |place: &str, expected, found: &str| {
        (format!("$.signed.{place}"), expected, found.to_owned(), "R-14")
    };
    assert_eq!(set("_type", json!("Root")), refused("_type", "root", "Root"));
    let one = "version 1 of the specification";
    assert_eq!(set("spec_version", json!("2.0")), refused("spec_version", one, "2.0"));
    assert_eq!(set("spec_version", json!("10")), refused("spec_version", one, "10"));
    assert_eq!(set("version", json!(0)), refused("version", "an integer above 0", "0"));
    let time = "a time such as 2030-01-01T00:00:00Z";
    assert_eq!(set("expires", json!("2030-01-01")), refused("expires", time, "2030-01-01"));
}

#[test]
fn r_14_broken_a_member_is_missing_or_of_another_type() {
    for name in ["_type", "spec_version", "version", "expires", "keys", "roles"] {
        let error = with_root(|root| _ = root.as_object_mut().unwrap().remove(name));
        let found = json_error(error);
        assert_eq!(found, ("$.signed".into(), ErrorKind::MissingMember { name }), "{name}");
    }
    let (place, kind) = json_error(with_root(|root| root["version"] = json!("1")));
    let number = ErrorKind::Unexpected { expected: "a number", found: "1".into() };
    assert_eq!((place.as_str(), kind), ("$.signed.version", number));
    let (place, kind) = json_error(with_root(|root| root["version"] = json!(-1)));
    let integer = ErrorKind::Integer { expected: "uint64", found: "-1".into() };
    assert_eq!((place.as_str(), kind), ("$.signed.version", integer));
}
