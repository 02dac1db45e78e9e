//! The Wycheproof vectors of JSON Web Signature, with both suites.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use sigstore_crypto::AwsLcSuite;
use sigstore_jwt::{Jws, KeySet};
use sigstore_testing::{RustCryptoSuite, corpus};
use sigstore_traits::SignatureSuite;

/// `case | reason`, one a line: the cases that are decided otherwise than the vectors say.
const EXCEPTIONS: &str = include_str!("wycheproof-exceptions.txt");

#[test]
fn a_40_kept_by_wycheproof_jws() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: 401 cases (no ../shared/corpus)");
        return;
    };
    let file = corpus.join("jwt/wycheproof-json_web_signature_test.json");
    let file: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    run(&file, &AwsLcSuite);
    run(&file, &RustCryptoSuite);
}

fn run<S: SignatureSuite>(file: &Value, suite: &S) {
    let mut exceptions: BTreeMap<u64, usize> = exceptions();
    let (mut cases, mut accepted, mut failures) = (0, 0, Vec::new());
    for group in file["testGroups"].as_array().unwrap() {
        let key = group.get("public").unwrap_or(&group["private"]);
        let keys = KeySet::parse(format!(r#"{{"keys":[{key}]}}"#).as_bytes(), suite).unwrap();
        for case in group["tests"].as_array().unwrap() {
            let number = case["tcId"].as_u64().unwrap();
            let text = case["jws"].as_str().unwrap();
            let verdict = Jws::parse(text).and_then(|jws| keys.verify_jws(&jws, suite));
            let exception = exceptions.get_mut(&number).map(|used| *used += 1).is_some();
            if verdict.is_ok() != ((case["result"] == "valid") ^ exception) {
                failures
                    .push(format!("{number} {} {}: {verdict:?}", case["result"], case["comment"]));
            }
            cases += 1;
            accepted += usize::from(verdict.is_ok());
        }
    }
    let unused = exceptions.iter().filter(|(_, used)| **used == 0);
    failures.extend(unused.map(|(number, _)| format!("{number}: an exception for no case")));
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(cases, 401);
    eprintln!("{cases} cases, {accepted} accepted, {} exceptions", exceptions.len());
}

fn exceptions() -> BTreeMap<u64, usize> {
    let lines = EXCEPTIONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .flat_map(|line| {
            let (cases, _reason) = line.split_once(" | ").expect("cases | reason");
            cases.split(' ').map(|case| (case.parse().unwrap(), 0)).collect::<Vec<_>>()
        })
        .collect()
}
