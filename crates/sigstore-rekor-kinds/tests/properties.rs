//! What is written is read: bodies of every kind, with any values that their types hold.
#![allow(clippy::unwrap_used)]

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use sigstore_json::{Value, canonical, parse};
use sigstore_rekor_kinds::{
    AlpineV001, AnyBody, CoseV001, DsseV002, HelmV001, JarV001, Properties, RekordKey, RekordV001,
    Rfc3161V001, RpmV001, TufV001,
};
use sigstore_rekor_types::{PemVerifier, SignatureV002, Verifier};
use sigstore_traits::{Digest, KeyDetails};

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..100)
}

fn sha256() -> impl Strategy<Value = [u8; 32]> {
    any::<[u8; 32]>()
}

fn verifiers() -> impl Strategy<Value = Verifier> {
    let der = vec(any::<u8>(), 1..200);
    prop_oneof![der.clone().prop_map(Verifier::Certificate), der.prop_map(Verifier::PublicKey)]
}

fn pem() -> impl Strategy<Value = PemVerifier> {
    verifiers().prop_map(PemVerifier::from)
}

fn properties() -> impl Strategy<Value = Option<Properties>> {
    option::of(btree_map(".{0,9}", ".{0,9}", 0..9))
}

fn rekord_keys() -> impl Strategy<Value = RekordKey> {
    prop_oneof![
        pem().prop_map(RekordKey::X509),
        bytes().prop_map(RekordKey::Pgp),
        bytes().prop_map(RekordKey::Minisign),
        bytes().prop_map(RekordKey::Ssh),
    ]
}

fn dsse_v002() -> impl Strategy<Value = AnyBody> {
    let signature = (bytes(), select(KeyDetails::ALL), verifiers());
    let signature = signature.prop_map(|(content, key_details, verifier)| SignatureV002 {
        content,
        key_details,
        verifier,
    });
    (sha256(), vec(signature, 1..4)).prop_map(|(hash, signatures)| {
        AnyBody::DsseV002(DsseV002 { payload_hash: Digest::Sha256(hash), signatures })
    })
}

fn packages() -> impl Strategy<Value = AnyBody> {
    prop_oneof![
        (sha256(), properties(), pem()).prop_map(|(sha256, pkginfo, key)| {
            AnyBody::AlpineV001(AlpineV001 { sha256, pkginfo, key })
        }),
        (sha256(), properties(), bytes()).prop_map(|(sha256, headers, key)| {
            AnyBody::RpmV001(RpmV001 { sha256, headers, key })
        }),
        (sha256(), bytes(), bytes()).prop_map(|(sha256, signature, key)| {
            AnyBody::HelmV001(HelmV001 { sha256, signature, key })
        }),
        (sha256(), bytes(), pem()).prop_map(|(sha256, signature, certificate)| {
            AnyBody::JarV001(JarV001 { sha256, signature, certificate })
        }),
    ]
}

fn tuf() -> impl Strategy<Value = AnyBody> {
    (".{0,9}", any::<u64>(), ".{0,9}").prop_map(|(role, version, spec_version)| {
        let document = |members: &str| {
            let text = format!(r#"{{"signatures":[],"signed":{{{members}}}}}"#);
            canonical(&parse(text.as_bytes(), &sigstore_json::Limits::new(1000)).unwrap())
        };
        let text = |text: &str| canonical(&Value::text(text));
        let version = version >> 11;
        let metadata = document(&format!(r#""_type":{},"version":{version}"#, text(&role)));
        let root = document(&format!(r#""spec_version":{}"#, text(&spec_version)));
        let limits = sigstore_json::Limits::new(1000);
        let (metadata, root) = (
            parse(metadata.as_bytes(), &limits).unwrap(),
            parse(root.as_bytes(), &limits).unwrap(),
        );
        AnyBody::TufV001(TufV001::of(metadata.node(), root.node()).unwrap())
    })
}

fn bodies() -> impl Strategy<Value = AnyBody> {
    prop_oneof![
        dsse_v002(),
        packages(),
        tuf(),
        (sha256(), bytes(), rekord_keys()).prop_map(|(sha256, signature, key)| {
            AnyBody::RekordV001(RekordV001 { sha256, signature, key })
        }),
        (sha256(), sha256(), pem()).prop_map(|(envelope_sha256, payload_sha256, key)| {
            AnyBody::CoseV001(CoseV001 { envelope_sha256, payload_sha256, key })
        }),
        bytes().prop_map(|response| AnyBody::Rfc3161V001(Rfc3161V001 { response })),
    ]
}

proptest! {
    #[test]
    fn a_body_that_is_written_is_read(body in bodies()) {
        let written = body.canonical();
        let value = parse(&written, &sigstore_json::Limits::new(1 << 20)).unwrap();
        prop_assert_eq!(canonical(&value).into_bytes(), written.clone());
        prop_assert_eq!(AnyBody::parse(&written), Ok(body));
    }
}
