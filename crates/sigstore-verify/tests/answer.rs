//! What a signer is answered, before there is a bundle.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{CtEntry, Identity as Subject, KeyKind, LeafRequest, TimestampQuery};
use sigstore_traits::{HashAlgorithm, SignatureSuite, UnixTime};
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::{
    Error, Identity, Policy, Rejection, check_certificate, check_checkpoint, check_timestamp,
};
use sigstore_world::{World, key};

const ALICE: &str = "alice@example.org";
const ISSUER: &str = "https://accounts.example.org";

fn trust(world: &World) -> TrustedRoot<AwsLcSuite> {
    TrustedRoot::load(world.trusted_root().to_json().as_bytes(), AwsLcSuite).unwrap()
}

fn request() -> LeafRequest {
    LeafRequest {
        spki: key(KeyKind::P256, "alice").spki().to_vec(),
        identity: Subject::Email(ALICE.into()),
        issuer: ISSUER.into(),
        extensions: Vec::new(),
    }
}

fn alice() -> Policy {
    Policy::identity(Identity::exact(ALICE, ISSUER))
}

fn later(time: UnixTime, seconds: i64) -> UnixTime {
    UnixTime::from_seconds(time.seconds() + seconds)
}

fn rejected(result: Result<(), Error>) -> Rejection {
    match result {
        Err(Error::Rejected(rejection)) => rejection,
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_new_certificate_with_its_sct_inside_holds_while_it_is_valid() {
    let mut world = World::new();
    let now = world.now;
    let leaf = world.authority.issue(&request(), now, &[1; 32], Some(&mut world.certificate_log));
    let (leaf, trust) = (leaf.unwrap(), trust(&world));
    for at in [now, later(now, 600)] {
        assert_eq!(check_certificate(&leaf, None, at, &trust, &alice()), Ok(()));
    }
    for at in [later(now, -1), later(now, 601)] {
        let rejection = rejected(check_certificate(&leaf, None, at, &trust, &alice()));
        assert!(matches!(rejection, Rejection::Certificate(_)), "{rejection:?}");
    }
    let bob = Policy::identity(Identity::exact("bob@example.org", ISSUER));
    let rejection = rejected(check_certificate(&leaf, None, now, &trust, &bob));
    let expected = vec!["bob@example.org".to_owned()];
    assert_eq!(rejection, Rejection::Identity { found: ALICE.into(), expected });
}

#[test]
fn v_66_kept_an_sct_beside_the_certificate_counts() {
    let mut world = World::new();
    let now = world.now;
    let leaf = world.authority.issue(&request(), now, &[1; 32], None).unwrap();
    let sct = world.certificate_log.add(CtEntry::Certificate(&leaf), now).unwrap().to_bytes();
    let trust = trust(&world);
    assert_eq!(check_certificate(&leaf, Some(&sct), now, &trust, &alice()), Ok(()));
}

#[test]
fn v_66_broken_an_sct_over_another_certificate_or_none() {
    let mut world = World::new();
    let now = world.now;
    let leaf = world.authority.issue(&request(), now, &[1; 32], None).unwrap();
    let other = world.authority.issue(&request(), now, &[2; 32], None).unwrap();
    let log = world.certificate_log.id();
    let sct = world.certificate_log.add(CtEntry::Certificate(&other), now).unwrap().to_bytes();
    let trust = trust(&world);
    assert_eq!(
        rejected(check_certificate(&leaf, Some(&sct), now, &trust, &alice())),
        Rejection::SctSignature { log }
    );
    assert_eq!(
        rejected(check_certificate(&leaf, None, now, &trust, &alice())),
        Rejection::TooFewScts { found: 0, required: 1, unknown: Vec::new() }
    );
    let cut = &sct[..sct.len() - 1];
    let error = check_certificate(&leaf, Some(cut), now, &trust, &alice()).unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)));
}

#[test]
fn a_timestamp_over_the_signature_says_its_time() {
    let world = World::new();
    let time = later(world.now, 3);
    let imprint = AwsLcSuite.digest(HashAlgorithm::Sha256, &[b"signature"]);
    let query = TimestampQuery { imprint, nonce: None, certificates: false };
    let response = world.timestamp_authorities[0].reply(&query, time, &[3; 32]).unwrap();
    assert_eq!(check_timestamp(&response, b"signature", &trust(&world)), Ok(time));
    let expected = AwsLcSuite.digest(HashAlgorithm::Sha256, &[b"another"]);
    assert_eq!(
        rejected(check_timestamp(&response, b"another", &trust(&world)).map(|_| ())),
        Rejection::TimestampImprint { timestamp: 0, found: imprint, expected }
    );
    let mut stranger = World::new();
    stranger.timestamp_authorities.remove(0);
    assert_eq!(
        rejected(check_timestamp(&response, b"signature", &trust(&stranger)).map(|_| ())),
        Rejection::TooFewTimestamps { found: 0, required: 1, unknown: 1 }
    );
}

#[test]
fn v_82_kept_a_checkpoint_alone_says_log_and_tree() {
    let world = World::new();
    let note = world.rekor_v2.signed_checkpoint(world.now).unwrap();
    let head = check_checkpoint(&note, &trust(&world)).unwrap();
    let (size, root) = (world.rekor_v2.tree().size(), world.rekor_v2.tree().root());
    assert_eq!((head.log_id, head.tree.size, head.tree.root), (world.rekor_v2.id(), size, root));
}

#[test]
fn v_82_broken_a_checkpoint_alone_that_another_key_signed() {
    let mut world = World::new();
    let (trust, log) = (trust(&world), world.rekor_v2.id());
    world.rekor_v2.signer.key = key(KeyKind::Ed25519, "stranger");
    let note = world.rekor_v2.signed_checkpoint(world.now).unwrap();
    let refused = rejected(check_checkpoint(&note, &trust).map(|_| ()));
    assert_eq!(refused, Rejection::Checkpoint { entry: 0, log });
    let note = &note[1..];
    let error = check_checkpoint(&note[..note.len() - 1], &trust).unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)));
}

/// The log of Rekor v1 signs under another name than its host's; no log is called so.
#[test]
fn v_126_broken_a_checkpoint_alone_of_another_origin() {
    let world = World::new();
    let note = world.rekor_v1.signed_checkpoint(world.now).unwrap();
    let (found, expected) =
        (note.lines().next().unwrap().into(), "the host of a trusted log".into());
    let refused = rejected(check_checkpoint(&note, &trust(&world)).map(|_| ()));
    assert_eq!(refused, Rejection::Origin { entry: 0, found, expected });
}
