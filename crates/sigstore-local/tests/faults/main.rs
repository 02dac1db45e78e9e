//! Each service of an instance, failing in each way, at each step of a signature: over real
//! sockets, with a server in front of one service at a time that spoils its answers.
//!
//! What is expected stands in `table.rs`, a row for each way to fail and a cell for each step.
//! Whatever goes wrong: nothing panics, nothing waits longer than it may, the error names the step
//! and whom it asked, says what is public all the same and shows no secret, nobody is asked who
//! comes after, and there is no bundle.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod fault;
mod lab;
mod liar;
mod message;
mod proxy;
mod spoiled;
mod step;
mod table;
mod walk;

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use fault::Fault;
use lab::Lab;
use proxy::Proxy;
use sigstore_sign::{Public, Published};
use step::Step;
use table::{Cell, Own, Row, TABLE};
use walk::{Outcome, walk};

/// The longest that anything may take; the test fails after it.
const GUARD: Duration = Duration::from_secs(10);

#[test]
fn s_6_s_14_broken_at_the_discovery_of_the_issuer() {
    every_row(Step::Discovery);
}

#[test]
fn s_6_broken_at_the_keys_of_the_issuer() {
    every_row(Step::Keys);
}

#[test]
fn s_6_s_17_broken_at_the_token() {
    every_row(Step::Token);
}

#[test]
fn s_4_s_6_broken_at_the_certificate() {
    every_row(Step::Certificate);
}

#[test]
fn s_3_s_6_broken_at_the_timestamp() {
    every_row(Step::Timestamp);
}

#[test]
fn s_3_s_6_broken_at_a_log_of_rekor_v1() {
    every_row(Step::LogV1);
}

#[test]
fn s_3_s_6_broken_at_a_log_of_rekor_v2() {
    every_row(Step::LogV2);
}

/// A way to fail that the table does not have is one that nobody thought about.
#[test]
fn the_table_has_every_fault_once() {
    let faults: Vec<_> = TABLE.iter().map(|row| row.fault).collect();
    assert_eq!(faults, Fault::ALL);
}

fn every_row(step: Step) {
    let lab = Lab::start(step);
    // Without a fault it goes well, and what is answered then is somebody else's answer later.
    let proxy = lab.proxy(None);
    let outcome = guarded(&lab, &proxy);
    assert!(outcome.failure.is_none(), "{step:?}: {:?}", outcome.failure);
    assert_eq!(outcome.pauses, [0; 0], "{step:?}");
    lab.remember(&proxy);
    lab.asked();
    for row in TABLE {
        let cell = row.cell(step);
        if cell != Cell::NotThere {
            let proxy = lab.proxy(Some(row.fault));
            let outcome = guarded(&lab, &proxy);
            assert_cell(&lab, &proxy, row, cell, &outcome);
        }
    }
}

/// A whole signature, which ends in time.
fn guarded(lab: &Lab, proxy: &Proxy) -> Outcome {
    let (sender, receiver) = mpsc::channel();
    let route = lab.route(proxy);
    thread::spawn(move || sender.send(walk(&route)));
    let outcome = receiver.recv_timeout(GUARD);
    outcome.unwrap_or_else(|error| panic!("{:?}, {:?}: {error}", lab.step, proxy.fault()))
}

fn assert_cell(lab: &Lab, proxy: &Proxy, row: &Row, cell: Cell, outcome: &Outcome) {
    let place = format!("{:?}, {:?}: {:?}", lab.step, row.fault, outcome.failure);
    assert_eq!(outcome.pauses, row.pauses(lab.step), "{place}");
    let asked = lab.asked();
    let Cell::Fails(code, own) = cell else {
        assert!(outcome.failure.is_none(), "{place}");
        return;
    };
    let failure = outcome.failure.as_ref().unwrap_or_else(|| panic!("{place}"));
    assert_eq!(failure.code, code, "{place}");
    let peer = lab.peer(proxy, code);
    assert_eq!((failure.step, &failure.peer), (lab.step.in_words(code), &peer), "{place}");
    assert!(failure.text.contains(failure.step), "{place}");
    assert!(failure.text.contains(peer.trim_end_matches('/')), "{place}");
    assert_public(lab.step, own, &peer, &failure.public, &place);
    let later = asked.iter().filter(|service| lab.step.comes_before(**service));
    assert_eq!(later.count(), 0, "{place}: {asked:?}");
    for secret in &outcome.secrets {
        assert!(!failure.text.contains(secret.as_str()), "{place}");
    }
}

/// What is public: of the steps before it, for sure; of its own, as the table says.
fn assert_public(step: Step, own: Own, peer: &str, public: &Public, place: &str) {
    let (certificate, entry) = match step {
        Step::Discovery | Step::Keys | Step::Token => (Own::No, Own::No),
        Step::Certificate => (own, Own::No),
        Step::Timestamp => (Own::Yes, Own::No),
        Step::LogV1 | Step::LogV2 => (Own::Yes, own),
    };
    assert_eq!(Own::of(&public.certificate), certificate, "{place}");
    let entries: Vec<_> = public.entries.iter().map(|it| (it.log.as_str(), it.index)).collect();
    match entry {
        Own::No => assert_eq!(entries, [], "{place}"),
        Own::Perhaps => assert_eq!(entries, [(peer, Published::Perhaps)], "{place}"),
        Own::Yes => panic!("{place}"),
    }
}
