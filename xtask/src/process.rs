//! Runs other programs.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::workspace::{at, read, root, target};

/// Of the output of a failed program, the last lines that are shown.
const SHOWN: usize = 120;

/// Cargo with these words, at the top of the workspace.
pub(crate) fn cargo(words: &str) -> Command {
    program("cargo", words)
}

/// A program with these words, at the top of the workspace.
pub(crate) fn program(name: &str, words: &str) -> Command {
    let mut command = Command::new(name);
    command.args(words.split_whitespace()).current_dir(root());
    command
}

/// Runs it; what it prints is seen.
pub(crate) fn status(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(command, &status)),
        Err(error) => Err(failed(command, &error)),
    }
}

/// Runs it and returns what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| failed(command, &error))?;
    if output.status.success() {
        String::from_utf8(output.stdout).map_err(|error| failed(command, &error))
    } else {
        let errors = String::from_utf8_lossy(&output.stderr);
        Err(format!("{}\n{errors}", failed(command, &output.status)))
    }
}

/// Runs it with both its outputs into a log, in the order in which they come, and returns them.
pub(crate) fn logged(command: &mut Command, name: &str) -> Result<String, String> {
    let log = log(name);
    fs::create_dir_all(target("xtask")).map_err(|error| at(&log, &error))?;
    let file = File::create(&log).map_err(|error| at(&log, &error))?;
    let errors = file.try_clone().map_err(|error| at(&log, &error))?;
    command.stdin(Stdio::null()).stdout(file).stderr(errors);
    let outcome = status(command);
    let text = read(&log)?;
    match outcome {
        Ok(()) => Ok(text),
        Err(error) => Err(format!("{}\n{error}; see {}", tail(&text), log.display())),
    }
}

/// Runs it with both its outputs into a log, and ends it if it takes longer than this.
pub(crate) fn within(command: &mut Command, limit: Duration, name: &str) -> Result<(), String> {
    let log = log(name);
    fs::create_dir_all(target("xtask")).map_err(|error| at(&log, &error))?;
    let file = File::create(&log).map_err(|error| at(&log, &error))?;
    let errors = file.try_clone().map_err(|error| at(&log, &error))?;
    command.stdin(Stdio::null()).stdout(file).stderr(errors);
    match ended_within(command, limit) {
        Ok(Some(status)) if status.success() => Ok(()),
        Ok(Some(status)) => Err(format!("{}\n{}", tail(&read(&log)?), failed(command, &status))),
        Ok(None) => Err(failed(command, &format!("not done in {} s", limit.as_secs()))),
        Err(error) => Err(failed(command, &error)),
    }
}

fn ended_within(command: &mut Command, limit: Duration) -> std::io::Result<Option<ExitStatus>> {
    let (mut child, start) = (command.spawn()?, Instant::now());
    while start.elapsed() < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        sleep(Duration::from_millis(20));
    }
    child.kill()?;
    child.wait().map(|_| None)
}

pub(crate) fn log(name: &str) -> PathBuf {
    target("xtask").join(format!("{name}.log"))
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(SHOWN);
    lines.get(from..).unwrap_or_default().join("\n")
}

fn failed(command: &Command, error: &impl ToString) -> String {
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
    let program = command.get_program().to_string_lossy();
    format!("{program} {}: {}", words.join(" "), error.to_string())
}
