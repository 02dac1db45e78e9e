//! The rules of the steps certified, identified, in time and signed, and of the policy, each kept
//! and broken: bundles of a made-up Sigstore, good ones, and good ones with one thing wrong. Then
//! the steps together: `examine`, and the events.
//!
//! Every judgement here is made twice, by `verify` and by `examine`, which must agree.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "steps/certified.rs"]
mod certified;
#[path = "steps/events.rs"]
mod events;
#[path = "steps/examine.rs"]
mod examine;
#[path = "steps/identified.rs"]
mod identified;
#[path = "steps/in_time.rs"]
mod in_time;
#[path = "steps/policy.rs"]
mod policy;
#[path = "steps/scts.rs"]
mod scts;
#[path = "steps/signed.rs"]
mod signed;

use sigstore_bundle::Bundle;
use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_policy::read_key;
use sigstore_traits::{Refusal, SignatureSuite, Trust, UnixTime};
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::{
    Artifact, CHECKS, Error, Examination, Identity, Outcome, Policy, Rejection, Verified, needs,
};
use sigstore_world::{Draft, Made, World, statement};

/// A signed message: one entry of Rekor v1, its promise the only time.
fn hello() -> Draft {
    World::new().message(b"hello")
}

/// The same in an envelope.
fn envelope() -> Draft {
    World::new().dsse(&statement(b"hello")).artifact(b"hello")
}

/// So many seconds after the certificate was issued; the entry comes after 5, timestamps after 2.
fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(1_767_268_800 + seconds)
}

/// The policy that names exactly who signed.
fn naming(made: &Made) -> Policy {
    match &made.key_pem {
        Some(pem) => Policy::key(read_key(pem.as_bytes()).unwrap(), None),
        None => Policy::identity(Identity::exact(&made.identity, &made.issuer)),
    }
}

/// What is judged.
struct Input<S: SignatureSuite> {
    artifact: Artifact,
    bundle: Bundle,
    trust: TrustedRoot<S>,
}

impl<S: SignatureSuite> Input<S> {
    fn new(made: &Made, policy: &Policy, suite: S) -> Self {
        let bundle = Bundle::parse(made.bundle_json.as_bytes()).unwrap();
        let trust = TrustedRoot::load(made.trusted_root_json.as_bytes(), suite).unwrap();
        let needs = needs(&bundle, policy, trust.suite()).unwrap();
        let artifact = Artifact::read(made.artifact.as_slice(), &needs, trust.suite()).unwrap();
        Self { artifact, bundle, trust }
    }

    /// By both entrances.
    fn judge(&self, policy: &Policy) -> (Result<Verified, Rejection>, Examination) {
        let (artifact, bundle, trust) = (&self.artifact, &self.bundle, &self.trust);
        let verdict = match sigstore_verify::verify(artifact, bundle, trust, policy) {
            Ok(verified) => Ok(verified),
            Err(Error::Rejected(rejection)) => Err(rejection),
            Err(error) => panic!("{error}"),
        };
        let examination = sigstore_verify::examine(artifact, bundle, trust, policy).unwrap();
        let made: Vec<_> = examination.checks().iter().map(|(check, _)| *check).collect();
        assert_eq!(made, CHECKS);
        for (check, why) in examination.rejections() {
            assert!(check.codes.contains(&why.code()), "{}: {}", check.name, why.code());
        }
        let first = examination.rejections().next();
        assert_eq!(verdict.as_ref().err(), first.map(|(_, rejection)| rejection));
        assert_eq!(verdict.is_ok(), examination.is_verified());
        (verdict, examination)
    }
}

fn judge(made: &Made, policy: &Policy) -> (Result<Verified, Rejection>, Examination) {
    Input::new(made, policy, WithEd25519ph(AwsLcSuite)).judge(policy)
}

fn accepted_by(policy: &Policy, draft: Draft) -> Verified {
    judge(&draft.make(), policy).0.unwrap()
}

fn accepted(draft: Draft) -> Verified {
    let made = draft.make();
    judge(&made, &naming(&made)).0.unwrap()
}

/// Every check that is broken, with its rejection.
fn broken(made: &Made, policy: &Policy) -> Vec<(&'static str, Rejection)> {
    let (_, examination) = judge(made, policy);
    let broken = examination.rejections();
    broken.map(|(check, why)| (check.name, why.clone())).collect()
}

/// The only thing that is wrong.
fn refused_by(policy: &Policy, draft: Draft) -> Rejection {
    let broken = broken(&draft.make(), policy);
    let [(_, rejection)] = broken.as_slice() else { panic!("not one broken check: {broken:?}") };
    rejection.clone()
}

/// The only thing that is wrong, for a policy that names who signed.
fn refused(draft: Draft) -> Rejection {
    let made = draft.make();
    let broken = broken(&made, &naming(&made));
    let [(_, rejection)] = broken.as_slice() else { panic!("not one broken check: {broken:?}") };
    rejection.clone()
}

/// What became of this check.
fn outcome(made: &Made, policy: &Policy, name: &str) -> Outcome {
    let (_, examination) = judge(made, policy);
    let mut checks = examination.checks().iter();
    let found = checks.find(|(check, _)| check.name == name);
    found.unwrap().1.clone()
}

/// What this check proved, as one line.
fn proof(made: &Made, policy: &Policy, name: &str) -> String {
    match outcome(made, policy, name) {
        Outcome::Kept(fields) => fields.to_string(),
        other => panic!("{name}: {other:?}"),
    }
}
