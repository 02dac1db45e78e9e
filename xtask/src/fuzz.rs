//! Feeds every parser with bytes that nobody wrote.

use std::path::Path;

use crate::process::{cargo, logged, status};
use crate::workspace::{files, root, target};
use crate::{seeds, tool};

/// How long, and which target; none: all.
pub(crate) struct Options<'w> {
    pub(crate) seconds: u32,
    pub(crate) target: Option<&'w str>,
}

impl<'w> Options<'w> {
    pub(crate) fn read(words: &[&'w str]) -> Option<Self> {
        let (seconds, words) = match words {
            ["--seconds", seconds, words @ ..] => (seconds.parse().ok()?, words),
            words => (60, words),
        };
        match words {
            [] => Some(Self {
                seconds,
                target: None,
            }),
            [target] if !target.starts_with('-') => Some(Self {
                seconds,
                target: Some(target),
            }),
            _ => None,
        }
    }

    pub(crate) fn run(&self) -> Result<(), String> {
        let known = targets()?;
        let chosen = known
            .iter()
            .filter(|name| self.target.is_none_or(|wanted| wanted == name.as_str()));
        let chosen: Vec<&String> = chosen.collect();
        if chosen.is_empty() {
            return Err(format!("the targets are: {}", known.join(", ")));
        }
        seeds::write()?;
        let logs = target("xtask/fuzz");
        std::fs::create_dir_all(&logs).map_err(|error| error.to_string())?;
        fuzz(&["build"], None)?;
        let failures = chosen
            .iter()
            .filter_map(|name| self.run_one(name, &logs).err());
        let failures: Vec<String> = failures.collect();
        if failures.is_empty() {
            Ok(())
        } else {
            Err(failures.join("\n"))
        }
    }

    fn run_one(&self, name: &str, logs: &Path) -> Result<(), String> {
        let seconds = format!("-max_total_time={}", self.seconds);
        // An input that takes a second is a finding too.
        let arguments = [
            "run",
            name,
            "--",
            &seconds,
            "-timeout=1",
            "-rss_limit_mb=2048",
            "-print_final_stats=1",
        ];
        let text = fuzz(&arguments, Some(&logs.join(name)))?;
        let runs = text
            .lines()
            .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
        println!(
            "{name:14} {} inputs in {} s",
            runs.unwrap_or("?").trim(),
            self.seconds
        );
        Ok(())
    }
}

fn targets() -> Result<Vec<String>, String> {
    let sources = files(&root().join("fuzz/fuzz_targets"))?;
    let names = sources.iter().filter_map(|file| file.file_stem()?.to_str());
    Ok(names.map(str::to_owned).collect())
}

/// Runs cargo-fuzz. It asks the compiler for instrumentation that stable has but does not offer.
/// No sanitizer: no code of the workspace is unsafe, so none of its findings is possible.
fn fuzz(arguments: &[&str], log: Option<&Path>) -> Result<String, String> {
    let mut command = tool::FUZZ.cargo(&["fuzz"])?;
    let (word, rest) = arguments.split_first().unwrap_or((&"help", &[]));
    command.arg(word).args(["--sanitizer", "none"]).args(rest);
    command.env("RUSTC_BOOTSTRAP", "1");
    match log {
        Some(log) => logged(&mut command, log),
        None => status(&mut command).map(|()| String::new()),
    }
}

/// The targets are a workspace of their own: its formatting and lints.
pub(crate) fn lint() -> Result<(), String> {
    let manifest = ["--manifest-path", "fuzz/Cargo.toml"];
    status(cargo(&["fmt", "--check"]).args(manifest))?;
    status(
        cargo(&["clippy", "--quiet"])
            .args(manifest)
            .args(["--", "-D", "warnings"]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_target_may_be_left_out() {
        let read = |words: &[&'static str]| {
            Options::read(words).map(|options| (options.seconds, options.target))
        };
        assert_eq!(read(&[]), Some((60, None)));
        assert_eq!(read(&["--seconds", "5", "json"]), Some((5, Some("json"))));
        assert_eq!(read(&["json", "--seconds"]), None);
        assert_eq!(read(&["--seconds", "soon"]), None);
    }
}
