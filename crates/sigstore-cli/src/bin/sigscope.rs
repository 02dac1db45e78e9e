//! `sigscope`: verifies Sigstore bundles and shows what is in them.
use std::process::ExitCode;

fn main() -> ExitCode {
    sigstore_cli::sigscope(std::env::args_os())
}
