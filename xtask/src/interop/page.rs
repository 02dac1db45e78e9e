//! Pages in a real browser: every message opens, equal values connect, nothing is loaded.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::client::Client;
use super::{Installed, Interop};
use crate::process::{cargo, output};
use crate::workspace::{at, empty_folder, root};

/// Goes through the pages of a life that is lived now, and through those of the crate that draws
/// them: lives of the fixtures, refusals, and one full of markup.
pub(super) fn run(installed: &Installed, work: &Path, interop: &mut Interop) -> Result<(), String> {
    let sigscope = installed.clients.first().and_then(Client::sigscope).ok_or("no sigscope")?;
    let Some(python) = &installed.browser else { return Ok(()) };
    let folder = empty_folder(work.join("pages"))?;
    let lived = folder.join("lived.html");
    let mut life = Command::new(sigscope);
    life.args(["life", "--rekor", "both", "--html"]).arg(&lived).arg(work.join("artifact.txt"));
    output(&mut life)?;
    let example = "run --quiet --package sigstore-page --example pages --";
    let made = output(cargo(example).arg(&folder))?;
    let pages = made.lines().map(PathBuf::from).chain([lived]);
    let script = root().join("xtask/interop/page.py");
    for page in pages {
        let name = page.file_stem().ok_or_else(|| at(&page, &"no name"))?.to_string_lossy();
        let read = output(Command::new(python).arg(&script).arg(&page));
        interop.line(&format!("page {name:26}{}", if read.is_ok() { "read" } else { "WRONG" }));
        interop.problems.extend(read.err().map(|error| format!("page {name}: {error}")));
    }
    Ok(())
}
