//! Signatures of every kind of key, checked with the suite that ships.
#![allow(clippy::unwrap_used)]

use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_engine::{KeyKind, SigningKey};
use sigstore_traits::HashAlgorithm::{Sha256, Sha384, Sha512};
use sigstore_traits::SignatureScheme::{Ecdsa, Ed25519, Ed25519ph, RsaPkcs1};
use sigstore_traits::{
    Digest, KeyDetails, Message, SignatureError, SignatureScheme, SignatureSuite,
};

const SUITE: WithEd25519ph<AwsLcSuite> = WithEd25519ph(AwsLcSuite);

const ALL: [(KeyKind, SignatureScheme); 9] = [
    (KeyKind::P256, Ecdsa(Sha256)),
    (KeyKind::P256, Ecdsa(Sha384)),
    (KeyKind::P384, Ecdsa(Sha256)),
    (KeyKind::P384, Ecdsa(Sha384)),
    (KeyKind::P521, Ecdsa(Sha256)),
    (KeyKind::P521, Ecdsa(Sha512)),
    (KeyKind::Ed25519, Ed25519),
    (KeyKind::Ed25519, Ed25519ph),
    (KeyKind::P384, Ecdsa(Sha512)),
];

#[test]
fn signatures_verify_and_come_out_the_same_again() {
    for (kind, scheme) in ALL {
        let key = SigningKey::from_seed(kind, &[7; 32]);
        let signature = key.sign(scheme, Message::Bytes(b"hello")).unwrap();
        let public = SUITE.key(key.spki()).unwrap();
        let verified = SUITE.verify(&public, scheme, Message::Bytes(b"hello"), &signature);
        assert_eq!(verified, Ok(()), "{kind:?} {scheme}");
        assert_eq!(SUITE.key_algorithm(&public), key.algorithm());
        let again = SigningKey::from_seed(kind, &[7; 32]);
        assert_eq!(again.sign(scheme, Message::Bytes(b"hello")), Ok(signature));
    }
}

#[test]
fn a_digest_is_signed_like_its_message() {
    for (kind, scheme) in ALL {
        let key = SigningKey::from_seed(kind, &[7; 32]);
        let Some(hash) = scheme.hash() else { continue };
        let digest = SUITE.digest(hash, &[b"hello"]);
        let signature = key.sign(scheme, Message::Digest(&digest));
        assert_eq!(signature, key.sign(scheme, Message::Bytes(b"hello")));
    }
}

#[test]
fn what_a_key_can_not_sign_is_refused() {
    let key = SigningKey::from_seed(KeyKind::Ed25519, &[7; 32]);
    let digest = Digest::Sha256([0; 32]);
    let wrong_form = |scheme| Err(SignatureError::MessageForm { scheme });
    assert_eq!(key.sign(Ed25519, Message::Digest(&digest)), wrong_form(Ed25519));
    assert_eq!(key.sign(Ed25519ph, Message::Digest(&digest)), wrong_form(Ed25519ph));
    let unsupported =
        Err(SignatureError::Unsupported { key: key.algorithm(), scheme: RsaPkcs1(Sha256) });
    assert_eq!(key.sign(RsaPkcs1(Sha256), Message::Bytes(b"")), unsupported);
}

#[test]
fn a_key_has_its_name_in_the_registry_and_shows_nothing_else() {
    let key = |kind| SigningKey::from_seed(kind, &[7; 32]);
    for (kind, scheme, details) in [
        (KeyKind::P256, Ecdsa(Sha256), Some(KeyDetails::PkixEcdsaP256Sha256)),
        (KeyKind::P256, Ecdsa(Sha384), None),
        (KeyKind::P521, Ecdsa(Sha256), Some(KeyDetails::PkixEcdsaP521Sha256)),
        (KeyKind::Ed25519, Ed25519, Some(KeyDetails::PkixEd25519)),
    ] {
        assert_eq!(key(kind).details(scheme), details);
    }
    assert_eq!(format!("{:?}", key(KeyKind::P384)), "SigningKey(ECDSA P-384)");
}
