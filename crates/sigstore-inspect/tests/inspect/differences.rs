use serde_json::Value;
use sigstore_inspect::{Difference, Ignore, Kind, Thing};

use crate::things::{thing, things};

fn read(bytes: &[u8]) -> Thing {
    Thing::read(bytes, None).unwrap()
}

fn between(a: &[u8], b: &[u8], ignored: &[&str]) -> Vec<Difference> {
    let ignored: Vec<_> = ignored.iter().map(|word| Ignore::from_word(word)).collect();
    Difference::between(&read(a), &read(b), &ignored)
}

#[test]
fn a_thing_is_the_same_as_itself() {
    for (_, bytes) in things() {
        assert_eq!(between(&bytes, &bytes, &[]), []);
    }
}

#[test]
fn what_differs_is_named_by_its_path() {
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut bundle: Value = serde_json::from_slice(&thing(Kind::Bundle)).unwrap();
        change(&mut bundle);
        between(&thing(Kind::Bundle), bundle.to_string().as_bytes(), &[])
    };
    let one = |path: &str, a: Option<&str>, b: Option<&str>| {
        let (a, b) = (a.map(Into::into), b.map(Into::into));
        vec![Difference { path: path.into(), a, b }]
    };
    let entry = "/verificationMaterial/tlogEntries/0";
    let index = format!("{entry}/logIndex");
    let was = serde_json::from_slice::<Value>(&thing(Kind::Bundle)).unwrap();
    let was = was.pointer(&index).unwrap().as_str().unwrap().to_owned();
    assert_eq!(
        changed(&|bundle| *bundle.pointer_mut(&index).unwrap() = "77".into()),
        one("verificationMaterial.tlogEntries[0].logIndex", Some(&was), Some("77"))
    );
    assert_eq!(
        changed(&|bundle| bundle["new"] = "member".into()),
        one("new", None, Some("member"))
    );
    let gone = changed(&|bundle| {
        bundle.as_object_mut().unwrap().remove("mediaType");
    });
    let media_type = "application/vnd.dev.sigstore.bundle.v0.3+json";
    assert_eq!(gone, one("mediaType", Some(media_type), None));
}

#[test]
fn things_of_two_kinds_differ_in_that() {
    let differences = between(&thing(Kind::Bundle), &thing(Kind::Certificate), &[]);
    let (a, b) = (Some("bundle".into()), Some("certificate".into()));
    assert_eq!(differences, [Difference { path: "kind".into(), a, b }]);
}

/// Times, signatures and paths are passed over only if that is asked, and nothing else is.
#[test]
fn what_must_differ_is_passed_over_when_asked() {
    let mut other: Value = serde_json::from_slice(&thing(Kind::Dsse)).unwrap();
    other["signatures"][0]["sig"] = sigstore_json::base64(&[1; 70]).into();
    other["payloadType"] = "other".into();
    let other = other.to_string();
    let paths = |ignored: &[&str]| -> Vec<String> {
        let found = between(&thing(Kind::Dsse), other.as_bytes(), ignored);
        found.into_iter().map(|difference| difference.path).collect()
    };
    assert_eq!(paths(&[]), ["payloadType", "signatures[0].sig"]);
    assert_eq!(paths(&["times"]), ["payloadType", "signatures[0].sig"]);
    assert_eq!(paths(&["signatures"]), ["payloadType"]);
    assert_eq!(paths(&["payloadType"]), ["signatures[0].sig"]);
    assert_eq!(paths(&["signatures[0]"]), ["payloadType"]);
    assert!(paths(&["signatures[*].sig", "payloadType"]).is_empty());
    assert_eq!(paths(&["payload"]), ["payloadType", "signatures[0].sig"]);

    let sct = |time: &str| {
        let text = String::from_utf8(thing(Kind::Sct)).unwrap();
        text.replace("1767268800000", time).into_bytes()
    };
    let found = between(&thing(Kind::Sct), &sct("1767268800001"), &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(between(&thing(Kind::Sct), &sct("1767268800001"), &["times"]), []);
}

/// A value that became longer moves all that stand after it, which is no difference.
#[test]
fn the_place_of_a_value_of_asn1_is_no_difference() {
    let a = b"\x30\x0b\x0c\x03abc\x06\x04\x55\x1d\x25\x00";
    let b = b"\x30\x0c\x0c\x04abcd\x06\x04\x55\x1d\x25\x00";
    let (from, to) = (Some("abc".into()), Some("abcd".into()));
    let path = "SEQUENCE.UTF8String".into();
    assert_eq!(between(a, b, &[]), [Difference { path, a: from, b: to }]);
}
