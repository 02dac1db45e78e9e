//! Log, timestamps and content: each rule with a bundle that keeps it and the smallest change that
//! breaks it.
//!
//! The bundles are of a made-up Sigstore ([`sigstore_world`]). What a test changes is changed before
//! everything that rests on it is signed, so that the change is the only fault, and the refusal is
//! compared by value. Each bundle goes through both entrances, which must agree.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

#[path = "evidence/about.rs"]
mod about;
#[path = "evidence/advisories.rs"]
mod advisories;
#[path = "evidence/logged.rs"]
mod logged;
#[path = "evidence/proofs.rs"]
mod proofs;
#[path = "evidence/timestamps.rs"]
mod timestamps;

use base64ct::{Base64, Encoding};
use serde_json::Value;
use sigstore_bundle::{Bundle, Content};
use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_policy::read_key;
use sigstore_rekor_types::{
    Body, DsseV001, EntryKind, HashedRekordV001, HashedRekordV002, IntotoV002,
};
use sigstore_traits::{Digest, HashAlgorithm, LogId, Refusal, SignatureSuite, UnixTime, Validity};
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::{
    Artifact, Error, Examination, Identity, Outcome, Policy, Rejection, Thresholds, TimeSource,
    Unreadable, Verified, examine, needs, verify,
};
use sigstore_world::{Draft, Made, World, statement};

type Suite = WithEd25519ph<AwsLcSuite>;

const SUITE: Suite = WithEd25519ph(AwsLcSuite);

/// The names of the world's logs.
const V1: &str = "rekor.sigstore.test";
const V2: &str = "log2026-1.rekor.sigstore.test";

/// The default bundle: a message signature, logged in Rekor v1, whose promise is the only time.
fn hello() -> Draft {
    World::new().message(b"hello")
}

/// The same in an envelope.
fn envelope() -> Draft {
    World::new().dsse(&statement(b"hello")).artifact(b"hello")
}

/// What the bundle itself asks for: its signer.
fn policy(made: &Made) -> Policy {
    match &made.key_pem {
        Some(pem) => Policy::key(read_key(pem.as_bytes()).unwrap(), None),
        None => Policy::identity(Identity::exact(&made.identity, &made.issuer)),
    }
}

fn trust(made: &Made) -> TrustedRoot<Suite> {
    TrustedRoot::load(made.trusted_root_json.as_bytes(), SUITE).unwrap()
}

fn bundle(made: &Made) -> Bundle {
    Bundle::parse(made.bundle_json.as_bytes()).unwrap()
}

/// What verification says of a bundle.
fn verdict(made: &Made) -> Result<Verified, Error> {
    verdict_under(made, &policy(made))
}

fn verdict_under(made: &Made, policy: &Policy) -> Result<Verified, Error> {
    let needs = needs(&bundle(made), policy, &SUITE).map_err(Error::Unreadable)?;
    let artifact = Artifact::read(made.artifact.as_slice(), &needs, &SUITE).unwrap();
    verdict_of(&artifact, made, policy)
}

/// Both entrances, which must say the same.
fn verdict_of(artifact: &Artifact, made: &Made, policy: &Policy) -> Result<Verified, Error> {
    let (bundle, trust) = (bundle(made), trust(made));
    let verdict = verify(artifact, &bundle, &trust, policy);
    let examined = examine(artifact, &bundle, &trust, policy);
    match (&verdict, examined) {
        (Ok(_), Ok(examined)) => assert!(examined.is_verified()),
        (Err(Error::Rejected(first)), Ok(examined)) => {
            assert!(!examined.is_verified());
            assert_eq!(examined.rejections().next().unwrap().1, first);
            for (check, why) in examined.rejections() {
                assert!(check.codes.contains(&why.code()), "{}: {}", check.name, why.code());
            }
        }
        (Err(Error::Unreadable(error)), examined) => assert_eq!(examined.unwrap_err(), *error),
        (verdict, examined) => panic!("{verdict:?} but {examined:?}"),
    }
    verdict
}

fn accepted(draft: Draft) -> Verified {
    verdict(&draft.make()).unwrap()
}

fn accept(draft: Draft) {
    drop(accepted(draft));
}

fn refusal(draft: Draft) -> Rejection {
    refusal_under(draft, |policy| policy)
}

fn refusal_under(draft: Draft, change: impl Fn(Policy) -> Policy) -> Rejection {
    let made = draft.make();
    match verdict_under(&made, &change(policy(&made))) {
        Err(Error::Rejected(rejection)) => rejection,
        other => panic!("not rejected: {other:?}"),
    }
}

fn accept_under(draft: Draft, change: impl Fn(Policy) -> Policy) {
    let made = draft.make();
    drop(verdict_under(&made, &change(policy(&made))).unwrap());
}

fn unreadable(draft: Draft) -> Unreadable {
    match verdict(&draft.make()) {
        Err(Error::Unreadable(error)) => error,
        other => panic!("not unreadable: {other:?}"),
    }
}

/// Why the bundle is none.
fn unparsed(draft: Draft) -> sigstore_bundle::Error {
    Bundle::parse(draft.make().bundle_json.as_bytes()).unwrap_err()
}

fn examined(draft: Draft) -> Examination {
    let made = draft.make();
    let (bundle, policy) = (bundle(&made), policy(&made));
    let needs = needs(&bundle, &policy, &SUITE).unwrap();
    let artifact = Artifact::read(made.artifact.as_slice(), &needs, &SUITE).unwrap();
    examine(&artifact, &bundle, &trust(&made), &policy).unwrap()
}

/// What became of a check, in words.
fn told(draft: Draft, check: &str) -> String {
    let examined = examined(draft);
    let mut checks = examined.checks().iter();
    match checks.find(|(made, _)| made.name == check) {
        Some((_, Outcome::Kept(fields))) => fields.to_string(),
        other => panic!("{check} is not kept: {other:?}"),
    }
}

fn log_entries(log_entries: usize) -> impl Fn(Policy) -> Policy {
    move |policy| policy.thresholds(Thresholds { log_entries, ..Thresholds::default() })
}

fn signed_timestamps(timestamps: usize) -> impl Fn(Policy) -> Policy {
    move |policy| policy.thresholds(Thresholds { timestamps, ..Thresholds::default() })
}

/// So many seconds after the certificate was issued: 2 for a timestamp, 5 for an entry.
fn after(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(1_767_268_800 + seconds)
}

/// From 2025-01-01T00:00:00Z: since when everything is trusted.
fn until(end: Option<UnixTime>) -> Validity {
    Validity { start: Some(UnixTime::from_seconds(1_735_689_600)), end }
}

fn id_v1() -> LogId {
    World::new().rekor_v1.id()
}

fn id_v2() -> LogId {
    World::new().rekor_v2.id()
}

fn digest(algorithm: HashAlgorithm, message: &[u8]) -> Digest {
    SUITE.digest(algorithm, &[message])
}

fn sha256(message: &[u8]) -> Digest {
    digest(HashAlgorithm::Sha256, message)
}

fn flipped(digest: Digest) -> Digest {
    let mut bytes = digest.as_bytes().to_vec();
    bytes[0] ^= 1;
    Digest::new(digest.algorithm(), &bytes).unwrap()
}

/// The hex of a digest, without its algorithm.
fn hex(digest: Digest) -> String {
    digest.to_string().split_once(':').unwrap().1.into()
}

/// The bundle's signature.
fn signature(made: &Made) -> Vec<u8> {
    match bundle(made).content {
        Content::Message(message) => message.signature,
        Content::Dsse(envelope) => envelope.signature.sig,
    }
}

fn entry(bundle: &mut Value, index: usize) -> &mut Value {
    &mut bundle["verificationMaterial"]["tlogEntries"][index]
}

/// Removes a member that is there.
fn remove(object: &mut Value, member: &str) {
    let removed = object.as_object_mut().unwrap().remove(member);
    assert!(removed.is_some(), "{member}");
}

fn without_promise(bundle: &mut Value) {
    remove(entry(bundle, 0), "inclusionPromise");
}

fn without_proof(bundle: &mut Value) {
    remove(entry(bundle, 0), "inclusionProof");
}

fn push(array: &mut Value, element: Value) {
    array.as_array_mut().unwrap().push(element);
}

fn take(array: &mut Value, index: usize) -> Value {
    array.as_array_mut().unwrap().remove(index)
}

/// Trusts neither log, certificate authority nor timestamp authority of this number.
fn distrust(list: &'static str, index: usize) -> impl Fn(&mut Value) {
    move |root| drop(take(&mut root[list], index))
}

/// The period of something in the trusted root, in the places where logs and authorities have it.
fn period(list: &'static str, index: usize, start: &str, end: &str) -> impl Fn(&mut Value) {
    let (start, end) = (start.to_owned(), end.to_owned());
    move |root| {
        let instance = &mut root[list][index];
        let period = serde_json::json!({ "start": start, "end": end });
        match instance.get("publicKey").is_some() {
            true => instance["publicKey"]["validFor"] = period,
            false => instance["validFor"] = period,
        }
    }
}

/// The start of all periods.
const START: &str = "2025-01-01T00:00:00Z";

/// Changes the bytes of the signature line of `name`: key id and signature.
fn alter_line(note: &mut String, name: &str, alter: impl Fn(&mut Vec<u8>)) {
    let head = format!("— {name} ");
    let start = note.find(&head).unwrap() + head.len();
    let end = start + note[start..].find('\n').unwrap();
    let mut bytes = Base64::decode_vec(&note[start..end]).unwrap();
    alter(&mut bytes);
    note.replace_range(start..end, &Base64::encode_string(&bytes));
}

/// Damages the signature in the line of `name`.
fn damage_line(note: &mut String, name: &str) {
    alter_line(note, name, |bytes| *bytes.last_mut().unwrap() ^= 1);
}

fn is_second_authority(name: Option<&Vec<u8>>) -> bool {
    name.unwrap().ends_with(b"tsa 2")
}

/// Changes of a logged body, by its kind.
macro_rules! changes_of_bodies {
    ($($name:ident: $kind:ident($body:ty);)*) => {
        $(fn $name(change: impl Fn(&mut $body)) -> impl Fn(&mut Body) {
            move |body| match body {
                Body::$kind(body) => change(body),
                other => panic!("{other:?}"),
            }
        })*
    };
}

changes_of_bodies! {
    record_v1: HashedRekordV001(HashedRekordV001);
    record_v2: HashedRekordV002(HashedRekordV002);
    dsse: DsseV001(DsseV001);
    intoto: IntotoV002(IntotoV002);
}
