//! Step 4: certificate, authorities and key at the proven times.

use sigstore_certificate::{Error, PathPart};
use sigstore_engine::LEAF_LIFETIME;
use sigstore_traits::{UnixTime, Validity};
use sigstore_verify::{Outcome, Policy, Rejection, Thresholds};
use sigstore_world::{Draft, Made, World};

use crate::{
    accepted, accepted_by, at, broken, hello, naming, outcome, proof, refused, refused_by,
};

fn period(start: i64, end: i64) -> Validity {
    Validity { start: Some(at(start)), end: Some(at(end)) }
}

fn outside(part: PathPart, time: UnixTime, period: Validity) -> Rejection {
    Rejection::Certificate(Error::OutsidePeriod { part, time, period })
}

#[test]
fn v_50_kept_the_first_and_the_last_second_of_the_certificate() {
    let _ = accepted(hello().logged_after(0));
    let _ = accepted(hello().logged_after(LEAF_LIFETIME));
    let draft = hello().timestamps(1).stamped_after(0).logged_after(LEAF_LIFETIME);
    let made = draft.make();
    assert_eq!(
        proof(&made, &naming(&made), "certificate-in-time"),
        "certificate_period=2026-01-01T12:00:00Z to 2026-01-01T12:10:00Z \
         authority=https://fulcio.sigstore.test \
         times=[2026-01-01T12:10:00Z, 2026-01-01T12:00:00Z]"
    );
}

#[test]
fn v_50_broken_a_second_before_and_after_the_certificate() {
    for seconds in [-1, LEAF_LIFETIME + 1] {
        let leaf = period(0, LEAF_LIFETIME);
        let expected = outside(PathPart::Leaf, at(seconds), leaf);
        assert_eq!(refused(hello().logged_after(seconds)), expected);
        let stamped = hello().rekor_v2().stamped_after(seconds);
        assert_eq!(refused(stamped), expected);
    }
}

/// One good time does not make up for a bad one, whoever proves which.
#[test]
fn v_50_broken_one_of_two_times() {
    let late = LEAF_LIFETIME + 1;
    let expected = outside(PathPart::Leaf, at(late), period(0, LEAF_LIFETIME));
    let draft = hello().timestamps(1).stamped_after(late);
    assert_eq!(refused(draft), expected);
    let draft = hello().timestamps(1).logged_after(late);
    assert_eq!(refused(draft), expected);
}

#[test]
fn v_50_broken_half_a_second_after() {
    let draft = hello().rekor_v2().timestamp(|info| {
        info.time = UnixTime::new(at(LEAF_LIFETIME).seconds(), 500_000_000).unwrap();
    });
    let time = UnixTime::new(at(LEAF_LIFETIME).seconds(), 500_000_000).unwrap();
    let expected = outside(PathPart::Leaf, time, period(0, LEAF_LIFETIME));
    assert_eq!(refused(draft), expected);
}

/// A world whose intermediate and root hold for so long after the certificate was issued.
fn chain_until(intermediate: i64, root: i64) -> Draft {
    let mut world = World::new();
    let chain = &mut world.authority.chain;
    (chain.issuing.tbs.not_before, chain.issuing.tbs.not_after) = (at(-10), at(intermediate));
    (chain.above[0].tbs.not_before, chain.above[0].tbs.not_after) = (at(-10), at(root));
    world.message(b"hello")
}

#[test]
fn v_50_kept_the_last_second_of_each_authority_certificate() {
    let _ = accepted(chain_until(5, 5));
}

#[test]
fn v_50_broken_an_expired_intermediate_and_an_expired_root() {
    let expected = outside(PathPart::Chain(0), at(5), period(-10, 4));
    assert_eq!(refused(chain_until(4, 5)), expected);
    let expected = outside(PathPart::Chain(1), at(5), period(-10, 4));
    assert_eq!(refused(chain_until(5, 4)), expected);
}

/// Lists the authority as often as there are periods.
fn authority_in(draft: Draft, periods: &'static [(i64, i64)]) -> Draft {
    draft.trusted_root(move |root| {
        let authorities = root["certificateAuthorities"].as_array_mut().unwrap();
        let authority = authorities.remove(0);
        for (start, end) in periods {
            let mut authority = authority.clone();
            authority["validFor"]["start"] = at(*start).to_string().into();
            authority["validFor"]["end"] = at(*end).to_string().into();
            authorities.push(authority);
        }
    })
}

#[test]
fn v_50_kept_the_first_and_the_last_second_of_the_authority() {
    let _ = accepted(authority_in(hello(), &[(-10, 5)]));
    let _ = accepted(authority_in(hello(), &[(5, 10)]));
}

#[test]
fn v_50_broken_outside_of_the_authoritys_period() {
    let expected = outside(PathPart::Authority, at(5), period(-10, 4));
    assert_eq!(refused(authority_in(hello(), &[(-10, 4)])), expected);
    let expected = outside(PathPart::Authority, at(5), period(6, 10));
    assert_eq!(refused(authority_in(hello(), &[(6, 10)])), expected);
}

/// The timestamp is of second 2, the promise of second 5.
#[test]
fn v_50_kept_one_of_two_periods_takes_every_time() {
    let draft = hello().timestamps(1);
    let _ = accepted(authority_in(draft, &[(-10, 3), (2, 5)]));
}

#[test]
fn v_50_broken_two_periods_that_take_one_time_each() {
    let draft = hello().timestamps(1);
    let expected = outside(PathPart::Authority, at(5), period(-10, 3));
    let rejection = refused(authority_in(draft, &[(-10, 3), (4, 10)]));
    assert_eq!(rejection, expected);
}

fn key(made: &Made, period: Validity) -> Policy {
    let pem = made.key_pem.as_ref().unwrap();
    let spki = sigstore_policy::read_key(pem.as_bytes()).unwrap();
    Policy::key(spki, Some(period))
}

#[test]
fn v_114_kept_the_first_and_the_last_second_of_the_key() {
    let made = hello().managed_key().timestamps(1).make();
    let policy = key(&made, period(2, 5));
    let line = "key_period=2026-01-01T12:00:02Z to 2026-01-01T12:00:05Z";
    assert_eq!(proof(&made, &policy, "key-in-time"), line);
}

#[test]
fn v_114_broken_a_second_outside_of_the_keys_period() {
    let made = hello().managed_key().timestamps(1).make();
    for (period, time) in [(period(2, 4), at(5)), (period(3, 5), at(2))] {
        let expected = Rejection::KeyPeriod { time, period };
        let broken = broken(&made, &key(&made, period));
        assert_eq!(broken, [("key-in-time", expected)]);
    }
}

#[test]
fn v_114_broken_the_log_entry_is_checked_like_any_other() {
    let draft = || hello().managed_key();
    let log = World::new().rekor_v1.id();
    let rejection = refused(draft().promise(|promise| *promise.last_mut().unwrap() ^= 1));
    assert_eq!(rejection, Rejection::Promise { entry: 0, log });
    let rejection = refused(draft().proof(|proof| proof.hashes[0][0] ^= 1));
    let found = matches!(rejection, Rejection::Inclusion { entry: 0, .. });
    assert!(found, "{rejection:?}");
    let rejection = refused(draft().no_log());
    let found = matches!(rejection, Rejection::TooFewLogEntries { found: 0, .. });
    assert!(found, "{rejection:?}");
}

/// Logged in Rekor v2, without a timestamp.
fn timeless() -> Draft {
    hello().rekor_v2().timestamps(0)
}

#[test]
fn v_133_accepted_a_key_without_a_time() {
    let made = timeless().managed_key().make();
    let policy = naming(&made);
    let verified = accepted_by(&policy, timeless().managed_key());
    assert_eq!(verified.times(), []);
    let why = Outcome::NotApplicable("a key without a period needs no time");
    assert_eq!(outcome(&made, &policy, "proven-time"), why);
}

#[test]
fn v_133_accepted_where_a_time_is_demanded_there_must_be_one() {
    let draft = || timeless().managed_key();
    let made = draft().make();
    let rejection = refused_by(&key(&made, period(0, 10)), draft());
    assert_eq!(rejection, Rejection::NoProvenTime);
    let policy = naming(&made).thresholds(Thresholds { timestamps: 1, ..Thresholds::default() });
    let none = Rejection::TooFewTimestamps { found: 0, required: 1, unknown: 0 };
    assert_eq!(refused_by(&policy, draft()), none);
    // A certificate always needs one.
    assert_eq!(refused(timeless()), Rejection::NoProvenTime);
}
