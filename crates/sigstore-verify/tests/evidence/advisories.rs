//! The advisories: how programs of this field were broken, and what happens here.
//!
//! Each number stands once in [`TESTS`], [`ELSEWHERE`] or [`NOT_YET`].

use std::collections::BTreeSet;
use std::io;

use sigstore_bundle::{Error as BundleError, MAX_BUNDLE, MAX_ENTRIES, MAX_TIMESTAMPS};
use sigstore_certificate::{Error as CertificateError, PathPart};
use sigstore_checkpoint::{Error as NoteError, MAX_SIGNATURES, Part};
use sigstore_dsse::Error as DsseError;
use sigstore_engine::{Extension, KeyKind, NoteSigner, arcs, asn1};
use sigstore_json::ErrorKind;
use sigstore_merkle::Error as MerkleError;
use sigstore_rekor_types::{EntryLogId, Error as EntryError};
use sigstore_traits::KeyError;
use sigstore_tsa::Error as TsaError;
use sigstore_verify::{Needs, UnreadableError, Waived, WaivedBy, Waiver};
use sigstore_world::key;

use super::about::other_valid;
use super::logged::logged_twice;
use super::*;

/// The advisories with tests here, which are named after them.
const TESTS: &[u32] = &[
    1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 21, 22, 26, 29, 36, 37, 38, 39, 41,
    42, 43, 44, 46, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 62, 63, 65,
];

/// Those whose tests are in the crate that they are about.
const ELSEWHERE: &[(u32, &str)] = &[
    (27, "sigstore-certificate/src/certificate.rs"),
    (27, "sigstore-crypto/tests/keys.rs"),
    (27, "sigstore-tsa/tests/rules/advisories.rs"),
    (60, "sigstore-crypto/tests/signatures.rs"),
    (66, "sigstore-policy/tests/policy.rs"),
];

/// Those about something that does not exist here, with the reason.
const NOT_YET: &[(&str, &str)] = &[
    ("A-4", "no registry is read"),
    ("A-18", "no OAuth flow: nobody signs in"),
    ("A-20", "no log is searched: an entry comes with its bundle"),
    ("A-23", "no set of attestations is verified: a bundle is one"),
    ("A-24", "no request is sent, with a token or without"),
    ("A-25", "no attestation of a package registry is verified"),
    ("A-28", "nothing is decompressed"),
    ("A-30", "no URL is fetched; patterns are anchored (A-66)"),
    ("A-31", "no TUF repository is read"),
    ("A-32", "no TUF repository is read"),
    ("A-33", "no TUF repository is read; no name becomes a path"),
    ("A-34", "no TUF repository is read"),
    ("A-35", "no TUF repository is read"),
    ("A-40", "no token is read: neither JWS nor JWE"),
    ("A-45", "nothing is asynchronous"),
    ("A-47", "nothing is cached"),
    ("A-61", "no TUF repository is read"),
    ("A-64", "nothing is cached"),
];

#[test]
fn every_advisory_is_tested_or_excused() {
    let numbers = || 1..=66;
    let excused: BTreeSet<u32> =
        NOT_YET.iter().map(|(rule, _)| rule.trim_start_matches("A-").parse().unwrap()).collect();
    let elsewhere: BTreeSet<u32> = ELSEWHERE.iter().map(|(number, _)| *number).collect();
    let here: BTreeSet<u32> = TESTS.iter().copied().collect();
    for number in numbers().filter(|number| *number != 59) {
        let places = [&here, &elsewhere, &excused];
        let found = places.iter().filter(|place| place.contains(&number)).count();
        assert_eq!(found, 1, "A-{number}");
    }
    assert!(NOT_YET.iter().all(|(_, reason)| !reason.is_empty()));
}

#[test]
fn every_test_that_is_named_is_there() {
    let here = include_str!("advisories.rs");
    let has = |text: &str, number: u32| text.contains(&format!("\nfn a_{number}_"));
    for number in 1..=66 {
        assert_eq!(has(here, number), TESTS.contains(&number), "A-{number}");
    }
    let crates = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    for (number, path) in ELSEWHERE {
        let text = std::fs::read_to_string(format!("{crates}/{path}")).unwrap();
        let name = format!("fn a_{number}_");
        assert!(text.contains(&name), "{name} in {path}");
    }
}

/// The entries of another bundle in the place of this one's.
fn with_entries_of(draft: Draft, other: Draft) -> Draft {
    let other: Value = serde_json::from_str(&other.make().bundle_json).unwrap();
    let entries = other["verificationMaterial"]["tlogEntries"].clone();
    draft.bundle_json(move |bundle| {
        bundle["verificationMaterial"]["tlogEntries"] = entries.clone();
    })
}

fn other_entry_digest() -> Rejection {
    Rejection::EntryDigest { entry: 0, found: sha256(b"other"), expected: sha256(b"hello") }
}

fn too_many(error: BundleError, max: usize, place: &str) {
    let (kind, place) = (ErrorKind::TooManyElements { max }, place.into());
    assert_eq!(error, BundleError::Json(sigstore_json::Error { kind, place }));
}

/// `count` of the first element.
fn repeat(array: &mut Value, count: usize) {
    let first = array[0].clone();
    *array = std::iter::repeat_n(first, count).collect();
}

#[test]
fn a_1_the_entry_of_another_artifact() {
    let other = World::new().message(b"other");
    assert_eq!(refusal(with_entries_of(hello(), other)), other_entry_digest());
    let other = World::new().message(b"other").rekor_v2();
    let draft = with_entries_of(hello().rekor_v2(), other);
    assert_eq!(refusal(draft), other_entry_digest());
}

#[test]
fn a_2_an_entry_of_another_signature() {
    let other = hello().key(KeyKind::P384);
    let rejection = refusal(with_entries_of(hello(), other));
    assert!(matches!(rejection, Rejection::EntryHash { entry: 0, .. }), "{rejection:?}");
    let draft = hello().body(record_v1(|body| body.signature = other_valid(&body.signature)));
    assert_eq!(refusal(draft), Rejection::EntrySignature { entry: 0 });
}

#[test]
fn a_2_another_identity_than_the_policys() {
    let made = hello().make();
    let policy = Policy::identity(Identity::exact("other@example.com", &made.issuer));
    let found = made.identity.clone();
    let expected = vec!["other@example.com".into()];
    let rejection = Rejection::Identity { found, expected };
    assert_eq!(verdict_under(&made, &policy), Err(Error::Rejected(rejection)));
}

#[test]
fn a_2_a_bundle_that_is_none() {
    let error = Bundle::parse(b"{}").unwrap_err();
    assert_eq!(error.code(), "json-missing-member");
}

#[test]
fn a_2_an_entry_that_is_none() {
    let error = unreadable(hello().body_bytes(|body| *body = b"{}".to_vec())).error;
    assert!(matches!(error, UnreadableError::Body(_)), "{error:?}");
}

#[test]
fn a_3_a_predicate_type_that_nothing_has() {
    let expected = "https://example.com/none";
    let rejection = refusal_under(envelope(), |policy| policy.predicate_type(expected));
    let found = Some("https://example.com/predicate/v1".into());
    let expected = expected.into();
    assert_eq!(rejection, Rejection::PredicateType { found, expected });
}

#[test]
fn a_5_a_bundle_is_limited_before_it_is_read() {
    let (bytes, max) = (MAX_BUNDLE + 1, MAX_BUNDLE);
    let error = Bundle::parse(&vec![b' '; bytes]).unwrap_err();
    let (kind, place) = (ErrorKind::TooLarge { bytes, max }, "$".into());
    assert_eq!(error, BundleError::Json(sigstore_json::Error { kind, place }));
}

#[test]
fn a_6_the_entry_is_compared_in_every_format() {
    let old: [fn(Draft) -> Draft; 2] = [Draft::version_0_1, Draft::version_0_2];
    for version in old {
        let draft = version(hello());
        let draft = draft.body(record_v1(|body| body.signature = other_valid(&body.signature)));
        assert_eq!(refusal(draft), Rejection::EntrySignature { entry: 0 });
    }
    let other = World::new().dsse(&statement(b"other")).artifact(b"other");
    let rejection = refusal(with_entries_of(envelope(), other));
    assert!(matches!(rejection, Rejection::EntryDigest { entry: 0, .. }), "{rejection:?}");
    let other = World::new().dsse(&statement(b"other")).intoto();
    let rejection = refusal(with_entries_of(envelope(), other));
    assert!(matches!(rejection, Rejection::EntryDigest { entry: 0, .. }), "{rejection:?}");
    let other = World::new().dsse(&statement(b"other")).rekor_v2();
    let rejection = refusal(with_entries_of(envelope().rekor_v2(), other));
    assert!(matches!(rejection, Rejection::EntryDigest { entry: 0, .. }), "{rejection:?}");
}

#[test]
fn a_7_an_expired_intermediate_where_no_log_is_asked_for() {
    let mut world = World::new();
    world.authority.chain.issuing.tbs.not_after = after(1);
    let draft = world.message(b"hello").no_log().timestamps(1);
    let rejection =
        refusal_under(draft, |policy| policy.waive(Waived::TransparencyLog, WaivedBy::Caller));
    let outside = CertificateError::OutsidePeriod {
        part: PathPart::Chain(0),
        time: after(2),
        period: until(Some(after(1))),
    };
    assert_eq!(rejection, Rejection::Certificate(outside));
}

#[test]
fn a_8_a_payload_that_cannot_be_read() {
    for payload in ["", "{", "null", "[]", "{\"_type\":1}"] {
        let error = unreadable(World::new().dsse(payload).artifact(b"hello")).error;
        assert!(matches!(error, UnreadableError::Statement(_)), "{payload}: {error:?}");
    }
}

#[test]
fn a_9_entries_timestamps_subjects_and_digests_are_limited() {
    let entries = |count| {
        move |bundle: &mut Value| {
            repeat(&mut bundle["verificationMaterial"]["tlogEntries"], count);
        }
    };
    let place = "$.verificationMaterial.tlogEntries[32]";
    too_many(unparsed(hello().bundle_json(entries(33))), MAX_ENTRIES, place);
    let timestamps = hello().timestamps(1).bundle_json(|bundle| {
        let data = &mut bundle["verificationMaterial"]["timestampVerificationData"];
        repeat(&mut data["rfc3161Timestamps"], 33);
    });
    let place = "$.verificationMaterial.timestampVerificationData.rfc3161Timestamps[32]";
    too_many(unparsed(timestamps), MAX_TIMESTAMPS, place);

    let subject = format!(r#"{{"digest":{{"sha256":"{}"}}}}"#, hex(sha256(b"hello")));
    let subjects = |count: usize| statement_of(&vec![subject.clone(); count].join(","));
    accept(World::new().dsse(&subjects(1024)).artifact(b"hello"));
    assert_too_many_in_statement(&subjects(1025), 1024);

    let digests: Vec<_> = (0..33).map(|number| format!(r#""x{number}":"00""#)).collect();
    let subject = format!(r#"{{"digest":{{{}}}}}"#, digests.join(","));
    assert_too_many_in_statement(&statement_of(&subject), 32);
}

fn statement_of(subjects: &str) -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{subjects}],"predicateType":"x"}}"#
    )
}

fn assert_too_many_in_statement(statement: &str, max: usize) {
    let error = unreadable(World::new().dsse(statement).artifact(b"hello")).error;
    let UnreadableError::Statement(DsseError::Json(error)) = error else { panic!("{error:?}") };
    assert_eq!(error.kind, ErrorKind::TooManyElements { max });
}

#[test]
fn a_10_one_log_counts_once() {
    let rejection = refusal_under(logged_twice(), log_entries(2));
    let (found, required, unknown) = (1, 2, Vec::new());
    assert_eq!(rejection, Rejection::TooFewLogEntries { found, required, unknown });
}

#[test]
fn a_11_a_log_key_that_was_retired_before() {
    for (draft, list_index, time) in [(hello(), 0, after(5)), (hello().rekor_v2(), 1, after(2))] {
        let over = period("tlogs", list_index, START, "2026-01-01T12:00:01Z");
        let log = [id_v1(), id_v2()][list_index];
        let period = until(Some(after(1)));
        assert_eq!(
            refusal(draft.trusted_root(over)),
            Rejection::LogKeyPeriod { log, time, period }
        );
    }
}

#[test]
fn a_12_a_time_whose_promise_was_stripped() {
    let rejection = refusal(hello().bundle_json(without_promise));
    assert_eq!(rejection, Rejection::NoProvenTime);
}

#[test]
fn a_13_a_time_whose_promise_was_stripped_in_every_version() {
    let v0_2 = refusal(hello().version_0_2().bundle_json(without_promise));
    assert_eq!(v0_2, Rejection::NoProvenTime);
    let v0_1 = refusal(hello().version_0_1().bundle_json(without_promise));
    assert_eq!(v0_1, Rejection::NoPromise { entry: 0 });
}

#[test]
fn a_14_every_option_of_a_policy_refuses_something() {
    use sigstore_certificate::IdentityKind::Email;
    let made = envelope().fulcio_extension(20, "push").make();
    let this = || Identity::exact(&made.identity, &made.issuer);
    let good = || Policy::identity(this());
    drop(verdict_under(&made, &good().require("build-trigger", "push")).unwrap());
    let options = [
        ("identity", Policy::identity(Identity::exact("x", &made.issuer))),
        ("issuer", Policy::identity(Identity::exact(&made.identity, "x"))),
        ("identity-kind", Policy::identity(this().kind(Email))),
        ("identity-kind", good().identity_kind(Email)),
        ("extension", good().require("build-trigger", "x")),
        ("extension", Policy::identity(this().require("build-trigger", "x"))),
        ("extension", Policy::identity(this().require_oid("1.2.3", Vec::new()))),
        ("predicate-type", good().predicate_type("x")),
        ("too-few-log-entries", log_entries(2)(good())),
        ("too-few-timestamps", signed_timestamps(1)(good())),
        ("too-few-scts", good().thresholds(Thresholds { scts: 2, ..Thresholds::default() })),
        ("key-material", Policy::key(Vec::new(), None)),
    ];
    for (code, policy) in options {
        assert_eq!(verdict_under(&made, &policy).unwrap_err().code(), code);
    }
    let made = hello().managed_key().make();
    let key = read_key(made.key_pem.as_ref().unwrap().as_bytes()).unwrap();
    let over = until(Some(after(4)));
    let rejection = verdict_under(&made, &Policy::key(key, Some(over))).unwrap_err();
    assert_eq!(rejection.code(), "key-period");
}

#[test]
fn a_15_the_entry_of_another_signer_of_the_same_artifact() {
    let other = hello().signer(key(KeyKind::P256, "other"));
    let rejection = refusal(with_entries_of(hello(), other));
    assert_eq!(rejection, Rejection::EntrySignature { entry: 0 });
}

#[test]
fn a_16_a_checkpoint_that_the_log_did_not_sign() {
    let rejection = refusal(hello().note(|note| damage_line(note, V1)));
    let log = id_v1();
    assert_eq!(rejection, Rejection::Checkpoint { entry: 0, log });
}

#[test]
fn a_17_a_statement_about_another_artifact() {
    let draft = World::new().dsse(&statement(b"other")).artifact(b"hello");
    let (found, expected) = (1, sha256(b"hello").to_string());
    assert_eq!(refusal(draft), Rejection::Subject { found, expected });
}

#[test]
fn a_19_a_log_that_vouches_for_its_own_key() {
    let mut world = World::new();
    world.rekor_v1.signer = NoteSigner::rekor_v1(V1, key(KeyKind::P256, "attacker"));
    let unknown = vec![world.rekor_v1.id()];
    let draft = world.message(b"hello").trusting(&World::new());
    let (found, required) = (0, 1);
    assert_eq!(refusal(draft), Rejection::TooFewLogEntries { found, required, unknown });
}

#[test]
fn a_21_no_certificates_at_all() {
    let error = unparsed(hello().version_0_1().bundle_json(|bundle| {
        bundle["verificationMaterial"]["x509CertificateChain"]["certificates"] =
            serde_json::json!([]);
    }));
    assert_eq!(error, BundleError::EmptyChain);
}

#[test]
fn a_22_what_was_signed_is_the_bytes_and_not_their_meaning() {
    let good = statement(b"hello");
    let spaced = good.replace("\":", "\" : ");
    accept(World::new().dsse(&spaced).artifact(b"hello"));
    let draft = World::new().dsse(&spaced).artifact(b"hello");
    let (found, expected) = (sha256(spaced.as_bytes()), sha256(good.as_bytes()));
    let draft = draft.bundle_json(move |bundle| {
        bundle["dsseEnvelope"]["payload"] = Base64::encode_string(good.as_bytes()).into();
    });
    let entry = 0;
    assert_eq!(refusal(draft), Rejection::EntryDigest { entry, found, expected });
}

#[test]
fn a_26_certificates_before_the_signers_in_a_token_decide_nothing() {
    // Another authority's certificate, and that of nobody: the signer is the trusted one that is
    // named, and it did sign.
    let foreign = || {
        let mut tsas = World::new().timestamp_authorities;
        tsas.remove(1).chain.certificates().unwrap()
    };
    let put_first = move |token: &mut sigstore_engine::Token| {
        token.certificates.splice(0..0, foreign());
    };
    accept(hello().rekor_v2().token(put_first));
    // The forged one is trusted by name nowhere: with the real signer's key unknown nothing counts.
    let distrusted = distrust("timestampAuthorities", 0);
    let draft = hello().rekor_v2().token(put_first).trusted_root(distrusted);
    assert_eq!(refusal(draft), Rejection::NoProvenTime);
}

#[test]
fn a_29_a_malformed_body_of_every_kind_is_an_error() {
    let drafts =
        [hello(), hello().rekor_v2(), envelope(), envelope().intoto(), envelope().rekor_v2()];
    for draft in drafts {
        let made = draft.make();
        let policy = policy(&made);
        let whole = bundle(&made).entries[0].canonicalized_body.clone();
        let mut bundle = bundle(&made);
        for length in 0..whole.len() {
            bundle.entries[0].canonicalized_body = whole[..length].to_vec();
            let error = needs(&bundle, &policy, &SUITE).unwrap_err().error;
            assert!(matches!(error, UnreadableError::Body(_)), "{length}: {error:?}");
        }
    }
}

/// An authority that is not fit is not used: what it issued is of an unknown issuer.
fn unfit(change: impl Fn(&mut World)) {
    let mut world = World::new();
    change(&mut world);
    let made = world.message(b"hello").make();
    let trust = trust(&made);
    let places: Vec<_> = trust.unusable().iter().map(|one| one.place.as_str()).collect();
    assert_eq!(places, ["$.certificateAuthorities[0]"]);
    let error = verdict(&made).unwrap_err();
    assert_eq!(error.code(), "certificate-unknown-issuer");
}

#[test]
fn a_36_an_authority_with_name_constraints() {
    // permittedSubtrees of the URI `.example.org`
    let subtree = asn1::sequence(&[&asn1::context_primitive(6, b".example.org")]);
    let constraints = asn1::sequence(&[&asn1::context(0, &[&subtree])]);
    for critical in [true, false] {
        let constraints = constraints.clone();
        unfit(move |world| {
            let mut extension = Extension::new(arcs::NAME_CONSTRAINTS, constraints.clone());
            extension.critical = critical;
            world.authority.chain.issuing.tbs.extensions.push(extension);
        });
    }
}

#[test]
fn a_37_a_token_whose_content_nobody_signed() {
    let draft = hello().rekor_v2().token(|token| token.attributes.clear());
    let error = unreadable(draft).error;
    assert_eq!(error, UnreadableError::Timestamp(TsaError::NoSignedAttributes));
}

#[test]
fn a_38_an_issuer_that_is_no_authority() {
    unfit(|world| {
        let tbs = &mut world.authority.chain.issuing.tbs;
        tbs.remove_extension(arcs::BASIC_CONSTRAINTS);
    });
    unfit(|world| {
        let tbs = &mut world.authority.chain.issuing.tbs;
        tbs.remove_extension(arcs::KEY_USAGE);
        tbs.extensions.push(Extension::key_usage(Extension::DIGITAL_SIGNATURE));
    });
}

#[test]
fn a_39_documents_that_nest_without_end() {
    let error = Bundle::parse("[".repeat(100_000).as_bytes()).unwrap_err();
    let BundleError::Json(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind, ErrorKind::TooDeep { max: 8 });
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let statement = statement(b"hello").replace("{}}", &format!("{nested}}}"));
    let error = unreadable(World::new().dsse(&statement).artifact(b"hello")).error;
    let UnreadableError::Statement(DsseError::Json(error)) = error else { panic!("{error:?}") };
    assert_eq!(error.kind, ErrorKind::TooDeep { max: 64 });
}

#[test]
fn a_41_a_check_that_is_waived_says_so() {
    let made = hello().no_log().timestamps(1).make();
    let policy = policy(&made).waive(Waived::TransparencyLog, WaivedBy::Caller);
    let (bundle, trust) = (bundle(&made), trust(&made));
    let needs = needs(&bundle, &policy, &SUITE).unwrap();
    let artifact = Artifact::read(made.artifact.as_slice(), &needs, &SUITE).unwrap();
    let examined = examine(&artifact, &bundle, &trust, &policy).unwrap();
    let mut checks = examined.checks().iter();
    let (_, outcome) = checks.find(|(check, _)| check.name == "log-entries").unwrap();
    let (what, by) = (Waived::TransparencyLog, WaivedBy::Caller);
    assert_eq!(*outcome, Outcome::Waived(Waiver { what, by }));
}

#[test]
fn a_42_a_time_under_a_promise_that_does_not_hold() {
    let draft = || {
        let draft = hello().timestamps(1);
        draft.promise(|promise| *promise.last_mut().unwrap() ^= 1)
    };
    let log = id_v1();
    assert_eq!(refusal(draft()), Rejection::Promise { entry: 0, log });
    assert_eq!(examined(draft()).times(), []);
}

#[test]
fn a_43_a_certificate_that_was_over_at_one_of_two_times() {
    let rejection = refusal(hello().timestamps(1).stamped_after(601));
    let outside = CertificateError::OutsidePeriod {
        part: PathPart::Leaf,
        time: after(601),
        period: Validity { start: Some(after(0)), end: Some(after(600)) },
    };
    assert_eq!(rejection, Rejection::Certificate(outside));
}

#[test]
fn a_44_a_key_on_an_unknown_curve() {
    // secp256k1
    let curve = asn1::oid(&[1, 3, 132, 0, 10]);
    let algorithm = asn1::sequence(&[&asn1::oid(&[1, 2, 840, 10045, 2, 1]), &curve]);
    let point = [&[4][..], &[1; 64]].concat();
    let spki = asn1::sequence(&[&algorithm, &asn1::bit_string(&point)]);
    let rejection = refusal(hello().leaf(move |tbs| tbs.spki.clone_from(&spki)));
    let unsupported = |error: &KeyError| matches!(error, KeyError::Unsupported { .. });
    let refused = matches!(&rejection, Rejection::SignerKey(error) if unsupported(error));
    assert!(refused, "{rejection:?}");
}

#[test]
fn a_46_an_envelope_with_two_signatures() {
    let error = unparsed(envelope().bundle_json(|bundle| {
        repeat(&mut bundle["dsseEnvelope"]["signatures"], 2);
    }));
    let (place, count) = ("$.dsseEnvelope.signatures".into(), 2);
    assert_eq!(error, BundleError::Envelope(DsseError::SignatureCount { place, count }));
}

#[test]
fn a_48_a_timestamp_in_the_period_of_another_authority() {
    let over = period("timestampAuthorities", 0, START, "2026-01-01T12:00:01Z");
    let expected = Rejection::TimestampAuthorityPeriod {
        timestamp: 0,
        time: after(2),
        period: until(Some(after(1))),
    };
    assert_eq!(refusal(hello().rekor_v2().trusted_root(over)), expected);
}

#[test]
fn a_49_a_proof_to_a_root_that_nobody_signed() {
    // The entry alone is a whole tree, of which it is the root.
    let draft = hello().rekor_v2().proof(|proof| {
        proof.hashes.clear();
        (proof.tree_size, proof.root_hash) = (0, None);
    });
    let (found, expected) = (0, 2);
    let error = MerkleError::InclusionPathLength { found, expected };
    assert_eq!(refusal(draft), Rejection::Inclusion { entry: 0, error });
    let draft = hello().proof(|proof| proof.root_hash = Some([7; 32]));
    let rejection = refusal(draft);
    assert!(matches!(rejection, Rejection::RootHash { found, .. } if found == [7; 32]));
}

#[test]
fn a_49_the_issuer_of_an_sct_is_not_the_one_that_the_bundle_brings() {
    let foreign = World::new().timestamp_authorities.remove(0).chain;
    let foreign = foreign.certificates().unwrap().remove(1);
    accept(hello().version_0_1().bundle_json(move |bundle| {
        let chain = &mut bundle["verificationMaterial"]["x509CertificateChain"];
        let certificate = serde_json::json!({ "rawBytes": Base64::encode_string(&foreign) });
        push(&mut chain["certificates"], certificate);
    }));
}

#[test]
fn a_50_a_bundle_rewritten_as_0_1_without_its_proof() {
    let rewritten = || {
        hello().bundle_json(|bundle| {
            bundle["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.1".into();
            let material = &mut bundle["verificationMaterial"];
            let certificate = material["certificate"].take();
            remove(material, "certificate");
            material["x509CertificateChain"] = serde_json::json!({ "certificates": [certificate] });
            without_proof(bundle);
        })
    };
    let promised = true;
    assert_eq!(refusal(rewritten()), Rejection::NoProof { entry: 0, promised });
    accept_under(rewritten(), |policy| policy.waive(Waived::InclusionProof, WaivedBy::Caller));
}

#[test]
fn a_51_an_entry_with_neither_proof_nor_promise_beside_a_good_one() {
    let draft = hello().bundle_json(|bundle| {
        let mut bare = entry(bundle, 0).clone();
        remove(&mut bare, "inclusionProof");
        remove(&mut bare, "inclusionPromise");
        bare["logIndex"] = "7".into();
        push(&mut bundle["verificationMaterial"]["tlogEntries"], bare);
    });
    let promised = false;
    assert_eq!(refusal(draft), Rejection::NoProof { entry: 1, promised });
}

#[test]
fn a_52_a_log_id_of_zeros() {
    let draft = hello().rekor_v2().bundle_json(|bundle| {
        entry(bundle, 0)["logId"]["keyId"] = Base64::encode_string(&[0; 32]).into();
    });
    let found = EntryLogId(vec![0; 32]);
    assert_eq!(refusal(draft), Rejection::LogId { entry: 0, found });
}

#[test]
fn a_53_500_entries_and_1000_timestamps() {
    let entries = hello().bundle_json(|bundle| {
        repeat(&mut bundle["verificationMaterial"]["tlogEntries"], 500);
    });
    let place = "$.verificationMaterial.tlogEntries[32]";
    too_many(unparsed(entries), MAX_ENTRIES, place);
    let timestamps = hello().timestamps(1).bundle_json(|bundle| {
        let data = &mut bundle["verificationMaterial"]["timestampVerificationData"];
        repeat(&mut data["rfc3161Timestamps"], 1000);
    });
    let place = "$.verificationMaterial.timestampVerificationData.rfc3161Timestamps[32]";
    too_many(unparsed(timestamps), MAX_TIMESTAMPS, place);
}

#[test]
fn a_53_a_timestamp_twice() {
    let draft = hello().timestamps(1).bundle_json(|bundle| {
        let data = &mut bundle["verificationMaterial"]["timestampVerificationData"];
        repeat(&mut data["rfc3161Timestamps"], 2);
    });
    let (first, second) = (0, 1);
    assert_eq!(unparsed(draft), BundleError::DuplicateTimestamp { first, second });
}

/// So many lines of the log that do not hold, before the one that does.
fn bad_lines(count: usize) -> Draft {
    hello().rekor_v2().note(move |note| {
        let mut damaged = note.clone();
        damage_line(&mut damaged, V2);
        let line = damaged.lines().last().unwrap().to_owned() + "\n";
        let text = note.find("\n\n").unwrap() + 2;
        note.insert_str(text, &line.repeat(count));
    })
}

#[test]
fn a_54_signatures_that_do_not_hold_before_the_one_that_does() {
    let error = unreadable(bad_lines(MAX_SIGNATURES)).error;
    let (line, found) = (5 + MAX_SIGNATURES, 1 + MAX_SIGNATURES);
    let too_many = NoteError::TooManySignatures { line, found };
    assert_eq!(error, UnreadableError::Checkpoint(too_many));
    // The first that does not hold ends it.
    let log = id_v2();
    let rejection = refusal(bad_lines(MAX_SIGNATURES - 1));
    assert_eq!(rejection, Rejection::Checkpoint { entry: 0, log });
}

#[test]
fn a_55_a_line_under_another_name_than_the_origin() {
    let draft = hello().rekor_v2();
    let draft = draft.note(|note| *note = note.replacen("— log2026-1", "— log2026-2", 1));
    let (log, name) = (id_v2(), V2.into());
    assert_eq!(refusal(draft), Rejection::NoLogLine { entry: 0, log, name });
}

#[test]
fn a_56_another_tree_size_than_the_signed_one() {
    for draft in [hello(), hello().rekor_v2()] {
        let rejection = refusal(draft.proof(|proof| proof.tree_size = 5));
        let (entry, found, expected) = (0, 5, 6);
        assert_eq!(rejection, Rejection::TreeSize { entry, found, expected });
    }
}

#[test]
fn a_57_a_size_or_a_text_in_another_spelling() {
    let signed = |from: &'static str, to: &'static str| {
        let draft = hello().rekor_v2();
        let draft = draft.checkpoint_text(move |text| *text = text.replacen(from, to, 1));
        match unreadable(draft).error {
            UnreadableError::Checkpoint(error) => error,
            other => panic!("{other:?}"),
        }
    };
    for size in ["+6", "06", "6 ", "0x6"] {
        let error = signed("\n6\n", format!("\n{size}\n").leak());
        let found = size.into();
        assert_eq!(error, NoteError::TreeSize { found });
    }
    let carriage = NoteError::ControlCharacter { line: 2, found: '\r' };
    assert_eq!(signed("\n6\n", "\n6\r\n"), carriage);
    let block = NoteError::EmptyLine { line: 1, expected: Part::Origin };
    assert_eq!(signed(V2, "\nlog2026-1.rekor.sigstore.test"), block);
}

#[test]
fn a_57_a_third_block_of_text() {
    let draft = hello().checkpoint_text(|text| text.push_str("\nmore\n"));
    let error = unreadable(draft).error;
    let (line, expected) = (5, Part::Extension);
    let block = NoteError::EmptyLine { line, expected };
    assert_eq!(error, UnreadableError::Checkpoint(block));
}

#[test]
fn a_58_what_cannot_be_read_is_neither_dropped_nor_replaced() {
    // Everything beside it suffices.
    let body = hello().both_logs().body_bytes(|body| {
        if body.windows(5).any(|part| part == b"0.0.2") {
            body.truncate(10);
        }
    });
    assert_eq!(unreadable(body).place, "tlogEntries[1].canonicalizedBody");
    let timestamp = hello().timestamps(2).replies(|replies| replies[1].truncate(10));
    let place = unreadable(timestamp).place;
    assert_eq!(place, "rfc3161Timestamps[1].signedTimestamp");
    let sct = hello().scts(|scts| scts.push(vec![0; 10]));
    assert!(matches!(unreadable(sct).error, UnreadableError::Sct(_)));
    for hash in [&[0; 31][..], &[]] {
        let text = Base64::encode_string(hash);
        let error = unparsed(hello().bundle_json(move |bundle| {
            entry(bundle, 0)["inclusionProof"]["hashes"][0] = text.clone().into();
        }));
        let place = "$.verificationMaterial.tlogEntries[0].inclusionProof.hashes[0]".into();
        let length = hash.len();
        assert_eq!(error, BundleError::Entry(EntryError::HashLength { place, length }));
    }
}

#[test]
fn a_62_an_unusable_key_in_the_trusted_root_is_told_and_the_others_serve() {
    for list in ["tlogs", "ctlogs"] {
        let draft = hello().trusted_root(move |root| {
            let mut unusable = root[list][0].clone();
            unusable["publicKey"]["rawBytes"] = "AAAA".into();
            root[list].as_array_mut().unwrap().insert(0, unusable);
        });
        let made = draft.make();
        let trust = trust(&made);
        let places: Vec<_> = trust.unusable().iter().map(|one| one.place.clone()).collect();
        assert_eq!(places, [format!("$.{list}[0]")]);
        drop(verdict(&made).unwrap());
    }
}

#[test]
fn a_63_the_last_second_of_every_period() {
    let draft = hello()
        .timestamps(1)
        .trusted_root(period("tlogs", 0, START, "2026-01-01T12:00:05Z"))
        .trusted_root(period("ctlogs", 0, START, "2026-01-01T12:00:00Z"))
        .trusted_root(period("certificateAuthorities", 0, START, "2026-01-01T12:00:05Z"))
        .trusted_root(period("timestampAuthorities", 0, START, "2026-01-01T12:00:02Z"));
    accept(draft);
    accept(hello().logged_after(600));
    let rejection = refusal(hello().logged_after(601));
    assert!(matches!(rejection, Rejection::Certificate(_)), "{rejection:?}");
}

/// Gives these bytes, and then fails.
struct Breaks<'b>(&'b [u8]);

impl io::Read for Breaks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            length => Ok(length),
        }
    }
}

#[test]
fn a_65_an_artifact_that_breaks_off_is_none() {
    let needs = Needs { digests: HashAlgorithm::ALL.to_vec(), bytes: true };
    let error = Artifact::read(Breaks(b"hel"), &needs, &SUITE).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
}
