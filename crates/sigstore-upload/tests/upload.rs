//! Uploads that a log records, and the smallest changes with which it does not.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{KeyKind, SigningKey};
use sigstore_rekor_types::{Body, EntryKind, HashedRekordV001, HashedRekordV002, Verifier};
use sigstore_traits::HashAlgorithm::{Sha256, Sha384};
use sigstore_traits::{Digest, KeyDetails, Message, SignatureError, SignatureSuite};
use sigstore_upload::{Error, Upload};

fn key(kind: KeyKind, seed: u8) -> SigningKey {
    SigningKey::from_seed(kind, &[seed; 32])
}

fn upload_v1(index: u8) -> Upload {
    let signer = key(KeyKind::P256, 6);
    let digest = AwsLcSuite.digest(Sha256, &[&[index]]);
    let signature = signer.sign(signer.scheme(), Message::Digest(&digest)).unwrap();
    let verifier = Verifier::PublicKey(signer.spki().into()).into();
    HashedRekordV001 { digest, signature, verifier }.into()
}

fn hashed_v2(index: u8) -> HashedRekordV002 {
    let signer = key(KeyKind::P384, 6);
    let digest = AwsLcSuite.digest(Sha384, &[&[index]]);
    HashedRekordV002 {
        digest,
        signature: signer.sign(signer.scheme(), Message::Digest(&digest)).unwrap(),
        key_details: KeyDetails::PkixEcdsaP384Sha384,
        verifier: Verifier::PublicKey(signer.spki().into()),
    }
}

fn envelope(signature: &[u8]) -> String {
    let signature = sigstore_json::base64(signature);
    format!(r#"{{"payload":"e30=","payloadType":"t","signatures":[{{"sig":"{signature}"}}]}}"#)
}

#[test]
fn t_4_kept_an_envelope_is_verified_with_sha_256_whatever_the_curve() {
    let signer = key(KeyKind::P384, 6);
    let pae = Message::Bytes(b"DSSEv1 1 t 2 {}");
    let verifier = Verifier::PublicKey(signer.spki().into());
    let signature = signer.sign(signer.scheme_with(Sha256), pae).unwrap();
    let upload = Upload::dsse(&envelope(&signature), verifier.clone()).unwrap();
    assert_eq!(upload.check(&AwsLcSuite), Ok(()));
    assert_eq!(upload.body().entry_kind(), EntryKind::DsseV001);
    assert_eq!(Body::parse(&upload.body().canonical()).as_ref(), Ok(upload.body()));
    let upload = Upload::intoto(&envelope(&signature), verifier.clone()).unwrap();
    assert_eq!(upload.check(&AwsLcSuite), Ok(()));
    assert_eq!(Body::parse(&upload.body().canonical()).as_ref(), Ok(upload.body()));

    let signature = signer.sign(signer.scheme_with(Sha384), pae).unwrap();
    let upload = Upload::dsse(&envelope(&signature), verifier).unwrap();
    assert_eq!(upload.check(&AwsLcSuite), Err(Error::Signature(SignatureError::Invalid)));
}

#[test]
fn t_4_broken_a_signature_over_something_else_is_not_recorded() {
    let upload = Upload::from(HashedRekordV002 { digest: Digest::Sha384([0; 48]), ..hashed_v2(0) });
    assert_eq!(upload.check(&AwsLcSuite), Err(Error::Signature(SignatureError::Invalid)));
}

#[test]
fn t_11_kept_a_digest_of_the_hash_that_goes_with_the_key() {
    assert_eq!(upload_v1(0).check_registered(&AwsLcSuite), Ok(()));
    // Of envelopes it is not asked: they are signed with SHA-256 whatever the key.
    let verifier = Verifier::PublicKey(key(KeyKind::P384, 6).spki().into());
    let enveloped = Upload::dsse(&envelope(&[1]), verifier).unwrap();
    assert_eq!(enveloped.check_registered(&AwsLcSuite), Ok(()));
}

#[test]
fn t_11_broken_a_digest_of_another_hash() {
    let signer = key(KeyKind::P256, 6);
    let digest = AwsLcSuite.digest(Sha384, &[b"a"]);
    let signature = signer.sign(signer.scheme_with(Sha384), Message::Digest(&digest)).unwrap();
    let verifier = Verifier::PublicKey(signer.spki().into()).into();
    let upload = Upload::from(HashedRekordV001 { digest, signature, verifier });
    assert_eq!(upload.check(&AwsLcSuite), Ok(()));
    let refused = Error::Unregistered { key: signer.algorithm(), hash: Sha384 };
    assert_eq!(upload.check_registered(&AwsLcSuite), Err(refused));
}

fn two_signatures(first: &[u8], second: &[u8]) -> String {
    let [first, second] = [first, second].map(sigstore_json::base64);
    format!(
        r#"{{"payload":"e30=","payloadType":"t","signatures":[{{"sig":"{first}"}},{{"sig":"{second}"}}]}}"#
    )
}

#[test]
fn t_30_kept_each_signature_is_stored_with_the_key_that_verifies_it() {
    let signers = [key(KeyKind::P256, 6), key(KeyKind::P384, 7), key(KeyKind::Ed25519, 8)];
    let sign = |signer: &SigningKey| {
        signer.sign(signer.scheme_with(Sha256), Message::Bytes(b"DSSEv1 1 t 2 {}")).unwrap()
    };
    let pem = |signer: &SigningKey| {
        sigstore_rekor_types::PemVerifier::from(Verifier::PublicKey(signer.spki().into()))
    };
    let verifiers = [pem(&signers[0]), pem(&signers[1]), pem(&signers[2])];
    let text = two_signatures(&sign(&signers[2]), &sign(&signers[1]));
    let upload = Upload::dsse_of(&text, &verifiers, &AwsLcSuite).unwrap();
    assert_eq!(upload.check(&AwsLcSuite), Ok(()));
    assert_eq!(upload.payload(), Some(("t", &b"{}"[..])));
    let Body::DsseV001(stored) = upload.body() else { panic!() };
    let texts: Vec<_> =
        stored.signatures.iter().map(|one| sigstore_json::base64(&one.signature)).collect();
    assert!(texts.is_sorted());
    for one in &stored.signatures {
        let signer = if one.signature == sign(&signers[1]) { 1 } else { 2 };
        assert_eq!(one.verifier, verifiers[signer]);
    }
}

#[test]
fn t_30_broken_a_signature_that_no_key_verifies_or_none() {
    let signer = key(KeyKind::P256, 6);
    let pae = Message::Bytes(b"DSSEv1 1 t 2 {}");
    let signature = signer.sign(signer.scheme(), pae).unwrap();
    let pem = sigstore_rekor_types::PemVerifier::from(Verifier::PublicKey(signer.spki().into()));
    let refused = |text: &str| {
        Upload::dsse_of(text, std::slice::from_ref(&pem), &AwsLcSuite).map(drop).unwrap_err()
    };
    assert_eq!(refused(&two_signatures(&signature, b"other")), Error::Unverified { index: 1 });
    let none = r#"{"payload":"e30=","payloadType":"t","signatures":[]}"#;
    assert_eq!(refused(none), Error::NoSignature);
    assert!(matches!(refused("{"), Error::Envelope(_)));
}

#[test]
fn t_131_kept_the_named_algorithm_is_the_key_s() {
    assert_eq!(Upload::from(hashed_v2(0)).check(&AwsLcSuite), Ok(()));
}

#[test]
fn t_131_broken_another_algorithm_or_another_hash() {
    let check = |entry: HashedRekordV002| Upload::from(entry).check(&AwsLcSuite);
    let details = KeyDetails::PkixEcdsaP256Sha256;
    let upload = HashedRekordV002 { key_details: details, ..hashed_v2(0) };
    let key = key(KeyKind::P384, 6).algorithm();
    assert_eq!(check(upload), Err(Error::KeyDetails { details, key }));
    let upload = HashedRekordV002 { digest: Digest::Sha256([0; 32]), ..hashed_v2(0) };
    let refused = Error::DigestAlgorithm { found: Sha256, expected: Sha384 };
    assert_eq!(check(upload), Err(refused));
}
