//! What CI runs: every step, whatever the others came to, and a summary.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Instant;

use crate::fuzz::{self, Fuzz};
use crate::process::{cargo, log, logged, output, program, status};
use crate::workspace::{packages, read};
use crate::{corpus, fixtures, graph, interop, readme, rules, tool, trust_roots};

/// How a step ends that does not fail.
enum Done {
    Passed,
    /// It can't be run here.
    Skipped(String),
}

type Step = (&'static str, fn() -> Result<Done, String>);

/// In this order: the corpus before the tests that read it, the tests before what counts them.
static STEPS: [Step; 18] = [
    ("lock file", || output(&mut cargo("metadata --locked --format-version 1")).map(passed)),
    ("format", || status(&mut cargo("fmt --all --check")).map(passed)),
    ("clippy", || run("clippy", "clippy --workspace --all-targets -- --deny warnings")),
    ("documentation", documentation),
    ("each crate alone", each_crate_alone),
    ("rust-version", rust_version),
    ("corpus", || corpus::run().map(passed)),
    ("tests", || run_tests("").map(passed)),
    ("foreign table", || run("foreign", "test --workspace --test foreign -- --show-output")),
    ("interop", interoperation),
    ("rules", || rules::check(&read(log("tests"))?).map(passed)),
    ("graph", || graph::run(true).map(passed)),
    ("fixtures", || fixtures::run(true).map(passed)),
    ("trust roots", trusted_roots),
    ("deny", deny),
    ("advisories", advisories),
    ("fuzz", short_fuzz),
    ("readme", || readme::run().map(passed)),
];

/// Runs every step and prints what each came to.
pub(crate) fn run_all() -> Result<(), String> {
    let lines: Vec<Line> = STEPS.iter().map(Line::run).collect();
    println!();
    lines.iter().for_each(|line| println!("{line}"));
    skipped_in_tests().iter().for_each(|line| println!("{line}"));
    let count = |word| lines.iter().filter(|line| line.word() == word).count();
    let failed = count("FAILED");
    println!("{} passed, {failed} failed, {} skipped", count("passed"), count("skipped"));
    match failed {
        0 => Ok(()),
        failed => Err(format!("{failed} steps failed")),
    }
}

/// Runs the tests of all crates whose names contain `filter`, and returns what they print.
pub(crate) fn run_tests(filter: &str) -> Result<String, String> {
    let words = format!("test --workspace --no-fail-fast -- --show-output {filter}");
    logged(&mut cargo(&words), "tests")
}

/// A line of the summary.
struct Line {
    step: &'static str,
    outcome: Result<Done, String>,
    seconds: u64,
}

impl Line {
    fn run((step, run): &Step) -> Self {
        println!("— {step}");
        let start = Instant::now();
        let outcome = run();
        if let Err(error) = &outcome {
            println!("{error}");
        }
        let line = Self { step, outcome, seconds: start.elapsed().as_secs() };
        println!("{line}");
        line
    }

    fn word(&self) -> &'static str {
        match self.outcome {
            Ok(Done::Passed) => "passed",
            Ok(Done::Skipped(_)) => "skipped",
            Err(_) => "FAILED",
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:18} {:8} {:5} s", self.step, self.word(), self.seconds)?;
        match &self.outcome {
            Ok(Done::Skipped(why)) => write!(f, "  {why}"),
            _ => Ok(()),
        }
    }
}

fn passed<T>(_: T) -> Done {
    Done::Passed
}

fn run(name: &str, words: &str) -> Result<Done, String> {
    logged(&mut cargo(words), name).map(passed)
}

fn documentation() -> Result<Done, String> {
    let mut doc = cargo("doc --workspace --no-deps");
    logged(doc.env("RUSTDOCFLAGS", "--deny warnings"), "doc").map(passed)
}

/// With its default features, and without.
fn each_crate_alone() -> Result<Done, String> {
    let mut packages = packages()?;
    packages.retain(|package| package.path("src/lib.rs").exists());
    for package in packages {
        let check = format!("check --package {}", package.name);
        run("alone", &check)?;
        if package.features.contains_key("default") {
            run("alone", &format!("{check} --no-default-features"))?;
        }
    }
    Ok(Done::Passed)
}

/// The crates compile with the oldest Rust that they name, where that is installed.
fn rust_version() -> Result<Done, String> {
    let manifest = read("Cargo.toml")?;
    let quoted = manifest.lines().find_map(|line| line.strip_prefix("rust-version = "));
    let version = quoted.ok_or("Cargo.toml has no rust-version")?.trim_matches('"');
    let installed = output(&mut program("rustup", "toolchain list")).unwrap_or_default();
    if !installed.lines().any(|line| line.starts_with(version)) {
        return Ok(Done::Skipped(format!("Rust {version} is not installed")));
    }
    let words = format!("+{version} check --workspace --target-dir target/rust-version");
    logged(cargo(&words).env_remove("RUSTUP_TOOLCHAIN"), "rust-version").map(passed)
}

fn trusted_roots() -> Result<Done, String> {
    match trust_roots::reach() {
        Ok(()) => trust_roots::run(true).map(passed),
        Err(error) => Ok(Done::Skipped(format!("its packages can't be had: {error}"))),
    }
}

/// With what can be installed here; what can't be is on a line of its own.
fn interoperation() -> Result<Done, String> {
    let interop = interop::run(false)?;
    Ok(match interop.clients {
        1 => Done::Skipped("no client of others can be had".to_owned()),
        _ => Done::Passed,
    })
}

fn deny() -> Result<Done, String> {
    let mut check = tool::DENY.cargo("deny check --deny unused-wrapper bans licenses sources")?;
    logged(&mut check, "deny").map(passed)
}

fn advisories() -> Result<Done, String> {
    if output(&mut tool::DENY.cargo("deny fetch db")?).is_err() {
        return Ok(Done::Skipped("the advisory database can't be had".to_owned()));
    }
    let mut check = tool::DENY.cargo("deny check --disable-fetch advisories")?;
    logged(&mut check, "advisories").map(passed)
}

fn short_fuzz() -> Result<Done, String> {
    fuzz::lint()?;
    Fuzz { seconds: 10, target: None }.run().map(passed)
}

/// Tests that can't run here say so on a line of their own.
fn skipped_in_tests() -> BTreeSet<String> {
    let text = ["tests", "foreign", "interop"].map(|name| read(log(name)).unwrap_or_default());
    let lines = text.iter().flat_map(|text| text.lines());
    lines.filter(|line| line.starts_with("skipped: ")).map(str::to_owned).collect()
}
