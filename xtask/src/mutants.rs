//! Changes the code in small ways, and shows which changes no test notices.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;

use serde::Deserialize;

use crate::tool;
use crate::workspace::{at, empty_folder, read_text, read_toml, root, target};

const CRATES: [&str; 7] = [
    "merkle",
    "checkpoint",
    "certificate",
    "sct",
    "tsa",
    "bundle",
    "verify",
];

/// `docs/mutants.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    #[serde(default, rename = "survivor")]
    survivors: Vec<Survivor>,
}

/// A change that no test notices, and why it does no harm.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Survivor {
    /// The file and what was changed, without line and column.
    change: String,
    reason: String,
}

/// Runs cargo-mutants and compares the survivors with those that are known.
pub(crate) fn run() -> Result<(), String> {
    let known: Known = read_toml(&root().join("docs/mutants.toml"))?;
    let folder = empty_folder(target("mutants"))?;
    // The copies that are tested lie here, with the corpus beside them as beside the workspace.
    let shared = root().join("../shared");
    if shared.exists() {
        symlink(&shared, folder.join("shared")).map_err(|error| at(&folder, &error))?;
    }
    let mut mutants =
        tool::MUTANTS.cargo(&["mutants", "--no-shuffle", "--jobs", "2", "--output"])?;
    mutants.arg(&folder).env("TMPDIR", &folder);
    mutants.args(CRATES.map(|name| format!("--package=sigstore-{name}")));
    // It fails when anything survives; the lists tell what.
    mutants
        .status()
        .map_err(|error| format!("cargo mutants: {error}"))?;
    let lists = folder.join("mutants.out");
    let mut found = BTreeMap::new();
    for list in ["missed.txt", "timeout.txt"] {
        found.extend(
            read_text(&lists.join(list))?
                .lines()
                .map(|line| (change(line), line.to_owned())),
        );
    }
    let caught = fs::read_to_string(lists.join("caught.txt")).unwrap_or_default();
    println!("{} caught, {} survive", caught.lines().count(), found.len());
    known.compare(&found)
}

impl Known {
    fn compare(&self, found: &BTreeMap<String, String>) -> Result<(), String> {
        let known: BTreeMap<&str, &str> = self
            .survivors
            .iter()
            .map(|known| (known.change.as_str(), known.reason.as_str()))
            .collect();
        let new = found.iter().filter(|(change, _)| {
            known
                .get(change.as_str())
                .is_none_or(|reason| reason.is_empty())
        });
        let new = new.map(|(_, line)| format!("survives: {line}"));
        let gone = known.keys().filter(|change| !found.contains_key(**change));
        let gone = gone.map(|change| format!("no longer survives: {change}"));
        let problems: Vec<String> = new.chain(gone).collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems.join("\n"))
        }
    }
}

/// `file:line:column: what`, without the place in the file.
fn change(line: &str) -> String {
    let (place, what) = line.split_once(": ").unwrap_or((line, ""));
    let file = place.split(':').next().unwrap_or(place);
    format!("{file}: {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_keeps_its_name_when_lines_move() {
        let line = "crates/a/src/b.rs:12:5: replace c -> bool with true";
        assert_eq!(
            change(line),
            "crates/a/src/b.rs: replace c -> bool with true"
        );
    }
}
