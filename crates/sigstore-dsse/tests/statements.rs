//! Statements: the two versions, the subjects and their digests, by error value.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use sigstore_dsse::{
    Error, MAX_DIGESTS, MAX_PAYLOAD, MAX_SUBJECTS, Statement, StatementType, Subject, SubjectDigest,
};
use sigstore_json::ErrorKind;
use sigstore_traits::{Digest, HashAlgorithm, Refusal};

const HEX: &str = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";

fn statement() -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"a","digest":{{"sha256":"{HEX}"}}}}],"predicateType":"p","predicate":{{"x":[1.5]}}}}"#
    )
}

fn parse(text: &str) -> Result<Statement, Error> {
    Statement::parse(text.as_bytes())
}

fn changed(from: &str, to: &str) -> Result<Statement, Error> {
    assert!(statement().contains(from), "{from}");
    parse(&statement().replacen(from, to, 1))
}

fn json(kind: ErrorKind, place: &str) -> Error {
    let place = place.into();
    Error::Json(sigstore_json::Error { kind, place })
}

fn missing(name: &'static str, place: &str) -> Error {
    json(ErrorKind::MissingMember { name }, place)
}

#[test]
fn v_109_kept_both_versions() {
    let read = parse(&statement()).unwrap();
    let expected = Statement {
        statement_type: StatementType::V1,
        subjects: vec![Subject {
            name: Some("a".into()),
            digests: vec![SubjectDigest::Known(Digest::Sha256([10; 32]))],
        }],
        predicate_type: "p".into(),
    };
    assert_eq!(read, expected);
    let old = changed("Statement/v1", "Statement/v0.1").unwrap();
    assert_eq!(old.statement_type, StatementType::V01);
    for kind in StatementType::ALL {
        assert_eq!(StatementType::from_uri(kind.uri()), Some(kind));
    }
}

#[test]
fn v_109_kept_members_of_the_open_schema_are_passed_over() {
    assert!(changed(r#""name":"a","#, r#""uri":"u","annotations":{"name":1},"#).is_ok());
    let more = changed(r#""predicate":"#, r#""more":"#).unwrap();
    assert_eq!(more.predicate_type, "p");
    assert_eq!(changed(r#""name":"a","#, "").unwrap().subjects[0].name, None);
}

#[test]
fn v_109_broken_another_version() {
    let error = changed("Statement/v1", "Statement/v2").unwrap_err();
    let expected = Error::StatementType {
        place: "$._type".into(),
        found: "https://in-toto.io/Statement/v2".into(),
    };
    assert_eq!(error, expected);
    assert_eq!(error.rule().id, "V-109");
    assert_eq!(
        error.to_string(),
        r#"the payload is no statement of a known version at $._type: found "https://in-toto.io/Statement/v2", expected https://in-toto.io/Statement/v1 or https://in-toto.io/Statement/v0.1 (V-109)"#
    );
    for length in [80, 81] {
        let found = "t".repeat(length);
        let error = changed("https://in-toto.io/Statement/v1", &found).unwrap_err();
        let dots = if length > 80 { "…" } else { "" };
        assert_eq!(error.facts().found, format!("\"{}\"{dots}", "t".repeat(80)));
    }
}

#[test]
fn v_109_broken_a_member_stands_twice_even_in_the_predicate() {
    let kind = || ErrorKind::DuplicateMember { name: "x".into() };
    let error = changed(r#"{"x":"#, r#"{"x":0,"x":"#).unwrap_err();
    assert_eq!(error, json(kind(), "$.predicate"));
    let error = changed(r#""digest":"#, r#""x":0,"x":0,"digest":"#).unwrap_err();
    assert_eq!(error, json(kind(), "$.subject[0]"));
}

#[test]
fn v_109_broken_a_member_is_missing() {
    let type_uri = r#""_type":"https://in-toto.io/Statement/v1","#;
    let digest = format!(r#","digest":{{"sha256":"{HEX}"}}"#);
    let subject = format!(r#""subject":[{{"name":"a"{digest}}}],"#);
    for (from, error) in [
        (type_uri, missing("_type", "$")),
        (subject.as_str(), missing("subject", "$")),
        (digest.as_str(), missing("digest", "$.subject[0]")),
        (r#""predicateType":"p","#, missing("predicateType", "$")),
    ] {
        assert_eq!(changed(from, "").unwrap_err(), error);
    }
}

#[test]
fn a_8_a_payload_that_cannot_be_read_is_an_error() {
    for payload in ["", "null", "[]", "{}", "x", "{\"_type\":", "\u{feff}{}"] {
        assert!(parse(payload).is_err(), "{payload}");
    }
    let text = statement();
    for end in 0..text.len() {
        assert!(Statement::parse(&text.as_bytes()[..end]).is_err());
    }
}

#[test]
fn v_110_kept_known_digests_are_decoded_and_others_kept() {
    let digests = format!(
        r#""sha512":"{}","gitCommit":"ABC","sha384":"{}","sha256":"{HEX}","SHA256":"" "#,
        "0b".repeat(64),
        "0c".repeat(48)
    );
    let read = changed(&format!(r#""sha256":"{HEX}""#), &digests).unwrap();
    let other = |algorithm: &str, value: &str| SubjectDigest::Other {
        algorithm: algorithm.into(),
        value: value.into(),
    };
    let expected = [
        SubjectDigest::Known(Digest::Sha512([11; 64])),
        other("gitCommit", "ABC"),
        SubjectDigest::Known(Digest::Sha384([12; 48])),
        SubjectDigest::Known(Digest::Sha256([10; 32])),
        other("SHA256", ""),
    ];
    assert_eq!(read.subjects[0].digests, expected);
    let known: Vec<_> = read.subjects[0].known_digests().collect();
    assert_eq!(known.len(), 3);
    assert_eq!(known[1], &Digest::Sha384([12; 48]));
}

#[test]
fn v_110_broken_a_known_digest_is_misspelt() {
    let digest = |algorithm, characters| Error::SubjectDigest {
        place: format!("$.subject[0].digest.{algorithm}"),
        algorithm,
        characters,
    };
    for (to, characters) in [
        (HEX.replacen('a', "A", 1), 64),
        (HEX[1..].into(), 63),
        (HEX[2..].into(), 62),
        (format!("{HEX}0a"), 66),
        (HEX.replacen('a', "g", 1), 64),
        (HEX.replacen('a', "`", 1), 64),
        (HEX.replacen('0', "/", 1), 64),
        (HEX.replacen('0', ":", 1), 64),
        (String::new(), 0),
    ] {
        let error = changed(HEX, &to).unwrap_err();
        assert_eq!(error, digest(HashAlgorithm::Sha256, characters), "{to}");
    }
    let error = changed("sha256", "sha512").unwrap_err();
    assert_eq!(error, digest(HashAlgorithm::Sha512, 64));
    assert_eq!(
        error.to_string(),
        "the digest of the subject is misspelt at $.subject[0].digest.sha512: found 64 characters, expected 128 digits of lower-case hex (V-110)"
    );
    let kind = ErrorKind::Type { expected: "a string", found: "a number" };
    let error = changed(&format!("\"{HEX}\""), "1").unwrap_err();
    assert_eq!(error, json(kind, "$.subject[0].digest.sha256"));
}

#[test]
fn v_110_kept_every_hex_digit() {
    let read = changed("0a0a0a0a0a", "019fabcdef").unwrap();
    let first = read.subjects[0].known_digests().next().unwrap();
    assert_eq!(first.as_bytes()[..5], [0x01, 0x9f, 0xab, 0xcd, 0xef]);
}

/// A statement about so many subjects.
fn subjects(count: usize) -> Result<Statement, Error> {
    let all = vec![r#"{"digest":{}}"#; count].join(",");
    let text = statement();
    let (before, after) = text.split_once('[').unwrap();
    let (_, after) = after.split_once("}}]").unwrap();
    parse(&format!("{before}[{all}]{after}"))
}

#[test]
fn v_19_kept_1024_subjects() {
    assert_eq!(subjects(0).unwrap().subjects.len(), 0);
    assert_eq!(subjects(MAX_SUBJECTS).unwrap().subjects.len(), 1024);
}

#[test]
fn v_19_broken_one_subject_more() {
    let kind = ErrorKind::TooManyElements { max: MAX_SUBJECTS };
    let error = subjects(MAX_SUBJECTS + 1).unwrap_err();
    assert_eq!(error, json(kind, "$.subject[1024]"));
}

#[test]
fn a_9_digests_are_limited_while_they_are_read() {
    let digests = |count| {
        let all: Vec<_> = (0..count).map(|name| format!(r#""{name}":"""#)).collect();
        changed(&format!(r#""sha256":"{HEX}""#), &all.join(","))
    };
    let most = digests(MAX_DIGESTS).unwrap();
    assert_eq!(most.subjects[0].digests.len(), 32);
    let kind = ErrorKind::TooManyElements { max: MAX_DIGESTS };
    let error = digests(MAX_DIGESTS + 1).unwrap_err();
    assert_eq!(error, json(kind, "$.subject[0].digest"));
}

#[test]
fn v_19_accepted_the_predicate_has_subjects_and_digests_of_its_own() {
    let digests: Vec<_> = (0..=MAX_DIGESTS).map(|name| format!(r#""{name}":"""#)).collect();
    let digest = format!(r#"{{"digest":{{{}}}}}"#, digests.join(","));
    let inner = format!(r#"{{"subject":[{}]}}"#, vec!["{}"; MAX_SUBJECTS + 1].join(","));
    for own in [&digest, &inner] {
        assert!(changed("[1.5]", own).is_ok());
        assert!(changed("[1.5]", &format!("[[{own}]]")).is_ok());
    }
}

#[test]
fn v_19_broken_a_subject_does_not_hide_in_a_member_of_that_name() {
    let digests: Vec<_> = (0..=MAX_DIGESTS).map(|name| format!(r#""{name}":"""#)).collect();
    let inner = format!(r#""predicate":{{"digest":{{{}}}}},"digest""#, digests.join(","));
    let kind = ErrorKind::TooManyElements { max: MAX_DIGESTS };
    let error = changed(r#""digest""#, &inner).unwrap_err();
    assert_eq!(error, json(kind, "$.subject[0].predicate.digest"));
}

#[test]
fn v_19_broken_a_payload_is_limited() {
    let text = statement();
    let padding = " ".repeat(MAX_PAYLOAD - text.len());
    assert!(parse(&format!("{text}{padding}")).is_ok());
    assert!(parse(&format!("{text}{padding} ")).is_err());
    let deep = |levels| {
        let array = "[".repeat(levels) + &"]".repeat(levels);
        changed("[1.5]", &array)
    };
    assert!(deep(62).is_ok());
    let error = deep(63).unwrap_err();
    assert!(matches!(error, Error::Json(error) if error.kind == ErrorKind::TooDeep { max: 64 }));
    let values = |count| changed("1.5", &vec!["1"; count].join(","));
    let others = 10;
    assert!(values(1_000_000 - others).is_ok());
    let error = values(1_000_001 - others).unwrap_err();
    let max = 1_000_000;
    assert!(matches!(error, Error::Json(error) if error.kind == ErrorKind::TooManyValues { max }));
}
