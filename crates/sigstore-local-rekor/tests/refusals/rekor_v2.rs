use http::Response;
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{KeyKind, NoteSigner, RekorV2};
use sigstore_json::{Limits, base64};
use sigstore_local_rekor::RekorV2Server;
use sigstore_rekor_types::{PemVerifier, TransparencyLogEntry, Verifier};
use sigstore_traits::HashAlgorithm::Sha512;
use sigstore_traits::{KeyDetails, Message, SignatureScheme, SignatureSuite};

use crate::support::{NOW, certificate_pem, entropy, key, request, text};

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

fn certified(padding: usize) -> UploadV2 {
    let pem = certificate_pem(padding);
    let verifier = PemVerifier::parse(pem.as_bytes()).unwrap();
    let Verifier::Certificate(der) = verifier.verifier() else { panic!() };
    UploadV2 { verifier: raw("x509Certificate", der), ..upload_v2() }
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
    for upload in [upload_v2(), certified(0)] {
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
fn s_47_broken_an_entry_longer_than_a_bundle_can_tell() {
    let mut server = rekor_v2();
    let mut create = |padding| {
        let body = certified(padding).json();
        v2(&mut server, "POST", "/api/v2/log/entries", &body).status().as_u16()
    };
    // The other parts of the entry, and 4/3 of the padding and the certificate.
    assert_eq!((create(47_000), create(49_000)), (201, 400));
    assert!(server.log().body(0).unwrap().len() > 63_000);
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
