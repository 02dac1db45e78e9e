//! Proposed entries, made for these tests: what becomes of them, and one change away from each.
#![allow(clippy::unwrap_used, clippy::panic)]

use sigstore_crypto::AwsLcSuite;
use sigstore_json::{ErrorKind, base64};
use sigstore_rekor_kinds::{AnyBody, Format, Properties};
use sigstore_rekor_proposals::{CoseSign1, Error, Proposal};
use sigstore_traits::{Refusal, SignatureSuite};

const KEY: &str = "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n";
const ENVELOPE: &str = r#"{\"payload\":\"e30=\",\"payloadType\":\"a\",\"signatures\":[{\"sig\":\"AQID\"},{\"sig\":\"AAAA\"}]}"#;
/// SHA-256 of nothing.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const PROVENANCE: &str = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nname: a\n\n...\nfiles:\n  a.tgz: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n-----BEGIN PGP SIGNATURE-----\n";

fn parse(kind: &str, spec: &str) -> Result<Proposal, Error> {
    Proposal::parse(format!(r#"{{"apiVersion":"0.0.1","kind":"{kind}","spec":{spec}}}"#).as_bytes())
}

fn canonical(kind: &str, spec: &str) -> Result<AnyBody, Error> {
    parse(kind, spec)?.canonicalise(&AwsLcSuite)
}

fn stored(kind: &str, spec: &str) -> String {
    String::from_utf8(canonical(kind, spec).unwrap().canonical()).unwrap()
}

fn key() -> String {
    base64(KEY.as_bytes())
}

fn dsse(verifiers: &str) -> String {
    format!(r#"{{"proposedContent":{{"envelope":"{ENVELOPE}","verifiers":[{verifiers}]}}}}"#)
}

fn rekord(data: &str) -> String {
    format!(
        r#"{{"data":{data},"signature":{{"content":"AQID","format":"x509","publicKey":{{"content":"{}"}}}}}}"#,
        key()
    )
}

fn package(content: &str) -> String {
    format!(r#"{{"package":{content},"publicKey":{{"content":"{}"}}}}"#, key())
}

fn declared(digest: &str) -> String {
    format!(r#"{{"content":"AA==","hash":{{"algorithm":"sha256","value":"{digest}"}}}}"#)
}

#[test]
fn t_1_kept_members_that_a_schema_does_not_know_are_passed_over() {
    let spec = r#"{"extra":1,"tsr":{"content":"AQID","extra":2}}"#;
    let body = r#"{"apiVersion":"0.0.1","kind":"rfc3161","spec":{"tsr":{"content":"AQID"}}}"#;
    assert_eq!(stored("rfc3161", spec), body);
}

#[test]
fn t_1_broken_a_kind_that_rekor_v1_does_not_take() {
    for (kind, version) in
        [("new", "0.0.1"), ("rekord", "0.0.2"), ("hashedrekord", "0.0.2"), ("dsse", "0.0.2")]
    {
        let text = format!(r#"{{"apiVersion":"{version}","kind":"{kind}","spec":{{}}}}"#);
        let (kind, version) = (kind.into(), version.into());
        assert_eq!(Proposal::parse(text.as_bytes()), Err(Error::UnknownKind { kind, version }));
    }
}

#[test]
fn t_3_kept_a_hash_that_is_that_of_the_content_or_none() {
    let found = sigstore_json::hex(&AwsLcSuite.sha256(&[&[0]]));
    let with = stored("rekord", &rekord(&declared(&found)));
    assert_eq!(with, stored("rekord", &rekord(r#"{"content":"AA=="}"#)));
    assert!(with.contains(&found) && !with.contains("AA=="));
}

#[test]
fn t_3_broken_the_hash_of_something_else_or_no_content() {
    let (found, expected) = (AwsLcSuite.sha256(&[&[0]]), AwsLcSuite.sha256(&[]));
    let mismatch = |place| Err(Error::HashMismatch { place, found, expected });
    let other = declared(EMPTY);
    assert_eq!(canonical("rekord", &rekord(&other)), mismatch("$.spec.data.hash"));
    for kind in ["alpine", "rpm"] {
        assert_eq!(canonical(kind, &package(&other)), mismatch("$.spec.package.hash"));
    }
    let archive = format!(r#"{{"archive":{other}}}"#);
    assert_eq!(canonical("jar", &archive), mismatch("$.spec.archive.hash"));
    let hash_only = other.replace("AA==", "");
    let place = "$.spec.data.content".into();
    assert_eq!(canonical("rekord", &rekord(&hash_only)), Err(Error::NotInline { place }));
}

#[test]
fn t_12_kept_an_address_beside_the_content_is_passed_over() {
    assert!(canonical("rekord", &rekord(r#"{"content":"AA==","url":"https://a"}"#)).is_ok());
}

#[test]
fn t_12_broken_an_address_in_place_of_the_content() {
    let place = "$.spec.data.url".into();
    let refused = canonical("rekord", &rekord(r#"{"url":"https://a"}"#));
    assert_eq!(refused, Err(Error::Elsewhere { place }));
}

#[test]
fn t_2_broken_a_package_is_not_opened() {
    let unopened = |place, part| Err(Error::Unopened { place, part });
    let spec = package(r#"{"content":"AA=="}"#);
    let place = "$.spec.package.content";
    assert_eq!(canonical("alpine", &spec), unopened(place, ".PKGINFO"));
    assert_eq!(canonical("rpm", &spec), unopened(place, "headers"));
    let refused = canonical("jar", r#"{"archive":{"content":"AA=="}}"#);
    assert_eq!(refused, unopened("$.spec.archive.content", "the signature in META-INF"));
}

#[test]
fn t_61_t_111_kept_who_has_opened_a_package_has_the_entry() {
    let spec = package(r#"{"content":"AA=="}"#);
    let properties = Properties::from([("b".into(), "2".into()), ("a".into(), "1".into())]);
    let Proposal::AlpineV001(proposal) = parse("alpine", &spec).unwrap() else { panic!() };
    let entry = proposal.stored(properties.clone(), &AwsLcSuite).unwrap();
    let text = String::from_utf8(AnyBody::AlpineV001(entry).canonical()).unwrap();
    assert!(text.contains(r#""pkginfo":{"a":"1","b":"2"}"#), "{text}");
    let Proposal::RpmV001(proposal) = parse("rpm", &spec).unwrap() else { panic!() };
    let entry = proposal.stored(b"KEY".into(), properties, &AwsLcSuite).unwrap();
    assert_eq!((entry.sha256, entry.key), (AwsLcSuite.sha256(&[&[0]]), b"KEY".to_vec()));
    let none = proposal.stored(b"KEY".into(), Properties::new(), &AwsLcSuite).unwrap();
    assert_eq!(none.headers, None);
}

#[test]
fn t_5_kept_a_key_is_stored_in_one_spelling() {
    let with_newline = rekord(r#"{"content":"AA=="}"#);
    let without = with_newline.replace(&key(), &base64(KEY.trim_end().as_bytes()));
    assert_ne!(with_newline, without);
    assert_eq!(stored("rekord", &with_newline), stored("rekord", &without));
}

#[test]
fn t_5_broken_other_formats_take_their_readers() {
    let spec = rekord(r#"{"content":"AA=="}"#);
    for format in [Format::Pgp, Format::Minisign, Format::Ssh] {
        let place = "$.spec.signature.publicKey.content";
        let spec = spec.replace("x509", format.name());
        assert_eq!(canonical("rekord", &spec), Err(Error::Foreign { place, format }));
    }
    let spec = spec.replace("x509", "pkcs7");
    let kind =
        ErrorKind::Unexpected { expected: "pgp, minisign, x509 or ssh", found: "pkcs7".into() };
    let place = "$.spec.signature.format".into();
    let expected = Error::Json(sigstore_json::Error { kind, place });
    assert_eq!(canonical("rekord", &spec), Err(expected));
}

#[test]
fn t_30_t_31_kept_signatures_are_stored_in_the_order_of_their_text() {
    let body = stored("dsse", &dsse(&format!(r#""{}""#, key())));
    let (first, second) = (body.find("AAAA").unwrap(), body.find("AQID").unwrap());
    assert!(first < second);
    let text = ENVELOPE.replace('\\', "");
    let hash = sigstore_json::hex(&AwsLcSuite.sha256(&[text.as_bytes()]));
    assert!(body.contains(&format!(r#""envelopeHash":{{"algorithm":"sha256","value":"{hash}"}}"#)));
}

#[test]
fn t_31_broken_which_of_two_keys_made_a_signature_is_not_guessed() {
    let two = format!(r#""{0}","{0}""#, key());
    assert_eq!(canonical("dsse", &dsse(&two)), Err(Error::Unpaired { verifiers: 2 }));
}

#[test]
fn t_30_broken_what_the_log_works_out_no_key_or_no_signature() {
    let one = dsse(&format!(r#""{}""#, key()));
    for name in ["signatures", "envelopeHash", "payloadHash"] {
        let spec = one.replacen('{', &format!(r#"{{"{name}":[],"#), 1);
        let place = format!("$.spec.{name}");
        assert_eq!(canonical("dsse", &spec), Err(Error::Computed { place }));
    }
    assert_eq!(canonical("dsse", &dsse("")).unwrap_err().code(), "json-unexpected");
    let signatures = r#"{\"sig\":\"AQID\"},{\"sig\":\"AAAA\"}"#;
    let place = "$.spec.proposedContent.envelope, $.signatures".into();
    let refused = canonical("dsse", &one.replace(signatures, ""));
    assert_eq!(refused, Err(Error::NoSignatures { place }));
    let broken = canonical("dsse", &one.replace(r#"\"payload\":\"e30=\","#, ""));
    let kind = ErrorKind::MissingMember { name: "payload" };
    let error = sigstore_json::Error { kind, place: "$".into() };
    let place = "$.spec.proposedContent.envelope";
    assert_eq!(broken, Err(Error::Document { place, error }));
}

/// `e30=` is `{}`, and `ZTMwPQ==` that again.
fn intoto_v002(payload: &str, hash: &str) -> Result<Proposal, Error> {
    let spec = format!(
        r#"{{"content":{{"envelope":{{"payload":"{payload}","payloadType":"a","signatures":[{{"publicKey":"{}","sig":"QVFJRA=="}}]}},"hash":{hash}}}}}"#,
        key()
    );
    Proposal::parse(format!(r#"{{"apiVersion":"0.0.2","kind":"intoto","spec":{spec}}}"#).as_bytes())
}

fn hash() -> String {
    format!(r#"{{"algorithm":"sha256","value":"{EMPTY}"}}"#)
}

#[test]
fn t_42_kept_the_payload_is_gone_and_hashed() {
    let body = intoto_v002("ZTMwPQ==", &hash()).unwrap().canonicalise(&AwsLcSuite).unwrap();
    let text = String::from_utf8(body.canonical()).unwrap();
    let payload = sigstore_json::hex(&AwsLcSuite.sha256(&[b"{}"]));
    assert!(text.contains(&payload) && text.contains(EMPTY) && !text.contains("ZTMwPQ=="));
}

#[test]
fn t_42_broken_a_payload_encoded_once_or_no_hash() {
    let place = "$.spec.content.envelope.payload".into();
    let (expected, found) = ("base64 of base64", "base64 of something else".into());
    let kind = ErrorKind::Unexpected { expected, found };
    let refused = intoto_v002("e30=", &hash());
    assert_eq!(refused, Err(Error::Json(sigstore_json::Error { kind, place })));
    let kind = ErrorKind::MissingMember { name: "hash" };
    let place = "$.spec.content".into();
    let refused = intoto_v002("ZTMwPQ==", "null");
    assert_eq!(refused, Err(Error::Json(sigstore_json::Error { kind, place })));
}

fn helm(provenance: &str) -> Result<Proposal, Error> {
    let content = base64(provenance.as_bytes());
    parse(
        "helm",
        &format!(
            r#"{{"chart":{{"provenance":{{"content":"{content}"}}}},"publicKey":{{"content":"S0VZ"}}}}"#
        ),
    )
}

#[test]
fn t_80_kept_the_provenance_file_gives_the_hash_of_the_chart() {
    let Proposal::HelmV001(proposal) = helm(PROVENANCE).unwrap() else { panic!() };
    assert_eq!(proposal.chart_sha256(), AwsLcSuite.sha256(&[]));
    let entry = proposal.stored(b"S".into(), b"K".into());
    assert_eq!(
        (entry.sha256, &*entry.signature, &*entry.key),
        (AwsLcSuite.sha256(&[]), &b"S"[..], &b"K"[..])
    );
}

#[test]
fn t_80_broken_a_provenance_file_that_names_no_chart() {
    let digest = "the name of a chart, sha256 and 64 digits of hex";
    let begin = "-----BEGIN PGP SIGNED MESSAGE-----";
    for (from, to, line, expected) in [
        ("SIGNED MESSAGE", "MESSAGE", 1, begin),
        ("\n...\n", "\n---\n", 9, "..., the end of a part"),
        ("files:", "file:", 9, "files:"),
        ("sha256:e3", "sha512:e3", 8, digest),
        ("sha256:e3", "sha256:E3", 8, digest),
        ("sha256:e3", "sha256:e", 8, digest),
        ("  a.tgz", "a.tgz", 8, digest),
    ] {
        let refused = helm(&PROVENANCE.replacen(from, to, 1));
        assert_eq!(refused, Err(Error::Provenance { line, expected }), "{from}");
    }
}

/// `18([h'A10126', {}, h'68', h'01'])`, with the content type where it is given.
fn message(protected: &[u8]) -> Vec<u8> {
    let length = 0x40 + u8::try_from(protected.len()).unwrap();
    [&[0xd2, 0x84, length], protected, &[0xa0, 0x41, b'h', 0x41, 1]].concat()
}

#[test]
fn t_70_kept_a_message_comes_apart() {
    for (protected, content_type) in [
        (&b""[..], None),
        (b"\xa0", None),
        (b"\xa1\x01\x26", None),
        (b"\xa2\x01\x26\x03\x61a", Some("a")),
        (b"\xa1\x03\x18\x32", None),
        (b"\xa2\x18\x21\x82\x41\0\xa1\x01\xf6\x03\x61a", Some("a")),
    ] {
        let message = message(protected);
        let read = CoseSign1::parse(&message).unwrap();
        let expected = CoseSign1 { protected, content_type, payload: b"h", signature: &[1] };
        assert_eq!(read, expected);
    }
}

#[test]
fn t_70_broken_a_message_that_is_another_or_ends_early() {
    let good = message(b"\xa1\x01\x26");
    let refused = |message: &[u8], offset, expected| {
        assert_eq!(
            CoseSign1::parse(message),
            Err(Error::Cose { offset, expected }),
            "{message:02x?}"
        );
    };
    for length in 0..good.len() {
        match CoseSign1::parse(good.get(..length).unwrap()) {
            Err(Error::Cose { expected: "more bytes", .. }) => {}
            other => panic!("{length}: {other:?}"),
        }
    }
    let changed = |at: usize, byte: u8| {
        let mut message = good.clone();
        *message.get_mut(at).unwrap() = byte;
        message
    };
    refused(&changed(0, 0xd1), 0, "the tag of COSE_Sign1");
    refused(&changed(1, 0x83), 1, "an array of 4");
    refused(&changed(1, 0x9f), 1, "a length that is given");
    refused(&changed(2, 0x63), 2, "a byte string");
    refused(&changed(3, 0x81), 3, "a map");
    refused(&changed(3, 0xa0), 4, "the end");
    refused(&changed(6, 0x80), 6, "a map");
    refused(&changed(7, 0xf6), 7, "a byte string");
    refused(&[&good[..], &[0]].concat(), good.len(), "the end");
    refused(&message(b"\xa1\x03\x61\xff"), 7, "UTF-8");
    let deep = [&b"\xa1\x04"[..], &[0x81; 20], &[0]].concat();
    let deep = message(&[&deep[..]].concat());
    refused(&deep, 22, "fewer arrays and maps inside each other");
}

#[test]
fn t_70_broken_no_object_for_what_else_was_signed() {
    let spec =
        format!(r#"{{"message":"{}","publicKey":"{}","data":{{}}}}"#, base64(&message(b"")), key());
    assert!(canonical("cose", &spec).is_ok());
    let kind = ErrorKind::MissingMember { name: "data" };
    let refused = canonical("cose", &spec.replace(r#","data":{}"#, ""));
    let error = sigstore_json::Error { kind, place: "$.spec".into() };
    assert_eq!(refused, Err(Error::Json(error)));
}

fn keys(proposal: &Proposal) -> Vec<String> {
    let stored = proposal.canonicalise(&AwsLcSuite).unwrap();
    let found = proposal.index_keys(&stored, &AwsLcSuite);
    found.keys.into_iter().collect()
}

#[test]
fn t_9_accepted_a_hashedrekord_is_found_by_its_key_as_submitted() {
    let submitted = KEY.trim_end();
    let spec = format!(
        r#"{{"data":{{"hash":{}}},"signature":{{"content":"AQID","publicKey":{{"content":"{}"}}}}}}"#,
        hash(),
        base64(submitted.as_bytes())
    );
    let bare = sigstore_json::hex(&AwsLcSuite.sha256(&[submitted.as_bytes()]));
    let mut expected = [bare, format!("sha256:{EMPTY}")];
    expected.sort();
    assert_eq!(keys(&parse("hashedrekord", &spec).unwrap()), expected);
}

/// The payload of an envelope is a statement only if its type says so.
#[test]
fn t_33_t_41_accepted_an_envelope_is_found_by_what_its_statement_is_about() {
    let statement = r#"{"subject":[{"digest":{"sha1":"AB"}}],"predicate":{"materials":[{"digest":{"x":"Y"}}]}}"#;
    let envelope = |payload_type: &str| {
        let text = format!(
            r#"{{"payload":"{}","payloadType":"{payload_type}","signatures":[{{"sig":"AQID"}}]}}"#,
            base64(statement.as_bytes())
        );
        text.replace('"', "\\\"")
    };
    for (payload_type, found) in [("application/vnd.in-toto+json", true), ("text", false)] {
        let text = envelope(payload_type);
        let dsse =
            format!(r#"{{"proposedContent":{{"envelope":"{text}","verifiers":["{}"]}}}}"#, key());
        let intoto = format!(r#"{{"content":{{"envelope":"{text}"}},"publicKey":"{}"}}"#, key());
        for (kind, spec) in [("dsse", dsse), ("intoto", intoto)] {
            let keys = keys(&parse(kind, &spec).unwrap());
            let about: Vec<_> = keys.iter().filter(|key| !key.starts_with("sha256:")).collect();
            assert_eq!(about, if found { vec!["sha1:ab", "x:y"] } else { vec![] }, "{kind}");
        }
    }
}

/// A log keeps `signed` and, of each signature, key id and value.
#[test]
fn t_121_kept_what_else_stands_in_metadata_is_not_stored() {
    let spec = |extra: &str, inner: &str| {
        let root = r#"{"signatures":[],"signed":{"_type":"root","spec_version":"1.0"}}"#;
        let signature = format!(r#"{{"sig":"00","keyid":"a"{inner}}}"#);
        format!(
            r#"{{"metadata":{{"content":{{"signed":{{"version":2,"_type":"targets"}},"signatures":[{signature}]{extra}}}}},"root":{{"content":{root}}}}}"#
        )
    };
    let plain = canonical("tuf", &spec("", "")).unwrap();
    assert_eq!(canonical("tuf", &spec(r#","a":1"#, r#","b":2"#)).unwrap(), plain);
    let AnyBody::TufV001(entry) = plain else { panic!() };
    let expected =
        r#"{"signatures":[{"keyid":"a","sig":"00"}],"signed":{"_type":"targets","version":2}}"#;
    assert_eq!(entry.metadata(), expected);
}
