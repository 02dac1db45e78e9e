//! Feeds every parser with bytes that nobody wrote.

use std::process::Command;

use crate::process::{cargo, logged, status};
use crate::workspace::{files, root, verdict};
use crate::{seeds, tool};

/// What every run is told. An input that takes a second is a finding too.
const OPTIONS: &str = "-timeout=1 -rss_limit_mb=2048 -print_final_stats=1";

/// How long each, and which target; none: all.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fuzz<'w> {
    pub(crate) seconds: u32,
    pub(crate) target: Option<&'w str>,
}

impl<'w> Fuzz<'w> {
    pub(crate) fn read(words: &[&'w str]) -> Option<Self> {
        let (seconds, words) = match words {
            ["--seconds", seconds, words @ ..] => (seconds.parse().ok()?, words),
            words => (60, words),
        };
        let target = match words {
            [] => None,
            [target] => Some(*target),
            _ => return None,
        };
        Some(Self { seconds, target })
    }

    pub(crate) fn run(&self) -> Result<(), String> {
        let sources = files(&root().join("fuzz/fuzz_targets"))?;
        let names = sources.iter().filter_map(|file| file.file_stem()?.to_str());
        let names: Vec<&str> =
            names.filter(|name| self.target.is_none_or(|it| it == *name)).collect();
        if names.is_empty() {
            return Err("there is no such file in fuzz/fuzz_targets".to_owned());
        }
        seeds::write()?;
        status(cargo_fuzz("build")?.arg("--verbose"))?;
        let failures = names.iter().filter_map(|name| self.run_one(name).err());
        verdict(&failures.collect::<Vec<_>>())
    }

    fn run_one(&self, name: &str) -> Result<(), String> {
        let mut run = cargo_fuzz("run")?;
        run.args([name, "--"]).args(OPTIONS.split_whitespace());
        run.arg(format!("-max_total_time={}", self.seconds));
        let text = logged(&mut run, &format!("fuzz-{name}"))?;
        let number =
            |line: &str| Some(line.strip_prefix("stat::number_of_executed_units:")?.to_owned());
        let inputs = text.lines().find_map(number).ok_or("libFuzzer printed no statistics")?;
        println!("{name:14} {:>12} inputs in {} s", inputs.trim(), self.seconds);
        Ok(())
    }
}

/// Instrumentation is in the stable compiler, which does not offer it. There is no sanitizer: no
/// code of the workspace is unsafe, so that none of its findings is possible.
fn cargo_fuzz(word: &str) -> Result<Command, String> {
    let mut command = tool::FUZZ.cargo(&format!("fuzz {word} --sanitizer none"))?;
    command.env("RUSTC_BOOTSTRAP", "1");
    Ok(command)
}

/// The targets are a workspace of their own, with its own formatting and lints.
pub(crate) fn lint() -> Result<(), String> {
    status(&mut cargo("fmt --check --manifest-path fuzz/Cargo.toml"))?;
    let mut clippy = cargo("clippy --locked --manifest-path fuzz/Cargo.toml -- --deny warnings");
    logged(&mut clippy, "fuzz-clippy").map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_target_may_be_left_out() {
        let fuzz = |seconds, target| Some(Fuzz { seconds, target });
        assert_eq!(Fuzz::read(&[]), fuzz(60, None));
        assert_eq!(Fuzz::read(&["--seconds", "5", "json"]), fuzz(5, Some("json")));
        assert_eq!(Fuzz::read(&["json", "--seconds"]), None);
        assert_eq!(Fuzz::read(&["--seconds", "soon"]), None);
    }
}
