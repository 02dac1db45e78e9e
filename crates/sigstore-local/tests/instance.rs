//! A whole instance, over its sockets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

#[path = "../../sigstore-local-oidc/tests/support/mod.rs"]
mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use sigstore_certificate::{Certificate, candidate_paths};
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{KeyKind, SigningKey};
use sigstore_jwt::IssuerKind;
use sigstore_local::{Error, Instance, Options};
use sigstore_loopback::{MAX_BODY, Port};
use sigstore_sct::{Sct, precertificate_tbs};
use sigstore_traits::{Message, SignatureSuite, Trust};
use sigstore_transport::Service;
use sigstore_trust_root::{ClientTrustConfig, TrustedRoot};
use support::random;

fn options() -> Options {
    Options::new(Box::new(random()))
}

/// Status, head and body of the answer.
fn ask(url: &str, method: &str, path: &str, more: &str, body: &str) -> (u16, String, String) {
    let authority = url.strip_prefix("http://").unwrap();
    let host =
        if more.contains("Host:") { String::new() } else { format!("Host: {authority}\r\n") };
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {length}\r\n{more}\r\n"
    );
    let mut stream = TcpStream::connect(authority).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    // Who does not want to hear it all may hang up.
    let _ = stream.write_all(body.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").expect(&answer);
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_owned(), body.to_owned())
}

fn certificate(instance: &Instance) -> Vec<u8> {
    let claims = json!({"email": "alice@example.org", "email_verified": true});
    certified(instance, instance.oidc_url(), &claims, b"alice@example.org")
}

fn certified(instance: &Instance, issuer: &str, claims: &Value, challenge: &[u8]) -> Vec<u8> {
    let (status, _, token) = ask(issuer, "POST", "/mint", "", &claims.to_string());
    assert_eq!(status, 200);
    let key = SigningKey::from_seed(KeyKind::P256, &[5; 32]);
    let proof = key.sign(key.scheme(), Message::Bytes(challenge)).unwrap();
    let spki = Base64::encode_string(key.spki());
    let request = json!({"publicKeyRequest": {
        "publicKey": {"content": format!("-----BEGIN PUBLIC KEY-----\n{spki}\n-----END PUBLIC KEY-----\n")},
        "proofOfPossession": Base64::encode_string(&proof),
    }});
    let header = format!("Authorization: Bearer {token}\r\n");
    let (status, _, answer) =
        ask(instance.fulcio_url(), "POST", "/api/v2/signingCert", &header, &request.to_string());
    assert_eq!(status, 200, "{answer}");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let leaf = &answer["signedCertificateEmbeddedSct"]["chain"]["certificates"][0];
    let base64: String = leaf.as_str().unwrap().lines().filter(|l| !l.starts_with('-')).collect();
    Base64::decode_vec(&base64).unwrap()
}

#[test]
fn s_64_shape_a_certificate_of_an_instance_is_good_under_its_trusted_root() {
    let instance = Instance::start(options()).unwrap();
    let leaf = certificate(&instance);
    let leaf = Certificate::parse(&leaf).unwrap();
    let root = TrustedRoot::load(instance.trusted_root().as_bytes(), AwsLcSuite).unwrap();
    assert!(root.unusable().is_empty());
    let paths = candidate_paths(&leaf, &root).unwrap();
    let issuer = paths[0].issuer();
    assert_eq!(leaf.identity().unwrap().text, "alice@example.org");
    assert_eq!(leaf.issuer_url().unwrap(), Some(instance.oidc_url()));

    let scts = Sct::parse_list(leaf.sct_list().unwrap()).unwrap();
    let log = root.certificate_logs(scts[0].log_id()).next().unwrap();
    let hash = AwsLcSuite.sha256(&[&issuer.spki]);
    let message = scts[0].signed_precertificate(&hash, &precertificate_tbs(&leaf).unwrap());
    let (scheme, signature) = (scts[0].scheme(), scts[0].signature());
    AwsLcSuite.verify(log.key, scheme, Message::Bytes(&message), signature).unwrap();

    let config = instance.trust_config();
    let config = sigstore_json::parse(config.as_bytes(), &sigstore_json::Limits::new(1 << 20));
    let config = config.unwrap();
    ClientTrustConfig::read(config.node()).unwrap();
    instance.stop();
}

#[test]
fn a_workflow_of_github_is_certified_too() {
    let instance = Instance::start(options()).unwrap();
    let claims = json!({
        "sub": "repo:octo/demo:ref:refs/heads/main", "repository": "octo/demo",
        "job_workflow_ref": "octo/demo/.github/workflows/rel.yml@refs/heads/main",
        "job_workflow_sha": "01", "sha": "01", "event_name": "push", "repository_id": "1",
        "repository_owner": "octo", "repository_owner_id": "2", "repository_visibility": "public",
        "workflow": "rel", "workflow_ref": "octo/demo/.github/workflows/rel.yml@refs/heads/main",
        "workflow_sha": "01", "ref": "refs/heads/main", "runner_environment": "github-hosted",
        "run_id": "3", "run_attempt": "1",
    });
    let issuer = instance.issuer_url(IssuerKind::GithubWorkflow).unwrap();
    assert_eq!(instance.issuer_url(IssuerKind::Spiffe), None);
    let leaf = certified(&instance, issuer, &claims, b"repo:octo/demo:ref:refs/heads/main");
    let leaf = Certificate::parse(&leaf).unwrap();
    let place = "https://github.com/octo/demo/.github/workflows/rel.yml@refs/heads/main";
    assert_eq!(leaf.identity().unwrap().text, place);
    let extensions = leaf.fulcio_extensions().unwrap();
    let trigger = extensions.iter().find(|extension| extension.number == 20).unwrap();
    assert_eq!(trigger.value, "push");
}

#[test]
fn s_58_shape_the_signing_config_names_the_services() {
    let instance = Instance::start(options()).unwrap();
    let config: Value = serde_json::from_str(instance.signing_config()).unwrap();
    let service = |url: &str| {
        json!([{"url": url, "majorApiVersion": 1, "operator": "sigstore.test",
                "validFor": {"start": "2026-01-01T00:00:00Z"}}])
    };
    assert_eq!(config["mediaType"], "application/vnd.dev.sigstore.signingconfig.v0.2+json");
    assert_eq!(config["caUrls"], service(instance.fulcio_url()));
    assert_eq!(config["oidcUrls"], service(instance.oidc_url()));
    assert_eq!(config["tsaConfig"], json!({"selector": "ANY"}));
}

/// The first of some ports that are free, below those that the system gives out by itself.
fn free_ports() -> u16 {
    let start = u16::try_from(std::process::id() % 500).unwrap() * 16;
    let firsts = (0..500).map(|number| 20_000 + (start + number * 16) % 8_000);
    let mut free = firsts.filter(|first| (*first..first + 16).all(|port| Port::take(port).is_ok()));
    free.next().unwrap()
}

#[test]
fn keys_from_a_seed_are_the_same_again_and_the_ports_can_be() {
    let first_port = free_ports();
    let start = || {
        let seeded = Options { seed: Some([3; 32]), first_port, ..options() };
        let instance = Instance::start(seeded).unwrap();
        let again = Options { seed: Some([3; 32]), first_port, ..options() };
        let error = Instance::start(again).err().unwrap();
        let kind = std::io::ErrorKind::AddrInUse;
        assert_eq!(error, Error::Port { number: first_port, kind });
        instance.trust_config()
    };
    assert_eq!(start(), start());
    let other = Options { seed: Some([4; 32]), ..options() };
    let other = Instance::start(other).unwrap();
    assert_ne!(other.trusted_root(), start());
}

#[test]
fn the_observer_sees_what_services_ask_of_each_other() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let mut options = options();
    options.observer = Some(Arc::new(move |exchange| {
        let line = (exchange.service, exchange.from, exchange.request.uri().path().to_owned());
        kept.lock().unwrap().push((line, exchange.response.status().as_u16()));
    }));
    let instance = Instance::start(options).unwrap();
    certificate(&instance);
    instance.stop();
    let line = |service, from, path: &str| ((service, from, path.to_owned()), 200);
    let (issuer, fulcio) = (Service::Issuer, Service::CertificateAuthority);
    let expected = [
        line(issuer, None, "/mint"),
        line(issuer, Some(fulcio), "/.well-known/openid-configuration"),
        line(issuer, Some(fulcio), "/keys"),
        line(Service::CertificateLog, Some(fulcio), "/ct/v1/add-pre-chain"),
        line(fulcio, None, "/api/v2/signingCert"),
    ];
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[test]
fn a_name_of_another_host_and_a_body_without_end_are_refused() {
    let instance = Instance::start(options()).unwrap();
    let (url, path) = (instance.fulcio_url(), "/healthz");
    for (host, expected) in [
        ("localhost", 200),
        ("127.0.0.1:1", 200),
        ("[::1]", 200),
        ("example.org", 421),
        ("localhost.example.org", 421),
        ("", 421),
    ] {
        let (status, _, _) = ask(url, "GET", path, &format!("Host: {host}\r\n"), "");
        assert_eq!(status, expected, "{host}");
    }
    let large = "x".repeat(sigstore_local_fulcio::MAX_REQUEST + 1);
    let (status, _, body) = ask(url, "POST", "/api/v2/signingCert", "", &large);
    assert_eq!(status, 400);
    assert!(body.contains("request body too large"), "{body}");
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    let head =
        format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", MAX_BODY + 1);
    stream.write_all(head.as_bytes()).unwrap();
    // Refused before it is sent.
    let mut begin = [0; 12];
    stream.read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"HTTP/1.1 413");
}

#[test]
fn documents_are_written() {
    let instance = Instance::start(options()).unwrap();
    let directory = std::env::temp_dir().join(format!("sigstore-local-{}", std::process::id()));
    let missing = instance.write(&directory).err().unwrap();
    let path = directory.join("trusted_root.json");
    let expected = Error::Write { path: path.clone(), kind: std::io::ErrorKind::NotFound };
    assert_eq!(missing, expected);
    std::fs::create_dir(&directory).unwrap();
    instance.write(&directory).unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), instance.trusted_root());
    let both = std::fs::read_to_string(directory.join("trust_config.json")).unwrap();
    assert_eq!(both, instance.trust_config());
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn a_stopped_instance_has_left_its_ports() {
    let instance = Instance::start(options()).unwrap();
    let port: u16 = instance.oidc_url().rsplit(':').next().unwrap().parse().unwrap();
    let held = TcpStream::connect(("127.0.0.1", port)).unwrap();
    instance.stop();
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    drop(held);
}
