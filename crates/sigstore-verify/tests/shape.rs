//! What the interface makes impossible, or visible.

use sigstore_verify::{CHECKS, Rejection, Step};

/// The six steps stand in one order, and each has checks.
#[test]
fn v_1_shape_six_steps_in_one_order() {
    let steps: Vec<Step> = CHECKS.iter().map(|check| check.step).collect();
    assert!(steps.is_sorted());
    for step in Step::ALL {
        assert!(steps.contains(&step), "{}", step.name());
    }
}

/// Every check needs only checks that come before it, so that a walk can make them in order.
#[test]
fn v_1_shape_a_check_needs_only_those_before_it() {
    for (place, check) in CHECKS.iter().enumerate() {
        for need in check.needs {
            let before = CHECKS.iter().take(place).any(|other| other.name == *need);
            assert!(before, "{} needs {need}", check.name);
        }
    }
}

/// Whatever a verification refuses, it refuses in a check of the list.
#[test]
fn every_refusal_is_of_a_check() {
    let known: Vec<&str> = CHECKS.iter().flat_map(|check| check.codes).copied().collect();
    let missing =
        Rejection::CODES.iter().map(|code| code.word).filter(|code| !known.contains(code));
    assert_eq!(missing.collect::<Vec<_>>(), [""; 0]);
}

/// Only a verification makes a `Verified`, and it tells proven times only.
#[test]
fn v_118_shape_a_time_comes_with_its_authority() {
    fn tells(verified: &sigstore_verify::Verified) -> Vec<(&str, &str)> {
        verified.times().iter().map(|time| (time.source.name(), time.authority.as_str())).collect()
    }
    let _: fn(&sigstore_verify::Verified) -> Vec<(&str, &str)> = tells;
}
