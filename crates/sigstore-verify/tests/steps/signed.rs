//! Step 6, the signature; and how the artifact enters.

use std::io::{self, Read};

use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_engine::KeyKind;
use sigstore_json::base64;
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, Message, SignatureError, SignatureScheme, SignatureSuite,
};
use sigstore_verify::{Artifact, Needs, Policy, Rejection, Waived, WaivedBy, needs};
use sigstore_world::{Draft, Made, World, key, rsa_key, statement};

use crate::{
    Input, accepted, accepted_by, broken, envelope, hello, naming, proof, refused, refused_by,
};
use HashAlgorithm::{Sha256, Sha384, Sha512};
use KeyKind::{Ed25519, P256, P384, P521};
use SignatureScheme::Ecdsa;

fn suite() -> WithEd25519ph<AwsLcSuite> {
    WithEd25519ph(AwsLcSuite)
}

fn not_valid(scheme: SignatureScheme) -> Rejection {
    Rejection::Signature { scheme }
}

fn flip(signature: &mut [u8]) {
    *signature.last_mut().unwrap() ^= 1;
}

#[test]
fn v_107_kept_over_the_artifact_and_over_the_envelope() {
    let made = hello().make();
    assert_eq!(
        proof(&made, &naming(&made), "signature"),
        "key=ECDSA P-256 scheme=ECDSA with sha256 over=sha256:\
         2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    );
    for draft in [envelope(), envelope().intoto(), envelope().rekor_v2()] {
        let _ = accepted(draft);
    }
}

#[test]
fn v_107_broken_one_bit() {
    for draft in [hello(), envelope(), envelope().intoto(), envelope().rekor_v2()] {
        assert_eq!(refused(draft.signature(|signature| flip(signature))), not_valid(Ecdsa(Sha256)));
    }
    let managed = hello().managed_key().signature(|signature| flip(signature));
    assert_eq!(refused(managed), not_valid(Ecdsa(Sha256)));
}

/// A signature by this key over this message, in place of the right one.
fn signed(draft: Draft, name: &'static str, scheme: SignatureScheme, message: &[u8]) -> Draft {
    let message = message.to_vec();
    draft.signature(move |signature| {
        let key = key(P256, name);
        *signature = key.sign(scheme, Message::Bytes(&message)).unwrap();
    })
}

#[test]
fn v_107_broken_another_key() {
    let draft = signed(hello(), "another signer", Ecdsa(Sha256), b"hello");
    assert_eq!(refused(draft), not_valid(Ecdsa(Sha256)));
}

/// Not the payload of an envelope is signed, but its encoding with the type.
#[test]
fn v_107_broken_over_the_payload_alone() {
    let payload = statement(b"hello");
    let draft = signed(envelope(), "signer", Ecdsa(Sha256), payload.as_bytes());
    assert_eq!(refused(draft), not_valid(Ecdsa(Sha256)));
}

#[test]
fn v_107_kept_the_key_id_of_an_envelope_chooses_nothing() {
    for id in ["", "another key"] {
        let _ = accepted(envelope().bundle_json(move |bundle| {
            bundle["dsseEnvelope"]["signatures"][0]["keyid"] = id.into();
        }));
    }
}

fn logged_everywhere(draft: impl Fn() -> Draft) -> [Draft; 3] {
    [draft(), draft().rekor_v2(), draft().both_logs()]
}

#[test]
fn v_128_accepted_the_hash_that_the_entry_names() {
    for (kind, hash) in [(P384, Sha384), (P384, Sha256), (P521, Sha512), (P521, Sha256)] {
        for draft in logged_everywhere(|| hello().key(kind).scheme(Ecdsa(hash))) {
            let made = draft.make();
            let scheme = format!("scheme={}", Ecdsa(hash));
            let proof = proof(&made, &naming(&made), "signature");
            assert!(proof.contains(&scheme), "{proof}");
        }
        // Of an envelope only Rekor v2 names the hash.
        let _ = accepted(envelope().rekor_v2().key(kind).scheme(Ecdsa(hash)));
    }
}

#[test]
fn v_128_accepted_the_entrys_hash_before_the_bundles_digest() {
    let sha256 = AwsLcSuite.sha256(&[b"hello"]);
    let _ = accepted(hello().key(P384).bundle_json(move |bundle| {
        let digest = &mut bundle["messageSignature"]["messageDigest"];
        digest["algorithm"] = "SHA2_256".into();
        digest["digest"] = base64(&sha256).into();
    }));
}

#[test]
fn v_128_accepted_sha256_under_an_envelope_in_rekor_v1() {
    for kind in [P384, P521] {
        for draft in [envelope(), envelope().intoto()] {
            let _ = accepted(draft.key(kind));
        }
        // The registry's hash is not tried as well.
        let hash = key(kind, "signer").scheme();
        let draft = envelope().key(kind).scheme(hash);
        assert_eq!(refused(draft), not_valid(Ecdsa(Sha256)));
    }
}

/// The policy for a bundle that no log knows.
fn unlogged(made: &Made) -> Policy {
    naming(made).waive(Waived::TransparencyLog, WaivedBy::Caller)
}

fn accepted_unlogged(draft: Draft) {
    let made = draft.no_log().timestamps(1).make();
    let policy = unlogged(&made);
    let (verdict, _) = crate::judge(&made, &policy);
    let _ = verdict.unwrap();
}

#[test]
fn v_128_accepted_without_an_entry_the_bundles_digest_or_the_registrys_hash() {
    for (kind, hash) in [(P384, Sha384), (P384, Sha256), (P521, Sha512), (P521, Sha256)] {
        accepted_unlogged(hello().key(kind).scheme(Ecdsa(hash)));
    }
    for kind in [P384, P521] {
        let scheme = key(kind, "signer").scheme();
        accepted_unlogged(envelope().key(kind).scheme(scheme));
        accepted_unlogged(hello().key(kind).scheme(scheme).bundle_json(|bundle| {
            bundle["messageSignature"]["messageDigest"].take();
        }));
    }
}

#[test]
fn v_128_broken_one_hash_is_tried_and_no_other() {
    let sign = |hash| {
        move |signature: &mut Vec<u8>| {
            let key = key(P384, "signer");
            *signature = key.sign(Ecdsa(hash), Message::Bytes(b"hello")).unwrap();
        }
    };
    let draft = || hello().key(P384);
    let rejection = refused(draft().signature(sign(Sha256)));
    assert_eq!(rejection, not_valid(Ecdsa(Sha384)));
    let draft = draft().scheme(Ecdsa(Sha256)).signature(sign(Sha384));
    assert_eq!(refused(draft), not_valid(Ecdsa(Sha256)));
}

#[test]
fn v_128_accepted_a_logged_message_of_an_ed25519_key_is_prehashed() {
    for draft in logged_everywhere(|| hello().key(Ed25519)) {
        let made = draft.make();
        let proof = proof(&made, &naming(&made), "signature");
        assert!(proof.contains("scheme=Ed25519ph"), "{proof}");
    }
    let _ = accepted(envelope().rekor_v2().key(Ed25519));
    let _ = accepted(envelope().key(Ed25519));
    // Pure, where the log would have had it prehashed.
    let draft = hello().key(Ed25519).signature(|signature| {
        let key = key(Ed25519, "signer");
        *signature = key.sign(SignatureScheme::Ed25519, Message::Bytes(b"hello")).unwrap();
    });
    assert_eq!(refused(draft), not_valid(SignatureScheme::Ed25519ph));
}

#[test]
fn v_128_broken_a_suite_without_the_scheme() {
    let made = hello().key(Ed25519).make();
    let policy = naming(&made);
    let (verdict, _) = Input::new(&made, &policy, AwsLcSuite).judge(&policy);
    let error = SignatureError::Unsupported {
        key: KeyAlgorithm::Ed25519,
        scheme: SignatureScheme::Ed25519ph,
    };
    assert_eq!(verdict, Err(Rejection::SignatureUnsupported(error)));
}

/// RSA means PKCS#1 v1.5, also where the key details of an entry say otherwise: those are refused, too.
#[test]
fn v_22_v_107_broken_rsa_pss() {
    let draft = || hello().signer(rsa_key(2048)).scheme(SignatureScheme::RsaPss(Sha256));
    let expected = not_valid(SignatureScheme::RsaPkcs1(Sha256));
    assert_eq!(refused(draft()), expected);
    let made = draft().rekor_v2().make();
    let broken = broken(&made, &naming(&made));
    let checks: Vec<_> = broken.iter().map(|(check, _)| *check).collect();
    assert_eq!(checks, ["entry-key", "signature"]);
    assert_eq!(broken[1].1, expected);
}

fn input(made: &Made, policy: &Policy, artifact: Artifact) -> Input<WithEd25519ph<AwsLcSuite>> {
    Input { artifact, ..Input::new(made, policy, suite()) }
}

fn digest(hash: HashAlgorithm) -> Digest {
    AwsLcSuite.digest(hash, &[b"hello"])
}

#[test]
fn v_104_kept_a_digest_is_enough() {
    for (kind, hash) in [(P256, Sha256), (P384, Sha384), (Ed25519, Sha512)] {
        let made = hello().key(kind).make();
        let policy = naming(&made);
        let artifact = Artifact::from_digest(digest(hash));
        let (verdict, _) = input(&made, &policy, artifact).judge(&policy);
        let _ = verdict.unwrap();
    }
}

#[test]
fn v_104_broken_another_digest_than_the_one_needed() {
    let made = hello().make();
    let policy = naming(&made);
    let artifact = Artifact::from_digest(digest(Sha512));
    let (verdict, examination) = input(&made, &policy, artifact).judge(&policy);
    let rejection = Rejection::ArtifactDigest { given: digest(Sha512).to_string(), needed: Sha256 };
    assert_eq!(verdict, Err(rejection.clone()));
    // Everything that compares the artifact needs it.
    let broken: Vec<_> = examination.rejections().collect();
    let names: Vec<_> = broken.iter().map(|(check, _)| check.name).collect();
    assert_eq!(names, ["entry-digest", "message-digest", "signature"]);
    assert!(broken.iter().all(|(_, why)| **why == rejection));
}

/// No log, and pure Ed25519, which signs the artifact and no digest of it.
fn pure() -> Draft {
    let draft = hello().key(Ed25519).scheme(SignatureScheme::Ed25519);
    draft.no_log().timestamps(1)
}

#[test]
fn v_104_kept_the_bytes_for_pure_ed25519() {
    let made = pure().make();
    let policy = unlogged(&made);
    let input = Input::new(&made, &policy, suite());
    assert_eq!(input.artifact.bytes(), Some(&b"hello"[..]));
    let _ = accepted_by(&policy, pure());
    let rejection = refused_by(&policy, pure().signature(|signature| flip(signature)));
    assert_eq!(rejection, not_valid(SignatureScheme::Ed25519));
}

#[test]
fn v_104_broken_a_digest_for_pure_ed25519() {
    let made = pure().make();
    let policy = unlogged(&made);
    let artifact = Artifact::from_digest(digest(Sha256));
    let (verdict, examination) = input(&made, &policy, artifact).judge(&policy);
    assert_eq!(verdict, Err(Rejection::ArtifactBytes));
    assert_eq!(examination.rejections().count(), 1);
}

#[test]
fn v_104_kept_what_is_needed_is_known_before_the_artifact_is_read() {
    let of = |draft: Draft| {
        let made = draft.make();
        let policy = unlogged(&made);
        needs(&Input::new(&made, &policy, suite()).bundle, &policy, &suite()).unwrap()
    };
    let digests = |digests: &[HashAlgorithm]| Needs { digests: digests.to_vec(), bytes: false };
    assert_eq!(of(hello()), digests(&[Sha256]));
    assert_eq!(of(hello().key(P384)), digests(&[Sha384]));
    // What the bundle hints at, too.
    let hinted = hello().key(P384).bundle_json(|bundle| {
        let digest = &mut bundle["messageSignature"]["messageDigest"];
        digest["algorithm"] = "SHA2_256".into();
        digest["digest"] = base64(&[0; 32]).into();
    });
    assert_eq!(of(hinted), digests(&[Sha256, Sha384]));
    assert_eq!(of(hello().key(P521).scheme(Ecdsa(Sha256))), digests(&[Sha256]));
    // With the log waived the entry may be of an unknown log, and the signature pure.
    let either = Needs { digests: vec![Sha512], bytes: true };
    assert_eq!(of(hello().key(Ed25519)), either);
    assert_eq!(of(envelope().key(P384)), digests(&[Sha256]));
    let bytes = Needs { digests: vec![Sha256], bytes: true };
    assert_eq!(of(pure()), bytes);
}

/// Fails so, where the artifact should go on; the second time it is at the end.
struct Failing(Option<io::ErrorKind>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), |kind| Err(kind.into()))
    }
}

#[test]
fn v_104_kept_an_interrupted_read_is_made_again() {
    let needs = Needs { digests: vec![Sha256, Sha512], bytes: true };
    let reader = b"hel".chain(Failing(Some(io::ErrorKind::Interrupted)));
    let artifact = Artifact::read(reader.chain(&b"lo"[..]), &needs, &AwsLcSuite).unwrap();
    assert_eq!(artifact.digests(), [digest(Sha256), digest(Sha512)]);
    assert_eq!(artifact.digest(Sha512), Some(&digest(Sha512)));
    assert_eq!(artifact.digest(Sha384), None);
    assert_eq!(artifact.bytes(), Some(&b"hello"[..]));
    assert_eq!(artifact.to_string(), digest(Sha256).to_string());
}

#[test]
fn v_104_broken_an_artifact_that_can_not_be_read() {
    let needs = Needs { digests: vec![Sha256], bytes: false };
    let reader = b"hello".chain(Failing(Some(io::ErrorKind::TimedOut)));
    let error = Artifact::read(reader, &needs, &AwsLcSuite).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
}

#[test]
fn v_104_broken_more_bytes_than_are_held() {
    let needs = Needs { digests: Vec::new(), bytes: true };
    let read = |bytes: usize| {
        let reader = io::repeat(0).take(u64::try_from(bytes).unwrap());
        Artifact::read(reader, &needs, &AwsLcSuite)
    };
    let most = read(Artifact::MAX_BYTES).unwrap();
    assert_eq!(most.bytes().unwrap().len(), Artifact::MAX_BYTES);
    let error = read(Artifact::MAX_BYTES + 1).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
}

/// What a log does not know says nothing about the hash.
#[test]
fn v_128_accepted_an_entry_of_an_unknown_log_names_no_hash() {
    let mut world = World::new();
    let other = sigstore_engine::NoteSigner::rekor_v1("other.test", key(P256, "other log"));
    world.rekor_v1 = sigstore_engine::RekorV1::new(other, 1111, 0);
    let made = world
        .message(b"hello")
        .key(P384)
        .timestamps(1)
        .body(|body| {
            if let sigstore_rekor_types::Body::HashedRekordV001(record) = body {
                record.digest = Digest::Sha256([0; 32]);
            }
        })
        .trusting(&World::new())
        .make();
    let policy = unlogged(&made);
    let proof = proof(&made, &policy, "signature");
    assert!(proof.contains("scheme=ECDSA with sha384"), "{proof}");
}
