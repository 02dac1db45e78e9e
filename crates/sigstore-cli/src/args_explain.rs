use clap::{Arg, Command};

use crate::args::output;

/// `sigscope explain`.
pub(crate) fn command() -> Command {
    Command::new("explain")
        .about("Says what a rule, a check or the code of an error means, which attack it stops and what to do")
        .arg(
            Arg::new("name")
                .value_name("RULE|CHECK|ERROR-CODE")
                .help("Such as V-51, certificate-path or too-few-scts, in any case of letters; without one, the six steps of a verification and their checks")
                .num_args(0..),
        )
        .args(output())
}
