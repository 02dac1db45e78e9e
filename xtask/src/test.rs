//! What CI runs: every step, whatever the others came to, and a summary.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::process::{cargo, logged, output};
use crate::workspace::{packages, read_text, root, target};
use crate::{corpus, fixtures, fuzz, graph, readme, rules, tool, trust_roots};

/// How a step ends that does not fail.
enum Done {
    Passed,
    /// It can't be run here.
    Skipped(String),
}

type Step = fn() -> Result<Done, String>;

/// In this order: the corpus before the tests that read it, the tests before what counts them.
static STEPS: [(&str, Step); 17] = [
    ("lock file", || {
        run_cargo("lock", &["metadata", "--locked", "--format-version", "1"])
    }),
    ("format", || run_cargo("fmt", &["fmt", "--all", "--check"])),
    ("clippy", || {
        run_cargo(
            "clippy",
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "--deny",
                "warnings",
            ],
        )
    }),
    ("documentation", documentation),
    ("each crate alone", each_crate_alone),
    ("rust-version", rust_version),
    ("corpus", || corpus::run().map(passed)),
    ("tests", || run_tests("").map(passed)),
    ("foreign table", || {
        run_cargo(
            "foreign",
            &[
                "test",
                "--workspace",
                "--test",
                "foreign",
                "--",
                "--show-output",
            ],
        )
    }),
    ("rules", || {
        rules::check(&read_text(&log("tests"))?).map(passed)
    }),
    ("graph", || graph::run(true).map(passed)),
    ("fixtures", || fixtures::run(true).map(passed)),
    ("trust roots", trusted_roots),
    ("deny", deny),
    ("advisories", advisories),
    ("fuzz", short_fuzz),
    ("readme", || readme::run().map(passed)),
];

/// Seconds for each target of the short run.
const FUZZ_SECONDS: u32 = 10;

/// Runs every step and prints what each came to.
pub(crate) fn run() -> Result<(), String> {
    let lines: Vec<Line> = STEPS.iter().map(Line::run).collect();
    println!();
    lines.iter().for_each(|line| println!("{line}"));
    skipped_in_tests()
        .iter()
        .for_each(|line| println!("{line}"));
    let count = |word| lines.iter().filter(|line| line.word() == word).count();
    let failed = count("FAILED");
    println!(
        "{} passed, {failed} failed, {} skipped",
        count("passed"),
        count("skipped")
    );
    if failed == 0 {
        Ok(())
    } else {
        Err(format!("{failed} steps failed"))
    }
}

/// Runs the tests of all crates whose names contain `filter`, and returns what they print.
pub(crate) fn run_tests(filter: &str) -> Result<String, String> {
    let arguments = [
        "test",
        "--workspace",
        "--no-fail-fast",
        "--",
        "--show-output",
        filter,
    ];
    logged(&mut cargo(&arguments), &new_log("tests")?)
}

/// A line of the summary.
struct Line {
    step: &'static str,
    outcome: Result<Done, String>,
    seconds: u64,
}

impl Line {
    fn run((step, run): &(&'static str, Step)) -> Self {
        println!("— {step}");
        let start = Instant::now();
        let outcome = run();
        if let Err(error) = &outcome {
            println!("{error}");
        }
        let line = Self {
            step,
            outcome,
            seconds: start.elapsed().as_secs(),
        };
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

fn log(name: &str) -> PathBuf {
    target("xtask").join(format!("{name}.log"))
}

fn new_log(name: &str) -> Result<PathBuf, String> {
    fs::create_dir_all(target("xtask")).map_err(|error| error.to_string())?;
    Ok(log(name))
}

fn run_cargo(name: &str, arguments: &[&str]) -> Result<Done, String> {
    logged(&mut cargo(arguments), &new_log(name)?).map(passed)
}

fn documentation() -> Result<Done, String> {
    let mut doc = cargo(&["doc", "--workspace", "--no-deps"]);
    logged(doc.env("RUSTDOCFLAGS", "--deny warnings"), &new_log("doc")?).map(passed)
}

/// With its default features, and without.
fn each_crate_alone() -> Result<Done, String> {
    for package in packages()?.iter().filter(|package| package.is_library()) {
        let check = ["check", "--package", &package.name];
        run_cargo("alone", &check)?;
        if package.features.contains_key("default") {
            run_cargo(
                "alone",
                &[check.as_slice(), &["--no-default-features"]].concat(),
            )?;
        }
    }
    Ok(Done::Passed)
}

/// The crates compile with the oldest Rust that they name, where that is installed.
fn rust_version() -> Result<Done, String> {
    let manifest: toml::Table = crate::workspace::read_toml(&root().join("Cargo.toml"))?;
    let version = manifest
        .get("workspace")
        .and_then(|table| table.get("package")?.get("rust-version")?.as_str());
    let version = version.ok_or("Cargo.toml has no rust-version")?;
    let installed = output(Command::new("rustup").args(["toolchain", "list"])).unwrap_or_default();
    if !installed.lines().any(|line| line.starts_with(version)) {
        return Ok(Done::Skipped(format!(
            "the toolchain {version} is not installed"
        )));
    }
    let toolchain = format!("+{version}");
    let folder = target("rust-version");
    let mut check = cargo(&[
        &toolchain,
        "check",
        "--workspace",
        "--exclude",
        "xtask",
        "--target-dir",
    ]);
    logged(
        check.arg(folder).env_remove("RUSTUP_TOOLCHAIN"),
        &new_log("rust-version")?,
    )
    .map(passed)
}

fn trusted_roots() -> Result<Done, String> {
    match trust_roots::reach() {
        Ok(()) => trust_roots::run(true).map(passed),
        Err(error) => Ok(Done::Skipped(format!("its packages can't be had: {error}"))),
    }
}

fn deny() -> Result<Done, String> {
    let mut check = tool::DENY.cargo(&["deny", "check", "bans", "licenses", "sources"])?;
    logged(&mut check, &new_log("deny")?).map(passed)
}

fn advisories() -> Result<Done, String> {
    if output(&mut tool::DENY.cargo(&["deny", "fetch", "db"])?).is_err() {
        return Ok(Done::Skipped(
            "the advisory database can't be had".to_owned(),
        ));
    }
    let mut check = tool::DENY.cargo(&["deny", "check", "--disable-fetch", "advisories"])?;
    logged(&mut check, &new_log("advisories")?).map(passed)
}

fn short_fuzz() -> Result<Done, String> {
    fuzz::lint()?;
    let all = fuzz::Options {
        seconds: FUZZ_SECONDS,
        target: None,
    };
    all.run().map(passed)
}

/// Tests that can't run here say so on a line of their own.
fn skipped_in_tests() -> BTreeSet<String> {
    let text = ["tests", "foreign"].map(|name| read_text(&log(name)).unwrap_or_default());
    let lines = text.iter().flat_map(|text| text.lines());
    lines
        .filter(|line| line.starts_with("skipped: "))
        .map(str::to_owned)
        .collect()
}
