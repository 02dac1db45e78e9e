//! One of each kind: out of the fixtures of the workspace, or made here.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sigstore_inspect::Kind;
use sigstore_json::{base64, base64_bytes, hex};

/// A file of the workspace.
pub(crate) fn file(path: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).expect(path)
}

/// A file of these tests.
fn data(name: &str) -> Vec<u8> {
    file(&format!("crates/sigstore-inspect/tests/inspect/data/{name}"))
}

/// A key that anybody can have: it signs nothing.
pub(crate) const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY-----\nTHISISNOKEYBUTITISTREATEDLIKEONEANDNEVERSHOWN==\n-----END PRIVATE KEY-----\n";

/// One of each kind, as it would lie on a disk.
pub(crate) fn things() -> Vec<(Kind, Vec<u8>)> {
    let bundle = file("fixtures/v0.3-dsse-v2/artifact.sigstore.json");
    let read: Value = serde_json::from_slice(&bundle).unwrap();
    let material = &read["verificationMaterial"];
    let entry = &material["tlogEntries"][0];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let bytes = |value: &Value| base64_bytes(text(value)).unwrap();
    let json = |value: &Value| value.to_string().into_bytes();
    let stamp = &material["timestampVerificationData"]["rfc3161Timestamps"][0]["signedTimestamp"];
    let certificate = bytes(&material["certificate"]["rawBytes"]);
    let answer = bytes(stamp);
    vec![
        (Kind::Bundle, bundle.clone()),
        (Kind::Certificate, certificate.clone()),
        (Kind::CertificationRequest, data("request.csr")),
        (Kind::CertificateRequest, json(&certificate_request())),
        (Kind::CertificateAnswer, json(&certificate_answer(&certificate))),
        (Kind::Token, file("crates/sigstore-jwt/tests/data/rs256.jwt")),
        (Kind::KeySet, file("crates/sigstore-jwt/tests/data/rs256.jwks.json")),
        (Kind::Discovery, json(&discovery())),
        (Kind::LogEntry, json(&log_entry())),
        (Kind::TransparencyLogEntry, json(entry)),
        (Kind::EntryBody, bytes(&entry["canonicalizedBody"])),
        (Kind::ProposedEntry, json(&proposal(&read["dsseEnvelope"]))),
        (Kind::CosignBundle, json(&cosign_bundle())),
        (Kind::Checkpoint, text(&entry["inclusionProof"]["checkpoint"]["envelope"]).into_bytes()),
        (
            Kind::LogInfo,
            json(&json!({"rootHash": hex(&[7; 32]), "treeSize": 5, "treeID": "1",
            "signedTreeHead": entry["inclusionProof"]["checkpoint"]["envelope"]})),
        ),
        (Kind::InclusionProof, json(&entry["inclusionProof"])),
        (Kind::Sct, json(&sct())),
        (Kind::SctList, sct_list(&certificate)),
        (Kind::Timestamp, answer.clone()),
        (Kind::TimestampToken, token_of(&answer)),
        (Kind::TimestampRequest, file("crates/sigstore-tsa/tests/data/request.tsq")),
        (Kind::Dsse, json(&read["dsseEnvelope"])),
        (Kind::Statement, bytes(&read["dsseEnvelope"]["payload"])),
        (Kind::TrustedRoot, file("fixtures/v0.3-dsse-v2/trusted_root.json")),
        (Kind::SigningConfig, signing_config()),
        (Kind::ClientTrustConfig, json(&client_trust_config())),
        (Kind::TufMetadata, json(&tuf())),
        (Kind::PublicKey, file("fixtures/v0.3-managed-key/key.pub")),
        (Kind::Tile, [[0xf1; 32], [0xf2; 32], [0xf3; 32]].concat()),
        (Kind::EntryTile, entry_tile(&bytes(&entry["canonicalizedBody"]))),
        (Kind::Capture, json(&capture())),
        (Kind::Pgp, data("pgp.asc")),
        (Kind::Minisign, minisign().into_bytes()),
        (Kind::Ssh, data("ssh.pub")),
        (Kind::PrivateKey, PRIVATE_KEY.into()),
        (Kind::Asn1, b"\x30\x10\x06\x03\x55\x04\x03\x0c\x03abc\x02\x01\x05\xa0\x01\x00".into()),
        (Kind::Json, json(&json!({"a": [1, "two", null], "b": {"c": true}}))),
    ]
}

/// The one of a kind.
pub(crate) fn thing(kind: Kind) -> Vec<u8> {
    things().into_iter().find(|(own, _)| *own == kind).unwrap().1
}

/// The signature of OpenSSH.
pub(crate) fn ssh_signature() -> Vec<u8> {
    data("ssh.sig")
}

fn certificate_request() -> Value {
    let key = String::from_utf8(file("fixtures/v0.3-managed-key/key.pub")).unwrap();
    let token = String::from_utf8(file("crates/sigstore-jwt/tests/data/rs256.jwt")).unwrap();
    json!({"credentials": {"oidcIdentityToken": token.trim()}, "publicKeyRequest": {
        "publicKey": {"algorithm": "ECDSA", "content": key},
        "proofOfPossession": base64(&[9; 70])}})
}

fn certificate_answer(der: &[u8]) -> Value {
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", base64(der));
    json!({"signedCertificateEmbeddedSct": {"chain": {"certificates": [pem]}}})
}

fn discovery() -> Value {
    json!({"issuer": "https://issuer.example", "jwks_uri": "https://issuer.example/keys",
        "token_endpoint": "https://issuer.example/token"})
}

/// An entry of Rekor v1 out of a bundle that holds one.
fn log_entry() -> Value {
    let bundle = file("fixtures/v0.3-hashedrekord-v1/artifact.sigstore.json");
    let bundle: Value = serde_json::from_slice(&bundle).unwrap();
    let entry = &bundle["verificationMaterial"]["tlogEntries"][0];
    let bytes = |value: &Value| base64_bytes(value.as_str().unwrap()).unwrap();
    let number = |value: &Value| -> u64 { value.as_str().unwrap_or("0").parse().unwrap() };
    let proof = &entry["inclusionProof"];
    let hashes: Vec<_> =
        proof["hashes"].as_array().into_iter().flatten().map(|hash| hex(&bytes(hash))).collect();
    json!({"1193050959916656506".repeat(5).get(..80).unwrap(): {
        "body": entry["canonicalizedBody"],
        "integratedTime": number(&entry["integratedTime"]),
        "logID": hex(&bytes(&entry["logId"]["keyId"])),
        "logIndex": number(&entry["logIndex"]),
        "verification": {
            "signedEntryTimestamp": entry["inclusionPromise"]["signedEntryTimestamp"],
            "inclusionProof": {
                "checkpoint": proof["checkpoint"]["envelope"], "hashes": hashes,
                "logIndex": number(&proof["logIndex"]), "rootHash": hex(&bytes(&proof["rootHash"])),
                "treeSize": number(&proof["treeSize"])}}}})
}

fn proposal(envelope: &Value) -> Value {
    let key = file("fixtures/v0.3-managed-key/key.pub");
    json!({"apiVersion": "0.0.1", "kind": "dsse", "spec": {"proposedContent": {
        "envelope": envelope.to_string(), "verifiers": [base64(&key)]}}})
}

fn cosign_bundle() -> Value {
    let Value::Object(entries) = log_entry() else { unreachable!() };
    let entry = entries.values().next().unwrap();
    json!({"SignedEntryTimestamp": entry["verification"]["signedEntryTimestamp"], "Payload": {
        "body": entry["body"], "integratedTime": entry["integratedTime"],
        "logIndex": entry["logIndex"], "logID": entry["logID"]}})
}

fn sct() -> Value {
    json!({"sct_version": 0, "id": base64(&[5; 32]), "timestamp": 1_767_268_800_000_u64,
        "extensions": "", "signature": base64(b"\x04\x03\x00\x08signed..")})
}

/// The value of the extension in a certificate (RFC 6962 section 3.3).
fn sct_list(certificate: &[u8]) -> Vec<u8> {
    let certificate = sigstore_certificate::Certificate::parse(certificate).unwrap();
    certificate.sct_list().unwrap().into()
}

/// What stands after the status of an answer: `30 03 02 01 00`, after a header of four bytes.
fn token_of(answer: &[u8]) -> Vec<u8> {
    assert_eq!(answer[4..9], *b"\x30\x03\x02\x01\x00");
    answer[9..].into()
}

fn signing_config() -> Vec<u8> {
    file("fixtures/lives/v1-csr-dsse-email/signing_config.json")
}

fn client_trust_config() -> Value {
    let read = |bytes: Vec<u8>| -> Value { serde_json::from_slice(&bytes).unwrap() };
    json!({"mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
        "trustedRoot": read(file("fixtures/v0.3-dsse-v2/trusted_root.json")),
        "signingConfig": read(signing_config())})
}

fn tuf() -> Value {
    json!({"signatures": [{"keyid": hex(&[1; 32]), "sig": hex(&[2; 70])}], "signed": {
        "_type": "timestamp", "spec_version": "1.0.31", "version": 7,
        "expires": "2027-01-01T00:00:00Z",
        "meta": {"snapshot.json": {"version": 3, "hashes": {"sha256": hex(&[3; 32])}}}}})
}

fn entry_tile(body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    [length.as_slice(), body, &[0, 3], b"abc"].concat()
}

fn capture() -> Value {
    json!({"log": {"version": "1.2", "creator": {"name": "made-for-tests", "version": "1"},
        "entries": [{"request": {"method": "POST", "url": "https://rekor.example/api?code=secret1",
            "headers": [{"name": "Authorization", "value": "Bearer secret2"}]},
            "response": {"status": 201}}]}})
}

fn minisign() -> String {
    let key = [b"Ed".as_slice(), &[0x3f, 0x54, 0xae, 0x26, 0x11, 0x93, 0x92, 0x9d], &[8; 32]];
    format!("untrusted comment: minisign public key\n{}\n", base64(&key.concat()))
}
