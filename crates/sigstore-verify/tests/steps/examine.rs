//! `examine`: each check broken alone, and what becomes of all the others.

use std::collections::BTreeSet;

use sigstore_bundle::Bundle;
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{KeyKind, arcs, asn1};
use sigstore_json::base64;
use sigstore_rekor_types::{Body, HashedRekordV001, Verifier};
use sigstore_traits::{Digest, HashAlgorithm, Refusal, SignatureSuite, Validity};
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::{
    Artifact, CHECKS, Check, Error, Identity, Outcome, Policy, Step, Thresholds, Unreadable,
    UnreadableError, WaivedBy,
};
use sigstore_world::{Draft, Made, World, key};

use crate::{at, envelope, hello, judge, naming};

/// A good bundle and policy, and the same with one thing wrong.
struct Case {
    /// The check that breaks.
    breaks: &'static str,
    /// The checks that its proof is missing for.
    not_reached: &'static [&'static str],
    good: (Made, Policy),
    bad: (Made, Policy),
}

/// The rule that is broken where a check of this name is broken here.
const RULE_OF: &[(&str, &str)] = &[
    ("key-material", "V-113"),
    ("signer-key", "V-22"),
    ("certificate-profile", "V-53"),
    ("certificate-path", "V-51"),
    ("sct", "V-63"),
    ("identity", "V-69"),
    ("issuer", "V-67"),
    ("extensions", "V-72"),
    ("log-id", "V-130"),
    ("proof-present", "V-13"),
    ("promise", "V-40"),
    ("checkpoint", "V-82"),
    ("tree-head", "V-88"),
    ("inclusion", "V-89"),
    ("log-entries", "V-20"),
    ("timestamp-imprint", "V-43"),
    ("timestamp-signature", "V-42"),
    ("timestamp-period", "V-47"),
    ("timestamps", "V-49"),
    ("proven-time", "V-37"),
    ("log-key-period", "V-74"),
    ("certificate-in-time", "V-50"),
    ("key-in-time", "V-114"),
    ("entry-kind", "V-93"),
    ("entry-digest", "V-95"),
    ("entry-signature", "V-102"),
    ("entry-key", "V-95"),
    ("message-digest", "V-103"),
    ("payload-type", "V-108"),
    ("subject", "V-110"),
    ("predicate-type", "A-3"),
    ("signature", "V-107"),
];

/// A message, with a time of each kind.
fn message() -> Draft {
    hello().timestamps(1)
}

fn named(draft: Draft) -> (Made, Policy) {
    let made = draft.make();
    let policy = naming(&made);
    (made, policy)
}

/// The bundle changes.
fn changed(
    breaks: &'static str,
    not_reached: &'static [&'static str],
    draft: impl Fn() -> Draft,
    change: impl Fn(Draft) -> Draft,
) -> Case {
    Case { breaks, not_reached, good: named(draft()), bad: named(change(draft())) }
}

/// The bundle stays, and the policy asks for something else.
fn asked(
    breaks: &'static str,
    not_reached: &'static [&'static str],
    good: (Made, Policy),
    ask: impl Fn(Policy) -> Policy,
) -> Case {
    let (made, policy) = &good;
    Case { breaks, not_reached, bad: (made.clone(), ask(policy.clone())), good }
}

/// Checks everything: the outcome of every check of the list is what it is for the good bundle,
/// but for the one that breaks and for those that need it.
fn each_alone(step: Step, cases: Vec<Case>) {
    let of_step = CHECKS.iter().filter(|check| check.step == step);
    let of_step: Vec<_> = of_step.map(|check| check.name).collect();
    let broken: Vec<_> = cases.iter().map(|case| case.breaks).collect();
    assert_eq!(broken, of_step);
    for case in &cases {
        let good = outcomes(&case.good);
        assert!(good.iter().all(|(_, outcome)| held(outcome)), "{}: {good:?}", case.breaks);
        for (bad, good) in outcomes(&case.bad).into_iter().zip(good) {
            case.assert_expected(&good, &bad);
        }
        case.assert_documented();
    }
}

fn outcomes((made, policy): &(Made, Policy)) -> Vec<(&'static Check, Outcome)> {
    judge(made, policy).1.checks().to_vec()
}

fn held(outcome: &Outcome) -> bool {
    !matches!(outcome, Outcome::Broken(_) | Outcome::NotReached(_))
}

impl Case {
    fn assert_expected(
        &self,
        (check, good): &(&'static Check, Outcome),
        (_, bad): &(&'static Check, Outcome),
    ) {
        let found = (self.breaks, check.name, bad.name());
        let expected = match check.name {
            name if name == self.breaks => "broken",
            name if self.not_reached.contains(&name) => "not-reached",
            _ => good.name(),
        };
        assert_eq!(found, (self.breaks, check.name, expected), "{bad:?}");
        if let Outcome::Broken(why) = bad {
            let rule = RULE_OF.iter().find(|(name, _)| *name == check.name);
            assert_eq!(rule, Some(&(check.name, why.rule().id)), "{why}");
        }
        if let Outcome::NotReached(missing) = bad {
            let lost = |name: &&&str| **name == self.breaks || self.not_reached.contains(name);
            let expected: Vec<_> = check.needs.iter().filter(lost).copied().collect();
            assert_eq!(*missing, expected, "{} without {}", check.name, self.breaks);
        }
    }

    /// Those that are not reached are those that the table of needs names, directly or not, and
    /// that the bundle gives anything to check at all.
    fn assert_documented(&self) {
        let mut lost = BTreeSet::from([self.breaks]);
        for check in CHECKS {
            if check.needs.iter().any(|need| lost.contains(need)) {
                lost.insert(check.name);
            }
        }
        lost.remove(self.breaks);
        let applies = |name: &&str| {
            let good = outcomes(&self.good);
            let found = good.iter().find(|(check, _)| check.name == *name);
            !matches!(found, Some((_, Outcome::NotApplicable(_))))
        };
        let lost: Vec<_> = lost.into_iter().filter(applies).collect();
        let mut expected = self.not_reached.to_vec();
        expected.sort_unstable();
        assert_eq!(lost, expected, "without {}", self.breaks);
    }
}

fn flip(bytes: &mut [u8]) {
    *bytes.last_mut().unwrap() ^= 1;
}

/// The SubjectPublicKeyInfo of a key on secp256k1.
fn unsupported_key() -> Vec<u8> {
    let curve = asn1::oid(&[1, 3, 132, 0, 10]);
    let algorithm = asn1::sequence(&[&asn1::oid(&[1, 2, 840, 10045, 2, 1]), &curve]);
    asn1::sequence(&[&algorithm, &asn1::bit_string(&[4; 65])])
}

#[test]
fn certified_alone() {
    let with_key = || hello().managed_key();
    let identity = |_| naming(&hello().make());
    let after_key = &["entry-digest", "entry-key", "signature"];
    each_alone(
        Step::Certified,
        vec![
            asked(
                "key-material",
                &["signer-key", "entry-digest", "entry-key", "signature"],
                named(with_key()),
                identity,
            ),
            changed("signer-key", after_key, message, |draft| {
                draft.leaf(|tbs| tbs.spki = unsupported_key())
            }),
            changed("certificate-profile", &[], message, |draft| {
                draft.leaf(|tbs| tbs.remove_extension(arcs::EXTENDED_KEY_USAGE))
            }),
            changed("certificate-path", &["sct", "certificate-in-time"], message, |draft| {
                draft.certificate(|bytes| flip(bytes))
            }),
            changed("sct", &[], message, |draft| draft.scts(|scts| flip(&mut scts[0]))),
        ],
    );
}

#[test]
fn identified_alone() {
    let (made, _) = named(message());
    let (name, issuer) = (made.identity, made.issuer);
    let identity = |name: &str, issuer: &str| Policy::identity(Identity::exact(name, issuer));
    each_alone(
        Step::Identified,
        vec![
            asked("identity", &["issuer", "extensions"], named(message()), |_| {
                identity("another name", &issuer)
            }),
            asked("issuer", &["extensions"], named(message()), |_| {
                identity(&name, "https://other.example.com")
            }),
            asked("extensions", &[], named(message()), |policy| {
                policy.require("build-trigger", "push")
            }),
        ],
    );
}

/// A policy that demands so much.
fn demanding(log_entries: usize, timestamps: usize) -> impl Fn(Policy) -> Policy {
    let thresholds = Thresholds { log_entries, timestamps, ..Thresholds::default() };
    move |policy| policy.thresholds(thresholds)
}

/// Of a trusted root: one of the instances may be used until then.
fn until(draft: Draft, list: &'static str, seconds: i64) -> Draft {
    draft.trusted_root(move |root| {
        let instance = &mut root[list][0];
        let validity = match list {
            "tlogs" | "ctlogs" => &mut instance["publicKey"]["validFor"],
            _ => &mut instance["validFor"],
        };
        validity["end"] = at(seconds).to_string().into();
    })
}

const AFTER_TIME: &[&str] = &["log-key-period", "certificate-in-time"];
const AFTER_TIMESTAMPS: &[&str] = &["proven-time", "log-key-period", "certificate-in-time"];
const AFTER_IMPRINT: &[&str] =
    &["timestamps", "proven-time", "log-key-period", "certificate-in-time"];

#[test]
fn logged_alone() {
    each_alone(Step::Logged, log_cases().into_iter().chain(time_cases()).collect());
}

fn log_cases() -> Vec<Case> {
    vec![
        changed("log-id", &[], message, |draft| {
            draft.bundle_json(|bundle| {
                let entries = bundle["verificationMaterial"]["tlogEntries"].as_array_mut().unwrap();
                let mut other = entries[0].clone();
                other["logId"]["keyId"] = "AAAAAA==".into();
                entries.push(other);
            })
        }),
        changed(
            "proof-present",
            &["checkpoint", "tree-head", "inclusion", "log-entries"],
            message,
            |draft| draft.entry(|entry| entry.inclusion_proof = None),
        ),
        changed(
            "promise",
            &["log-entries", "proven-time", "log-key-period", "certificate-in-time"],
            message,
            |draft| draft.promise(|bytes| flip(bytes)),
        ),
        changed("checkpoint", &["tree-head", "inclusion", "log-entries"], message, |draft| {
            draft.note(|note| *note = note.replace("Timestamp: 1", "Timestamp: 2"))
        }),
        changed("tree-head", &[], message, |draft| draft.proof(|proof| proof.tree_size += 1)),
        changed("inclusion", &["log-entries"], message, |draft| {
            draft.proof(|proof| proof.hashes[0][0] ^= 1)
        }),
        asked("log-entries", &[], named(message()), demanding(2, 0)),
    ]
}

fn time_cases() -> Vec<Case> {
    vec![
        changed("timestamp-imprint", AFTER_IMPRINT, message, |draft| {
            draft.timestamp(|info| info.imprint[0] ^= 1)
        }),
        changed(
            "timestamp-signature",
            &[
                "timestamp-period",
                "timestamps",
                "proven-time",
                "log-key-period",
                "certificate-in-time",
            ],
            message,
            |draft| draft.replies(|replies| flip(&mut replies[0])),
        ),
        changed("timestamp-period", AFTER_IMPRINT, message, |draft| {
            until(draft, "timestampAuthorities", 1)
        }),
        asked("timestamps", AFTER_TIMESTAMPS, named(message()), demanding(1, 2)),
        changed(
            "proven-time",
            AFTER_TIME,
            || hello().rekor_v2(),
            |draft| {
                draft.trusted_root(|root| {
                    root["timestampAuthorities"].take();
                })
            },
        ),
        changed("log-key-period", &[], message, |draft| until(draft, "tlogs", 4)),
    ]
}

/// A policy for the key that signs, in a period.
fn key_until(seconds: i64) -> Policy {
    let validity = Validity { start: None, end: Some(at(seconds)) };
    let spki = key(KeyKind::P256, "signer").spki().to_vec();
    Policy::key(spki, Some(validity))
}

#[test]
fn in_time_alone() {
    let made = hello().managed_key().make();
    each_alone(
        Step::InTime,
        vec![
            changed("certificate-in-time", &[], message, |draft| draft.stamped_after(601)),
            asked("key-in-time", &[], (made, key_until(10)), |_| key_until(4)),
        ],
    );
}

/// Changes what the log stores.
fn record(draft: Draft, change: impl Fn(&mut HashedRekordV001) + 'static) -> Draft {
    draft.body(move |body| match body {
        Body::HashedRekordV001(record) => change(record),
        other => panic!("{other:?}"),
    })
}

#[test]
fn about_alone() {
    let typed = |uri: &'static str| move |policy: Policy| policy.predicate_type(uri);
    let predicate = |uri: &'static str| {
        let (made, policy) = named(envelope());
        (made, typed(uri)(policy))
    };
    each_alone(
        Step::About,
        vec![
            changed(
                "entry-kind",
                &["entry-digest", "entry-signature", "entry-key"],
                message,
                |draft| draft.entry(|entry| entry.kind_version.version = "0.0.2".into()),
            ),
            changed("entry-digest", &[], message, |draft| {
                record(draft, |record| record.digest = Digest::Sha256([0; 32]))
            }),
            changed("entry-signature", &[], message, |draft| {
                record(draft, |record| flip(&mut record.signature))
            }),
            changed("entry-key", &[], message, |draft| {
                let spki = key(KeyKind::P256, "signer").spki().to_vec();
                record(draft, move |record| {
                    record.verifier = Verifier::PublicKey(spki.clone()).into();
                })
            }),
            changed("message-digest", &[], message, |draft| {
                draft.bundle_json(|bundle| {
                    let digest = &mut bundle["messageSignature"]["messageDigest"]["digest"];
                    *digest = base64(&[0; 32]).into();
                })
            }),
            changed("payload-type", &["subject"], envelope, |draft| {
                draft.payload_type("text/plain")
            }),
            changed("subject", &[], envelope, |draft| draft.artifact(b"another")),
            asked(
                "predicate-type",
                &[],
                predicate("https://example.com/predicate/v1"),
                typed("https://example.com/predicate/v2"),
            ),
        ],
    );
}

#[test]
fn signed_alone() {
    for draft in [message, envelope] {
        let case = changed("signature", &[], draft, |draft| draft.signature(|bytes| flip(bytes)));
        each_alone(Step::Signed, vec![case]);
    }
}

/// What is waived is still read, and what needs it is not reached without it.
#[test]
fn a_waived_identity_that_can_not_be_read() {
    let draft = message().leaf(|tbs| tbs.remove_extension(arcs::SUBJECT_ALT_NAME));
    let policy = Policy::any_identity(WaivedBy::Caller);
    let (_, examination) = judge(&draft.make(), &policy);
    let of_step = |(check, _): &&(&'static Check, Outcome)| check.step == Step::Identified;
    let checks = examination.checks().iter().filter(of_step);
    let words: Vec<_> = checks.map(|(check, outcome)| (check.name, outcome.name())).collect();
    let expected =
        [("identity", "broken"), ("issuer", "not-reached"), ("extensions", "not-reached")];
    assert_eq!(words, expected);
}

/// Neither entrance judges what it can't read.
#[test]
fn what_can_not_be_read_is_not_judged() {
    let (made, policy) = named(hello().scts(Vec::clear));
    let bundle = Bundle::parse(made.bundle_json.as_bytes()).unwrap();
    let root = made.trusted_root_json.as_bytes();
    let trust = TrustedRoot::load(root, AwsLcSuite).unwrap();
    let artifact = Artifact::from_digest(AwsLcSuite.digest(HashAlgorithm::Sha256, &[b"hello"]));
    let unreadable = Unreadable {
        place: "the SCT list of the certificate".into(),
        error: UnreadableError::Sct(sigstore_sct::Error::EmptyList),
    };
    let verified = sigstore_verify::verify(&artifact, &bundle, &trust, &policy);
    assert_eq!(verified, Err(Error::Unreadable(unreadable.clone())));
    let examined = sigstore_verify::examine(&artifact, &bundle, &trust, &policy);
    assert_eq!(examined, Err(unreadable.clone()));
    let needed = sigstore_verify::needs(&bundle, &policy, &AwsLcSuite);
    assert_eq!(needed, Err(unreadable));
}

/// Several things at once: each is told, and `verify` names the first.
#[test]
fn everything_that_is_wrong_is_told() {
    let made = message()
        .scts(|scts| flip(&mut scts[0]))
        .signature(|bytes| flip(bytes))
        .promise(|bytes| flip(bytes))
        .trusting(&World::new())
        .make();
    let (verdict, examination) = judge(&made, &naming(&made));
    let told: Vec<_> = examination.rejections().map(|(check, _)| check.name).collect();
    assert_eq!(told, ["sct", "promise", "signature"]);
    let (_, first) = examination.rejections().next().unwrap();
    assert_eq!(verdict.as_ref(), Err(first));
}
