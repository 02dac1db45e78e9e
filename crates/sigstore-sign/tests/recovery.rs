//! A log of Rekor v2 that has the entry, though it did not say so: the entry is found, or the
//! error says what may be public.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod lab;
#[path = "lab/walk.rs"]
mod walk;

use lab::{Fault, Lab, Unreachable, V2};
use sigstore_sign::{Error, Finished, MAX_SEARCHED, Published, Step, Why};
use sigstore_traits::Refusal;
use sigstore_verify::{Error as Refused, Rejection};

const CREATE: &str = "rekor-v2-create-entry";
const CHECKPOINT: &str = "rekor-v2-checkpoint";
const TILE: &str = "rekor-v2-tile";

/// The entries that the log begins with.
const BEFORE: u64 = 5;

/// Signs at this instance.
fn walk(lab: &Lab, is_statement: bool) -> Result<Finished, Error<Unreachable>> {
    walk::walk(lab, &[2], is_statement)
}

/// What the log was asked, in order.
fn asked(lab: &Lab) -> Vec<&'static str> {
    let asked = lab.asked.lock().unwrap();
    asked.iter().copied().filter(|kind| kind.starts_with("rekor")).collect()
}

/// The entry is at this index, and the newest of its tree.
fn assert_newest(finished: &Finished, index: u64) {
    assert_eq!(finished.public.entries[0].index, Published::Yes(index));
    let entry = &finished.bundle.entries[0];
    let proof = entry.inclusion_proof.as_ref().unwrap();
    assert_eq!((entry.log_index, proof.log_index, proof.tree_size), (index, index, index + 1));
}

/// Why the entry was not found; the first reason is that no answer came.
fn search_of(error: &Error<Unreachable>) -> &Why<Unreachable> {
    assert_eq!((error.code(), error.step), ("test-unreachable", Step::Log), "{error}");
    assert_eq!(error.public.entries[0].index, Published::Perhaps, "{error}");
    assert_eq!(error.public.entries[0].log, V2, "{error}");
    let Why::NotRecovered { lost, search } = &*error.why else { panic!("{error}") };
    assert_eq!(**lost, Why::Transport(Unreachable));
    search
}

#[test]
fn s_51_kept_asked_again_the_log_tells_where_the_entry_is() {
    for is_statement in [false, true] {
        for others in [0, 7, 250, 251, 700] {
            let lab = Lab::with(CREATE, Fault::Lost);
            lab.fill(others);
            let finished = walk(&lab, is_statement).unwrap();
            assert_newest(&finished, BEFORE + u64::from(others));
            assert_eq!(asked(&lab)[..3], [CREATE, CREATE, CHECKPOINT]);
        }
    }
}

#[test]
fn s_51_kept_a_log_that_stays_silent_is_searched() {
    for others in [0, 7, 250, 251, 700] {
        let lab = Lab::with(CREATE, Fault::Mute);
        lab.fill(others);
        let finished = walk(&lab, false).unwrap();
        assert_newest(&finished, BEFORE + u64::from(others));
        let asked = asked(&lab);
        assert_eq!(asked[..4], [CREATE, CREATE, CHECKPOINT, TILE]);
        // The newest, and what stands left of it on two levels.
        assert!(asked[4..].len() <= 2 && asked[4..].iter().all(|kind| *kind == TILE), "{asked:?}");
    }
}

/// C2SP tlog-tiles, Partial Tiles.
#[test]
fn s_51_kept_a_tile_that_was_filled_meanwhile() {
    let lab = Lab::with(CREATE, Fault::Mute).and(TILE, Fault::Gone);
    lab.fill(300);
    assert_newest(&walk(&lab, false).unwrap(), BEFORE + 300);
}

#[test]
fn s_51_broken_a_checkpoint_that_the_log_did_not_sign() {
    let lab = Lab::with(CREATE, Fault::Mute).and(CHECKPOINT, Fault::Stranger);
    let error = walk(&lab, false).unwrap_err();
    let Why::Verification(Refused::Rejected(rejection)) = search_of(&error) else {
        panic!("{error}")
    };
    assert!(matches!(rejection, Rejection::Checkpoint { .. }), "{error}");
    // Nothing is looked for below it.
    assert_eq!(asked(&lab), [CREATE, CREATE, CHECKPOINT]);
}

#[test]
fn s_51_broken_tiles_that_do_not_lead_to_the_checkpoint() {
    let lab = Lab::with(CREATE, Fault::Mute).and(TILE, Fault::Another);
    lab.fill(7);
    let error = walk(&lab, false).unwrap_err();
    let Why::Proof(sigstore_merkle::Error::Root { .. }) = search_of(&error) else {
        panic!("{error}")
    };
}

#[test]
fn s_51_broken_an_entry_that_is_not_there() {
    let lab = Lab::with(CREATE, Fault::NoAnswer);
    let newest = u32::try_from(MAX_SEARCHED).unwrap();
    lab.fill(newest + 300);
    let error = walk(&lab, false).unwrap_err();
    // 16 full tiles, and the newest of 44 and the 5 entries that the log began with.
    let size = BEFORE + MAX_SEARCHED + 300;
    assert_eq!(search_of(&error), &Why::NotAmongNewest { searched: MAX_SEARCHED + 49, size });
    assert_eq!(asked(&lab).iter().filter(|kind| **kind == TILE).count(), 17);
}

/// A log that answers with another entry is not asked for ours.
#[test]
fn s_51_broken_a_log_that_answers_otherwise() {
    let lab = Lab::with(CREATE, Fault::Another);
    let error = walk(&lab, false).unwrap_err();
    assert_eq!(error.code(), "rekor-other-entry");
    assert_eq!(asked(&lab), [CREATE]);
}
