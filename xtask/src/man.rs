//! Makes the man pages of `sigscope`.

use crate::process::{cargo, status};
use crate::workspace::{empty_folder, files, target};

/// Writes them into `target/man`, out of the definitions of the command line.
pub(crate) fn run() -> Result<(), String> {
    let folder = empty_folder(target("man"))?;
    let mut example = cargo("run --quiet --package sigstore-cli --example man --");
    status(example.arg(&folder))?;
    println!("{} pages in {}", files(&folder)?.len(), folder.display());
    Ok(())
}
