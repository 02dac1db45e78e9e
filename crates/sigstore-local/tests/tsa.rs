//! What the timestamp authority refuses and what it says then; beside it the good request.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

#[path = "../../sigstore-local-rekor/tests/support/mod.rs"]
mod support;

use http::Response;
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{Chain, KeyKind, TimestampAuthority};
use sigstore_json::base64;
use sigstore_local::TsaServer;
use sigstore_rekor_types::{PemVerifier, Verifier};
use sigstore_traits::HashAlgorithm::Sha256;
use sigstore_traits::{Digest, SignatureSuite};
use sigstore_tsa::{Timestamp, TimestampRequest};

use support::{NOW, PERIOD, entropy, key, refusal, request, text};

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
