//! Drives the workspace: `cargo xtask` and a word. Depends on no crate of the workspace; it runs
//! cargo, tools of cargo, and examples, tests and benchmarks of the crates.

mod bench;
mod corpus;
mod fixtures;
mod fuzz;
mod graph;
mod interop;
mod man;
mod mutants;
mod package;
mod process;
mod readme;
mod rules;
mod seeds;
mod source;
mod test;
mod tool;
mod trust_roots;
mod workspace;

use std::env;
use std::process::ExitCode;

use fuzz::Fuzz;

const USAGE: &str = "usage: cargo xtask COMMAND

  test                          all that CI runs, and a summary
  graph [--check]               the crates with their weight, held against crates/GRAPH.toml
  rules [--check]               docs/RULES.md out of the catalogue in the code
  corpus                        bundles of others, out of released packages, into target/foreign
  fixtures [--check]            fixtures/, byte for byte
  trust-roots [--check]         the embedded trusted roots, out of released packages
  fuzz [--seconds N] [TARGET]   every fuzz target, or one (60 seconds each)
  man                           the man pages of sigscope, into target/man
  mutants                       cargo-mutants over the parsers and the verifier
  interop [--go]                clients of others before the embedded Sigstore, and a real browser
  bench [--json FILE]           what verifying and signing cost over their bare cryptography";

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<(), String> {
    match words {
        ["test"] => test::run_all(),
        ["graph"] => graph::run(false),
        ["graph", "--check"] => graph::run(true),
        ["rules"] => rules::run(),
        ["rules", "--check"] => rules::check(&test::run_tests("v_")?),
        ["corpus"] => corpus::run(),
        ["fixtures"] => fixtures::run(false),
        ["fixtures", "--check"] => fixtures::run(true),
        ["trust-roots"] => trust_roots::run(false),
        ["trust-roots", "--check"] => trust_roots::run(true),
        ["fuzz", words @ ..] => Fuzz::read(words).ok_or(USAGE)?.run(),
        ["man"] => man::run(),
        ["mutants"] => mutants::run(),
        ["interop"] => interop::run(false).map(drop),
        ["interop", "--go"] => interop::run(true).map(drop),
        ["bench"] => bench::run(None),
        ["bench", "--json", file] => bench::run(Some(file)),
        _ => Err(USAGE.to_owned()),
    }
}
