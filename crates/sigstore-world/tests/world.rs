//! The world makes what it says it makes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use sigstore_bundle::Bundle;
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{Identity, KeyKind, SigningKey, arcs};
use sigstore_traits::HashAlgorithm::Sha256;
use sigstore_traits::{Message, SignatureScheme, SignatureSuite};
use sigstore_trust_root::TrustedRoot;
use sigstore_world::{Draft, World, key, rsa_key, statement};

fn hello() -> Draft {
    World::new().message(b"hello")
}

fn envelope() -> Draft {
    World::new().dsse(&statement(b"hello")).artifact(b"hello")
}

fn kinds() -> Vec<Draft> {
    let email = Identity::Email("signer@example.com".into());
    vec![
        hello(),
        hello().version_0_1(),
        hello().version_0_2().timestamps(2),
        hello().rekor_v2(),
        hello().both_logs(),
        hello().no_log(),
        hello().managed_key(),
        hello().rekor_v2().managed_key().key(KeyKind::P521),
        hello().key(KeyKind::Ed25519),
        hello().rekor_v2().signer(rsa_key(3072)),
        hello().identity(email).fulcio_extension(20, "push"),
        envelope(),
        envelope().intoto(),
        envelope().rekor_v2().key(KeyKind::P384),
        envelope().key(KeyKind::Ed25519).without_embedded_certificates(),
    ]
}

#[test]
fn every_kind_of_bundle_is_read_and_comes_out_the_same_again() {
    for (draft, again) in kinds().into_iter().zip(kinds()) {
        let made = draft.make();
        let bundle = Bundle::parse(made.bundle_json.as_bytes()).unwrap();
        for entry in &bundle.entries {
            entry.body().unwrap();
        }
        let root = TrustedRoot::load(made.trusted_root_json.as_bytes(), AwsLcSuite).unwrap();
        assert_eq!(root.unusable(), []);
        assert_eq!(again.make(), made);
    }
}

/// Each change, alone.
fn changes() -> Vec<(&'static str, Draft)> {
    let all = || hello().timestamps(1);
    vec![
        ("leaf", all().leaf(|tbs| tbs.remove_extension(arcs::EXTENDED_KEY_USAGE))),
        ("sct", all().sct(|sct| sct.version = 1)),
        ("scts", all().scts(Vec::clear)),
        ("logged_leaf", all().logged_leaf(|tbs| tbs.not_after = tbs.not_before)),
        ("certificate", all().certificate(|der| *der.last_mut().unwrap() ^= 1)),
        ("signature", all().signature(|signature| signature[10] ^= 1)),
        ("timestamp", all().timestamp(|info| info.version = 2)),
        ("token", all().token(|token| token.attributes.clear())),
        ("replies", all().replies(Vec::clear)),
        ("body_bytes", all().body_bytes(|body| body.push(b' '))),
        ("entry", all().entry(|entry| entry.integrated_time += 1)),
        ("checkpoint_text", all().checkpoint_text(|text| text.push_str("one more\n"))),
        ("note", all().note(|note| note.push_str("— other AAAAAAA=\n"))),
        ("proof", all().proof(|proof| proof.tree_size += 1)),
        ("set_payload", all().set_payload(|payload| payload.push(' '))),
        ("promise", all().promise(|promise| promise[10] ^= 1)),
        ("bundle_json", all().bundle_json(|bundle| bundle["mediaType"] = "x".into())),
        ("trusted_root", all().trusted_root(|root| root["mediaType"] = "x".into())),
    ]
}

#[test]
fn every_change_shows() {
    let good = hello().timestamps(1).make();
    for (name, draft) in changes() {
        assert_ne!(draft.make(), good, "{name}");
    }
}

#[test]
fn what_comes_after_a_change_follows_it() {
    let made = hello().leaf(|tbs| tbs.remove_extension(arcs::EXTENDED_KEY_USAGE)).make();
    let bundle = Bundle::parse(made.bundle_json.as_bytes()).unwrap();
    let leaf = bundle.leaf().unwrap();
    let body = String::from_utf8(bundle.entries[0].canonicalized_body.clone()).unwrap();
    let pem = sigstore_rekor_types::PemVerifier::from(sigstore_rekor_types::Verifier::Certificate(
        leaf.to_vec(),
    ));
    assert!(body.contains(&sigstore_json::base64(pem.text().as_bytes())));
    let certificate = sigstore_certificate::Certificate::parse(leaf).unwrap();
    assert!(certificate.extension("2.5.29.37").is_none());
}

#[test]
fn the_trusted_root_can_be_another_worlds() {
    let mut world = World::new();
    world.rekor_v2.signer.key = key(KeyKind::Ed25519, "other");
    let made = world.message(b"hello").trusting(&World::new()).make();
    assert_eq!(made.trusted_root_json, hello().make().trusted_root_json);
}

#[test]
fn rsa_keys_sign_the_same_again() {
    let schemes = [SignatureScheme::RsaPkcs1(Sha256), SignatureScheme::RsaPss(Sha256)];
    let message = Message::Bytes(b"hello");
    let check = |key: SigningKey, scheme| {
        let signature = key.sign(scheme, message).unwrap();
        let public = AwsLcSuite.key(key.spki()).unwrap();
        assert_eq!(AwsLcSuite.key_algorithm(&public), key.algorithm());
        AwsLcSuite.verify(&public, scheme, message, &signature).unwrap();
        assert_eq!(key.sign(scheme, message), Ok(signature));
    };
    for scheme in schemes {
        check(rsa_key(2048), scheme);
        check(rsa_key(3072), scheme);
    }
}
