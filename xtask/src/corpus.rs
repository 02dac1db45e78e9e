//! Takes bundles of others, with what they should come to, out of released packages.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::package::Package;
use crate::workspace::{at, empty_folder, read_toml, root, target};

/// `fixtures/foreign.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Foreign {
    #[serde(rename = "package")]
    packages: Vec<Package<String>>,
    #[serde(rename = "case")]
    cases: Vec<Case>,
}

/// A bundle and what a verifier must say of it. Files are named as in the package.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    package: String,
    bundle: String,
    artifact: Option<String>,
    digest: Option<String>,
    /// An embedded profile, or a file.
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

/// A line of `target/foreign/cases.json`. Files are relative to it.
#[derive(Serialize)]
struct Line<'c> {
    name: &'c str,
    bundle: PathBuf,
    artifact: Option<PathBuf>,
    digest: Option<&'c str>,
    trusted_root: PathBuf,
    identity: Option<&'c str>,
    issuer: Option<&'c str>,
    key: Option<PathBuf>,
    waive: &'c [String],
    timestamps: u32,
    outcome: Outcome,
    reason: &'c str,
}

/// Unpacks the files that the cases name, and writes the table.
pub(crate) fn run() -> Result<(), String> {
    let foreign: Foreign = read_toml(&root().join("fixtures/foreign.toml"))?;
    let folder = empty_folder(target("foreign"))?;
    for package in &foreign.packages {
        let archive = package.fetch(&folder)?;
        let cases = foreign
            .cases
            .iter()
            .filter(|case| case.package == package.name);
        let mut files: Vec<&str> = cases.flat_map(Case::files).collect();
        files.sort_unstable();
        files.dedup();
        package.unpack(&archive, &files, &folder)?;
        let Package {
            registry,
            name,
            version,
            date,
            licence,
            ..
        } = package;
        println!(
            "{} {name} {version} ({date}, {licence}): {} files",
            registry.name(),
            files.len()
        );
    }
    let lines: Vec<Line> = foreign
        .cases
        .iter()
        .map(|case| foreign.line(case))
        .collect::<Result<_, _>>()?;
    if lines.is_empty() {
        return Err("fixtures/foreign.toml names no case".to_owned());
    }
    write(&lines, &folder.join("cases.json"))
}

fn write(lines: &[Line], file: &Path) -> Result<(), String> {
    let json = serde_json::to_string_pretty(lines).map_err(|error| at(file, &error))?;
    fs::write(file, json).map_err(|error| at(file, &error))?;
    println!("{} cases: {}", lines.len(), file.display());
    Ok(())
}

impl Foreign {
    fn line<'c>(&self, case: &'c Case) -> Result<Line<'c>, String> {
        let package = self
            .packages
            .iter()
            .find(|package| package.name == case.package);
        let package =
            package.ok_or_else(|| format!("{}: no package {}", case.name, case.package))?;
        let folder = PathBuf::from(package.release());
        let file = |name: &String| folder.join(name);
        if case.artifact.is_some() == case.digest.is_some() {
            return Err(format!("{}: either an artifact or a digest", case.name));
        }
        Ok(Line {
            name: &case.name,
            bundle: file(&case.bundle),
            artifact: case.artifact.as_ref().map(file),
            digest: case.digest.as_deref(),
            trusted_root: match case.root_file() {
                Some(_) => file(&case.trusted_root),
                None => PathBuf::from(&case.trusted_root),
            },
            identity: case.identity.as_deref(),
            issuer: case.issuer.as_deref(),
            key: case.key.as_ref().map(file),
            waive: &case.waive,
            timestamps: case.timestamps,
            outcome: case.outcome,
            reason: &case.reason,
        })
    }
}

impl Case {
    fn files(&self) -> Vec<&str> {
        let named = [
            Some(&self.bundle),
            self.artifact.as_ref(),
            self.key.as_ref(),
        ];
        let named = named.into_iter().flatten().map(String::as_str);
        named.chain(self.root_file()).collect()
    }

    /// The trusted root, if it is a file: the name of a profile has no dot.
    fn root_file(&self) -> Option<&str> {
        self.trusted_root
            .contains('.')
            .then_some(&self.trusted_root)
    }
}
