use http::Response;
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{KeyKind, NoteSigner, RekorV1, SigningKey};
use sigstore_json::{Limits, Value, base64};
use sigstore_local_rekor::RekorV1Server;
use sigstore_rekor_types::{LogEntry, PemVerifier, Verifier};
use sigstore_traits::HashAlgorithm::{Sha256, Sha384, Sha512};
use sigstore_traits::{HashAlgorithm, Message, SignatureScheme, SignatureSuite};

use crate::support::{NOW, certificate_pem, entropy, key, refusal, request, text};

const TREE_ID: u64 = 0x1248_1613_6d37_f0e5;

fn sha256(bytes: &[u8]) -> String {
    AwsLcSuite.sha256(&[bytes]).iter().map(|byte| format!("{byte:02x}")).collect()
}

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
        HashedRekord { pem: certificate_pem(0), ..hashedrekord() }.json(),
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
        HashedRekord { pem: certificate_pem(0), ..hashedrekord() }.json(),
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
