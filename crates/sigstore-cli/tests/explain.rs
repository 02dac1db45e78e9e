//! What the program says of rules, checks and error codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{code, done, err, failed, out, sigscope};

const POLICY: [&str; 4] = ["--identity", "x", "--issuer", "y"];

/// Compares with a file; `UPDATE_SNAPSHOTS=1` writes it.
fn snapshot(name: &str, found: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&file, found).unwrap();
    }
    let expected = fs::read_to_string(&file).expect("a snapshot; UPDATE_SNAPSHOTS=1 writes it");
    assert_eq!(found, expected, "{name}");
}

/// No file is read.
fn anywhere() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

fn json_of(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

fn explained(arguments: &[&str]) -> String {
    out(&done(sigscope(anywhere(), &[&["explain"], arguments].concat())))
}

#[test]
fn texts_are_as_they_were() {
    snapshot("explain.steps.txt", &explained(&[]));
    for name in ["V-88", "certificate-in-time", "too-few-scts", "certificate-authority", "usage"] {
        snapshot(&format!("explain.{name}.txt"), &explained(&[name]));
    }
    let names = ["--json", "V-88", "certificate-in-time", "too-few-scts", "certificate-authority"];
    snapshot("explain.json", &explained(&names));
    snapshot("explain.steps.json", &explained(&["--json"]));
}

#[test]
fn a_name_may_be_spelled_in_any_case_and_may_be_a_check_and_a_code() {
    for spelling in ["v-88", "V_88", " v-88 "] {
        assert_eq!(explained(&[spelling]), explained(&["V-88"]), "{spelling:?}");
    }
    let both = explained(&["signature", "--json"]);
    let kinds: Vec<_> = both.lines().map(|line| json_of(line)["kind"].clone()).collect();
    assert_eq!(kinds, ["check", "code"]);
}

#[test]
fn every_check_and_code_of_the_steps_is_explained() {
    let steps = json_of(&explained(&["--json"]));
    let mut checks = 0;
    for step in steps["steps"].as_array().unwrap() {
        for check in step["checks"].as_array().unwrap() {
            checks += 1;
            let name = check["check"].as_str().unwrap();
            let said = json_of(explained(&[name, "--json"]).lines().next().unwrap());
            assert_eq!(said["rule"], check["rule"]);
            assert!(!said["codes"].as_array().unwrap().is_empty(), "{name}");
        }
    }
    assert_eq!(checks, sigstore_verify::CHECKS.len());
}

#[test]
fn an_unknown_name_is_usage_and_names_what_is_near() {
    let output = sigscope(anywhere(), &["explain", "too-few-sct", "--json"]);
    failed(&output, 2, "usage");
    assert_eq!(json_of(&out(&output))["found"], "\"too-few-sct\", which is near too-few-scts");
    let output = sigscope(anywhere(), &["explain", "elephants", "V-88"]);
    assert_eq!(code(&output), 2);
    assert!(out(&output).starts_with("V-88: a rule\n"), "the others are told all the same");
}

#[test]
fn a_refusal_says_where_to_read_on() {
    let fixture = support::fixture("v0.3-hashedrekord-v1");
    let refused = ["verify", "artifact", "--trusted-root", "trusted_root.json"];
    let refused = sigscope(&fixture, &[&refused, &POLICY[..]].concat());
    assert_eq!(code(&refused), 1);
    assert_eq!(err(&refused), "sigscope: see `sigscope explain identity`\n");
}
