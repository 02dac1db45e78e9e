//! What the servers refuse and what they say then; beside it the good request.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

use http::{Request, Response};
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{
    CertificateAuthority, Chain, Identity, KeyKind, LeafRequest, NoteSigner, RekorV1, RekorV2,
    SigningKey, TimestampAuthority,
};
use sigstore_json::{Limits, Value, base64};
use sigstore_local::{RekorV1Server, RekorV2Server, TsaServer};
use sigstore_rekor_types::{LogEntry, PemVerifier, TransparencyLogEntry, Verifier};
use sigstore_traits::HashAlgorithm::{Sha256, Sha384, Sha512};
use sigstore_traits::{
    Digest, HashAlgorithm, KeyDetails, Message, SignatureScheme, SignatureSuite, UnixTime,
};
use sigstore_tsa::{Timestamp, TimestampRequest};

const NOW: UnixTime = UnixTime::from_seconds(1_795_427_308);
const PERIOD: [UnixTime; 2] = [NOW, UnixTime::from_seconds(2_051_222_400)];
const TREE_ID: u64 = 0x1248_1613_6d37_f0e5;

fn key(kind: KeyKind, seed: u8) -> SigningKey {
    SigningKey::from_seed(kind, &[seed; 32])
}

fn entropy(bytes: &mut [u8]) {
    bytes.fill(9);
}

fn request(method: &str, path: &str, media_type: &str, body: &[u8]) -> Request<Vec<u8>> {
    let request = Request::builder().method(method).uri(path);
    let request =
        if media_type.is_empty() { request } else { request.header("content-type", media_type) };
    request.body(body.to_vec()).unwrap()
}

fn text(response: &Response<Vec<u8>>) -> (u16, &str) {
    (response.status().as_u16(), str::from_utf8(response.body()).unwrap())
}

fn sha256(bytes: &[u8]) -> String {
    AwsLcSuite.sha256(&[bytes]).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `{"code":…,"message":…}` and a newline.
fn refusal(code: u16, message: &str) -> String {
    let mut quoted = String::new();
    sigstore_json::write_string(&mut quoted, message);
    format!("{{\"code\":{code},\"message\":{quoted}}}\n")
}

// Rekor v1.

fn rekor_v1() -> RekorV1Server {
    let signer = NoteSigner::rekor_v1("rekor.localhost", key(KeyKind::P256, 1));
    RekorV1Server::new(RekorV1::new(signer, TREE_ID, 0))
}

fn v1(server: &mut RekorV1Server, method: &str, path: &str, body: &str) -> Response<Vec<u8>> {
    let media_type = if method == "GET" { "" } else { "application/json" };
    server.answer(&request(method, path, media_type, body.as_bytes()), NOW, &mut entropy)
}

fn create_v1(server: &mut RekorV1Server, body: &str) -> Response<Vec<u8>> {
    v1(server, "POST", "/api/v1/log/entries", body)
}

fn pem(key: &SigningKey) -> String {
    PemVerifier::from(Verifier::PublicKey(key.spki().to_vec())).text().to_owned()
}

fn certificate_pem() -> String {
    let chain = Chain::root("fulcio", PERIOD, key(KeyKind::P384, 2));
    let request = LeafRequest {
        spki: key(KeyKind::P256, 3).spki().to_vec(),
        identity: Identity::Email("Alice@Example.org".into()),
        issuer: "https://issuer.example.org".into(),
        extensions: Vec::new(),
    };
    let leaf = CertificateAuthority { chain }.issue(&request, NOW, &[4; 32], None).unwrap();
    PemVerifier::from(Verifier::Certificate(leaf)).text().to_owned()
}

/// What a hashedrekord is made of, to be altered.
struct HashedRekord {
    algorithm: &'static str,
    hash: String,
    signature: Vec<u8>,
    pem: String,
}

impl HashedRekord {
    fn of(kind: KeyKind, algorithm: HashAlgorithm, message: &[u8]) -> Self {
        let signer = key(kind, 3);
        let digest = AwsLcSuite.digest(algorithm, &[message]);
        let scheme = match kind {
            KeyKind::Ed25519 => SignatureScheme::Ed25519ph,
            _ => signer.scheme_with(algorithm),
        };
        Self {
            algorithm: algorithm.name(),
            hash: digest.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect(),
            signature: signer.sign(scheme, Message::Digest(&digest)).unwrap(),
            pem: pem(&signer),
        }
    }

    fn json(&self) -> String {
        format!(
            r#"{{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{{"data":{{"hash":{{"algorithm":"{}","value":"{}"}}}},"signature":{{"content":"{}","publicKey":{{"content":"{}"}}}}}}}}"#,
            self.algorithm,
            self.hash,
            base64(&self.signature),
            base64(self.pem.as_bytes()),
        )
    }
}

fn hashedrekord() -> HashedRekord {
    HashedRekord::of(KeyKind::P256, Sha256, b"artifact")
}

/// The answer of a fresh log.
fn refused_v1(body: &str) -> (u16, String) {
    let response = create_v1(&mut rekor_v1(), body);
    let (status, text) = text(&response);
    (status, text.to_owned())
}

/// The refusal of an upload that says this.
fn processing(message: &str) -> (u16, String) {
    (400, refusal(400, &format!("error processing entry: {message}")))
}

fn envelope(signatures: &[&[u8]]) -> String {
    let signatures: Vec<_> =
        signatures.iter().map(|sig| format!(r#"{{"sig":"{}"}}"#, base64(sig))).collect();
    let payload = base64(STATEMENT.as_bytes());
    format!(
        r#"{{"payload":"{payload}","payloadType":"application/vnd.in-toto+json","signatures":[{}]}}"#,
        signatures.join(",")
    )
}

const STATEMENT: &str = r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"AA11"}}],"predicateType":"p","predicate":{"materials":[{"digest":{"gitCommit":"bb22"}}]}}"#;

fn sign_envelope(signer: &SigningKey) -> Vec<u8> {
    let kind = "application/vnd.in-toto+json";
    let pae = format!("DSSEv1 {} {kind} {} {STATEMENT}", kind.len(), STATEMENT.len());
    let scheme = signer.scheme_with(Sha256);
    signer.sign(scheme, Message::Bytes(pae.as_bytes())).unwrap()
}

fn dsse(envelope: &str, verifiers: &[String]) -> String {
    let verifiers: Vec<_> =
        verifiers.iter().map(|pem| format!("\"{}\"", base64(pem.as_bytes()))).collect();
    let mut quoted = String::new();
    sigstore_json::write_string(&mut quoted, envelope);
    format!(
        r#"{{"apiVersion":"0.0.1","kind":"dsse","spec":{{"proposedContent":{{"envelope":{quoted},"verifiers":[{}]}}}}}}"#,
        verifiers.join(",")
    )
}

#[test]
fn s_41_kept_a_created_entry_reads_back_with_its_place() {
    let mut server = rekor_v1();
    let response = create_v1(&mut server, &hashedrekord().json());
    assert_eq!(response.status(), 201);
    let entry = LogEntry::parse(response.body()).unwrap();
    let uuid = entry.uuid.unwrap().to_string();
    assert_eq!(uuid.get(..16), Some("124816136d37f0e5"));
    assert_eq!(response.headers()["etag"], uuid.as_str());
    let location = format!("/api/v1/log/entries/{uuid}");
    assert_eq!(response.headers()["location"], location.as_str());
    let read = v1(&mut server, "GET", &location, "");
    assert_eq!(LogEntry::parse(read.body()), Ok(entry));
}

#[test]
fn s_43_kept_every_kind_that_clients_upload_is_recorded() {
    let (one, two) = (key(KeyKind::P256, 3), key(KeyKind::P384, 5));
    let both = envelope(&[&sign_envelope(&one), &sign_envelope(&two)]);
    let mut server = rekor_v1();
    for body in [
        hashedrekord().json(),
        HashedRekord { pem: certificate_pem(), ..hashedrekord() }.json(),
        HashedRekord::of(KeyKind::P384, Sha384, b"artifact").json(),
        HashedRekord::of(KeyKind::P521, Sha512, b"artifact").json(),
        HashedRekord::of(KeyKind::Ed25519, Sha512, b"artifact").json(),
        dsse(&both, &[pem(&one), pem(&two)]),
        dsse(&envelope(&[&sign_envelope(&one)]), &[pem(&two), pem(&one)]),
    ] {
        let response = create_v1(&mut server, &body);
        assert_eq!(response.status(), 201, "{}", text(&response).1);
    }
}

#[test]
fn s_43_broken_the_same_entry_again() {
    let mut server = rekor_v1();
    let body = hashedrekord().json();
    let first = create_v1(&mut server, &body);
    let again = create_v1(&mut server, &body);
    let uuid = first.headers()["etag"].to_str().unwrap();
    let message = "an equivalent entry already exists in the transparency log with UUID";
    let expected = refusal(409, &format!("{message} {uuid}"));
    assert_eq!(text(&again), (409, expected.as_str()));
    assert_eq!(again.headers()["location"], first.headers()["location"]);
    assert_eq!(server.log().tree().size(), 1);
}

#[test]
fn s_43_broken_the_same_entry_in_another_spelling() {
    let mut server = rekor_v1();
    let good = hashedrekord();
    create_v1(&mut server, &good.json());
    let spelt = HashedRekord {
        hash: good.hash.to_uppercase(),
        pem: good.pem.trim_end().to_owned(),
        ..good
    };
    assert_eq!(create_v1(&mut server, &spelt.json()).status(), 409);
}

#[test]
fn s_43_broken_a_signature_of_something_else() {
    let other = HashedRekord::of(KeyKind::P256, Sha256, b"other");
    let refused = refused_v1(&HashedRekord { hash: other.hash, ..hashedrekord() }.json());
    assert_eq!(
        refused,
        processing(
            "an upload whose signature does not hold: found the signature is not valid (T-4)"
        ),
    );
}

#[test]
fn s_43_broken_a_pure_ed25519_signature_over_a_digest() {
    let good = HashedRekord::of(KeyKind::Ed25519, Sha512, b"artifact");
    let signer = key(KeyKind::Ed25519, 3);
    let signature = signer.sign(SignatureScheme::Ed25519, Message::Bytes(b"artifact")).unwrap();
    let refused = refused_v1(&HashedRekord { signature, ..good }.json());
    assert_eq!(
        refused,
        processing(
            "an upload whose signature does not hold: found the signature is not valid (T-4)"
        ),
    );
}

#[test]
fn s_43_broken_a_hash_that_is_not_its_key_s() {
    let refused = refused_v1(&HashedRekord::of(KeyKind::P256, Sha512, b"artifact").json());
    assert_eq!(
        refused,
        processing(
            "an upload with a hash of another key: found sha512 with a key of ECDSA P-256, \
             expected sha256 (T-11)"
        ),
    );
}

#[test]
fn s_43_broken_no_key_verifies_the_envelope() {
    let (one, two) = (key(KeyKind::P256, 3), key(KeyKind::P256, 5));
    let body = dsse(&envelope(&[&sign_envelope(&one), &sign_envelope(&two)]), &[pem(&one)]);
    let refused = refused_v1(&body);
    let message = "no key beside the envelope verifies it at signature 1 (T-30)";
    assert_eq!(refused, processing(message));
}

#[test]
fn s_43_broken_an_envelope_without_signatures_or_verifiers() {
    let signer = key(KeyKind::P256, 3);
    let refused = refused_v1(&dsse(&envelope(&[]), &[pem(&signer)]));
    assert_eq!(refused, processing("an uploaded envelope without signatures (T-30)"));
    let refused = refused_v1(&dsse(&envelope(&[&sign_envelope(&signer)]), &[]));
    assert_eq!(refused.0, 400);
    assert!(refused.1.contains("$.spec.proposedContent.verifiers"), "{}", refused.1);
}

#[test]
fn s_40_broken_an_upload_without_what_its_schema_wants() {
    let good = hashedrekord().json();
    for (from, to, place) in [
        (r#","publicKey""#, r#","key""#, "publicKey"),
        (r#""algorithm":"sha256""#, r#""algorithm":"sha1""#, "$.spec.data.hash.algorithm"),
        (r#""value":""#, r#""value":"00"#, "$.spec.data.hash.value"),
        (r#""content":"LS0t"#, r#""content":"%"#, "$.spec.signature.publicKey.content"),
        (r#""content":"LS0t"#, r#""content":"AAAA"#, "invalid public key"),
    ] {
        let body = good.replacen(from, to, 1);
        assert_ne!(body, good);
        let (status, message) = refused_v1(&body);
        assert_eq!(status, 400, "{to}: {message}");
        assert!(message.contains(place), "{to}: {message}");
    }
}

#[test]
fn s_40_kept_members_that_are_not_known_are_passed_over() {
    let body = hashedrekord().json().replacen(r#""spec":{"#, r#""spec":{"extra":1,"#, 1);
    assert_eq!(refused_v1(&body).0, 201);
}

#[test]
fn s_43_broken_kinds_and_versions_that_are_not_recorded() {
    let good = hashedrekord().json();
    let refused = refused_v1(&good.replacen("hashedrekord", "rekord", 1));
    assert_eq!(refused, (422, refusal(422, "invalid kind value: \"rekord\"")));
    let refused = refused_v1(&good.replacen("0.0.1", "0.0.2", 1));
    let message = "hashedrekord implementation for version '0.0.2' not found";
    assert_eq!(refused, processing(message));
}

#[test]
fn s_43_broken_what_is_missing_is_named() {
    for (body, message) in [
        ("", "proposedEntry in body is required"),
        (r#"{"apiVersion":"0.0.1","spec":{}}"#, "kind in body is required"),
        (r#"{"kind":"dsse","spec":{}}"#, "apiVersion in body is required"),
        (r#"{"kind":"dsse","apiVersion":"0.0.1"}"#, "spec in body is required"),
    ] {
        assert_eq!(refused_v1(body), (422, refusal(602, message)));
    }
}

#[test]
fn s_43_broken_what_is_no_json_is_an_error_of_the_server() {
    for body in ["{", "hello", "[]"] {
        assert_eq!(refused_v1(body).0, 500, "{body}");
    }
    let mut server = rekor_v1();
    server.max_request = 10;
    let response = create_v1(&mut server, &hashedrekord().json());
    assert_eq!(text(&response), (500, refusal(500, "http: request body too large").as_str()));
}

#[test]
fn s_43_broken_an_intoto_without_the_hash_of_its_envelope() {
    let signer = key(KeyKind::P256, 3);
    let signature = base64(base64(&sign_envelope(&signer)).as_bytes());
    let payload = base64(base64(STATEMENT.as_bytes()).as_bytes());
    let upload = |hash: &str| {
        format!(
            r#"{{"apiVersion":"0.0.2","kind":"intoto","spec":{{"content":{{"envelope":{{"payload":"{payload}","payloadType":"application/vnd.in-toto+json","signatures":[{{"sig":"{signature}","publicKey":"{}"}}]}}{hash}}}}}}}"#,
            base64(pem(&signer).as_bytes()),
        )
    };
    let message = "error generating canonicalized entry";
    assert_eq!(refused_v1(&upload("")), (500, refusal(500, message)));
    let hash = format!(r#","hash":{{"algorithm":"sha256","value":"{}"}}"#, "00".repeat(32));
    assert_eq!(refused_v1(&upload(&hash)).0, 201);
}

#[test]
fn s_43_broken_another_type_than_json() {
    let mut server = rekor_v1();
    let body = hashedrekord().json();
    for (given, found) in
        [("text/plain; charset=utf-8", "text/plain"), ("", "application/octet-stream")]
    {
        let request = request("POST", "/api/v1/log/entries", given, body.as_bytes());
        let response = server.answer(&request, NOW, &mut entropy);
        let message =
            format!("unsupported media type \"{found}\", only [application/json] are allowed");
        assert_eq!(text(&response), (415, refusal(415, &message).as_str()));
    }
}

#[test]
fn s_39_kept_the_log_answers_at_its_paths() {
    let mut server = rekor_v1();
    create_v1(&mut server, &hashedrekord().json());
    create_v1(&mut server, &HashedRekord::of(KeyKind::P384, Sha384, b"other").json());
    for path in [
        "/ping",
        "/api/v1/log",
        "/api/v1/log/publicKey",
        "/api/v1/log/publicKey?treeID=1317327163698442469",
        "/api/v1/log/proof?lastSize=2",
        "/api/v1/log/entries?logIndex=1",
    ] {
        let response = v1(&mut server, "GET", path, "");
        assert_eq!(response.status(), 200, "{path}: {}", text(&response).1);
    }
}

#[test]
fn s_39_broken_other_paths_methods_and_parameters() {
    let mut server = rekor_v1();
    create_v1(&mut server, &hashedrekord().json());
    for (method, path, status, code, message) in [
        ("GET", "/api/v1/nothing", 404, 404, "path /api/v1/nothing was not found"),
        ("GET", "/api/v1/log/", 404, 404, "path /api/v1/log/ was not found"),
        ("PUT", "/api/v1/log/entries", 405, 405, "method PUT is not allowed, but [GET,POST] are"),
        ("POST", "/api/v1/log", 405, 405, "method POST is not allowed, but [GET] are"),
        ("GET", "/api/v1/index/retrieve", 405, 405, "method GET is not allowed, but [POST] are"),
        ("GET", "/api/v1/log/entries", 422, 602, "logIndex in query is required"),
        (
            "GET",
            "/api/v1/log/entries?logIndex=a",
            422,
            601,
            "logIndex in query must be of type int64: \"a\"",
        ),
        (
            "GET",
            "/api/v1/log/entries?logIndex=-1",
            422,
            609,
            "logIndex in query should be greater than or equal to 0",
        ),
        ("GET", "/api/v1/log/proof", 422, 602, "lastSize in query is required"),
        (
            "GET",
            "/api/v1/log/proof?firstSize=0&lastSize=1",
            422,
            609,
            "firstSize in query should be greater than or equal to 1",
        ),
        (
            "GET",
            "/api/v1/log/proof?firstSize=3&lastSize=1",
            400,
            400,
            "firstSize(3) must be less than lastSize(1)",
        ),
        (
            "GET",
            "/api/v1/log/proof?lastSize=2",
            400,
            400,
            "the tree size requested(2) was greater than what is currently observable(1)",
        ),
        (
            "GET",
            "/api/v1/log/proof?lastSize=1&treeID=7",
            400,
            400,
            "no log range found for tree ID 7",
        ),
        (
            "GET",
            "/api/v1/log/publicKey?treeID=x",
            422,
            605,
            "treeID in query should match '^[0-9]+$'",
        ),
    ] {
        let response = v1(&mut server, method, path, "");
        assert_eq!(text(&response), (status, refusal(code, message).as_str()), "{path}");
    }
}

#[test]
fn s_44_kept_an_entry_by_leaf_hash_in_either_case_and_with_the_tree() {
    let mut server = rekor_v1();
    let response = create_v1(&mut server, &hashedrekord().json());
    let uuid = response.headers()["etag"].to_str().unwrap().to_owned();
    let (_, leaf) = uuid.split_at(16);
    for id in [uuid.as_str(), leaf, &leaf.to_uppercase(), &uuid.to_uppercase()] {
        let read = v1(&mut server, "GET", &format!("/api/v1/log/entries/{id}"), "");
        assert_eq!(read.body(), response.body(), "{id}");
    }
}

#[test]
fn s_44_broken_ids_of_other_trees_other_entries_and_no_ids() {
    let mut server = rekor_v1();
    let response = create_v1(&mut server, &hashedrekord().json());
    let uuid = response.headers()["etag"].to_str().unwrap().to_owned();
    let (_, leaf) = uuid.split_at(16);
    for id in [format!("{:016x}{leaf}", TREE_ID + 1), "ab".repeat(32)] {
        let read = v1(&mut server, "GET", &format!("/api/v1/log/entries/{id}"), "");
        assert_eq!(text(&read), (404, ""));
    }
    let read = v1(&mut server, "GET", &format!("/api/v1/log/entries/{}", &leaf[1..]), "");
    let pattern = "entryUUID in path should match '^([0-9a-fA-F]{64}|[0-9a-fA-F]{80})$'";
    assert_eq!(text(&read), (422, refusal(605, pattern).as_str()));
}

#[test]
fn s_45_kept_entries_are_retrieved_and_unknown_ones_left_out() {
    let mut server = rekor_v1();
    let body = hashedrekord().json();
    let response = create_v1(&mut server, &body);
    let uuid = response.headers()["etag"].to_str().unwrap();
    let mut retrieve = |query: &str| {
        let response = v1(&mut server, "POST", "/api/v1/log/entries/retrieve", query);
        assert_eq!(response.status(), 200);
        let value = sigstore_json::parse(response.body(), &Limits::new(1 << 20)).unwrap();
        let Value::Array(found) = &value else { panic!() };
        found.len()
    };
    let unknown = "cd".repeat(32);
    assert_eq!(retrieve(&format!(r#"{{"entryUUIDs":["{uuid}","{unknown}"]}}"#)), 1);
    assert_eq!(retrieve(r#"{"logIndexes":[0,7]}"#), 1);
    assert_eq!(retrieve(&format!(r#"{{"entries":[{body}],"logIndexes":[0]}}"#)), 2);
    assert_eq!(retrieve("{}"), 0);
}

#[test]
fn s_45_broken_more_than_ten_none_and_no_ids() {
    let mut server = rekor_v1();
    let pattern = "entryUUIDs.0 in body should match '^([0-9a-fA-F]{64}|[0-9a-fA-F]{80})$'";
    let six = "[0,0,0,0,0,0]";
    let five = vec![format!("\"{}\"", "ab".repeat(32)); 5].join(",");
    for (query, status, code, message) in [
        (
            r#"{"entryUUIDs":[]}"#.into(),
            422,
            612,
            "entryUUIDs in body should have at least 1 items",
        ),
        (
            r#"{"logIndexes":[0,0,0,0,0,0,0,0,0,0,0]}"#.into(),
            422,
            611,
            "logIndexes in body should have at most 10 items",
        ),
        (
            format!(r#"{{"logIndexes":{six},"entryUUIDs":[{five}]}}"#),
            422,
            422,
            "more than max allowed 10 entries in request",
        ),
        (r#"{"entryUUIDs":["ab"]}"#.into(), 422, 605, pattern),
        (
            r#"{"logIndexes":[-1]}"#.into(),
            422,
            609,
            "logIndexes in body should be greater than or equal to 0",
        ),
    ] {
        let query: String = query;
        let response = v1(&mut server, "POST", "/api/v1/log/entries/retrieve", &query);
        assert_eq!(text(&response), (status, refusal(code, message).as_str()), "{query}");
    }
}

#[test]
fn s_46_kept_an_entry_is_found_by_all_that_is_in_it() {
    let mut server = rekor_v1();
    let signer = key(KeyKind::P256, 3);
    let hashed = hashedrekord();
    let mut ids = Vec::new();
    for body in [
        hashed.json(),
        HashedRekord { pem: certificate_pem(), ..hashedrekord() }.json(),
        dsse(&envelope(&[&sign_envelope(&signer)]), &[pem(&signer)]),
    ] {
        let response = create_v1(&mut server, &body);
        ids.push(response.headers()["etag"].to_str().unwrap().to_owned());
    }
    let pem_key = base64(pem(&signer).as_bytes());
    let payload = sha256(STATEMENT.as_bytes());
    let key_hash = sha256(pem(&signer).as_bytes());
    let [hash, upper] = [hashed.hash.clone(), hashed.hash.to_uppercase()];
    let mut found = |query: String| {
        let response = v1(&mut server, "POST", "/api/v1/index/retrieve", &query);
        assert_eq!(response.status(), 200, "{query}: {}", text(&response).1);
        let value = sigstore_json::parse(response.body(), &Limits::new(1 << 20)).unwrap();
        let found = value.node().array().unwrap().map(|id| id.string().unwrap().to_owned());
        found.map(|id| ids.iter().position(|known| *known == id).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(found(format!(r#"{{"hash":"sha256:{hash}"}}"#)), [0, 1]);
    assert_eq!(found(format!(r#"{{"hash":"{upper}"}}"#)), [0, 1]);
    assert_eq!(found(r#"{"email":"alice@example.ORG"}"#.into()), [1]);
    assert_eq!(found(r#"{"subject":"Alice@example.org"}"#.into()), [1]);
    assert_eq!(found(format!(r#"{{"hash":"sha256:{payload}"}}"#)), [2]);
    let key = format!(r#""publicKey":{{"format":"x509","content":"{pem_key}"}}"#);
    assert_eq!(found(format!("{{{key}}}")), [0], "the others index the hash with its name (T-8)");
    assert_eq!(found(format!(r#"{{"hash":"sha256:{key_hash}"}}"#)), [2]);
    let two = format!(r#""hash":"{hash}","email":"alice@example.org""#);
    assert_eq!(found(format!("{{{two}}}")), [0, 1]);
    assert_eq!(found(format!(r#"{{{two},"operator":"and"}}"#)), [1]);
    assert_eq!(found("{}".into()), [] as [usize; 0]);
}

#[test]
fn s_46_broken_queries_of_other_forms() {
    let mut server = rekor_v1();
    let hash = "hash in body should match '^(sha512:)?[0-9a-fA-F]{128}$|^(sha256:)?[0-9a-fA-F]{64}$|^(sha1:)?[0-9a-fA-F]{40}$'";
    for (query, code, message) in [
        ("", 602, "query in body is required"),
        (r#"{"hash":"sha256:00"}"#, 605, hash),
        (r#"{"hash":"sha512:0000000000000000000000000000000000000000"}"#, 605, hash),
        (r#"{"hash":":0000000000000000000000000000000000000000"}"#, 605, hash),
        (r#"{"hash":"zz00000000000000000000000000000000000000"}"#, 605, hash),
        (r#"{"operator":"xor"}"#, 606, "operator in body should be one of [and or]"),
        (r#"{"publicKey":{"content":"AA=="}}"#, 602, "publicKey.format in body is required"),
        (
            r#"{"publicKey":{"format":"p","content":"AA=="}}"#,
            606,
            "publicKey.format in body should be one of [pgp x509 minisign ssh tuf]",
        ),
    ] {
        let response = v1(&mut server, "POST", "/api/v1/index/retrieve", query);
        assert_eq!(text(&response), (422, refusal(code, message).as_str()), "{query}");
    }
}

// Rekor v2.

fn rekor_v2() -> RekorV2Server {
    RekorV2Server::new(RekorV2::new(NoteSigner::c2sp("log.localhost", key(KeyKind::Ed25519, 1))))
}

/// What an upload to Rekor v2 is made of, to be altered.
struct UploadV2 {
    digest: Vec<u8>,
    signature: Vec<u8>,
    details: &'static str,
    verifier: String,
}

impl UploadV2 {
    fn of(kind: KeyKind, details: KeyDetails) -> Self {
        let signer = key(kind, 3);
        let scheme = details.scheme().unwrap();
        let digest = AwsLcSuite.digest(scheme.hash().unwrap_or(Sha512), &[b"artifact"]);
        let message = match scheme {
            SignatureScheme::Ed25519 => Message::Bytes(b"artifact"),
            _ => Message::Digest(&digest),
        };
        Self {
            digest: digest.as_bytes().to_vec(),
            signature: signer.sign(scheme, message).unwrap(),
            details: details.proto_name(),
            verifier: raw("publicKey", signer.spki()),
        }
    }

    fn json(&self) -> String {
        format!(
            r#"{{"hashedRekordRequestV002":{{"digest":"{}","signature":{{"content":"{}","verifier":{{{},"keyDetails":"{}"}}}}}}}}"#,
            base64(&self.digest),
            base64(&self.signature),
            self.verifier,
            self.details,
        )
    }
}

fn raw(member: &str, bytes: &[u8]) -> String {
    format!(r#""{member}":{{"rawBytes":"{}"}}"#, base64(bytes))
}

fn upload_v2() -> UploadV2 {
    UploadV2::of(KeyKind::P256, KeyDetails::PkixEcdsaP256Sha256)
}

fn v2(server: &mut RekorV2Server, method: &str, path: &str, body: &str) -> Response<Vec<u8>> {
    let request = request(method, path, "application/json", body.as_bytes());
    server.answer(&request, NOW, &mut entropy)
}

fn create_v2(body: &str) -> (u16, String) {
    let response = v2(&mut rekor_v2(), "POST", "/api/v2/log/entries", body);
    let (status, text) = text(&response);
    (status, text.to_owned())
}

fn grpc(code: u16, message: &str) -> String {
    let mut quoted = String::new();
    sigstore_json::write_string(&mut quoted, message);
    format!("{{\"code\":{code},\"message\":{quoted},\"details\":[]}}\n")
}

fn invalid() -> (u16, String) {
    (400, grpc(3, "invalid hashedrekord request"))
}

#[test]
fn s_47_kept_keys_and_certificates_are_recorded() {
    let pem = certificate_pem();
    let verifier = PemVerifier::parse(pem.as_bytes()).unwrap();
    let Verifier::Certificate(der) = verifier.verifier() else { panic!() };
    let certified = UploadV2 { verifier: raw("x509Certificate", der), ..upload_v2() };
    for upload in [upload_v2(), certified] {
        let (status, body) = create_v2(&upload.json());
        assert_eq!(status, 201, "{body}");
        let value = sigstore_json::parse(body.as_bytes(), &Limits::new(1 << 20)).unwrap();
        let entry = TransparencyLogEntry::read(value.node()).unwrap();
        assert!(entry.body().is_ok());
        assert!(body.contains(r#""integratedTime":"0","inclusionPromise":null"#), "{body}");
    }
}

#[test]
fn s_47_kept_the_names_of_protobuf() {
    let body = upload_v2().json();
    let snake = body
        .replace("hashedRekordRequestV002", "hashed_rekord_request_v002")
        .replace("publicKey", "public_key")
        .replace("rawBytes", "raw_bytes")
        .replace("keyDetails", "key_details");
    assert_eq!(create_v2(&snake).0, 201);
}

#[test]
fn s_47_broken_no_request_or_another() {
    let expected = (400, grpc(3, "invalid type, must be hashedrekord"));
    for body in ["", "{}", r#"{"dsseRequestV002":{}}"#] {
        assert_eq!(create_v2(body), expected, "{body}");
    }
}

#[test]
fn s_47_broken_members_that_protobuf_does_not_know() {
    let body = upload_v2().json();
    let both = body.replacen(
        "\"keyDetails\"",
        "\"x509Certificate\":{\"rawBytes\":\"AA==\"},\"keyDetails\"",
        1,
    );
    let twice = body.replacen("\"rawBytes\"", "\"raw_bytes\":\"AA==\",\"rawBytes\"", 1);
    let extra = body.replacen("\"digest\"", "\"extra\":1,\"digest\"", 1);
    let unknown = body.replacen("PKIX_ECDSA_P256_SHA_256", "PKIX_NOTHING", 1);
    for (body, place) in [
        (r#"{"nothing":{}}"#.to_owned(), "$"),
        (extra, "$.hashedRekordRequestV002"),
        (both, "$.hashedRekordRequestV002.signature.verifier.x509Certificate"),
        (twice, "$.hashedRekordRequestV002.signature.verifier.publicKey"),
        (unknown, "$.hashedRekordRequestV002.signature.verifier.keyDetails"),
    ] {
        let (status, message) = create_v2(&body);
        assert_eq!(status, 400);
        assert!(message.starts_with(r#"{"code":3,"#) && message.contains(place), "{message}");
    }
}

#[test]
fn s_47_broken_a_digest_of_another_length() {
    for digest in [Vec::new(), vec![0; 31], vec![0; 64]] {
        assert_eq!(create_v2(&UploadV2 { digest, ..upload_v2() }.json()), invalid());
    }
}

#[test]
fn s_47_broken_without_signature_verifier_or_key() {
    let body = upload_v2().json();
    let parts: Vec<&str> = body.split(r#","signature":"#).collect();
    assert_eq!(create_v2(&format!("{}}}}}", parts[0])), invalid());
    let parts: Vec<&str> = body.split(r#","verifier":"#).collect();
    assert_eq!(create_v2(&format!("{}}}}}}}", parts[0])), invalid());
    let verifier = raw("publicKey", b"");
    assert_eq!(create_v2(&UploadV2 { verifier, ..upload_v2() }.json()), invalid());
    let verifier = raw("x509Certificate", b"garbage");
    assert_eq!(create_v2(&UploadV2 { verifier, ..upload_v2() }.json()), invalid());
    assert_eq!(create_v2(&UploadV2 { signature: Vec::new(), ..upload_v2() }.json()), invalid());
}

#[test]
fn s_47_broken_a_signature_of_something_else() {
    assert_eq!(create_v2(&UploadV2 { digest: vec![0; 32], ..upload_v2() }.json()), invalid());
}

#[test]
fn s_48_kept_the_algorithms_of_the_registry() {
    for (kind, details) in [
        (KeyKind::P256, KeyDetails::PkixEcdsaP256Sha256),
        (KeyKind::P384, KeyDetails::PkixEcdsaP384Sha384),
        (KeyKind::P521, KeyDetails::PkixEcdsaP521Sha512),
        (KeyKind::Ed25519, KeyDetails::PkixEd25519Ph),
    ] {
        assert_eq!(create_v2(&UploadV2::of(kind, details).json()).0, 201, "{details}");
    }
}

#[test]
fn s_48_broken_pure_ed25519() {
    let upload = UploadV2::of(KeyKind::Ed25519, KeyDetails::PkixEd25519);
    assert_eq!(create_v2(&upload.json()), invalid());
}

#[test]
fn s_48_broken_a_curve_with_the_hash_of_another() {
    for (kind, details) in [
        (KeyKind::P384, KeyDetails::PkixEcdsaP384Sha256),
        (KeyKind::P521, KeyDetails::PkixEcdsaP521Sha256),
    ] {
        assert_eq!(create_v2(&UploadV2::of(kind, details).json()), invalid(), "{details}");
    }
}

#[test]
fn s_48_broken_the_algorithm_of_another_key_or_none() {
    let p384 = UploadV2::of(KeyKind::P384, KeyDetails::PkixEcdsaP384Sha384);
    assert_eq!(create_v2(&UploadV2 { verifier: upload_v2().verifier, ..p384 }.json()), invalid());
    let body = upload_v2().json();
    let without = body.replacen(r#","keyDetails":"PKIX_ECDSA_P256_SHA_256""#, "", 1);
    assert_ne!(body, without);
    assert_eq!(create_v2(&without), invalid());
    for details in ["PKIX_RSA_PSS_2048_SHA256", "PKIX_RSA_PKCS1V5", "ML_DSA_65"] {
        assert_eq!(create_v2(&UploadV2 { details, ..upload_v2() }.json()), invalid(), "{details}");
    }
}

#[test]
fn s_51_kept_another_entry_is_recorded_after_the_first() {
    let mut server = rekor_v2();
    let other = UploadV2::of(KeyKind::P384, KeyDetails::PkixEcdsaP384Sha384);
    for (body, index) in [(upload_v2().json(), 0), (other.json(), 1)] {
        let response = v2(&mut server, "POST", "/api/v2/log/entries", &body);
        let expected = format!(r#"{{"logIndex":"{index}","#);
        assert!(text(&response).1.starts_with(&expected), "{}", text(&response).1);
    }
}

#[test]
fn s_51_broken_the_same_entry_again() {
    let mut server = rekor_v2();
    let other = UploadV2::of(KeyKind::P384, KeyDetails::PkixEcdsaP384Sha384).json();
    v2(&mut server, "POST", "/api/v2/log/entries", &other);
    v2(&mut server, "POST", "/api/v2/log/entries", &upload_v2().json());
    let again = v2(&mut server, "POST", "/api/v2/log/entries", &upload_v2().json());
    let message = "an equivalent entry already exists in the transparency log with index 1";
    assert_eq!(text(&again), (409, grpc(6, message).as_str()));
    assert_eq!(again.headers()["x-log-index"], "1");
    assert_eq!(server.log().tree().size(), 2);
}

#[test]
fn s_51_broken_what_is_no_json_or_too_much() {
    for body in ["{", "hello", "[]"] {
        let (status, message) = create_v2(body);
        assert_eq!(status, 400, "{body}");
        assert!(message.starts_with(r#"{"code":3,"message":""#), "{message}");
    }
    let body = upload_v2().json() + &" ".repeat(4 << 20);
    assert_eq!(create_v2(&body), (400, grpc(3, "http: request body too large")));
}

#[test]
fn s_51_broken_methods_and_paths() {
    let mut server = rekor_v2();
    for (method, path) in [
        ("GET", "/api/v2/log/entries"),
        ("PUT", "/api/v2/log/entries"),
        ("POST", "/api/v2/checkpoint"),
        ("POST", "/api/v2/tile/0/000"),
        ("POST", "/healthz"),
    ] {
        let response = v2(&mut server, method, path, "");
        assert_eq!(text(&response), (501, grpc(12, "Method Not Allowed").as_str()), "{path}");
    }
    for path in ["/", "/api/v1/log", "/api/v2/log/entries/0", "/api/v2/tile/0/000"] {
        let response = v2(&mut server, "GET", path, "");
        assert_eq!(text(&response), (404, grpc(5, "Not Found").as_str()), "{path}");
    }
}

// The timestamp authority.

const TIMESTAMP: &str = "/api/v1/timestamp";
const QUERY: &str = "application/timestamp-query";

fn tsa() -> TsaServer {
    let chain = Chain::root("root", PERIOD, key(KeyKind::P256, 4));
    let chain = chain.time_signer("tsa", PERIOD, key(KeyKind::P256, 5));
    TsaServer::new(TimestampAuthority { chain, hash: Sha256 })
}

fn imprint() -> Digest {
    AwsLcSuite.digest(Sha256, &[b"signature"])
}

fn stamp(media_type: &str, body: &[u8]) -> Response<Vec<u8>> {
    tsa().answer(&request("POST", TIMESTAMP, media_type, body), NOW, &mut entropy)
}

/// The query with a part of its bytes altered; the lengths around it stay right.
fn altered(from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut query = TimestampRequest::new(imprint(), 0x1234).to_der();
    let place = query.windows(from.len()).position(|window| window == from).unwrap();
    query.splice(place..place + from.len(), to.iter().copied());
    query[1] = u8::try_from(query.len() - 2).unwrap();
    query
}

fn refused_stamp(query: &[u8]) -> (u16, String, String) {
    let response = stamp(QUERY, query);
    let media_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    let (status, text) = text(&response);
    (status, media_type, text.to_owned())
}

fn not_stamped(message: &str) -> (u16, String, String) {
    (400, "application/timestamp-reply".into(), refusal(400, message))
}

const NOT_GENERATED: &str = "Error generating timestamp response";

#[test]
fn s_54_kept_a_query_in_der_and_in_json() {
    let query = TimestampRequest::new(imprint(), 0x8000).with_certificate().to_der();
    let json = format!(
        r#"{{"artifactHash":"{}","hashAlgorithm":"sha256","nonce":32768,"certificates":true,"tsaPolicyOID":"1.3.6.1.4.1.57264.2"}}"#,
        base64(imprint().as_bytes()),
    );
    for response in [stamp(QUERY, &query), stamp("application/json", json.as_bytes())] {
        assert_eq!(response.status(), 200);
        let stamped = Timestamp::parse(response.body()).unwrap();
        assert_eq!((stamped.imprint(), stamped.time()), (imprint(), NOW));
        assert_eq!(stamped.nonce(), Some(&[0, 0x80, 0][..]));
        assert_eq!(stamped.certificates().len(), 1);
    }
}

#[test]
fn s_54_kept_a_negative_nonce_comes_back() {
    let response = stamp(QUERY, &altered(&[0x02, 0x02, 0x12, 0x34], &[0x02, 0x01, 0xff]));
    assert_eq!(Timestamp::parse(response.body()).unwrap().nonce(), Some(&[0xff][..]));
}

#[test]
fn s_54_broken_a_weak_hash() {
    let sha1 = [&[0x30, 0x21, 0x30, 0x09, 6, 5, 0x2b, 14, 3, 2, 0x1a, 5, 0, 4, 20][..], &[0; 20]];
    let query = [&[0x30, 0x26, 2, 1, 1][..], &sha1.concat()].concat();
    let message = "Weak hash algorithm in timestamp request";
    assert_eq!(refused_stamp(&query), not_stamped(message));
    let json = br#"{"artifactHash":"AAAA","hashAlgorithm":"sha1"}"#;
    assert_eq!(text(&stamp("application/json", json)), (400, refusal(400, message).as_str()));
}

#[test]
fn s_54_broken_a_digest_of_another_length() {
    let sha_384 = altered(&[0x04, 0x02, 0x01, 0x05], &[0x04, 0x02, 0x02, 0x05]);
    let message = "Message digest has incorrect length for specified algorithm";
    assert_eq!(refused_stamp(&sha_384), not_stamped(message));
}

#[test]
fn s_54_broken_another_hash() {
    let sha_224 = altered(&[0x04, 0x02, 0x01, 0x05], &[0x04, 0x02, 0x04, 0x05]);
    assert_eq!(refused_stamp(&sha_224), not_stamped(NOT_GENERATED));
}

#[test]
fn s_54_broken_another_policy() {
    let query = altered(&[0x02, 0x02, 0x12, 0x34], &[0x06, 0x03, 0x2a, 0x03, 0x04]);
    let message = "unaccepted policy: requested TSA policy is not supported by the TSA";
    assert_eq!(refused_stamp(&query), not_stamped(message));
}

#[test]
fn s_54_broken_an_extension_critical_or_not() {
    let message = "unaccepted extension: requested extensions are not supported by the TSA";
    let plain = [0xa0, 0x09, 0x30, 0x07, 0x06, 0x02, 0x2a, 0x03, 0x04, 0x01, 0x00];
    let critical =
        [0xa0, 0x0c, 0x30, 0x0a, 0x06, 0x02, 0x2a, 0x03, 0x01, 0x01, 0xff, 0x04, 0x01, 0x00];
    for extension in [&plain[..], &critical] {
        let query = altered(&[0x02, 0x02, 0x12, 0x34], extension);
        assert_eq!(refused_stamp(&query), not_stamped(message));
    }
}

#[test]
fn s_54_broken_another_version() {
    let query = altered(&[0x02, 0x01, 0x01, 0x30], &[0x02, 0x01, 0x02, 0x30]);
    assert_eq!(refused_stamp(&query), not_stamped(NOT_GENERATED));
}

#[test]
fn s_54_broken_what_is_no_query() {
    let query = TimestampRequest::new(imprint(), 1).to_der();
    let trailing = [&query[..], &[0]].concat();
    let cut = &query[..query.len() - 1];
    for body in [b"hello", &trailing[..], cut, &vec![0x30; 5000]] {
        assert_eq!(refused_stamp(body), not_stamped(NOT_GENERATED));
    }
}

#[test]
fn s_54_broken_what_is_no_json_query() {
    let hash = base64(imprint().as_bytes());
    let good = format!(r#"{{"artifactHash":"{hash}","hashAlgorithm":"sha256"}}"#);
    assert_eq!(stamp("application/json", good.as_bytes()).status(), 200);
    for (from, to) in [
        ("sha256", "md5"),
        ("{", "{\"nonce\":\"1\","),
        ("{", "{\"nonce\":-1,"),
        ("{", "{\"more\":1,"),
        ("{", "{\"certificates\":1,"),
        ("}", ""),
        ("artifactHash", "artifact"),
    ] {
        let response = stamp("application/json", good.replacen(from, to, 1).as_bytes());
        assert_eq!(text(&response), (400, refusal(400, NOT_GENERATED).as_str()), "{to}");
    }
    let long = good + &" ".repeat(1024);
    assert_eq!(stamp("application/json", long.as_bytes()).status(), 400);
}

#[test]
fn s_54_broken_an_empty_body() {
    for media_type in [QUERY, "application/json"] {
        let response = stamp(media_type, b"");
        let expected = refusal(602, "request in body is required");
        assert_eq!(text(&response), (422, expected.as_str()));
    }
}

#[test]
fn s_54_broken_another_type() {
    let query = TimestampRequest::new(imprint(), 1).to_der();
    for (given, found) in [("text/plain", "text/plain"), ("", "application/octet-stream")] {
        let message = format!(
            "unsupported media type \"{found}\", only [application/timestamp-query application/json] are allowed"
        );
        assert_eq!(text(&stamp(given, &query)), (415, refusal(415, &message).as_str()));
    }
}

#[test]
fn s_54_broken_methods_and_paths() {
    for (method, path, status, message) in [
        ("GET", TIMESTAMP, 405, "method GET is not allowed, but [POST] are"),
        ("POST", "/api/v1/timestamp/certchain", 405, "method POST is not allowed, but [GET] are"),
        ("GET", "/api/v1/nothing", 404, "path /api/v1/nothing was not found"),
    ] {
        let response = tsa().answer(&request(method, path, "", b""), NOW, &mut entropy);
        assert_eq!(text(&response), (status, refusal(status, message).as_str()));
    }
}

#[test]
fn s_56_accepted_the_chain_is_told_with_the_signer_first() {
    let request = request("GET", "/api/v1/timestamp/certchain", "", b"");
    let response = tsa().answer(&request, NOW, &mut entropy);
    let read = PemVerifier::parse(response.body()).unwrap();
    let stamped = stamp(QUERY, &TimestampRequest::new(imprint(), 1).with_certificate().to_der());
    let stamped = Timestamp::parse(stamped.body()).unwrap();
    let signer = stamped.certificates()[0].to_vec();
    assert_eq!(read.verifier(), &Verifier::Certificate(signer));
}
