//! Takes bundles of others, with what they should come to, out of released packages.

use serde::{Deserialize, Serialize};

use crate::package::Package;
use crate::workspace::{empty_folder, read_toml, target, write};

/// The embedded trusted roots, as seen from the table.
const ROOTS: &str = "../../crates/sigstore-roots/data";

/// `fixtures/foreign.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Foreign {
    #[serde(rename = "package")]
    packages: Vec<Package<String>>,
    #[serde(rename = "case")]
    cases: Vec<Case>,
}

/// A bundle and what a verifier must say of it. In `foreign.toml` files are named as in their
/// package, in `target/foreign/cases.json` relative to that.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    package: String,
    bundle: String,
    /// Either a file, or its digest.
    artifact: Option<String>,
    digest: Option<String>,
    /// A file, or in `foreign.toml` the name of an embedded root.
    trusted_root: String,
    identity: Option<String>,
    issuer: Option<String>,
    key: Option<String>,
    #[serde(default)]
    waive: Vec<String>,
    #[serde(default)]
    timestamps: u32,
    outcome: Outcome,
    reason: String,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Accept,
    Reject,
}

/// Unpacks the files that the cases name, and writes the table.
pub(crate) fn run() -> Result<(), String> {
    let Foreign { packages, mut cases } = read_toml("fixtures/foreign.toml")?;
    let folder = empty_folder(target("foreign"))?;
    for package in &packages {
        let archive = package.fetch(&folder)?;
        let of_package = cases.iter_mut().filter(|case| case.package == package.name);
        let mut names: Vec<&mut String> = of_package.flat_map(Case::files).collect();
        package.unpack(&archive, &names, &folder)?;
        for name in &mut names {
            **name = format!("{}/{name}", package.release());
        }
        let Package { registry, name, version, date, licence, .. } = package;
        println!("{registry} {name} {version} ({date}, {licence})");
    }
    // What is no file of a package is an embedded root.
    for case in cases.iter_mut().filter(|case| !case.trusted_root.contains('/')) {
        case.trusted_root = format!("{ROOTS}/{}.json", case.trusted_root);
    }
    if cases.is_empty() {
        return Err("fixtures/foreign.toml has no case".to_owned());
    }
    let table = folder.join("cases.json");
    let json = serde_json::to_string_pretty(&cases).map_err(|error| error.to_string())?;
    println!("{} cases: {}", cases.len(), table.display());
    write(table, json)
}

impl Case {
    fn files(&mut self) -> impl Iterator<Item = &mut String> {
        let root = Some(&mut self.trusted_root).filter(|root| root.contains('/'));
        let others = [self.artifact.as_mut(), self.key.as_mut(), root];
        [&mut self.bundle].into_iter().chain(others.into_iter().flatten())
    }
}
