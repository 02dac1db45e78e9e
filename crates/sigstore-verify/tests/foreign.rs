//! Bundles of others out of released packages (`fixtures/foreign.toml`): each verifies, or does
//! not, as the table says. `cargo xtask corpus` fetches them.
#![allow(clippy::unwrap_used)]

#[path = "support/judge.rs"]
mod judge;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_policy::read_key;
use sigstore_verify::{Identity, IssuerPolicy, Policy, Text, Thresholds, Waived, WaivedBy};

use judge::{Source, judge};

#[test]
fn every_foreign_bundle() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/foreign");
    let Ok(table) = fs::read(folder.join("cases.json")) else {
        eprintln!("skipped: the foreign bundles (run `cargo xtask corpus`)");
        return;
    };
    let cases: Vec<Value> = serde_json::from_slice(&table).unwrap();
    assert!(!cases.is_empty(), "an empty table tests nothing");
    let wrong: Vec<_> =
        cases.iter().filter_map(|case| Case { case, folder: &folder }.wrong()).collect();
    println!("{} of {} foreign bundles as expected", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

struct Case<'c> {
    case: &'c Value,
    folder: &'c Path,
}

impl Case<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.case.get(name)?.as_str()
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.join(self.text(name)?))
    }

    /// What is wrong; `None` if the outcome is the expected one.
    fn wrong(&self) -> Option<String> {
        let name = self.text("name").unwrap();
        let bundle = fs::read(self.file("bundle").unwrap()).unwrap();
        let root = fs::read(self.file("trusted_root").unwrap()).unwrap();
        let file = self.file("artifact");
        let source = match &file {
            Some(path) => Source::Path(path),
            None => Source::Digest(self.text("digest").unwrap()),
        };
        let outcome = judge(&source, &bundle, &root, WithEd25519ph(AwsLcSuite), &self.policy());
        let expected = self.text("outcome") == Some("accept");
        let reason = self.text("reason").unwrap();
        (outcome.is_ok() != expected).then(|| format!("{name}: {outcome:?}; {reason}"))
    }

    fn policy(&self) -> Policy {
        let policy = match (self.file("key"), self.text("identity")) {
            (Some(key), _) => Policy::key(read_key(&fs::read(key).unwrap()).unwrap(), None),
            (None, Some(identity)) => {
                let issuer = self.text("issuer");
                let issuer =
                    issuer.map_or(IssuerPolicy::Absent, |url| IssuerPolicy::Exact(url.into()));
                Policy::identity(Identity::new(Text::Exact(identity.into()), issuer))
            }
            (None, None) => Policy::any_identity(WaivedBy::Caller),
        };
        let timestamps = self.case.get("timestamps").and_then(Value::as_u64).unwrap_or(0);
        let timestamps = usize::try_from(timestamps).unwrap();
        let policy = policy.thresholds(Thresholds { timestamps, ..Thresholds::default() });
        let waived = self.case.get("waive").and_then(Value::as_array).into_iter().flatten();
        waived.fold(policy, |policy, what| {
            policy.waive(waiver(what.as_str().unwrap()), WaivedBy::Caller)
        })
    }
}

fn waiver(name: &str) -> Waived {
    let all = [Waived::TransparencyLog, Waived::InclusionProof, Waived::Sct];
    all.into_iter().find(|waived| waived.name() == name).unwrap()
}
