//! The rules, each kept and broken by the smallest change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use core::num::NonZeroU8;

use http::{Method, Response, Uri};
use sigstore_crypto::AwsLcSuite;
use sigstore_json::{ErrorKind, base64};
use sigstore_rekor_client::*;
use sigstore_rekor_types::{Body, HashedRekordV002, Uuid, Verifier};
use sigstore_traits::{Digest, HashAlgorithm, KeyDetails, SignatureSuite};
use sigstore_transport::{Exchange, Service};

const BASE: &str = "https://log.example";
const SUITE: AwsLcSuite = AwsLcSuite;

/// A body of which the client knows only kind and version.
const BODY: &[u8] = br#"{"apiVersion":"0.0.9","kind":"thing"}"#;

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.into()).unwrap()
}

fn with(name: &str, value: &str, response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    let mut response = response;
    let name: http::HeaderName = name.parse().unwrap();
    response.headers_mut().insert(name, value.parse().unwrap());
    response
}

fn leaf_hash(body: &[u8]) -> [u8; 32] {
    SUITE.sha256(&[&[0], body])
}

fn uuid(tree_id: Option<[u8; 8]>) -> Uuid {
    Uuid { tree_id, leaf_hash: leaf_hash(BODY) }
}

/// An entry with the body [`BODY`] at index 7, under a name.
fn named(uuid: &Uuid) -> String {
    let (body, log) = (base64(BODY), "12".repeat(32));
    format!(
        r#"{{"{uuid}":{{"body":"{body}","integratedTime":5,"logID":"{log}","logIndex":7,"verification":{{}}}}}}"#
    )
}

fn json(kind: ErrorKind, place: &str) -> sigstore_json::Error {
    sigstore_json::Error { kind, place: place.into() }
}

fn asked<E: Exchange>(exchange: &E) -> String
where
    E::Error: core::fmt::Debug,
{
    let request = exchange.request(&Uri::from_static(BASE)).unwrap();
    let content_type = request.headers().get("content-type").map(|value| value.to_str().unwrap());
    let expected = (request.method() == Method::POST).then_some("application/json");
    assert_eq!(content_type, expected);
    let address = request.uri().to_string();
    let body = String::from_utf8(request.body().clone()).unwrap();
    format!("{} {} {body}", request.method(), address.strip_prefix(BASE).unwrap())
}

#[test]
fn s_6_shape_every_question_has_its_limits() {
    fn limits<E: Exchange>(_: Option<E>) -> (Service, u64, bool, usize) {
        (E::ABOUT.service, E::ABOUT.timeout.as_secs(), E::ABOUT.repeatable, E::MAX_REPLY)
    }
    let of = |max| (Service::SignatureLog, 30, true, max);
    assert_eq!(limits(None::<CreateEntry<'_, AwsLcSuite>>), of(10 << 20));
    assert_eq!(limits(None::<EntryByUuid<'_, AwsLcSuite>>), of(10 << 20));
    assert_eq!(limits(None::<EntryByIndex<'_, AwsLcSuite>>), of(10 << 20));
    assert_eq!(limits(None::<Retrieve<'_, AwsLcSuite>>), of(10 << 20));
    assert_eq!(limits(None::<SearchIndex<'_>>), of(10 << 20));
    assert_eq!(limits(None::<LogInfo>), of(10 << 20));
    assert_eq!(limits(None::<ConsistencyProof>), of(10 << 20));
    assert_eq!(limits(None::<PublicKey>), of(10 << 20));
    assert_eq!(limits(None::<CreateEntryV2<'_>>), of(10 << 20));
    assert_eq!(limits(None::<CheckpointV2>), of(1 << 20));
    assert_eq!(limits(None::<TileV2>), of(10 << 20));
    assert_eq!(limits(None::<EntryBundleV2>), of(256 * 65_537));
}

#[test]
fn s_39_shape_the_addresses_of_rekor_v1() {
    let suite = &SUITE;
    let name = uuid(Some([1; 8]));
    assert_eq!(asked(&CreateEntry { proposed: "{}", suite }), "POST /api/v1/log/entries {}",);
    assert_eq!(
        asked(&EntryByUuid { uuid: name, suite }),
        format!("GET /api/v1/log/entries/{name} "),
    );
    assert_eq!(asked(&EntryByIndex { index: 7, suite }), "GET /api/v1/log/entries?logIndex=7 ",);
    assert_eq!(asked(&LogInfo), "GET /api/v1/log ");
    let proof = ConsistencyProof { first_size: 2, last_size: 30, tree_id: None };
    assert_eq!(asked(&proof), "GET /api/v1/log/proof?firstSize=2&lastSize=30 ");
    let proof = ConsistencyProof { tree_id: Some(9), ..proof };
    assert_eq!(asked(&proof), "GET /api/v1/log/proof?firstSize=2&lastSize=30&treeID=9 ");
    assert_eq!(asked(&PublicKey { tree_id: None }), "GET /api/v1/log/publicKey ");
    assert_eq!(asked(&PublicKey { tree_id: Some(9) }), "GET /api/v1/log/publicKey?treeID=9 ");
}

#[test]
fn s_40_shape_what_is_proposed() {
    let digest = Digest::Sha256([0xab; 32]);
    let expected = format!(
        r#"{{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{{"data":{{"hash":{{"algorithm":"sha256","value":"{}"}}}},"signature":{{"content":"AQI=","publicKey":{{"content":"cGVt"}}}}}}}}"#,
        "ab".repeat(32),
    );
    assert_eq!(hashedrekord_proposal(&digest, &[1, 2], "pem"), expected);
    let expected = r#"{"apiVersion":"0.0.1","kind":"dsse","spec":{"proposedContent":{"envelope":"{\"a\":1}","verifiers":["cGVt"]}}}"#;
    assert_eq!(dsse_proposal(r#"{"a":1}"#, "pem"), expected);
}

#[test]
fn s_41_kept_one_entry_under_its_name() {
    let question = CreateEntry { proposed: "{}", suite: &SUITE };
    for tree_id in [None, Some([1; 8])] {
        let uuid = uuid(tree_id);
        let created = question.reply(answer(201, named(&uuid))).unwrap();
        assert_eq!((created.uuid, created.entry.uuid), (uuid, Some(uuid)));
        assert_eq!(created.entry.entry.canonicalized_body, BODY);
    }
}

#[test]
fn s_41_broken_two_entries_or_another_status() {
    let question = CreateEntry { proposed: "{}", suite: &SUITE };
    let (short, long) = (named(&uuid(None)), named(&uuid(Some([1; 8]))));
    let two = format!("{},{}", short.strip_suffix('}').unwrap(), long.strip_prefix('{').unwrap());
    for (body, found) in [(two.as_str(), "2"), ("{}", "0")] {
        let kind = ErrorKind::Unexpected { expected: "one entry", found: found.into() };
        let inner = sigstore_rekor_types::Error::Json(json(kind, "$"));
        assert_eq!(question.reply(answer(201, body)), Err(Error::Entry(inner)));
    }
    let Err(Error::NotUnderstood { status: 200, .. }) = question.reply(answer(200, short)) else {
        panic!()
    };
}

#[test]
fn s_43_kept_the_location_names_the_entry_that_is_there() {
    let question = CreateEntry { proposed: "{}", suite: &SUITE };
    let uuid = uuid(Some([1; 8]));
    for before in ["/api/v1/log/entries/", "https://log.example/api/v1/log/entries/", ""] {
        let response = with("location", &format!("{before}{uuid}"), answer(409, "{}"));
        assert_eq!(question.reply(response), Err(Error::AlreadyRecorded { uuid }));
    }
}

#[test]
fn s_43_broken_a_conflict_that_names_none() {
    let question = CreateEntry { proposed: "{}", suite: &SUITE };
    let refused = Error::Refused { status: 409, code: Some(409), message: "equal".into() };
    let conflict = || answer(409, r#"{"code":409,"message":"equal"}"#);
    assert_eq!(question.reply(conflict()), Err(refused.clone()));
    assert_eq!(question.reply(with("location", "/a/b", conflict())), Err(refused));
    // The header of a success is no conflict.
    let uuid = uuid(None);
    let response = with("location", &uuid.to_string(), answer(201, named(&uuid)));
    assert!(question.reply(response).is_ok());
}

#[test]
fn s_44_kept_the_entry_that_was_asked_for() {
    let (short, long) = (uuid(None), uuid(Some([1; 8])));
    for (asked, answered) in [(short, short), (short, long), (long, short), (long, long)] {
        let question = EntryByUuid { uuid: asked, suite: &SUITE };
        assert_eq!(question.reply(answer(200, named(&answered))).unwrap().uuid, answered);
    }
    let question = EntryByIndex { index: 7, suite: &SUITE };
    assert_eq!(question.reply(answer(200, named(&long))).unwrap().uuid, long);
}

#[test]
fn s_44_broken_another_entry_or_another_name() {
    let expected = Uuid { tree_id: None, leaf_hash: [0; 32] };
    let question = EntryByUuid { uuid: expected, suite: &SUITE };
    let found = uuid(None);
    assert_eq!(
        question.reply(answer(200, named(&found))),
        Err(Error::OtherUuid { found, expected }),
    );
    let question = EntryByIndex { index: 8, suite: &SUITE };
    assert_eq!(
        question.reply(answer(200, named(&found))),
        Err(Error::OtherIndex { found: 7, expected: 8 }),
    );
    // A body under a name that is not its own: the log can't give one entry for another.
    let other = answer(200, named(&expected));
    let error = Error::OtherLeaf { name: Some(expected), leaf_hash: leaf_hash(BODY) };
    let question = EntryByUuid { uuid: expected, suite: &SUITE };
    assert_eq!(question.reply(other), Err(error));
}

fn retrieve<'a>(uuids: &'a [Uuid], indexes: &'a [u64]) -> Retrieve<'a, AwsLcSuite> {
    Retrieve { uuids, indexes, proposed: &[], suite: &SUITE }
}

#[test]
fn s_45_kept_what_was_asked_for() {
    let uuid = uuid(None);
    let body = format!("[{}]", named(&uuid));
    for question in [retrieve(&[uuid], &[]), retrieve(&[], &[6, 7])] {
        let entries = question.reply(answer(200, body.clone())).unwrap();
        assert_eq!(entries.iter().map(|entry| entry.uuid).collect::<Vec<_>>(), [uuid]);
    }
    let uuids = [uuid];
    let question = Retrieve { proposed: &[r#"{"kind":"a"}"#], ..retrieve(&uuids, &[7]) };
    assert_eq!(
        asked(&question),
        format!(
            r#"POST /api/v1/log/entries/retrieve {{"entryUUIDs":["{uuid}"],"logIndexes":[7],"entries":[{{"kind":"a"}}]}}"#
        ),
    );
}

#[test]
fn s_45_broken_too_many_or_another() {
    let base = Uri::from_static(BASE);
    let count = |found| Err(Error::RetrieveCount { found });
    assert_eq!(retrieve(&[], &[]).request(&base).map(drop), count(0));
    assert_eq!(retrieve(&[], &[0; 11]).request(&base).map(drop), count(11));
    assert!(retrieve(&[], &[0; 10]).request(&base).is_ok());
    let uuid = uuid(None);
    let body = format!("[{}]", named(&uuid));
    assert_eq!(retrieve(&[], &[8]).reply(answer(200, body)), Err(Error::NotAsked { uuid }),);
    let twice = format!("[{0},{0}]", named(&uuid));
    assert_eq!(
        retrieve(&[uuid], &[]).reply(answer(200, twice)),
        Err(Error::RetrievedCount { found: 2, asked: 1 }),
    );
}

#[test]
fn s_46_kept_a_search_for_names() {
    let question = SearchIndex {
        email: Some("a@example.org"),
        subject: Some("https://example.org"),
        digest: Some(Digest::Sha256([0xab; 32])),
        public_key: Some(IndexKey { format: KeyFormat::X509, content: b"pem" }),
        operator: Some(Operator::And),
    };
    let expected = format!(
        r#"POST /api/v1/index/retrieve {{"email":"a@example.org","subject":"https://example.org","hash":"sha256:{}","publicKey":{{"format":"x509","content":"cGVt"}},"operator":"and"}}"#,
        "ab".repeat(32),
    );
    assert_eq!(asked(&question), expected);
    assert_eq!(asked(&SearchIndex::default()), "POST /api/v1/index/retrieve {}");
    let (short, long) = (uuid(None), uuid(Some([1; 8])));
    let names = format!(r#"["{short}","{long}"]"#);
    assert_eq!(question.reply(answer(200, names)), Ok(vec![short, long]));
}

#[test]
fn s_46_broken_a_subject_too_long_or_names_that_are_none() {
    let (long, longest) = ("ä".repeat(513), "ä".repeat(512));
    let question = |subject| SearchIndex { subject: Some(subject), ..SearchIndex::default() };
    let base = Uri::from_static(BASE);
    assert!(question(&longest).request(&base).is_ok());
    assert_eq!(
        question(&long).request(&base).map(drop),
        Err(Error::SubjectLength { characters: 513 }),
    );
    let inner = sigstore_rekor_types::Error::Uuid { characters: 2 };
    assert_eq!(SearchIndex::default().reply(answer(200, r#"["ab"]"#)), Err(Error::Entry(inner)));
}

/// A signature to be recorded in Rekor v2.
fn upload(verifier: &Verifier) -> CreateEntryV2<'_> {
    CreateEntryV2 {
        digest: Digest::Sha256([1; 32]),
        signature: &[2],
        verifier,
        key_details: KeyDetails::PkixEcdsaP256Sha256,
    }
}

fn key() -> Verifier {
    Verifier::PublicKey(vec![0x30, 0x00])
}

#[test]
fn s_47_kept_a_digest_of_the_hash_of_the_algorithm() {
    let digest = base64(&[1; 32]);
    let expected = |verifier: &str| {
        format!(
            r#"POST /api/v2/log/entries {{"hashedRekordRequestV002":{{"digest":"{digest}","signature":{{"content":"Ag==","verifier":{{"{verifier}":{{"rawBytes":"MAA="}},"keyDetails":"PKIX_ECDSA_P256_SHA_256"}}}}}}}}"#
        )
    };
    assert_eq!(asked(&upload(&key())), expected("publicKey"));
    let certificate = Verifier::Certificate(vec![0x30, 0x00]);
    assert_eq!(asked(&upload(&certificate)), expected("x509Certificate"));
}

#[test]
fn s_47_broken_a_digest_of_another_hash() {
    let key = key();
    let question = CreateEntryV2 { digest: Digest::Sha512([1; 64]), ..upload(&key) };
    let error = Error::OtherHash {
        key_details: KeyDetails::PkixEcdsaP256Sha256,
        found: HashAlgorithm::Sha512,
        expected: HashAlgorithm::Sha256,
    };
    assert_eq!(question.request(&Uri::from_static(BASE)).map(drop), Err(error));
}

#[test]
fn s_48_kept_algorithms_that_sign_a_digest() {
    let key = key();
    let question = CreateEntryV2 {
        digest: Digest::Sha512([1; 64]),
        key_details: KeyDetails::PkixEd25519Ph,
        ..upload(&key)
    };
    assert!(question.request(&Uri::from_static(BASE)).is_ok());
}

#[test]
fn s_48_broken_algorithms_that_do_not() {
    let key = key();
    for key_details in [KeyDetails::PkixEd25519, KeyDetails::MlDsa65] {
        let question = CreateEntryV2 { key_details, ..upload(&key) };
        let request = question.request(&Uri::from_static(BASE)).map(drop);
        assert_eq!(request, Err(Error::NotPrehashed { key_details }));
    }
}

/// The answer to an upload with this signature.
fn recorded(signature: &[u8]) -> String {
    let body = Body::HashedRekordV002(HashedRekordV002 {
        digest: Digest::Sha256([1; 32]),
        signature: signature.to_vec(),
        key_details: KeyDetails::PkixEcdsaP256Sha256,
        verifier: key(),
    });
    let (body, log) = (base64(&body.canonical()), base64(&[9; 32]));
    format!(
        r#"{{"logIndex":"3","logId":{{"keyId":"{log}"}},"kindVersion":{{"kind":"hashedrekord","version":"0.0.2"}},"integratedTime":"0","inclusionPromise":null,"canonicalizedBody":"{body}"}}"#
    )
}

#[test]
fn s_50_kept_the_entry_that_was_sent() {
    let key = key();
    let entry = upload(&key).reply(answer(201, recorded(&[2]))).unwrap();
    assert_eq!((entry.log_index, entry.inclusion_promise), (3, None));
}

#[test]
fn s_50_broken_another_entry_or_status() {
    let key = key();
    let reply = upload(&key).reply(answer(201, recorded(&[3])));
    assert_eq!(reply, Err(Error::OtherEntry { index: 3 }));
    let other = recorded(&[2]).replace(r#""version":"0.0.2""#, r#""version":"0.0.1""#);
    let Err(Error::Entry(sigstore_rekor_types::Error::KindMismatch { .. })) =
        upload(&key).reply(answer(201, other))
    else {
        panic!()
    };
    let Err(Error::NotUnderstood { status: 200, .. }) =
        upload(&key).reply(answer(200, recorded(&[2])))
    else {
        panic!()
    };
}

#[test]
fn s_51_kept_conflict_frozen_and_busy() {
    let key = key();
    let conflict = with("x-log-index", "18", answer(409, "{}"));
    assert_eq!(upload(&key).reply(conflict), Err(Error::AlreadyAtIndex { index: 18 }));
    let frozen = answer(405, r#"{"code":12,"message":"this log has been frozen"}"#);
    let message = "this log has been frozen".into();
    assert_eq!(upload(&key).reply(frozen), Err(Error::Frozen { message }));
    let busy = answer(503, r#"{"code":14,"message":"busy"}"#);
    let refused = Error::Refused { status: 503, code: Some(14), message: "busy".into() };
    assert_eq!(upload(&key).reply(busy), Err(refused));
}

#[test]
fn s_51_broken_a_conflict_without_an_index() {
    let key = key();
    let refused = Error::Refused { status: 409, code: Some(6), message: "equal".into() };
    for index in ["", "018", "+18", "-1", "18446744073709551616"] {
        let conflict = with("x-log-index", index, answer(409, r#"{"code":6,"message":"equal"}"#));
        assert_eq!(upload(&key).reply(conflict), Err(refused.clone()));
    }
}

#[test]
fn s_52_kept_the_paths_of_tlog_tiles() {
    let paths = [
        (0, None, "000"),
        (999, None, "999"),
        (1000, None, "x001/000"),
        (1_234_067, NonZeroU8::new(8), "x001/x234/067.p/8"),
        (0, NonZeroU8::new(255), "000.p/255"),
        (u64::MAX, None, "x018/x446/x744/x073/x709/x551/615"),
    ];
    for (index, width, path) in paths {
        let bundle = EntryBundleV2 { index, width };
        assert_eq!(asked(&bundle), format!("GET /api/v2/tile/entries/{path} "));
        let tile = TileV2 { level: 63, index, width };
        assert_eq!(asked(&tile), format!("GET /api/v2/tile/63/{path} "));
    }
    assert_eq!(asked(&CheckpointV2), "GET /api/v2/checkpoint ");
}

#[test]
fn s_52_kept_tiles_and_bundles_of_their_width() {
    let (level, index, width) = (0, 0, NonZeroU8::new(2));
    let tile = TileV2 { level, index, width };
    let bytes = [[1; 32], [2; 32]];
    assert_eq!(tile.reply(answer(200, bytes.concat())), Ok(bytes.to_vec()));
    let tile = TileV2 { level, index, width: None };
    assert_eq!(tile.reply(answer(200, [7; 8192])).map(|hashes| hashes.len()), Ok(256));
    let bundle = EntryBundleV2 { index, width };
    let bytes = [0, 2, b'a', b'b', 0, 0];
    assert_eq!(bundle.reply(answer(200, bytes)), Ok(vec![b"ab".to_vec(), Vec::new()]));
    assert_eq!(CheckpointV2.reply(answer(200, "log\n1\n")), Ok("log\n1\n".into()));
}

#[test]
fn s_52_broken_another_level_or_width() {
    let (index, width) = (0, NonZeroU8::new(2));
    let tile = TileV2 { level: 64, index, width };
    assert_eq!(tile.request(&Uri::from_static(BASE)).map(drop), Err(Error::Level { found: 64 }),);
    for found in [0, 32, 63, 65, 96] {
        assert_eq!(
            tile.reply(answer(200, vec![0; found])),
            Err(Error::TileLength { found, expected: 64 }),
        );
    }
    let bundle = EntryBundleV2 { index, width };
    let reply = |bytes: &[u8]| bundle.reply(answer(200, bytes));
    let refused = |entry, fault| Err(Error::Bundle { entry, fault });
    assert_eq!(reply(b"\0\x01a"), refused(1, BundleFault::Cut));
    assert_eq!(reply(b"\0\x01a\0"), refused(1, BundleFault::Cut));
    assert_eq!(reply(b"\0\x01a\0\x02b"), refused(1, BundleFault::Cut));
    assert_eq!(reply(b"\0\0\0\0\0"), refused(2, BundleFault::Trailing { bytes: 1 }));
    let Err(Error::NotUnderstood { .. }) = CheckpointV2.reply(answer(200, [0xff])) else {
        panic!()
    };
}

#[test]
fn s_73_kept_a_refusal_in_json() {
    let body = r#"{"code":609,"message":"no"}"#;
    let refused = Error::Refused { status: 422, code: Some(609), message: "no".into() };
    assert_eq!(LogInfo.reply(answer(422, body)), Err(refused));
    let missing = Error::NotFound { content_type: None, body_start: String::new() };
    assert_eq!(EntryByIndex { index: 7, suite: &SUITE }.reply(answer(404, "")), Err(missing));
}

#[test]
fn s_73_broken_a_success_in_another_form() {
    for body in ["", "<html>"] {
        let error =
            Error::NotUnderstood { status: 200, content_type: None, body_start: body.into() };
        assert_eq!(LogInfo.reply(answer(200, body)), Err(error));
    }
    let good = format!(
        r#"{{"inactiveShards":null,"rootHash":"{}","signedTreeHead":"note","treeID":"9","treeSize":2}}"#,
        "ab".repeat(32),
    );
    let active = TreeState {
        tree_id: 9,
        tree_size: 2,
        root_hash: [0xab; 32],
        signed_tree_head: "note".into(),
    };
    let state = LogState { active: active.clone(), inactive: Vec::new() };
    assert_eq!(LogInfo.reply(answer(200, good.clone())), Ok(state));
    let shards = good.replace("null", &format!("[{good}]"));
    let state = LogState { active: active.clone(), inactive: vec![active] };
    assert_eq!(LogInfo.reply(answer(200, shards)), Ok(state));
    let many = good.replace("null", &format!("[{}]", vec!["{}"; 257].join(",")));
    let kind = ErrorKind::TooManyElements { max: MAX_SHARDS };
    assert_eq!(
        LogInfo.reply(answer(200, many)),
        Err(Error::Json(json(kind, "$.inactiveShards[256]"))),
    );
    let upper = good.replacen("ab", "AB", 1);
    let kind = ErrorKind::Unexpected {
        expected: "64 digits of lower-case hex",
        found: "64 characters".into(),
    };
    assert_eq!(LogInfo.reply(answer(200, upper)), Err(Error::Json(json(kind, "$.rootHash"))));
}

#[test]
fn s_74_accepted_a_refusal_of_what_stands_before_the_log() {
    let key = key();
    for (status, body) in [(502, "<html>\r\n"), (503, ""), (405, "no")] {
        let refusal = with("content-type", "text/html", answer(status, body));
        let error = Error::NotUnderstood {
            status,
            content_type: Some("text/html".into()),
            body_start: body.into(),
        };
        assert_eq!(upload(&key).reply(refusal), Err(error));
    }
}

#[test]
fn errors_say_what_was_found_and_what_was_expected() {
    let uuid = Uuid { tree_id: None, leaf_hash: [0xab; 32] };
    let name = "ab".repeat(32);
    let refused = Error::Refused { status: 400, code: Some(3), message: "no\n".into() };
    let not_found = Error::NotFound { content_type: None, body_start: String::new() };
    let key_details = KeyDetails::PkixEd25519;
    let cases = [
        (refused, r#"Rekor refused: found status 400, code 3, "no\n" (S-73)"#.into()),
        (
            not_found,
            r#"the log has no such thing: found status 404, no content type, "" (S-73)"#.into(),
        ),
        (
            Error::AlreadyRecorded { uuid },
            format!("an equal entry is in the log already: found {name} (S-43)"),
        ),
        (
            Error::OtherLeaf { name: None, leaf_hash: [0xab; 32] },
            format!("an entry has another name than its own: found no name, expected {name} (S-44)"),
        ),
        (
            Error::NotPrehashed { key_details },
            "the algorithm signs no digest: found PKIX_ED25519, expected one that signs a digest (S-48)".into(),
        ),
        (
            Error::Bundle { entry: 3, fault: BundleFault::Cut },
            "the bundle has another number of entries at entry 3: found the end, expected an entry (S-52)".into(),
        ),
    ];
    for (error, expected) in cases {
        assert_eq!(error.to_string(), expected);
    }
}
