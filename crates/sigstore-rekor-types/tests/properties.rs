//! What is written is read: bodies of every kind, with any values that their types hold. The same
//! of entries stands in `entries.rs`.
#![allow(clippy::unwrap_used)]

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use sigstore_rekor_types::{
    Body, DsseSignature, DsseV001, HashedRekordV001, HashedRekordV002, IntotoSignature, IntotoV001,
    IntotoV002, PemVerifier, Verifier,
};
use sigstore_traits::{Digest, HashAlgorithm, KeyDetails};

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..100)
}

fn sha256() -> impl Strategy<Value = Digest> {
    any::<[u8; 32]>().prop_map(Digest::Sha256)
}

fn digests() -> impl Strategy<Value = Digest> {
    (select(&HashAlgorithm::ALL), vec(any::<u8>(), 64)).prop_map(|(algorithm, bytes)| {
        Digest::new(algorithm, bytes.get(..algorithm.length()).unwrap()).unwrap()
    })
}

fn verifiers() -> impl Strategy<Value = Verifier> {
    let der = vec(any::<u8>(), 1..200);
    prop_oneof![der.clone().prop_map(Verifier::Certificate), der.prop_map(Verifier::PublicKey),]
}

/// As Rekor writes it, or without the final newline.
fn pem() -> impl Strategy<Value = PemVerifier> {
    (verifiers(), any::<bool>()).prop_map(|(verifier, whole)| {
        let pem = PemVerifier::from(verifier);
        let text = if whole { pem.text() } else { pem.text().trim_end() };
        PemVerifier::parse(text.as_bytes()).unwrap()
    })
}

fn hashed_rekord_v001() -> impl Strategy<Value = Body> {
    (digests(), bytes(), pem()).prop_map(|(digest, signature, verifier)| {
        Body::HashedRekordV001(HashedRekordV001 { digest, signature, verifier })
    })
}

fn hashed_rekord_v002() -> impl Strategy<Value = Body> {
    (digests(), bytes(), select(KeyDetails::ALL), verifiers()).prop_map(
        |(digest, signature, key_details, verifier)| {
            Body::HashedRekordV002(HashedRekordV002 { digest, signature, key_details, verifier })
        },
    )
}

fn dsse_v001() -> impl Strategy<Value = Body> {
    let signature =
        (bytes(), pem()).prop_map(|(signature, verifier)| DsseSignature { signature, verifier });
    (sha256(), sha256(), vec(signature, 1..4)).prop_map(
        |(envelope_hash, payload_hash, signatures)| {
            Body::DsseV001(DsseV001 { envelope_hash, payload_hash, signatures })
        },
    )
}

fn intoto_v001() -> impl Strategy<Value = Body> {
    (sha256(), option::of(sha256()), pem()).prop_map(|(hash, payload_hash, verifier)| {
        Body::IntotoV001(IntotoV001 { hash, payload_hash, verifier })
    })
}

fn intoto_v002() -> impl Strategy<Value = Body> {
    let signature = (bytes(), pem(), option::of(".{0,9}"))
        .prop_map(|(sig, verifier, keyid)| IntotoSignature { sig, verifier, keyid });
    let hashes = (sha256(), option::of(sha256()));
    (option::of(bytes()), ".{0,9}", vec(signature, 1..4), hashes).prop_map(
        |(payload, payload_type, signatures, (hash, payload_hash))| {
            Body::IntotoV002(IntotoV002 { payload, payload_type, signatures, hash, payload_hash })
        },
    )
}

proptest! {
    #[test]
    fn a_body_that_is_written_is_read(
        body in prop_oneof![
            hashed_rekord_v001(), hashed_rekord_v002(), dsse_v001(), intoto_v001(), intoto_v002(),
        ],
    ) {
        prop_assert_eq!(Body::parse(&body.canonical()), Ok(body));
    }

    #[test]
    fn a_verifier_that_is_written_is_read(verifier in verifiers()) {
        let pem = PemVerifier::from(verifier.clone());
        let read = PemVerifier::parse(pem.text().as_bytes()).unwrap();
        prop_assert_eq!((read.verifier(), read.text()), (&verifier, pem.text()));
    }
}
