//! `sigstore-conformance`: speaks the protocol of the public conformance suite.
use std::process::ExitCode;

fn main() -> ExitCode {
    sigstore_cli::conformance(std::env::args_os())
}
