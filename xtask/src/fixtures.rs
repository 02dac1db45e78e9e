//! Makes `fixtures/`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{cargo, status};
use crate::workspace::{at, empty_folder, files, root, target};

/// Written by hand: what to take out of packages of others.
const BY_HAND: &str = "foreign.toml";

/// Writes the folder; with `check`, compares it byte for byte with what would be written.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let made = empty_folder(target("xtask/fixtures"))?;
    let example = [
        "run",
        "--quiet",
        "--package",
        "sigstore-world",
        "--example",
        "fixtures",
        "--",
    ];
    status(cargo(&example).arg(&made))?;
    let fixtures = root().join("fixtures");
    let (new, old) = (relative(&made)?, relative(&fixtures)?);
    if new.is_empty() {
        return Err("no fixture was made".to_owned());
    }
    let stale = old.iter().filter(|name| !new.contains(name));
    if !check {
        stale
            .into_iter()
            .try_for_each(|name| remove(&fixtures.join(name)))?;
        return new
            .iter()
            .try_for_each(|name| copy(&made.join(name), &fixtures.join(name)));
    }
    let stale = stale.map(|name| format!("fixtures/{}: no longer made", name.display()));
    let changed = new
        .iter()
        .filter(|name| fs::read(made.join(name)).ok() != fs::read(fixtures.join(name)).ok());
    let changed = changed.map(|name| format!("fixtures/{}: not what is made", name.display()));
    let problems: Vec<String> = stale.chain(changed).collect();
    println!("{} fixtures", new.len());
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}

fn relative(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let names = files(folder)?
        .into_iter()
        .filter_map(|file| file.strip_prefix(folder).ok().map(Path::to_path_buf));
    Ok(names.filter(|name| name != Path::new(BY_HAND)).collect())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
    fs::copy(from, to)
        .map(|_| ())
        .map_err(|error| at(to, &error))
}

fn remove(file: &Path) -> Result<(), String> {
    fs::remove_file(file).map_err(|error| at(file, &error))
}
