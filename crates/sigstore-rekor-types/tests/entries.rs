//! Entries in ProtoJSON and as the API of Rekor v1 answers them, as small as they can be.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use sigstore_json::{ErrorKind, Limits, base64, canonical, parse};
use sigstore_rekor_types::{
    EntryKind, EntryLogId, Error, InclusionProof, KindVersion, LogEntry, MAX_LOG_ENTRY,
    MAX_PROOF_HASHES, TransparencyLogEntry, Uuid, set_payload,
};
use sigstore_traits::{LogId, Refusal};

/// 32 bytes of 1 and of 2 in base64 and hex.
const ONES: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const TWOS: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
const HEX_ONES: &str = "0101010101010101010101010101010101010101010101010101010101010101";
const HEX_TWOS: &str = "0202020202020202020202020202020202020202020202020202020202020202";

fn entry() -> String {
    format!(
        r#"{{"canonicalizedBody":"e30=","inclusionPromise":{{"signedEntryTimestamp":"BAU="}},"inclusionProof":{{"checkpoint":{{"envelope":"a\n"}},"hashes":["{ONES}","{TWOS}"],"logIndex":"7","rootHash":"{TWOS}","treeSize":"9"}},"integratedTime":"1689177396","kindVersion":{{"kind":"dsse","version":"0.0.1"}},"logId":{{"keyId":"{ONES}"}},"logIndex":"42"}}"#
    )
}

fn log_entry() -> String {
    let body = base64(br#"{"apiVersion":"0.0.1","kind":"dsse"}"#);
    format!(
        r#"{{"{HEX_TWOS}":{{"attestation":{{"data":"e30="}},"body":"{body}","integratedTime":1689177396,"logID":"{HEX_ONES}","logIndex":42,"verification":{{"inclusionProof":{{"checkpoint":"a\n","hashes":["{HEX_ONES}","{HEX_TWOS}"],"logIndex":7,"rootHash":"{HEX_TWOS}","treeSize":9}},"signedEntryTimestamp":"BAU="}}}}}}"#
    )
}

fn read(text: &str) -> Result<TransparencyLogEntry, Error> {
    let value = parse(text.as_bytes(), &Limits::new(1 << 20)).unwrap();
    TransparencyLogEntry::read(value.node())
}

fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{text} has no {from}");
    text.replacen(from, to, 1)
}

/// The error for an entry in which the first `from` is replaced.
fn refused(from: &str, to: &str) -> Error {
    read(&changed(&entry(), from, to)).unwrap_err()
}

fn answer_refused(from: &str, to: &str) -> Error {
    LogEntry::parse(changed(&log_entry(), from, to).as_bytes()).unwrap_err()
}

fn json(kind: ErrorKind, place: &str) -> Error {
    let place = place.into();
    Error::Json(sigstore_json::Error { kind, place })
}

fn missing(name: &'static str, place: &str) -> Error {
    json(ErrorKind::MissingMember { name }, place)
}

/// What both spellings say.
fn expected() -> TransparencyLogEntry {
    TransparencyLogEntry {
        log_index: 42,
        log_id: LogId([1; 32]).into(),
        kind_version: KindVersion { kind: "dsse".into(), version: "0.0.1".into() },
        integrated_time: 1_689_177_396,
        inclusion_promise: Some(vec![4, 5]),
        inclusion_proof: Some(InclusionProof {
            log_index: 7,
            root_hash: Some([2; 32]),
            tree_size: 9,
            hashes: vec![[1; 32], [2; 32]],
            checkpoint: Some("a\n".into()),
        }),
        canonicalized_body: b"{}".into(),
    }
}

#[test]
fn v_18_kept_an_entry_is_read_and_written() {
    let read = read(&entry()).unwrap();
    assert_eq!(read, expected());
    assert_eq!(canonical(&read.to_value()), entry());
}

#[test]
fn v_18_kept_what_has_its_default_may_be_absent_null_or_empty() {
    let least = TransparencyLogEntry {
        log_index: 0,
        integrated_time: 0,
        inclusion_promise: None,
        inclusion_proof: None,
        ..expected()
    };
    let rest = format!(
        r#""canonicalizedBody":"e30=","kindVersion":{{"kind":"dsse","version":"0.0.1"}},"logId":{{"keyId":"{ONES}"}}"#
    );
    for absent in [
        "",
        r#""logIndex":null,"integratedTime":null,"inclusionPromise":null,"inclusionProof":null,"#,
        r#""logIndex":"0","integratedTime":0,"inclusionPromise":{},"#,
        r#""inclusionPromise":{"signedEntryTimestamp":null},"#,
        r#""inclusionPromise":{"signedEntryTimestamp":""},"#,
    ] {
        assert_eq!(read(&format!("{{{absent}{rest}}}")).unwrap(), least);
    }
    let written = format!("{{{rest},\"logIndex\":\"0\"}}");
    assert_eq!(canonical(&least.to_value()), written);
    for proof in [
        "{}",
        r#"{"logIndex":null,"rootHash":null,"treeSize":null,"hashes":null,"checkpoint":null}"#,
        r#"{"logIndex":0,"rootHash":"","treeSize":"0","hashes":[],"checkpoint":{}}"#,
        r#"{"checkpoint":{"envelope":""}}"#,
    ] {
        let entry = read(&format!(r#"{{"inclusionProof":{proof},{rest}}}"#)).unwrap();
        assert_eq!(entry.inclusion_proof, Some(InclusionProof::default()));
        let value = entry.to_value();
        let written = value.member("inclusionProof").unwrap();
        let least = r#"{"hashes":[],"logIndex":"0","treeSize":"0"}"#;
        assert_eq!(canonical(written), least);
    }
}

#[test]
fn v_18_kept_numbers_up_to_2_63() {
    for member in [r#""logIndex":"42""#, r#""logIndex":"7""#, r#""treeSize":"9""#] {
        let name = member.split_once(':').unwrap().0;
        let most = format!(r#"{name}:"{}""#, i64::MAX);
        let text = changed(&entry(), member, &most);
        assert_eq!(canonical(&read(&text).unwrap().to_value()), text);
    }
}

#[test]
fn v_18_broken_a_negative_number() {
    for (member, place) in [
        (r#""logIndex":"42""#, "$.logIndex"),
        (r#""logIndex":"7""#, "$.inclusionProof.logIndex"),
        (r#""treeSize":"9""#, "$.inclusionProof.treeSize"),
    ] {
        let name = member.split_once(':').unwrap().0;
        let place = place.to_owned();
        let found = -1;
        let error = Error::Negative { place: place.clone(), found };
        assert_eq!(refused(member, &format!(r#"{name}:"-1""#)), error);
        assert_eq!(refused(member, &format!("{name}:-1")), error);
        let kind = ErrorKind::Integer { expected: "int64", found: "9223372036854775808".into() };
        let too_many = format!(r#"{name}:"9223372036854775808""#);
        assert_eq!(refused(member, &too_many), json(kind, &place));
    }
}

#[test]
fn v_18_broken_no_log_kind_version_or_body() {
    let log_id = format!(r#","logId":{{"keyId":"{ONES}"}}"#);
    assert_eq!(refused(&log_id, ""), missing("logId", "$"));
    for (from, name, place) in [
        (r#""kind":"dsse","#, "kind", "$.kindVersion"),
        (r#","version":"0.0.1""#, "version", "$.kindVersion"),
        (r#""canonicalizedBody":"e30=","#, "canonicalizedBody", "$"),
    ] {
        assert_eq!(refused(from, ""), missing(name, place));
        let (before, _) = from.rsplit_once(':').unwrap();
        let comma = if from.ends_with(',') { "," } else { "" };
        let empty = format!(r#"{before}:""{comma}"#);
        assert_eq!(refused(from, &empty), missing(name, place));
    }
    let kind_version = r#""kindVersion":{"kind":"dsse","version":"0.0.1"},"#;
    assert_eq!(refused(kind_version, ""), missing("kindVersion", "$"));
}

/// Every object, in turn, gets a member that it does not have.
#[test]
fn v_18_broken_a_member_that_an_entry_does_not_have() {
    let json_kind = |error: Error| match error {
        Error::Json(error) => error.kind,
        other => panic!("{other:?}"),
    };
    let kind = ErrorKind::UnknownMember { name: "zz".into() };
    for (at, _) in entry().match_indices('{') {
        let mut text = entry();
        text.insert_str(at + 1, r#""zz":0,"#);
        assert_eq!(json_kind(read(&text).unwrap_err()), kind);
    }
    for (at, _) in log_entry().match_indices('{').skip(1) {
        let mut text = log_entry();
        text.insert_str(at + 1, r#""zz":0,"#);
        assert_eq!(json_kind(LogEntry::parse(text.as_bytes()).unwrap_err()), kind);
    }
}

#[test]
fn v_89_kept_a_hash_of_32_bytes() {
    let proof = read(&entry()).unwrap().inclusion_proof.unwrap();
    assert_eq!(proof.hashes, [[1; 32], [2; 32]]);
    assert_eq!(proof.root_hash, Some([2; 32]));
}

#[test]
fn v_89_broken_a_hash_of_another_length() {
    let hash = |place: &str, length| Error::HashLength { place: place.into(), length };
    let (short, long) = (base64(&[1; 31]), base64(&[1; 33]));
    for (bytes, length) in [(short, 31), (long, 33)] {
        assert_eq!(
            refused(&format!(r#"["{ONES}""#), &format!(r#"["{bytes}""#)),
            hash("$.inclusionProof.hashes[0]", length)
        );
        assert_eq!(
            refused(&format!(r#""rootHash":"{TWOS}""#), &format!(r#""rootHash":"{bytes}""#)),
            hash("$.inclusionProof.rootHash", length)
        );
    }
    let error = refused(&format!(r#"["{ONES}""#), r#"["""#);
    assert_eq!(error, hash("$.inclusionProof.hashes[0]", 0));
    assert_eq!(error.rule().id, "V-89");
}

#[test]
fn v_18_broken_the_log_is_not_named() {
    let id = format!(r#""keyId":"{ONES}""#);
    assert_eq!(refused(&id, ""), missing("keyId", "$.logId"));
    assert_eq!(refused(&id, r#""keyId":"""#), missing("keyId", "$.logId"));
}

#[test]
fn v_130_accepted_an_id_is_read_that_no_log_has() {
    let mut one_bit = [0; 32];
    one_bit[31] = 1;
    for (bytes, id) in [
        (&[1; 32][..], Some(LogId([1; 32]))),
        (&one_bit, Some(LogId(one_bit))),
        (&[0; 32], None),
        (&[1; 4], None),
        (&[1; 33], None),
    ] {
        let key_id = format!(r#""keyId":"{}""#, base64(bytes));
        let text = changed(&entry(), &format!(r#""keyId":"{ONES}""#), &key_id);
        let read = read(&text).unwrap().log_id;
        assert_eq!((read.0.as_slice(), read.id()), (bytes, id));
    }
}

#[test]
fn an_id_is_shown_no_longer_than_a_log_s() {
    assert_eq!(EntryLogId(vec![1, 0xab]).to_string(), "01ab");
    assert_eq!(EntryLogId(vec![1; 33]).to_string(), format!("{}…", "01".repeat(32)));
}

#[test]
fn v_93_kept_the_body_is_what_the_entry_says() {
    let body = r#"{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},"signature":{"content":"AQID","verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256","publicKey":{"rawBytes":"MAA="}}}}}}"#;
    let entry = TransparencyLogEntry {
        kind_version: EntryKind::HashedRekordV002.into(),
        canonicalized_body: body.into(),
        ..expected()
    };
    let kind = entry.body().unwrap().entry_kind();
    assert_eq!(kind, EntryKind::HashedRekordV002);
    for (kind, version) in [("hashedrekord", "0.0.1"), ("dsse", "0.0.2")] {
        let kind_version = KindVersion { kind: kind.into(), version: version.into() };
        let entry = TransparencyLogEntry { kind_version: kind_version.clone(), ..entry.clone() };
        let error =
            Error::KindMismatch { entry: kind_version, body: EntryKind::HashedRekordV002.into() };
        assert_eq!(entry.body(), Err(error));
    }
}

#[test]
fn v_93_broken_a_body_without_kind() {
    assert_eq!(expected().body(), Err(missing("kind", "$")));
}

#[test]
fn v_75_accepted_the_payload_of_a_promise() {
    let payload = |time, index| {
        let bytes = set_payload(b"{}", time, &LogId([1; 32]), index);
        String::from_utf8(bytes).unwrap()
    };
    assert_eq!(
        payload(1_689_177_396, 42),
        format!(
            r#"{{"body":"e30=","integratedTime":1689177396,"logID":"{HEX_ONES}","logIndex":42}}"#
        )
    );
    assert!(payload(-1, 0).contains(r#""integratedTime":-1,"#));
    // RFC 8785 has doubles only: 2^53 + 1 is written as the even one beside it.
    assert!(payload(0, (1 << 53) + 1).ends_with(r#""logIndex":9007199254740992}"#));
}

#[test]
fn an_answer_of_rekor_v1_says_the_same_as_an_entry() {
    let read = LogEntry::parse(log_entry().as_bytes()).unwrap();
    assert_eq!(read.uuid, Uuid::parse(HEX_TWOS).ok());
    assert_eq!(read.attestation.as_deref(), Some(b"{}".as_slice()));
    let body = br#"{"apiVersion":"0.0.1","kind":"dsse"}"#;
    let expected = TransparencyLogEntry { canonicalized_body: body.into(), ..expected() };
    assert_eq!(read.entry, expected);
    let text = log_entry();
    let value = parse(text.as_bytes(), &Limits::new(1 << 20)).unwrap();
    let alone = LogEntry::read_alone(value.member(HEX_TWOS).unwrap().node());
    assert_eq!(alone, Ok(LogEntry { uuid: None, ..read }));
}

#[test]
fn an_answer_of_rekor_v1_may_lack_attestation_verification_and_checkpoint() {
    let attestation = r#""attestation":{"data":"e30="},"#;
    let text = changed(&log_entry(), attestation, "");
    let text = changed(&text, r#""checkpoint":"a\n","#, "");
    let read = LogEntry::parse(text.as_bytes()).unwrap();
    assert_eq!(read.attestation, None);
    assert_eq!(read.entry.inclusion_proof.unwrap().checkpoint, None);
    let start = text.find(r#","verification""#).unwrap();
    let read = LogEntry::parse(format!("{}}}}}", &text[..start]).as_bytes()).unwrap();
    assert_eq!(read.entry.inclusion_promise, None);
    assert_eq!(read.entry.inclusion_proof, None);
}

#[test]
fn an_answer_of_rekor_v1_has_every_other_member() {
    let text = log_entry();
    for (at, _) in text.match_indices("\":").skip(1) {
        let start = text[..at].rfind('"').unwrap() + 1;
        let name = &text[start..at];
        let changed = format!("{}-{}", &text[..start], &text[start..]);
        let Error::Json(error) = LogEntry::parse(changed.as_bytes()).unwrap_err() else { panic!() };
        let optional =
            ["attestation", "verification", "inclusionProof", "checkpoint", "signedEntryTimestamp"];
        let found = match error.kind {
            ErrorKind::MissingMember { name } => (name.to_owned(), false),
            ErrorKind::UnknownMember { name } => (name.trim_start_matches('-').into(), true),
            other => panic!("{other:?}"),
        };
        assert_eq!(found, (name.into(), optional.contains(&name)));
    }
}

#[test]
fn an_answer_of_rekor_v1_has_numbers_where_protojson_has_strings() {
    let (expected, found) = ("a number", "a string");
    for (from, to, place) in [
        (r#""logIndex":42"#, r#""logIndex":"42""#, "logIndex"),
        (r#""logIndex":7"#, r#""logIndex":"7""#, "verification.inclusionProof.logIndex"),
        (r#""treeSize":9"#, r#""treeSize":"9""#, "verification.inclusionProof.treeSize"),
        (r#""integratedTime":1689177396"#, r#""integratedTime":"1689177396""#, "integratedTime"),
    ] {
        let kind = ErrorKind::Type { expected, found };
        let place = format!("$.{HEX_TWOS}.{place}");
        assert_eq!(answer_refused(from, to), json(kind, &place));
    }
    let place = format!("$.{HEX_TWOS}.logIndex");
    assert_eq!(
        answer_refused(r#""logIndex":42"#, r#""logIndex":-42"#),
        Error::Negative { place, found: -42 }
    );
}

#[test]
fn an_answer_of_rekor_v1_writes_hashes_in_hex() {
    let hex = |place: &str, characters| Error::Hex {
        place: format!("$.{HEX_TWOS}.{place}"),
        characters,
        expected: 64,
    };
    let short = &HEX_ONES[2..];
    assert_eq!(
        answer_refused(&format!(r#""logID":"{HEX_ONES}""#), &format!(r#""logID":"{short}""#)),
        hex("logID", 62)
    );
    assert_eq!(
        answer_refused(&format!(r#"["{HEX_ONES}""#), &format!(r#"["{ONES}""#)),
        hex("verification.inclusionProof.hashes[0]", 44)
    );
    assert_eq!(
        answer_refused(r#""rootHash":""#, r#""rootHash":"02"#),
        hex("verification.inclusionProof.rootHash", 66)
    );
}

#[test]
fn an_answer_of_rekor_v1_has_one_entry() {
    for (text, found) in
        [("{}".to_owned(), "0"), (format!(r#"{{"{HEX_ONES}":{{}},"{HEX_TWOS}":{{}}}}"#), "2")]
    {
        let kind = ErrorKind::Unexpected { expected: "one entry", found: found.into() };
        let error = LogEntry::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error, json(kind, "$"));
    }
}

#[test]
fn an_answer_of_rekor_v1_is_limited() {
    let text = log_entry();
    let padding = " ".repeat(MAX_LOG_ENTRY - text.len());
    assert!(LogEntry::parse(format!("{text}{padding}").as_bytes()).is_ok());
    assert!(LogEntry::parse(format!("{text}{padding} ").as_bytes()).is_err());
    let hashes = |count| {
        let from = format!(r#"["{HEX_ONES}","{HEX_TWOS}"]"#);
        let hashes = vec![format!(r#""{HEX_ONES}""#); count].join(",");
        LogEntry::parse(changed(&log_entry(), &from, &format!("[{hashes}]")).as_bytes())
    };
    assert!(hashes(MAX_PROOF_HASHES).is_ok());
    let kind = ErrorKind::TooManyElements { max: MAX_PROOF_HASHES };
    let place = format!("$.{HEX_TWOS}.verification.inclusionProof.hashes[64]");
    assert_eq!(hashes(65).unwrap_err(), json(kind, &place));
}

#[test]
fn t_2_kept_a_uuid_with_and_without_its_tree() {
    let alone = Uuid::parse(HEX_ONES).unwrap();
    assert_eq!((alone.tree_id, alone.leaf_hash), (None, [1; 32]));
    let text = format!("00000000000000ff{HEX_ONES}");
    let with_tree = Uuid::parse(&text).unwrap();
    assert_eq!(with_tree.tree_id, Some([0, 0, 0, 0, 0, 0, 0, 255]));
    assert_eq!(with_tree.to_string(), text);
}

#[test]
fn t_2_broken_a_uuid_of_another_length_or_in_upper_case() {
    let eight = &HEX_ONES[..16];
    for text in [
        String::new(),
        HEX_ONES[1..].into(),
        HEX_ONES[2..].into(),
        format!("01{HEX_ONES}"),
        format!("{}{HEX_ONES}", &eight[2..]),
        format!("01{eight}{HEX_ONES}"),
        HEX_ONES.replacen('1', "A", 1),
    ] {
        let characters = text.len();
        assert_eq!(Uuid::parse(&text), Err(Error::Uuid { characters }));
    }
    assert_eq!(answer_refused("02020202", "020202"), Error::Uuid { characters: 62 });
}

mod writing {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    fn entries() -> impl Strategy<Value = TransparencyLogEntry> {
        let hash = any::<[u8; 32]>();
        let index = 0..=9_223_372_036_854_775_807_u64;
        let proof = (
            index.clone(),
            option::of(hash),
            index.clone(),
            vec(hash, 0..4),
            option::of(".{1,20}"),
        );
        let proof = proof.prop_map(|(log_index, root_hash, tree_size, hashes, checkpoint)| {
            InclusionProof { log_index, root_hash, tree_size, hashes, checkpoint }
        });
        let id = vec(any::<u8>(), 1..40);
        let names = (".{1,10}", ".{1,10}");
        let promise = option::of(vec(any::<u8>(), 1..9));
        let body = vec(any::<u8>(), 1..99);
        let all = (index, id, names, any::<i64>(), promise, option::of(proof), body);
        all.prop_map(|(log_index, id, (kind, version), integrated_time, promise, proof, body)| {
            TransparencyLogEntry {
                log_index,
                log_id: EntryLogId(id),
                kind_version: KindVersion { kind, version },
                integrated_time,
                inclusion_promise: promise,
                inclusion_proof: proof,
                canonicalized_body: body,
            }
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(entry in entries()) {
            prop_assert_eq!(read(&canonical(&entry.to_value())), Ok(entry));
        }
    }
}
