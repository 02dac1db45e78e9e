//! What each check proves, word by word: the evidence of a report.

use std::collections::BTreeSet;
use std::fmt::Write;

use sigstore_verify::CHECKS;

use super::*;

const REPOSITORY: &str = "https://sigstore.test/repository";

/// A bundle, and what is demanded of it.
type Scene = (&'static str, Draft, fn(&Made) -> Policy);

/// Bundles which together keep every check.
fn scenes() -> [Scene; 3] {
    let certified = hello().fulcio_extension(12, REPOSITORY);
    let stated = envelope().both_logs().timestamps(2);
    let keyed = hello().managed_key().rekor_v2().timestamps(1);
    [
        ("a message in Rekor v1", certified, |made| {
            policy(made).require("source-repository-uri", REPOSITORY)
        }),
        ("a statement in both logs, with two timestamps", stated, |made| {
            policy(made).predicate_type("https://example.com/predicate/v1")
        }),
        ("a managed key in Rekor v2, from a time on", keyed, |made| {
            let pem = made.key_pem.as_ref().unwrap();
            Policy::key(read_key(pem.as_bytes()).unwrap(), Some(until(None)))
        }),
    ]
}

#[test]
fn what_every_check_proves() {
    let mut told = String::new();
    let mut kept = BTreeSet::new();
    for (name, draft, demand) in scenes() {
        let made = draft.make();
        let policy = demand(&made);
        let needs = needs(&bundle(&made), &policy, &SUITE).unwrap();
        let artifact = Artifact::read(made.artifact.as_slice(), &needs, &SUITE).unwrap();
        let examined = examine(&artifact, &bundle(&made), &trust(&made), &policy).unwrap();
        writeln!(told, "{name}").unwrap();
        for (check, outcome) in examined.checks() {
            let Outcome::Kept(proof) = outcome else { continue };
            kept.insert(check.name);
            writeln!(told, "  {}: {proof}", check.name).unwrap();
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/evidence/proofs.txt");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &told).unwrap();
    }
    assert_eq!(told, std::fs::read_to_string(path).unwrap());
    let missing = CHECKS.iter().map(|check| check.name).filter(|name| !kept.contains(name));
    assert_eq!(missing.collect::<Vec<_>>(), [""; 0]);
}
