//! Changes the code in small ways, and shows which changes no test notices.

use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::process::Command;

use serde::Deserialize;

use crate::tool;
use crate::workspace::{at, empty_folder, read, read_toml, root, target, verdict};

const CRATES: [&str; 7] = ["merkle", "checkpoint", "certificate", "sct", "tsa", "bundle", "verify"];

/// `docs/mutants.toml`.
#[derive(Deserialize)]
struct Known {
    #[serde(default, rename = "survivor")]
    survivors: Vec<Survivor>,
}

/// A change that no test notices, and why it does no harm.
#[derive(Deserialize)]
struct Survivor {
    /// The file and what was changed, without line and column.
    change: String,
    reason: String,
}

/// Runs cargo-mutants and compares the survivors with those that are known.
pub(crate) fn run() -> Result<(), String> {
    let Known { survivors: mut known } = read_toml("docs/mutants.toml")?;
    known.retain(|survivor| !survivor.reason.is_empty());
    let known = known.into_iter().map(|survivor| survivor.change).collect();
    let found = survivors()?;
    let new = found.difference(&known).map(|change| format!("survives: {change}"));
    let gone = known.difference(&found).map(|change| format!("no longer survives: {change}"));
    verdict(&new.chain(gone).collect::<Vec<_>>())
}

fn survivors() -> Result<BTreeSet<String>, String> {
    let folder = empty_folder(target("mutants"))?;
    // The copies that are tested lie here, with the corpus beside them as beside the workspace.
    let shared = root().join("../shared");
    if shared.exists() {
        symlink(&shared, folder.join("shared")).map_err(|error| at(&shared, &error))?;
    }
    let mut mutants = tool::MUTANTS.cargo("mutants --no-shuffle --timeout 180 --output")?;
    mutants.arg(&folder).env("TMPDIR", &folder);
    // What does not change is compiled once.
    mutants.env("CARGO_TARGET_DIR", folder.join("build"));
    mutants.args(CRATES.map(|name| format!("--package=sigstore-{name}")));
    // It fails when anything survives; the list tells what. A test that does not end has noticed.
    with_little_memory(&mutants).status().map_err(|error| error.to_string())?;
    let missed = read(folder.join("mutants.out").join("missed.txt"))?;
    Ok(missed.lines().map(change).collect())
}

/// The same command with 6 GB of address space: a change that reads for ever ends there, not with
/// the machine.
fn with_little_memory(command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"ulimit -v 6000000; exec "$0" "$@""#]).arg(command.get_program());
    shell.args(command.get_args());
    let set = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
    shell.envs(set);
    shell.current_dir(command.get_current_dir().unwrap_or(&root()));
    shell
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
        assert_eq!(change(line), "crates/a/src/b.rs: replace c -> bool with true");
    }
}
