//! Step 5: the log entry and the statement are about this artifact and this signature.

use sigstore_dsse::Error as DsseError;
use sigstore_engine::{Identity as Subject, KeyKind, asn1};
use sigstore_rekor_types::{DsseSignature, IntotoV001, PemVerifier, Verifier};
use sigstore_traits::{KeyAlgorithm, KeyDetails, Message, SignatureScheme};
use sigstore_verify::UnreadableError;
use sigstore_world::key;

use super::*;

/// The order of the group of P-256 (FIPS 186-5).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// Another signature of the same key over the same message: r, and the order minus s.
pub(super) fn other_valid(signature: &[u8]) -> Vec<u8> {
    // SEQUENCE { r INTEGER, s INTEGER }
    let (head, s) = signature.split_at(4 + usize::from(signature[3]));
    let s = s[2..].iter().copied().skip_while(|byte| *byte == 0);
    let mut difference = ORDER;
    let mut borrow = 0;
    let s: Vec<u8> = s.collect();
    let s = std::iter::repeat_n(0, 32 - s.len()).chain(s);
    let s: Vec<u8> = s.collect();
    for index in (0..32).rev() {
        let digit = i16::from(difference[index]) - i16::from(s[index]) - borrow;
        borrow = i16::from(digit < 0);
        difference[index] = u8::try_from(digit.rem_euclid(256)).unwrap();
    }
    asn1::sequence(&[&head[2..], &asn1::unsigned(&difference)])
}

fn bare_key() -> Verifier {
    Verifier::PublicKey(key(KeyKind::P256, "signer").spki().to_vec())
}

/// A certificate of the same key for somebody else.
fn other_certificate() -> Verifier {
    let identity = Subject::Email("other@example.com".into());
    let made = hello().identity(identity).make();
    Verifier::Certificate(bundle(&made).leaf().unwrap().to_vec())
}

/// Each kind of entry, with its changes of signature and verifier.
fn other_signature_logged() -> [Draft; 5] {
    let other = |signature: &mut Vec<u8>| *signature = other_valid(signature);
    [
        hello().body(record_v1(move |body| other(&mut body.signature))),
        hello().rekor_v2().body(record_v2(move |body| other(&mut body.signature))),
        envelope().body(dsse(move |body| other(&mut body.signatures[0].signature))),
        envelope().intoto().body(intoto(move |body| {
            let signature = body.signatures[0].signature().unwrap();
            body.signatures[0].sig = Base64::encode_string(&other_valid(&signature)).into();
        })),
        envelope().rekor_v2().body(record_v2(move |body| other(&mut body.signature))),
    ]
}

fn other_verifier_logged(verifier: &Verifier) -> [Draft; 5] {
    let other = || verifier.clone();
    let pem = || PemVerifier::from(verifier.clone());
    let (v1, v2, first, older, last) = (pem(), other(), pem(), pem(), other());
    [
        hello().body(record_v1(move |body| body.verifier = v1.clone())),
        hello().rekor_v2().body(record_v2(move |body| body.verifier = v2.clone())),
        envelope().body(dsse(move |body| body.signatures[0].verifier = first.clone())),
        envelope().intoto().body(intoto(move |body| body.signatures[0].verifier = older.clone())),
        envelope().rekor_v2().body(record_v2(move |body| body.verifier = last.clone())),
    ]
}

fn other_digest(found: Digest, expected: Digest) -> Rejection {
    Rejection::EntryDigest { entry: 0, found, expected }
}

/// A statement of these subjects.
fn about(subjects: &str) -> String {
    let good = statement(b"hello");
    let start = good.find("\"subject\":[").unwrap() + 11;
    let end = good.find("],\"predicateType\"").unwrap();
    format!("{}{subjects}{}", &good[..start], &good[end..])
}

fn subject(digests: &[(&str, &str)]) -> String {
    let digests: Vec<_> =
        digests.iter().map(|(name, hex)| format!("\"{name}\":\"{hex}\"")).collect();
    format!("{{\"name\":\"x\",\"digest\":{{{}}}}}", digests.join(","))
}

fn stated(statement: &str) -> Draft {
    World::new().dsse(statement).artifact(b"hello")
}

fn no_statement(draft: Draft) -> DsseError {
    let Unreadable { place, error } = unreadable(draft);
    assert_eq!(place, "dsseEnvelope.payload");
    match error {
        UnreadableError::Statement(error) => error,
        other => panic!("{other:?}"),
    }
}

// The kind of the entry.

#[test]
fn v_93_kept_the_kind_inside_and_outside() {
    for draft in [hello(), hello().rekor_v2(), envelope(), envelope().intoto()] {
        accept(draft);
    }
}

#[test]
fn v_93_broken_another_kind_outside() {
    let draft = hello().entry(|entry| entry.kind_version.version = "0.0.2".into());
    let expected = Rejection::EntryKindVersion {
        entry: 0,
        found: "hashedrekord 0.0.2".into(),
        expected: EntryKind::HashedRekordV001,
    };
    assert_eq!(refusal(draft), expected);
    let draft = envelope().entry(|entry| entry.kind_version.kind = "Dsse".into());
    let expected = Rejection::EntryKindVersion {
        entry: 0,
        found: "Dsse 0.0.1".into(),
        expected: EntryKind::DsseV001,
    };
    assert_eq!(refusal(draft), expected);
}

#[test]
fn v_94_kept_each_content_in_its_kinds() {
    let kinds = [
        (hello(), "hashedrekord", "0.0.1"),
        (hello().rekor_v2(), "hashedrekord", "0.0.2"),
        (envelope(), "dsse", "0.0.1"),
        (envelope().intoto(), "intoto", "0.0.2"),
        (envelope().rekor_v2(), "hashedrekord", "0.0.2"),
    ];
    for (draft, kind, version) in kinds {
        let verified = accepted(draft);
        let logged = &verified.log_entries()[0];
        assert_eq!((logged.kind, logged.version), (kind, version));
    }
}

#[test]
fn v_94_broken_a_message_in_a_dsse_entry() {
    let draft = hello().body(|body| {
        let Body::HashedRekordV001(record) = body.clone() else { panic!("{body:?}") };
        *body = Body::DsseV001(DsseV001 {
            envelope_hash: record.digest,
            payload_hash: record.digest,
            signatures: vec![DsseSignature {
                signature: record.signature,
                verifier: record.verifier,
            }],
        });
    });
    let (found, message) = (EntryKind::DsseV001, true);
    let entry = 0;
    assert_eq!(refusal(draft), Rejection::EntryKind { entry, found, message });
}

#[test]
fn v_94_broken_an_envelope_in_a_hashedrekord_0_0_1() {
    let draft = envelope().body(|body| {
        let Body::DsseV001(record) = body.clone() else { panic!("{body:?}") };
        let [one] = <[_; 1]>::try_from(record.signatures).unwrap();
        *body = Body::HashedRekordV001(HashedRekordV001 {
            digest: record.payload_hash,
            signature: one.signature,
            verifier: one.verifier,
        });
    });
    let (found, message) = (EntryKind::HashedRekordV001, false);
    let entry = 0;
    assert_eq!(refusal(draft), Rejection::EntryKind { entry, found, message });
}

// What the entry says.

#[test]
fn v_95_kept_digest_signature_and_signer() {
    accept(hello());
    accept(hello().managed_key());
    accept(hello().key(KeyKind::P384));
}

#[test]
fn v_95_broken_another_digest() {
    let draft = hello().body(record_v1(|body| body.digest = flipped(body.digest)));
    let expected = sha256(b"hello");
    assert_eq!(refusal(draft), other_digest(flipped(expected), expected));
}

#[test]
fn v_95_broken_a_hash_that_the_key_does_not_sign_with() {
    let found = HashAlgorithm::Sha384;
    let draft = hello().body(record_v1(move |body| body.digest = digest(found, b"hello")));
    let (entry, key) = (0, KeyAlgorithm::EcdsaP256);
    assert_eq!(refusal(draft), Rejection::EntryHash { entry, found, key });
}

#[test]
fn v_95_broken_another_signer() {
    for verifier in [bare_key(), other_certificate()] {
        let [draft, ..] = other_verifier_logged(&verifier);
        assert_eq!(refusal(draft), Rejection::EntryKey { entry: 0 });
    }
    // A key where the signer has none but a key: another one.
    let other = Verifier::PublicKey(key(KeyKind::P256, "other").spki().to_vec());
    let other = PemVerifier::from(other);
    let draft = hello().managed_key();
    let draft = draft.body(record_v1(move |body| body.verifier = other.clone()));
    assert_eq!(refusal(draft), Rejection::EntryKey { entry: 0 });
}

#[test]
fn v_95_broken_another_signature() {
    let draft = hello().body(record_v1(|body| *body.signature.last_mut().unwrap() ^= 1));
    assert_eq!(refusal(draft), Rejection::EntrySignature { entry: 0 });
}

#[test]
fn v_96_kept_key_details_that_fit() {
    accept(hello().rekor_v2());
    accept(hello().rekor_v2().managed_key());
    for kind in [KeyKind::P384, KeyKind::P521, KeyKind::Ed25519] {
        accept(hello().rekor_v2().key(kind));
    }
    accept(hello().rekor_v2().signer(sigstore_world::rsa_key(3072)));
}

#[test]
fn v_96_broken_key_details_of_another_key() {
    let found = KeyDetails::PkixEcdsaP384Sha256;
    let draft = hello().rekor_v2();
    let draft = draft.body(record_v2(move |body| body.key_details = found));
    let expected = Rejection::EntryKeyDetails {
        entry: 0,
        found,
        key: KeyAlgorithm::EcdsaP256,
        hash: HashAlgorithm::Sha256,
    };
    assert_eq!(refusal(draft), expected);
}

#[test]
fn v_96_broken_key_details_of_another_hash() {
    let found = KeyDetails::PkixEcdsaP384Sha256;
    let draft = hello().rekor_v2().key(KeyKind::P384);
    let draft = draft.body(record_v2(move |body| body.key_details = found));
    let expected = Rejection::EntryKeyDetails {
        entry: 0,
        found,
        key: KeyAlgorithm::EcdsaP384,
        hash: HashAlgorithm::Sha384,
    };
    assert_eq!(refusal(draft), expected);
}

#[test]
fn v_96_broken_key_details_of_pure_ed25519() {
    let found = KeyDetails::PkixEd25519;
    let draft = hello().rekor_v2().key(KeyKind::Ed25519);
    let draft = draft.body(record_v2(move |body| body.key_details = found));
    let expected = Rejection::EntryKeyDetails {
        entry: 0,
        found,
        key: KeyAlgorithm::Ed25519,
        hash: HashAlgorithm::Sha512,
    };
    assert_eq!(refusal(draft), expected);
}

/// A managed key signs as the entry says that it does.
#[test]
fn v_96_kept_a_managed_key_that_signs_with_pss() {
    let scheme = SignatureScheme::RsaPss(HashAlgorithm::Sha256);
    let draft = hello().rekor_v2().managed_key().signer(sigstore_world::rsa_key(3072));
    accept(draft.scheme(scheme));
}

#[test]
fn v_96_broken_key_details_of_another_way_of_signing() {
    // PSS, and PKCS #1 v1.5 is what certificates mean (V-22).
    let found = KeyDetails::PkixRsaPss3072Sha256;
    let draft = hello().rekor_v2().signer(sigstore_world::rsa_key(3072));
    let draft = draft.body(record_v2(move |body| body.key_details = found));
    let expected = Rejection::EntryKeyDetails {
        entry: 0,
        found,
        key: KeyAlgorithm::Rsa { bits: 3072 },
        hash: HashAlgorithm::Sha256,
    };
    assert_eq!(refusal(draft), expected);
}

#[test]
fn v_96_broken_another_digest_or_signer() {
    let draft = hello().rekor_v2();
    let draft = draft.body(record_v2(|body| body.digest = flipped(body.digest)));
    let expected = sha256(b"hello");
    assert_eq!(refusal(draft), other_digest(flipped(expected), expected));
    for verifier in [bare_key(), other_certificate()] {
        let [_, draft, ..] = other_verifier_logged(&verifier);
        assert_eq!(refusal(draft), Rejection::EntryKey { entry: 0 });
    }
}

#[test]
fn v_98_kept_the_digest_of_the_encoded_envelope() {
    accept(envelope().rekor_v2());
    accept(envelope().rekor_v2().key(KeyKind::P384));
}

#[test]
fn v_98_broken_the_digest_of_the_payload() {
    let payload = statement(b"hello");
    let found = sha256(payload.as_bytes());
    let draft = envelope().rekor_v2();
    let draft = draft.body(record_v2(move |body| body.digest = found));
    let (kind, length) = ("application/vnd.in-toto+json", payload.len());
    let encoded = format!("DSSEv1 {} {kind} {length} {payload}", kind.len());
    let expected = sha256(encoded.as_bytes());
    assert_eq!(refusal(draft), other_digest(found, expected));
}

#[test]
fn v_99_kept_the_payloads_hash_one_signature_and_its_signer() {
    accept(envelope());
    accept(envelope().managed_key());
}

#[test]
fn v_99_broken_another_payload_hash() {
    let draft = envelope().body(dsse(|body| body.payload_hash = flipped(body.payload_hash)));
    let expected = sha256(statement(b"hello").as_bytes());
    assert_eq!(refusal(draft), other_digest(flipped(expected), expected));
}

#[test]
fn v_99_broken_two_signatures() {
    let draft = envelope().body(dsse(|body| {
        let again = body.signatures[0].clone();
        body.signatures.push(again);
    }));
    let (entry, found) = (0, 2);
    assert_eq!(refusal(draft), Rejection::EntrySignatures { entry, found });
}

#[test]
fn v_99_broken_another_signer() {
    let [_, _, draft, ..] = other_verifier_logged(&other_certificate());
    assert_eq!(refusal(draft), Rejection::EntryKey { entry: 0 });
}

#[test]
fn v_99_accepted_any_hash_of_the_envelopes_text() {
    accept(envelope().body(dsse(|body| body.envelope_hash = flipped(body.envelope_hash))));
}

#[test]
fn v_100_kept_type_hash_signature_and_signer() {
    accept(envelope().intoto());
}

#[test]
fn v_100_broken_another_payload_type() {
    let draft = envelope().intoto();
    let draft = draft.body(intoto(|body| body.payload_type = "text/plain".into()));
    let expected = Rejection::EntryPayloadType {
        entry: 0,
        found: "text/plain".into(),
        expected: "application/vnd.in-toto+json".into(),
    };
    assert_eq!(refusal(draft), expected);
}

#[test]
fn v_100_broken_another_payload_hash_or_none() {
    let draft = envelope().intoto();
    let other = draft.body(intoto(|body| body.payload_hash = body.payload_hash.map(flipped)));
    let expected = sha256(statement(b"hello").as_bytes());
    assert_eq!(refusal(other), other_digest(flipped(expected), expected));
    let none = envelope().intoto().body(intoto(|body| body.payload_hash = None));
    assert_eq!(refusal(none), Rejection::NoPayloadHash { entry: 0 });
}

#[test]
fn v_100_broken_a_signature_that_is_encoded_once() {
    let draft = envelope().intoto().body(intoto(|body| {
        body.signatures[0].sig = body.signatures[0].signature().unwrap();
    }));
    assert_eq!(refusal(draft), Rejection::EntrySignature { entry: 0 });
}

#[test]
fn v_100_broken_two_signatures_or_another_signer() {
    let draft = envelope().intoto().body(intoto(|body| {
        let again = body.signatures[0].clone();
        body.signatures.push(again);
    }));
    let (entry, found) = (0, 2);
    assert_eq!(refusal(draft), Rejection::EntrySignatures { entry, found });
    let [_, _, _, draft, _] = other_verifier_logged(&other_certificate());
    assert_eq!(refusal(draft), Rejection::EntryKey { entry: 0 });
}

#[test]
fn v_100_broken_an_intoto_0_0_1() {
    let draft = envelope().intoto().body(|body| {
        let Body::IntotoV002(record) = body.clone() else { panic!("{body:?}") };
        *body = Body::IntotoV001(IntotoV001 {
            hash: record.hash,
            payload_hash: record.payload_hash,
            verifier: record.signatures[0].verifier.clone(),
        });
    });
    assert_eq!(refusal(draft), Rejection::NoSignatureLogged { entry: 0 });
}

#[test]
fn v_100_accepted_any_hash_of_the_envelopes_text() {
    accept(envelope().intoto().body(intoto(|body| body.hash = flipped(body.hash))));
}

#[test]
fn v_102_kept_the_same_signature() {
    accept(hello());
}

#[test]
fn v_102_broken_another_valid_signature() {
    let other = other_valid(&signature(&hello().make()));
    let signer = SUITE.key(key(KeyKind::P256, "signer").spki()).unwrap();
    let scheme = SignatureScheme::Ecdsa(HashAlgorithm::Sha256);
    let holds = SUITE.verify(&signer, scheme, Message::Bytes(b"hello"), &other);
    assert_eq!(holds, Ok(()));
    for draft in other_signature_logged() {
        assert_eq!(refusal(draft), Rejection::EntrySignature { entry: 0 });
    }
}

#[test]
fn v_102_broken_another_valid_signature_in_the_bundle() {
    let draft = hello().bundle_json(|bundle| {
        let signature = bundle["messageSignature"]["signature"].as_str().unwrap();
        let signature = Base64::decode_vec(signature).unwrap();
        bundle["messageSignature"]["signature"] =
            Base64::encode_string(&other_valid(&signature)).into();
    });
    assert_eq!(refusal(draft), Rejection::EntrySignature { entry: 0 });
}

// What the bundle says.

fn hint(digest: Digest) -> impl Fn(&mut Value) {
    move |bundle| {
        bundle["messageSignature"]["messageDigest"] = serde_json::json!({
            "algorithm": digest.algorithm().proto_name(),
            "digest": Base64::encode_string(digest.as_bytes()),
        });
    }
}

#[test]
fn v_103_kept_the_artifacts_digest() {
    accept(hello());
    accept(hello().bundle_json(hint(digest(HashAlgorithm::Sha512, b"hello"))));
}

#[test]
fn v_103_broken_another_digest() {
    for algorithm in HashAlgorithm::ALL {
        let expected = digest(algorithm, b"hello");
        let found = flipped(expected);
        let rejection = refusal(hello().bundle_json(hint(found)));
        assert_eq!(rejection, Rejection::MessageDigest { found, expected });
    }
}

#[test]
fn v_103_accepted_no_digest() {
    let without = |bundle: &mut Value| remove(&mut bundle["messageSignature"], "messageDigest");
    accept(hello().bundle_json(without));
}

#[test]
fn v_108_kept_the_payload_type_of_in_toto() {
    accept(envelope());
}

#[test]
fn v_108_broken_another_payload_type() {
    for draft in [envelope(), envelope().rekor_v2()] {
        let expected = Rejection::PayloadType {
            found: "application/json".into(),
            expected: "application/vnd.in-toto+json",
        };
        assert_eq!(refusal(draft.payload_type("application/json")), expected);
    }
}

#[test]
fn v_109_kept_both_versions_of_the_statement() {
    accept(envelope());
    accept(stated(&statement(b"hello").replace("Statement/v1", "Statement/v0.1")));
}

#[test]
fn v_109_broken_another_version() {
    let text = statement(b"hello").replace("Statement/v1", "Statement/v2");
    let (place, found) = ("$._type".into(), "https://in-toto.io/Statement/v2".into());
    assert_eq!(no_statement(stated(&text)), DsseError::StatementType { place, found });
}

#[test]
fn v_109_broken_a_member_twice_or_text_after_it() {
    let good = statement(b"hello");
    let twice = good.replacen('{', "{\"predicateType\":\"x\",", 1);
    for (text, code) in [
        (twice, "json-duplicate-member"),
        (format!("{good} x"), "json-syntax"),
        (good.replacen("subject", "Subject", 1), "json-missing-member"),
    ] {
        assert_eq!(no_statement(stated(&text)).code(), code, "{text}");
    }
}

#[test]
fn v_110_kept_the_artifact_among_the_subjects() {
    accept(envelope());
}

#[test]
fn v_110_accepted_a_later_subject_and_each_algorithm() {
    let other = subject(&[("sha256", &hex(sha256(b"other")))]);
    for algorithm in HashAlgorithm::ALL {
        let digest = hex(digest(algorithm, b"hello"));
        let this = subject(&[("gitCommit", "abc"), (algorithm.name(), &digest)]);
        accept(stated(&about(&format!("{other},{this}"))));
    }
}

#[test]
fn v_110_broken_no_subject_or_others() {
    let other = subject(&[("sha256", &hex(sha256(b"other")))]);
    let unknown = subject(&[("sha3_256", &hex(sha256(b"hello")))]);
    let given = sha256(b"hello").to_string();
    let others = |found, expected: &str| Rejection::Subject { found, expected: expected.into() };
    assert_eq!(refusal(stated(&about(&other))), others(1, &given));
    assert_eq!(refusal(stated(&about(""))), others(0, "no digest"));
    let rejection = refusal(stated(&about(&format!("{other},{unknown}"))));
    assert_eq!(rejection, others(2, &given));
}

#[test]
fn v_110_broken_upper_case_hex() {
    let digest = hex(sha256(b"hello")).to_uppercase();
    let error = no_statement(stated(&about(&subject(&[("sha256", &digest)]))));
    let DsseError::SubjectDigest { place, .. } = error else { panic!("{error:?}") };
    assert_eq!(place, "$.subject[0].digest.sha256");
}

fn contradicting() -> (Draft, Digest) {
    let wrong = digest(HashAlgorithm::Sha512, b"other");
    let digests = [("sha256", hex(sha256(b"hello"))), ("sha512", hex(wrong))];
    let digests = digests.each_ref().map(|(name, hex)| (*name, hex.as_str()));
    (stated(&about(&subject(&digests))), wrong)
}

#[test]
fn v_134_kept_two_digests_of_the_artifact() {
    let algorithms = [HashAlgorithm::Sha256, HashAlgorithm::Sha512];
    let digests = algorithms.map(|one| (one.name(), hex(digest(one, b"hello"))));
    let digests = digests.each_ref().map(|(name, hex)| (*name, hex.as_str()));
    accept(stated(&about(&subject(&digests))));
}

#[test]
fn v_134_broken_a_second_digest_of_something_else() {
    let (draft, found) = contradicting();
    let expected = Rejection::SubjectContradicts {
        subject: 0,
        found,
        expected: digest(HashAlgorithm::Sha512, b"hello"),
    };
    assert_eq!(refusal(draft), expected);
}

#[test]
fn v_134_accepted_where_only_the_digest_that_matches_is_at_hand() {
    let made = contradicting().0.make();
    let artifact = Artifact::from_digest(sha256(b"hello"));
    drop(verdict_of(&artifact, &made, &policy(&made)).unwrap());
}

const PREDICATE: &str = "https://example.com/predicate/v1";

#[test]
fn a_3_kept_the_predicate_type_that_is_demanded() {
    accept_under(envelope(), |policy| policy.predicate_type(PREDICATE));
}

#[test]
fn a_3_broken_another_predicate_type_or_no_statement() {
    let expected = "https://slsa.dev/provenance/v1";
    let other = refusal_under(envelope(), |policy| policy.predicate_type(expected));
    let none = refusal_under(hello(), |policy| policy.predicate_type(expected));
    let mismatch = |found: Option<&str>| Rejection::PredicateType {
        found: found.map(str::to_owned),
        expected: expected.into(),
    };
    assert_eq!((other, none), (mismatch(Some(PREDICATE)), mismatch(None)));
}
