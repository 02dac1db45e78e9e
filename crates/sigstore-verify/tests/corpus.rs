//! Every bundle of the corpus, with both suites: each case gives the outcome that is expected of it.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/judge.rs"]
mod judge;

use std::fs;

use sigstore_bundle::Bundle;
use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_policy::read_key;
use sigstore_testing::{ArtifactSource, Case, Outcome, RustCryptoSuite, bundle_cases};
use sigstore_traits::{SignatureSuite, UnixTime, Validity};
use sigstore_verify::{Identity, IssuerPolicy, Policy, Text, Thresholds, Waived, WaivedBy};

use judge::{Source, judge};

/// Cases that are refused by default for a promise without a proof, and verify when that is waived
/// (V-12, A-50).
const PROMISE_ONLY: [&str; 3] =
    ["go-dsse", "go-example-bundle-provenance", "go-example-bundle-publish"];

/// Disputed cases: what is done here, and why.
const DISPUTED: [(&str, Outcome, &str); 5] = [
    (
        "python-tsa-bundle.txt",
        Outcome::Reject,
        "a timestamp of a known authority over something else (V-122)",
    ),
    (
        "real-ct-key-window-over-fail",
        Outcome::Reject,
        "the SCT lies outside the period of the log's key (V-64)",
    ),
    (
        "real-managed-ed25519ph-v1",
        Outcome::Accept,
        "a logged message of an Ed25519 key is Ed25519ph (V-22)",
    ),
    (
        "real-uri-san-that-looks-like-email-v2",
        Outcome::Accept,
        "an identity is compared as text, its kind is told (V-135)",
    ),
    (
        "real-v2-two-tsas-second-other-signature",
        Outcome::Reject,
        "a timestamp of a known authority over another signature (V-122)",
    ),
];

#[test]
fn every_bundle_with_aws_lc() {
    run(|| WithEd25519ph(AwsLcSuite));
}

#[test]
fn every_bundle_with_rust_crypto() {
    run(|| WithEd25519ph(RustCryptoSuite));
}

fn run<S: SignatureSuite>(suite: impl Fn() -> S) {
    let cases = bundle_cases();
    if cases.is_empty() {
        eprintln!("skipped: 140 cases (no ../shared/corpus)");
        return;
    }
    let mut wrong = Vec::new();
    for case in &cases {
        let expected = expected(case);
        let got = outcome(case, suite(), None);
        let word = if got.is_ok() { Outcome::Accept } else { Outcome::Reject };
        if case.outcome == Outcome::Parse {
            // Of such a case only is said that it can be read.
            let bundle = Bundle::parse(&fs::read(&case.bundle).unwrap());
            if let Err(error) = bundle {
                wrong.push(format!("{}: {error}", case.name));
            }
        } else if word != expected {
            wrong.push(format!("{}: expected {expected:?}, got {got:?}; {}", case.name, case.why));
        }
        if PROMISE_ONLY.contains(&case.name.as_str()) {
            let waived = outcome(case, suite(), Some(Waived::InclusionProof));
            if let Err(error) = waived {
                wrong.push(format!("{}: with the waiver: {error}", case.name));
            }
        }
    }
    println!("{} of {} cases as expected", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

fn expected(case: &Case) -> Outcome {
    let disputed = DISPUTED.iter().find(|(name, ..)| *name == case.name);
    match disputed {
        Some((name, outcome, why)) => {
            assert!(case.disputed, "{name} is not disputed");
            println!("disputed: {name}: {outcome:?}: {why}");
            *outcome
        }
        None if case.disputed => panic!("{} is disputed, and nothing says what is done", case.name),
        None if PROMISE_ONLY.contains(&case.name.as_str()) => Outcome::Reject,
        None => case.outcome,
    }
}

/// `Ok` if the case verifies.
fn outcome<S: SignatureSuite>(case: &Case, suite: S, waived: Option<Waived>) -> Result<(), String> {
    let (root, bundle) = (fs::read(&case.trusted_root).unwrap(), fs::read(&case.bundle).unwrap());
    let policy = policy(case, waived).map_err(|error| format!("policy: {error}"))?;
    let source = match &case.artifact {
        ArtifactSource::Path(path) => Source::Path(path),
        ArtifactSource::Digest(text) => Source::Digest(text),
    };
    judge(&source, &bundle, &root, suite, &policy)
}

fn policy(case: &Case, waived: Option<Waived>) -> Result<Policy, sigstore_policy::Error> {
    let policy = match (&case.key, &case.identity) {
        (Some(key), _) => {
            let validity = case
                .key_validity
                .as_ref()
                .map(|(start, end)| Validity { start: Some(time(start)), end: Some(time(end)) });
            Policy::key(read_key(&fs::read(key).unwrap())?, validity)
        }
        (None, Some(identity)) => {
            let issuer = match &case.issuer {
                Some(issuer) => IssuerPolicy::Exact(issuer.clone()),
                None => IssuerPolicy::Absent,
            };
            Policy::identity(Identity::new(Text::Exact(identity.clone()), issuer))
        }
        (None, None) => Policy::any_identity(WaivedBy::Caller),
    };
    let timestamps = usize::try_from(case.signed_timestamps).unwrap();
    let policy = policy.thresholds(Thresholds { timestamps, ..Thresholds::default() });
    let waive = [
        (!case.tlog).then_some(Waived::TransparencyLog),
        (!case.sct).then_some(Waived::Sct),
        waived,
    ];
    let waive = waive.into_iter().flatten();
    Ok(waive.fold(policy, |policy, what| policy.waive(what, WaivedBy::Caller)))
}

/// `1970-01-01T00:00:01Z`, the only form in the corpus.
fn time(text: &str) -> UnixTime {
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect();
    let [year, month, day, hour, minute, second] = numbers[..] else { panic!("{text}") };
    UnixTime::from_civil((year.into(), month, day), (hour, minute, second), 0).unwrap()
}
