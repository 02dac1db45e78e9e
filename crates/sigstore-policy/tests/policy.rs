//! Policies that make sense and the smallest changes that make none.
#![allow(clippy::unwrap_used)]

use sigstore_policy::{AnchoredRegex, Error, Glob, MAX_KEY, MAX_PATTERN, read_key, read_policy};
use sigstore_verify::Pattern;

const PEM: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwr\nkBbmLSGtks4L3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw==\n-----END PUBLIC KEY-----\n";

#[test]
fn globs_take_whole_texts() {
    for (glob, text, expected) in [
        ("a", "a", true),
        ("a", "ab", false),
        ("a", "A", false),
        ("a*", "a", true),
        ("a*", "abc", true),
        ("a*", "a/b", false),
        ("a*", "a@b", false),
        ("a**", "a/b@c", true),
        ("*@example.org", "alice@example.org", true),
        ("*@example.org", "a@b@example.org", false),
        ("*@example.org", "alice@example.org.evil", false),
        ("**/x", "a/b/x", true),
        ("**/x", "x", false),
        ("a?[b]{c}\\", "a?[b]{c}\\", true),
        ("a?", "ab", false),
        ("***", "a/b", true),
        ("é*", "éa", true),
    ] {
        assert_eq!(Glob::new(glob).unwrap().matches(text), expected, "{glob} over {text}");
    }
}

#[test]
fn a_glob_of_many_runs_takes_no_exponential_time() {
    let glob = Glob::new(&"**a".repeat(64)).unwrap();
    assert!(!glob.matches(&"a".repeat(63)));
    assert!(glob.matches(&"a".repeat(4096)));
}

#[test]
fn a_66_kept_a_regex_takes_the_whole_identity() {
    let regex = AnchoredRegex::new("alice|bob@example.org").unwrap();
    assert!(regex.matches("alice"));
    assert!(regex.matches("bob@example.org"));
}

#[test]
fn a_66_broken_a_regex_is_anchored_and_can_not_leave_its_group() {
    let regex = AnchoredRegex::new("alice|bob@example.org").unwrap();
    assert!(!regex.matches("alice@evil.example"));
    assert!(!regex.matches("xbob@example.org"));
    assert!(!AnchoredRegex::new("(?m)^alice$").unwrap().matches("alice\nmallory"));
    assert!(matches!(AnchoredRegex::new("a)|(?:.*"), Err(Error::Regex { .. })));
    assert!(matches!(AnchoredRegex::new("("), Err(Error::Regex { .. })));
}

#[test]
fn patterns_have_limits() {
    let long = "a".repeat(MAX_PATTERN + 1);
    assert_eq!(Glob::new(&long), Err(Error::PatternTooLong { bytes: MAX_PATTERN + 1 }));
    assert!(Glob::new(&long[1..]).is_ok());
    assert_eq!(Glob::new(""), Err(Error::EmptyText { what: "identity" }));
    assert!(matches!(AnchoredRegex::new(&long), Err(Error::PatternTooLong { .. })));
    assert!(matches!(AnchoredRegex::new(""), Err(Error::EmptyText { .. })));
    assert!(matches!(AnchoredRegex::new("(a{1000}){1000}"), Err(Error::Regex { .. })));
}

#[test]
fn v_112_kept_keys_are_pem_or_der() {
    let spki = read_key(PEM.as_bytes()).unwrap();
    assert_eq!(spki.len(), 91);
    let one_line = PEM.replace("wr\nkB", "wrkB").replace('\n', "\r\n");
    assert_eq!(read_key(format!("a key\n{one_line}").as_bytes()), Ok(spki.clone()));
    assert_eq!(read_key(&spki), Ok(spki));
}

#[test]
fn v_112_broken_other_files_are_no_keys() {
    let private = PEM.replace("PUBLIC", "PRIVATE");
    let label = Error::Key { found: "PEM with the label PRIVATE KEY".into() };
    assert_eq!(read_key(private.as_bytes()), Err(label));
    assert_eq!(read_key(b""), Err(Error::Key { found: "no PEM".into() }));
    let large = vec![b' '; MAX_KEY + 1];
    assert_eq!(read_key(&large), Err(Error::KeyTooLarge { bytes: MAX_KEY + 1, max: MAX_KEY }));
}

fn refused(file: &str) -> Error {
    read_policy(file.as_bytes()).map(|_| ()).unwrap_err()
}

#[test]
fn v_2_kept_identities_or_a_key() {
    let file = r#"{"format":"sigscope.policy/1","any_of":[
        {"issuer":"https://i","identity":"a@b","identity_kind":"email","require":{"source-repository-uri":"https://x"}},
        {"issuer":null,"identity_glob":"https://x/*"},{"issuer":"https://i","identity_regex":"x+"}],
        "predicate_type":"https://p","thresholds":{"log_entries":2,"scts":1,"timestamps":1},
        "waive":["sct","transparency-log","inclusion-proof"]}"#;
    let policy = read_policy(file.as_bytes()).unwrap();
    assert_eq!(policy.waivers().count(), 3);
    let key = format!("{{\"key\":{}}}", serde_string(PEM));
    assert!(read_policy(key.as_bytes()).is_ok());
}

fn serde_string(text: &str) -> String {
    let mut out = String::new();
    sigstore_json::write_string(&mut out, text);
    out
}

#[test]
fn v_2_broken_neither_both_and_unknown_members() {
    assert_eq!(refused("{}"), Error::Empty);
    assert_eq!(refused(r#"{"any_of":[]}"#), Error::Empty);
    assert_eq!(refused(r#"{"any_of":[],"key":"x"}"#), Error::IdentitiesAndKey);
    let two = r#"{"any_of":[{"issuer":null,"identity":"a","identity_glob":"b"}]}"#;
    assert_eq!(refused(two), Error::Subject { identity: 0, found: 2 });
    assert_eq!(
        refused(r#"{"any_of":[{"issuer":null}]}"#),
        Error::Subject { identity: 0, found: 0 }
    );
    for unknown in [
        r#"{"any_of":[{"issuer":null,"identity":"a","other":1}]}"#,
        r#"{"any_of":[{"issuer":null,"identity":"a"}],"other":1}"#,
        r#"{"any_of":[{"issuer":null,"identity":"a","identity_kind":"dns"}]}"#,
        r#"{"any_of":[{"issuer":null,"identity":"a","require":{"no-such":"x"}}]}"#,
        r#"{"any_of":[{"issuer":null,"identity":"a"}],"waive":["signature"]}"#,
        r#"{"any_of":[{"issuer":null,"identity":"a"}],"thresholds":{"other":1}}"#,
        r#"{"format":"sigscope.policy/2","any_of":[{"issuer":null,"identity":"a"}]}"#,
    ] {
        assert!(matches!(refused(unknown), Error::Json(_)), "{unknown}");
    }
    let zero = r#"{"any_of":[{"issuer":null,"identity":"a"}],"thresholds":{"scts":0}}"#;
    assert_eq!(refused(zero), Error::ZeroThreshold { what: "scts" });
}

#[test]
fn v_121_kept_null_means_none() {
    assert!(read_policy(br#"{"any_of":[{"issuer":null,"identity":"a"}]}"#).is_ok());
}

#[test]
fn v_121_broken_saying_nothing_of_the_issuer() {
    assert_eq!(refused(r#"{"any_of":[{"identity":"a"}]}"#), Error::NoIssuer { identity: 0 });
    let empty = r#"{"any_of":[{"issuer":"","identity":"a"}]}"#;
    assert_eq!(refused(empty), Error::EmptyText { what: "issuer" });
    let empty = r#"{"any_of":[{"issuer":null,"identity":""}]}"#;
    assert_eq!(refused(empty), Error::EmptyText { what: "identity" });
}
