//! Takes the clients from their registries, with the registries' own programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Client;
use crate::process::{output, program, within};
use crate::workspace::{at, root, write};

/// What pip and npm may take.
const DOWNLOAD: Duration = Duration::from_secs(300);

/// What Go may take to build sigstore-go.
const BUILD: Duration = Duration::from_secs(1500);

/// The program that sigstore-go's own conformance tests run.
const SIGSTORE_GO: &str = "github.com/sigstore/sigstore-go/test/conformance@v1.2.1";

/// The oldest Node.js that the pinned packages were seen to run on; they ask for 22.
const NODE: u32 = 20;

/// The clients that are there.
pub(super) struct Installed {
    pub(super) clients: Vec<Client>,
    /// Why others are not.
    pub(super) missing: Vec<String>,
    /// Python with what drives a browser, if there is one.
    pub(super) browser: Option<PathBuf>,
}

impl Installed {
    pub(super) fn all(folder: &Path, sigscope: PathBuf, go: bool) -> Result<Self, String> {
        fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
        let mut installed = Self {
            clients: vec![Client::Sigscope { program: sigscope }],
            missing: Vec::new(),
            browser: None,
        };
        let python = folder.join("python");
        let there = installed.note("sigstore-python", from_pypi(&python));
        if there.is_some() {
            installed.clients.push(Client::Python { program: python.join("bin/sigstore") });
        }
        let driver = there.ok_or_else(|| "what drives it comes with sigstore-python".to_owned());
        let driver = driver.and_then(|()| browser()).map(|()| python.join("bin/python"));
        installed.browser = installed.note("a real browser", driver);
        let script = from_npm(&folder.join("node"));
        if let Some(script) = installed.note("sigstore-js", script) {
            installed.clients.push(Client::JavaScript { script });
        }
        let conformance = if go { from_go(folder) } else { Err("--go asks for it".to_owned()) };
        if let Some(program) = installed.note("sigstore-go", conformance) {
            installed.clients.push(Client::Go { program });
        }
        Ok(installed)
    }

    /// What is there; else why it is not.
    fn note<T>(&mut self, what: &str, found: Result<T, String>) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(error) => {
                let why = error.lines().next_back().unwrap_or_default();
                eprintln!("{what}: {error}");
                self.missing.push(format!("{what}: {why}"));
                None
            }
        }
    }
}

/// A virtual environment with the pinned packages.
fn from_pypi(folder: &Path) -> Result<(), String> {
    let pinned = root().join("xtask/interop/requirements.txt");
    once(folder, &[&pinned], || {
        output(program("python3", "-m venv --clear").arg(folder))?;
        let python = folder.join("bin/python");
        let mut pip = program(&python.to_string_lossy(), "-m pip install --quiet");
        within(pip.arg("--requirement").arg(&pinned), DOWNLOAD, "interop-pip")
    })
}

/// The pinned packages and the script that uses them.
fn from_npm(folder: &Path) -> Result<PathBuf, String> {
    let version = output(&mut program("node", "--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next();
    if major.and_then(|major| major.parse::<u32>().ok()).is_none_or(|major| major < NODE) {
        return Err(format!("Node.js is {}, not {NODE} or newer", version.trim()));
    }
    let ours = root().join("xtask/interop");
    let names = ["package.json", "package-lock.json", "client.mjs"];
    let files = names.map(|name| ours.join(name));
    let [package, lock, script] = &files;
    once(folder, &[package, lock, script], || {
        for name in names {
            let content = fs::read(ours.join(name)).map_err(|error| at(&ours, &error))?;
            write(folder.join(name), content)?;
        }
        let mut npm = program("npm", "ci --ignore-scripts --no-audit --no-fund");
        within(npm.current_dir(folder), DOWNLOAD, "interop-npm")
    })?;
    Ok(folder.join("client.mjs"))
}

fn from_go(folder: &Path) -> Result<PathBuf, String> {
    let built = folder.join("go/conformance");
    if !built.exists() {
        let mut go = program("go", "install -trimpath");
        go.arg(SIGSTORE_GO).env("GOBIN", folder.join("go")).env("GOTOOLCHAIN", "local");
        within(&mut go, BUILD, "interop-go")?;
    }
    Ok(built)
}

/// Chromium and the program that drives it.
fn browser() -> Result<(), String> {
    for name in ["chromium", "chromedriver"] {
        output(&mut program(name, "--version"))?;
    }
    Ok(())
}

/// Installs, unless that was done before from the same files.
fn once(
    folder: &Path,
    files: &[&PathBuf],
    install: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let mut all = String::new();
    for file in files {
        all.push_str(&fs::read_to_string(file).map_err(|error| at(file, &error))?);
    }
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|stamped| stamped == all) {
        return Ok(());
    }
    eprintln!("installing {} …", folder.display());
    install()?;
    write(stamp, all)
}
