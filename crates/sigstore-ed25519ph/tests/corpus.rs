//! Real Ed25519ph signatures of the corpus: of a certificate's key and of a managed one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use serde_json::Value;
use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_testing::corpus;
use sigstore_traits::{Message, SignatureError, SignatureScheme, SignatureSuite};

#[test]
fn v_21_kept_by_the_key_of_a_certificate() {
    let Some(case) = case("real-leaf-ed25519ph-v2") else {
        return;
    };
    let bundle = bundle(&case);
    let certificate = bytes(&bundle["verificationMaterial"]["certificate"]["rawBytes"]);
    // The key is the one place in the certificate where the beginning of this structure stands.
    let at = certificate
        .windows(12)
        .position(|bytes| bytes == b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00")
        .unwrap();
    check(&case, &certificate[at..at + 44], &bytes(&bundle["messageSignature"]["signature"]));
}

#[test]
fn v_21_kept_by_a_managed_key() {
    let Some(case) = case("real-managed-ed25519ph-v1") else {
        return;
    };
    let pem = fs::read_to_string(case.join("key.pub")).unwrap();
    let spki = Base64::decode_vec(pem.lines().nth(1).unwrap()).unwrap();
    check(&case, &spki, &bytes(&bundle(&case)["messageSignature"]["signature"]));
}

/// The signature holds for the artifact, as Ed25519ph and not as pure Ed25519.
fn check(case: &Path, spki: &[u8], signature: &[u8]) {
    let artifact = fs::read(case.join("artifact.bin")).unwrap();
    let suite = WithEd25519ph(AwsLcSuite);
    let key = suite.key(spki).unwrap();
    let verify = |scheme| suite.verify(&key, scheme, Message::Bytes(&artifact), signature);
    assert_eq!(verify(SignatureScheme::Ed25519ph), Ok(()));
    assert_eq!(verify(SignatureScheme::Ed25519), Err(SignatureError::Invalid));
}

fn case(name: &str) -> Option<PathBuf> {
    let case = corpus().map(|corpus| corpus.join("bundles").join(name));
    if case.is_none() {
        eprintln!("skipped: 1 case (no ../shared/corpus)");
    }
    case
}

fn bundle(case: &Path) -> Value {
    let json = fs::read(case.join("bundle.sigstore.json")).unwrap();
    serde_json::from_slice(&json).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    Base64::decode_vec(value.as_str().unwrap()).unwrap()
}
