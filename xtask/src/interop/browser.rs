//! Logins in a real browser: how each ends for the program that waits.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::client::Client;
use super::{Embedded, Installed, Interop};
use crate::workspace::{at, root, write};

/// How long the browser may take after sigscope is done.
const PATIENCE: Duration = Duration::from_secs(30);

/// What happens in the browser, and the code of the error in which it ends.
const SCENARIOS: [(&str, Option<&str>); 5] = [
    ("login", None),
    ("denied", Some("oidc-sign-in-refused")),
    ("other-state", Some("oidc-state")),
    ("other-nonce", Some("jwt-nonce")),
    ("spent-code", Some("oidc-refused")),
];

/// What sigscope prints: a bundle that was written, or an error.
#[derive(Deserialize)]
struct Printed {
    code: Option<String>,
}

/// Runs `sigscope sign --oidc browser` for each.
pub(super) fn run(installed: &Installed, work: &Path, interop: &mut Interop) -> Result<(), String> {
    let sigscope = installed.clients.first().and_then(Client::sigscope).ok_or("no sigscope")?;
    let Some(python) = &installed.browser else { return Ok(()) };
    let embedded = Embedded::start(sigscope, "v2", work.join("browser"))?;
    for (scenario, expected) in SCENARIOS {
        let opener = opener(scenario, python, work)?;
        let mut sign = Command::new(sigscope);
        sign.args(["sign", "--json", "--oidc", "browser", "--trust"]).arg(embedded.folder());
        sign.arg("--bundle").arg(work.join(format!("browser-{scenario}.json")));
        sign.arg(work.join("artifact.txt")).env("BROWSER", &opener);
        let output = sign.output().map_err(|error| at(sigscope, &error))?;
        let printed = String::from_utf8_lossy(&output.stdout);
        let found: Option<Printed> = serde_json::from_str(&printed).ok();
        let right = output.status.success() == expected.is_none()
            && found.is_some_and(|printed| printed.code.as_deref() == expected);
        let page = page(&opener.with_extension("log"));
        let told = expected.unwrap_or("signed");
        interop.line(&format!("browser {scenario:16}{}", if right { told } else { "WRONG" }));
        if !right {
            interop.problems.push(format!("browser {scenario}: not {told} but {printed}"));
        }
        interop.problems.extend(page.err());
    }
    Ok(())
}

/// A program for `BROWSER`, which is called with the address.
fn opener(scenario: &str, python: &Path, work: &Path) -> Result<std::path::PathBuf, String> {
    let opener = work.join(format!("browser-{scenario}.sh"));
    let script = root().join("xtask/interop/browser.py");
    let (python, script, log) = (python.display(), script.display(), opener.with_extension("log"));
    let log = log.display();
    let text = format!("#!/bin/sh\nexec '{python}' '{script}' {scenario} \"$1\" >'{log}' 2>&1\n");
    write(&opener, text)?;
    executable(&opener)?;
    Ok(opener)
}

#[cfg(unix)]
fn executable(file: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).map_err(|error| at(file, &error))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> Result<(), String> {
    Ok(())
}

/// The browser has shown the page that it was led back to.
fn page(log: &Path) -> Result<(), String> {
    let start = Instant::now();
    let mut text = String::new();
    while start.elapsed() < PATIENCE {
        text = fs::read_to_string(log).unwrap_or_default();
        if text.lines().any(|line| line == "Back to the terminal") {
            return Ok(());
        }
        sleep(Duration::from_millis(100));
    }
    Err(at(log, &text))
}
