//! The commands about identity tokens.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command};

use crate::args::{flag, output, text};
use crate::args_capture::capture;
use crate::args_signing::{ca_file, token};
use crate::token_text::KINDS;

pub(crate) fn command() -> Command {
    Command::new("token")
        .about("Gets, reads and checks identity tokens, and says what a certificate makes of them")
        .subcommand_required(true)
        .subcommand(get())
        .subcommand(show())
        .subcommand(check())
}

fn get() -> Command {
    Command::new("get")
        .about("Gets a token from where `sign` would, and says what is in it")
        .args(token())
        .arg(
            Arg::new("login")
                .long("issuer")
                .value_name("URL")
                .help("Where to log in; else the issuer of the signing config"),
        )
        .arg(
            text("trust", "PROFILE")
                .help("Whose issuer: public-good (default), staging, local, or a directory")
                .conflicts_with("login"),
        )
        .arg(text("signing-config", "FILE").help("A signing config").conflicts_with("login"))
        .arg(
            text("trusted-root", "FILE").help("The trusted root beside it").conflicts_with("login"),
        )
        .arg(flag("print-secret").help("Prints the token itself: whoever has it can sign as you"))
        .arg(kind())
        .arg(ca_file())
        .arg(flag("offline").help("Forbids the network: only --identity-token is left"))
        .args(capture())
        .args(output())
}

fn show() -> Command {
    Command::new("show")
        .about("Decodes a token; nothing is checked")
        .arg(thing())
        .arg(kind())
        .arg(flag("offline").help("Forbids the network; this command never uses it"))
        .args(output())
}

fn check() -> Command {
    Command::new("check")
        .about("Checks a token as its addressee does: signature, issuer, audience and times")
        .arg(thing())
        .arg(
            text("issuer", "URL").help(
                "From whom it must be, and whose keys are asked for; else whom it names itself",
            ),
        )
        .arg(text("audience", "NAME").help("For whom it must be (sigstore)"))
        .arg(text("keys", "FILE").help("The issuer's key set (JWKS); nobody is asked"))
        .arg(kind())
        .arg(ca_file())
        .arg(flag("offline").help("Forbids the network; needs --keys"))
        .args(capture())
        .args(output())
}

fn thing() -> Arg {
    Arg::new("token")
        .value_name("TOKEN")
        .required(true)
        .help("A file, - for standard input, or the token itself")
}

fn kind() -> Arg {
    text("kind", "KIND")
        .help("The kind of the issuer, if it is none of the public instance's")
        .value_parser(PossibleValuesParser::new(KINDS.map(|(name, _)| name)))
}
