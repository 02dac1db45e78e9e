//! Makes `fixtures/`.

use std::fs;

use crate::process::{cargo, program, status};
use crate::workspace::{at, empty_folder, files, root, target, write};

/// Written by hand: what to take out of packages of others.
const BY_HAND: &str = "foreign.toml";

/// Writes the folder; with `check`, compares it byte for byte with what would be written.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let made = empty_folder(target("xtask/fixtures"))?;
    for (example, folder) in [("fixtures", made.clone()), ("lives", made.join("lives"))] {
        let mut example = cargo(&format!("run --quiet --example {example} --"));
        status(example.arg(folder))?;
    }
    let fixtures = root().join("fixtures");
    let new = files(&made)?;
    if new.is_empty() {
        return Err("no fixture was made".to_owned());
    }
    println!("{} files", new.len());
    if check {
        let mut diff = program("diff", "--recursive --brief --exclude");
        return status(diff.arg(BY_HAND).args([&made, &fixtures]));
    }
    for file in files(&fixtures)?.iter().filter(|file| !file.ends_with(BY_HAND)) {
        fs::remove_file(file).map_err(|error| at(file, &error))?;
    }
    new.iter().try_for_each(|file| {
        let content = fs::read(file).map_err(|error| at(file, &error))?;
        write(fixtures.join(file.strip_prefix(&made).unwrap_or(file)), content)
    })
}
