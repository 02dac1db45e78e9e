//! The command line: `sigscope`, and the entry point of the public conformance suite.
//!
//! This crate reads arguments and files, chooses trust, services and suite, brings the clock, the
//! randomness and the network of this machine, and prints what the crates below say. It decides
//! nothing about a bundle. Only the commands whose purpose is the network open connections.
//!
//! | exit code | meaning |
//! |---|---|
//! | 0 | done; every required check kept |
//! | 1 | refused: a check is broken, or a policy not met |
//! | 2 | usage: the command line or the policy makes no sense |
//! | 3 | unreadable: an input is not what it claims to be |
//! | 4 | trust: the trust material is missing, malformed or not usable |
//! | 5 | service: a peer refused, failed, timed out or answered nonsense |
//! | 6 | interrupted |
#![forbid(unsafe_code)]

mod args;
mod args_capture;
mod args_explain;
mod args_signing;
mod args_token;
mod attacks;
mod attest;
mod browser;
mod capture;
mod catalogue;
mod complaint;
mod config;
mod conformance;
mod detached;
mod diff;
mod dress;
mod evidence;
mod explain;
mod failure;
mod hint;
mod html;
mod input;
mod inspect;
mod life;
mod listener;
mod live;
mod local;
mod login;
mod machine;
mod output;
mod policy;
mod proxy;
mod replay;
mod seen;
mod services;
mod settings;
mod sign;
mod token;
mod token_command;
mod token_text;
mod trust;
mod verify;
mod walk;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::failure::Exit;

/// The suite of the program: aws-lc-rs, and Ed25519ph beside it.
type Suite = sigstore_ed25519ph::WithEd25519ph<sigstore_crypto::AwsLcSuite>;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[&input::V_4, &input::V_105, &input::V_111];

/// Runs `sigscope` with these arguments, the program's name first.
pub fn sigscope(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let command = args::command();
    let matches = match command.clone().try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return args::usage(&error, &arguments),
    };
    let matches = match settings::applied(&command, &matches, &arguments) {
        Ok(None) => matches,
        Ok(Some(arguments)) => match command.try_get_matches_from(&arguments) {
            Ok(matches) => matches,
            Err(error) => return args::usage(&error, &arguments),
        },
        Err(failure) => return failure.tell(&args::output_of(&arguments)).into(),
    };
    let exit = match matches.subcommand() {
        Some(("life", matches)) => life::run(matches),
        Some(("sign", matches)) => sign::run(matches),
        Some(("attest", matches)) => attest::run(matches),
        Some(("token", matches)) => token_command::run(matches),
        Some(("local", matches)) => local::run(matches),
        Some(("verify", matches)) => verify::run(matches),
        Some(("replay", matches)) => replay::run(matches),
        Some(("proxy", matches)) => proxy::run(matches),
        Some(("inspect", matches)) => inspect::run(matches),
        Some(("diff", matches)) => diff::run(matches),
        Some(("explain", matches)) => explain::run(matches),
        Some(("config", matches)) => config::run(matches),
        Some(("completions", matches)) => args::completions(matches),
        _ => Exit::Usage,
    };
    exit.into()
}

/// The definition of the command line, for man pages and completions.
pub fn command() -> clap::Command {
    args::command()
}

pub use catalogue::catalogue;
pub use conformance::conformance;
