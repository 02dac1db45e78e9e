//! What OpenSSL says of certificates and timestamps. Without the program: skipped.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sigstore_engine::{
    CertificateAuthority, Chain, CtLog, Identity, KeyKind, LeafRequest, SigningKey,
    TimestampAuthority, TimestampQuery, arcs,
};
use sigstore_traits::{Digest, HashAlgorithm, UnixTime};

const NOW: i64 = 1_767_268_800; // 2026-01-01T12:00:00Z
const PERIOD: [UnixTime; 2] =
    [UnixTime::from_seconds(NOW - 86_400), UnixTime::from_seconds(NOW + 86_400 * 3650)];

fn key(kind: KeyKind, seed: u8) -> SigningKey {
    SigningKey::from_seed(kind, &[seed; 32])
}

/// A folder for this test, or nothing if there is no OpenSSL.
fn folder(test: &str) -> Option<PathBuf> {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("skipped: {test} (no openssl)");
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    fs::create_dir_all(&folder).unwrap();
    Some(folder)
}

/// Runs OpenSSL in the folder and returns what it prints.
fn openssl(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap() + &errors
}

fn write_pem(folder: &Path, name: &str, certificates: &[Vec<u8>]) {
    let mut text = String::new();
    for der in certificates {
        let base64 = sigstore_json::base64(der);
        text += &format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n");
    }
    fs::write(folder.join(name), text).unwrap();
}

#[test]
fn certificates_of_every_chain_are_accepted() {
    let Some(folder) = folder("certificates") else {
        return;
    };
    let one = || Chain::root("fulcio root", PERIOD, key(KeyKind::P384, 1));
    let two = || one().intermediate("i1", PERIOD, key(KeyKind::P384, 2), arcs::CODE_SIGNING, 1);
    let three = || two().intermediate("i2", PERIOD, key(KeyKind::P256, 3), arcs::CODE_SIGNING, 0);
    for (length, chain) in [one(), two(), three()].into_iter().enumerate() {
        let ca = CertificateAuthority { chain };
        let mut log = CtLog { leaf_index: true, ..CtLog::new(key(KeyKind::P256, 4)) };
        let request = LeafRequest {
            spki: key(KeyKind::P256, 5).spki().to_vec(),
            identity: Identity::Uri("https://example.com/workflow".into()),
            issuer: "https://issuer.example.com".into(),
            extensions: vec![(20, "push".into()), (2, "push".into())],
        };
        let time = UnixTime::from_seconds(NOW);
        let leaf = ca.issue(&request, time, &[9; 32], Some(&mut log)).unwrap();
        let mut chain = ca.chain.certificates().unwrap();
        write_pem(&folder, "leaf.pem", &[leaf]);
        write_pem(&folder, "root.pem", &chain.split_off(length));
        write_pem(&folder, "above.pem", &chain);
        let text = openssl(&folder, &["x509", "-in", "leaf.pem", "-noout", "-text"]);
        assert!(text.contains("Extensions: 00:00:05:00:00:00:00:00"), "{text}");
        assert!(text.contains("URI:https://example.com/workflow"), "{text}");
        let at = NOW.to_string();
        let mut arguments = vec!["verify", "-x509_strict", "-attime", &at, "-CAfile", "root.pem"];
        if length > 0 {
            arguments.extend(["-untrusted", "above.pem"]);
        }
        arguments.push("leaf.pem");
        openssl(&folder, &arguments);
    }
}

#[test]
fn timestamps_are_accepted_with_and_without_certificates() {
    let Some(folder) = folder("timestamps") else {
        return;
    };
    let chain = Chain::root("tsa root", PERIOD, key(KeyKind::P384, 1))
        .intermediate("tsa i", PERIOD, key(KeyKind::P384, 2), arcs::TIME_STAMPING, 0)
        .time_signer("tsa", PERIOD, key(KeyKind::P384, 3));
    let tsa = TimestampAuthority { chain, hash: HashAlgorithm::Sha256 };
    let mut certificates = tsa.chain.certificates().unwrap();
    write_pem(&folder, "root.pem", &certificates.split_off(2));
    write_pem(&folder, "above.pem", &certificates);
    fs::write(folder.join("data"), b"hello").unwrap();
    let digest = openssl(&folder, &["dgst", "-sha384", "-binary", "-out", "digest", "data"]);
    assert_eq!(digest, "");
    for certificates in [true, false] {
        let query = TimestampQuery {
            imprint: Digest::new(HashAlgorithm::Sha384, &fs::read(folder.join("digest")).unwrap())
                .unwrap(),
            nonce: Some(vec![0x2b; 8]),
            certificates,
        };
        let time = UnixTime::new(NOW, 250_000_000).unwrap();
        let reply = tsa.reply(&query, time, &[7; 32]).unwrap();
        fs::write(folder.join("reply"), reply).unwrap();
        let text = openssl(&folder, &["ts", "-reply", "-in", "reply", "-text"]);
        assert!(text.contains("Nonce: 0x2B2B2B2B2B2B2B2B"), "{text}");
        let at = NOW.to_string();
        openssl(
            &folder,
            &[
                "ts",
                "-verify",
                "-in",
                "reply",
                "-data",
                "data",
                "-attime",
                &at,
                "-CAfile",
                "root.pem",
                "-untrusted",
                "above.pem",
            ],
        );
    }
}
