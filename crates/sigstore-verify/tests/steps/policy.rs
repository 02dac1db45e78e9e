//! What a policy demands, by default and when asked, and what it waives.

use sigstore_certificate::{Error, IdentityKind};
use sigstore_engine::{CtLog, Identity as Name, KeyKind, arcs};
use sigstore_traits::{LogId, Validity};
use sigstore_verify::{
    Identity, IssuerPolicy, MaterialKind, Outcome, Policy, Rejection, Text, Thresholds, Waived,
    WaivedBy, Waiver,
};
use sigstore_world::{Draft, World, key};

use crate::{
    accepted, accepted_by, at, broken, envelope, hello, judge, naming, outcome, proof, refused,
    refused_by,
};

const NAME: &str = "https://example.com/workflow.yml@refs/heads/main";
const ISSUER: &str = "https://issuer.example.com";

/// The key that signs, as a policy names it.
fn spki() -> Vec<u8> {
    key(KeyKind::P256, "signer").spki().to_vec()
}

fn good() -> Identity {
    Identity::exact(NAME, ISSUER)
}

/// The one thing that is broken, by the name of the check.
fn broken_check(draft: Draft, policy: &Policy) -> &'static str {
    let broken = broken(&draft.make(), policy);
    let [(check, _)] = broken.as_slice() else { panic!("not one broken check: {broken:?}") };
    check
}

/// Each way to a policy says who may have signed, or that this is waived; none takes everything.
#[test]
fn v_2_shape_every_policy_names_a_signer() {
    let identity = Policy::identity(Identity::exact("another name", ISSUER));
    assert_eq!(broken_check(hello(), &identity), "identity");
    let another = key(KeyKind::P256, "another").spki().to_vec();
    let of_key = Policy::key(another, None);
    let made = hello().managed_key().make();
    let checks: Vec<_> = broken(&made, &of_key).into_iter().map(|(check, _)| check).collect();
    assert_eq!(checks, ["entry-key", "signature"]);
    let anyone = Policy::any_identity(WaivedBy::Caller);
    let waivers: Vec<_> = anyone.waivers().map(|waiver| waiver.what).collect();
    assert_eq!(waivers, [Waived::Identity]);
}

/// `or` widens a list of identities, and nothing else into one.
#[test]
fn v_2_shape_a_policy_for_a_key_takes_no_identity() {
    let policy = Policy::key(spki(), None).or(good());
    let rejection = Rejection::KeyMaterial {
        found: MaterialKind::Certificate,
        expected: MaterialKind::PublicKey,
    };
    assert_eq!(refused_by(&policy, hello()), rejection);
    let _ = accepted_by(&policy, hello().managed_key());
}

/// An option that is dropped on the way refuses nothing.
#[test]
fn a_14_broken_every_option_of_a_policy() {
    let by = Policy::identity;
    let named = |name: &str, issuer: &str| by(Identity::exact(name, issuer));
    let absent = Identity::new(Text::Exact(NAME.into()), IssuerPolicy::Absent);
    let at_least = |log_entries, scts, timestamps| {
        by(good()).thresholds(Thresholds { log_entries, scts, timestamps })
    };
    for (check, policy) in [
        ("identity", named("another name", ISSUER)),
        ("identity", by(good().kind(IdentityKind::Email))),
        ("identity", by(good()).identity_kind(IdentityKind::Email)),
        ("issuer", named(NAME, "https://other.example.com")),
        ("issuer", by(absent)),
        ("extensions", by(good().require("build-trigger", "push"))),
        ("extensions", by(good()).require("build-trigger", "push")),
        ("extensions", by(good().require_oid("1.2.3", vec![1]))),
        ("predicate-type", by(good()).predicate_type("https://example.com/predicate/v1")),
        ("log-entries", at_least(2, 1, 0)),
        ("sct", at_least(1, 2, 0)),
        ("timestamps", at_least(1, 1, 1)),
        ("key-material", Policy::key(spki(), None)),
    ] {
        assert_eq!(broken_check(hello(), &policy), check);
    }
    let period = Validity { start: Some(at(6)), end: None };
    let policy = Policy::key(spki(), Some(period));
    assert_eq!(broken_check(hello().managed_key(), &policy), "key-in-time");
    let policy = by(good()).predicate_type("https://example.com/predicate/v2");
    assert_eq!(broken_check(envelope(), &policy), "predicate-type");
}

#[test]
fn v_115_accepted_one_entry_one_sct_and_the_promise_as_time() {
    let policy = naming(&hello().make());
    let demanded = Thresholds { log_entries: 1, scts: 1, timestamps: 0 };
    assert_eq!(policy.demanded(), demanded);
    assert_eq!(Thresholds::default(), demanded);
    let verified = accepted_by(&policy, hello());
    assert_eq!((verified.log_entries().len(), verified.times().len()), (1, 1));
    // One timestamp instead of a promise does as well.
    let verified = accepted_by(&policy, hello().rekor_v2());
    assert_eq!((verified.log_entries().len(), verified.times().len()), (1, 1));
}

/// The check is waived in the result, by whom the policy says.
fn assert_waived(draft: Draft, policy: Policy, what: Waived, check: &str) {
    let made = draft.make();
    for by in [WaivedBy::Caller, WaivedBy::Profile] {
        let policy = policy.clone().waive(what, by);
        let waiver = Waiver { what, by };
        assert_eq!(policy.waivers().collect::<Vec<_>>(), [waiver]);
        let (verdict, _) = judge(&made, &policy);
        let _ = verdict.unwrap();
        assert_eq!(outcome(&made, &policy, check), Outcome::Waived(waiver));
    }
}

fn waiving(what: Waived) -> Policy {
    naming(&hello().make()).waive(what, WaivedBy::Caller)
}

/// Logged nowhere.
fn unlogged() -> Draft {
    hello().no_log().timestamps(1)
}

/// Logged in a log that is not trusted.
fn logged_elsewhere() -> Draft {
    hello().timestamps(1).trusted_root(|root| {
        root["tlogs"].take();
    })
}

#[test]
fn v_132_kept_the_waiver_of_the_log() {
    for draft in [unlogged(), logged_elsewhere()] {
        let policy = naming(&hello().make());
        assert_waived(draft, policy, Waived::TransparencyLog, "log-entries");
    }
    // What is there counts.
    let made = hello().make();
    let outcome = outcome(&made, &waiving(Waived::TransparencyLog), "log-entries");
    assert_eq!(outcome.name(), "kept");
}

#[test]
fn v_132_broken_without_a_waiver_of_the_log() {
    let none = |unknown: &[LogId]| Rejection::TooFewLogEntries {
        found: 0,
        required: 1,
        unknown: unknown.to_vec(),
    };
    assert_eq!(refused(unlogged()), none(&[]));
    assert_eq!(refused(logged_elsewhere()), none(&[World::new().rekor_v1.id()]));
    for other in [Waived::InclusionProof, Waived::Sct, Waived::Identity] {
        assert_eq!(refused_by(&waiving(other), unlogged()), none(&[]));
    }
}

#[test]
fn v_132_broken_a_bad_entry_under_the_waiver_of_the_log() {
    let (policy, log) = (waiving(Waived::TransparencyLog), World::new().rekor_v1.id());
    let draft = hello().promise(|promise| *promise.last_mut().unwrap() ^= 1);
    let expected = Rejection::Promise { entry: 0, log };
    assert_eq!(refused_by(&policy, draft), expected);
    let draft = hello().note(|note| *note = note.replace("Timestamp: 1", "Timestamp: 2"));
    let expected = Rejection::Checkpoint { entry: 0, log };
    assert_eq!(refused_by(&policy, draft), expected);
    let draft = hello().proof(|proof| proof.hashes[0][0] ^= 1);
    let rejection = refused_by(&policy, draft);
    let found = matches!(rejection, Rejection::Inclusion { entry: 0, .. });
    assert!(found, "{rejection:?}");
    let draft = hello().entry(|entry| entry.inclusion_proof = None);
    let (entry, promised) = (0, true);
    let expected = Rejection::NoProof { entry, promised };
    assert_eq!(refused_by(&policy, draft), expected);
}

/// The waiver of the log is none of the time.
#[test]
fn v_132_broken_no_time_under_the_waiver_of_the_log() {
    let rejection = refused_by(&waiving(Waived::TransparencyLog), hello().no_log());
    assert_eq!(rejection, Rejection::NoProvenTime);
}

fn unproven(draft: Draft) -> Draft {
    draft.entry(|entry| entry.inclusion_proof = None)
}

#[test]
fn v_132_kept_the_waiver_of_the_proof() {
    let made = unproven(hello().version_0_1()).make();
    let policy = waiving(Waived::InclusionProof);
    let line = "entries=1 without_proof_by_waiver=1";
    assert_eq!(proof(&made, &policy, "proof-present"), line);
    let (verdict, _) = judge(&made, &policy);
    let verified = verdict.unwrap();
    // The promise alone names the index in the log; nothing proves it.
    let entry = &verified.log_entries()[0];
    assert_eq!((entry.index, entry.proof_index), (Some(1005), None));
}

#[test]
fn v_132_broken_without_a_waiver_of_the_proof() {
    let (entry, promised) = (0, true);
    let expected = Rejection::NoProof { entry, promised };
    assert_eq!(refused(unproven(hello().version_0_1())), expected);
    for other in [Waived::TransparencyLog, Waived::Sct, Waived::Identity] {
        let draft = unproven(hello().version_0_1());
        assert_eq!(refused_by(&waiving(other), draft), expected);
    }
}

/// The waiver of the proof is for 0.1 bundles, and for an absent proof.
#[test]
fn v_132_broken_what_the_waiver_of_the_proof_does_not_waive() {
    let policy = waiving(Waived::InclusionProof);
    let (entry, promised) = (0, true);
    for draft in [hello(), hello().version_0_2()] {
        let expected = Rejection::NoProof { entry, promised };
        assert_eq!(refused_by(&policy, unproven(draft)), expected);
    }
    let draft = hello().version_0_1().proof(|proof| proof.checkpoint = None);
    assert_eq!(refused_by(&policy, draft), Rejection::NoCheckpoint { entry });
    let draft = hello().version_0_1().proof(|proof| proof.hashes[0][0] ^= 1);
    let rejection = refused_by(&policy, draft);
    let found = matches!(rejection, Rejection::Inclusion { entry: 0, .. });
    assert!(found, "{rejection:?}");
    let log = World::new().rekor_v1.id();
    let draft = unproven(hello().version_0_1());
    let draft = draft.promise(|promise| *promise.last_mut().unwrap() ^= 1);
    let expected = Rejection::Promise { entry, log };
    assert_eq!(refused_by(&policy, draft), expected);
}

fn without_sct() -> Draft {
    hello().logged_leaf(|tbs| tbs.remove_extension(arcs::SCT_LIST))
}

/// The certificate was seen by a log that is not trusted.
fn seen_elsewhere() -> Draft {
    let mut world = World::new();
    world.certificate_log = CtLog::new(key(KeyKind::P256, "other ct log"));
    world.message(b"hello").trusting(&World::new())
}

#[test]
fn v_132_kept_the_waiver_of_the_sct() {
    for draft in [without_sct(), seen_elsewhere()] {
        let policy = naming(&hello().make());
        assert_waived(draft, policy, Waived::Sct, "sct");
    }
    let outcome = outcome(&hello().make(), &waiving(Waived::Sct), "sct");
    assert_eq!(outcome.name(), "kept");
}

#[test]
fn v_132_broken_without_a_waiver_of_the_sct() {
    for other in [Waived::TransparencyLog, Waived::InclusionProof, Waived::Identity] {
        let rejection = refused_by(&waiving(other), without_sct());
        let found = matches!(rejection, Rejection::TooFewScts { found: 0, .. });
        assert!(found, "{rejection:?}");
    }
}

#[test]
fn v_132_broken_a_bad_sct_under_the_waiver_of_the_sct() {
    let (policy, log) = (waiving(Waived::Sct), World::new().certificate_log.id());
    let draft = hello().scts(|scts| *scts[0].last_mut().unwrap() ^= 1);
    let expected = Rejection::SctSignature { log };
    assert_eq!(refused_by(&policy, draft), expected);
    let draft = hello().trusted_root(|root| {
        root["ctlogs"][0]["publicKey"]["validFor"]["end"] = at(-1).to_string().into();
    });
    let rejection = refused_by(&policy, draft);
    let found = matches!(rejection, Rejection::SctPeriod { .. });
    assert!(found, "{rejection:?}");
}

#[test]
fn v_132_kept_the_waiver_of_the_identity() {
    let by = WaivedBy::Profile;
    let (policy, made) = (Policy::any_identity(by), hello().make());
    let what = Waived::Identity;
    for check in ["identity", "issuer"] {
        let outcome = outcome(&made, &policy, check);
        assert_eq!(outcome, Outcome::Waived(Waiver { what, by }));
    }
    // Who it is is told.
    let (verdict, examination) = judge(&made, &policy);
    let verified = verdict.unwrap();
    assert_eq!(examination.signer(), Some(verified.signer()));
    assert_eq!(judge(&made, &naming(&made)).0.unwrap().signer(), verified.signer());
}

/// A signer that can't be read is nobody, also where anybody will do.
#[test]
fn v_132_broken_an_unreadable_name_under_the_waiver_of_the_identity() {
    let policy = Policy::any_identity(WaivedBy::Caller);
    let draft = hello().leaf(|tbs| tbs.remove_extension(arcs::SUBJECT_ALT_NAME));
    let expected = Rejection::Certificate(Error::NameCount { found: 0 });
    assert_eq!(refused_by(&policy, draft), expected);
    let draft = hello().leaf(|tbs| {
        let id = [arcs::FULCIO, &[1]].concat();
        tbs.extension_mut(&id).unwrap().value = b"another issuer".to_vec();
    });
    let expected = Rejection::Certificate(Error::TwoIssuers {
        first: "another issuer".into(),
        second: ISSUER.into(),
    });
    assert_eq!(refused_by(&policy, draft), expected);
}

#[test]
fn v_132_broken_other_demands_under_the_waiver_of_the_identity() {
    let policy = || Policy::any_identity(WaivedBy::Caller);
    let rejection = refused_by(&policy().require("build-trigger", "push"), hello());
    let expected =
        Rejection::Extension { name: "build-trigger".into(), found: None, expected: "push".into() };
    assert_eq!(rejection, expected);
    let (found, expected) = (IdentityKind::Uri, IdentityKind::Email);
    let rejection = refused_by(&policy().identity_kind(IdentityKind::Email), hello());
    assert_eq!(rejection, Rejection::IdentityKind { found, expected });
    let name = Name::Email("signer@example.com".into());
    let _ = accepted_by(&policy().identity_kind(IdentityKind::Email), hello().identity(name));
    let _ = accepted(hello());
}
