//! The embedded Sigstore and its bundles before clients that others wrote, and a real browser
//! before its login page and before the pages of `--html`.

mod browser;
mod client;
mod embedded;
mod install;
mod matrix;
mod page;

use client::Client;
use embedded::Embedded;
use install::Installed;

use crate::process::{cargo, log, logged};
use crate::workspace::{empty_folder, target, target_directory, verdict, write};

/// What a run came to.
#[derive(Default)]
pub(crate) struct Interop {
    /// How many clients there were, the one of this workspace included.
    pub(crate) clients: usize,
    /// A line for each part that could not be run here.
    skipped: Vec<String>,
    /// What it showed.
    text: String,
    problems: Vec<String>,
}

/// Runs all clients that can be had; `go` allows the minutes that sigstore-go takes to build.
pub(crate) fn run(go: bool) -> Result<Interop, String> {
    logged(&mut cargo("build --package sigstore-cli"), "interop-build")?;
    let sigscope = target_directory()?.join("debug/sigscope");
    let folder = target("xtask/interop");
    let installed = Installed::all(&folder, sigscope, go)?;
    let work = empty_folder(folder.join("work"))?;
    let clients = installed.clients.len();
    let mut interop = Interop { clients, ..Interop::default() };
    matrix::run(&installed, &work, &mut interop)?;
    browser::run(&installed, &work, &mut interop)?;
    page::run(&installed, &work, &mut interop)?;
    interop.skipped.extend(installed.missing.iter().map(|why| format!("skipped: interop: {why}")));
    write(log("interop"), interop.report())?;
    print!("{}", interop.report());
    verdict(&interop.problems)?;
    Ok(interop)
}

impl Interop {
    fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn skip(&mut self, what: &str, why: &str) {
        self.skipped.push(format!("skipped: interop: {what}: {why}"));
    }

    fn report(&self) -> String {
        let skipped: String = self.skipped.iter().map(|line| format!("{line}\n")).collect();
        format!("{}{skipped}", self.text)
    }
}
