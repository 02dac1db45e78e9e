//! Runs other programs.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::workspace::{at, read_text, root};

/// Of the output of a failed program, the last lines that are shown.
const SHOWN: usize = 120;

/// Cargo, at the top of the workspace.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(root());
    command
}

/// Runs it; what it prints is seen.
pub(crate) fn status(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| failed(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(failed(command, &status))
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

/// Runs it with both its outputs into a file, in the order in which they come, and returns them.
pub(crate) fn logged(command: &mut Command, log: &Path) -> Result<String, String> {
    let file = File::create(log).map_err(|error| at(log, &error))?;
    let errors = file.try_clone().map_err(|error| at(log, &error))?;
    command.stdin(Stdio::null()).stdout(file).stderr(errors);
    let outcome = status(command);
    let text = read_text(log)?;
    match outcome {
        Ok(()) => Ok(text),
        Err(error) => Err(format!("{}\n{error}; see {}", tail(&text), log.display())),
    }
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(SHOWN);
    lines.get(from..).unwrap_or_default().join("\n")
}

fn failed(command: &Command, error: &impl ToString) -> String {
    let words = command.get_args().map(|word| word.to_string_lossy());
    let words: Vec<_> = words.collect();
    let program = command.get_program().to_string_lossy();
    format!("{program} {}: {}", words.join(" "), error.to_string())
}
