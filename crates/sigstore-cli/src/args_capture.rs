//! Captures: where they go, and the commands that make and read them.

use clap::{Arg, ArgAction, ArgGroup, Command};

use crate::args::{flag, narrowing, output, signer, text, trust};
use crate::args_signing::ca_file;
use crate::html;

/// On every command that talks or verifies.
pub(crate) fn capture() -> [Arg; 2] {
    [
        text("capture", "FILE").help(
            "Writes all that was said as HAR 1.2, which developer tools open; see `sigscope replay`",
        ),
        flag("capture-secrets").requires("capture").help("The tokens and the codes too"),
    ]
}

pub(crate) fn replay() -> Command {
    Command::new("replay")
        .about("Shows a capture as if it happened now, and verifies again what came of it; asks nobody")
        .arg(
            Arg::new("capture")
                .value_name("CAPTURE")
                .required(true)
                .help("A HAR file of sigscope, a browser or a proxy, or - for standard input"),
        )
        .args(signer())
        .group(ArgGroup::new("signer").args([
            "identity",
            "identity-glob",
            "identity-regex",
            "key",
            "policy",
            "any-identity",
        ]))
        .group(ArgGroup::new("pattern").args(["identity", "identity-glob", "identity-regex"]))
        .group(ArgGroup::new("issuers").args(["issuer", "no-issuer"]).requires("pattern"))
        .args(narrowing())
        .args(trust().map(|arg| match arg.get_id() == "trust" {
            true => arg.help("public-good (default), staging, github, local, a directory, or capture: the root in the capture, which says nothing about who is trusted"),
            false => arg,
        }))
        .arg(flag("offline").help("Forbids the network; this command never uses it"))
        .arg(html::option())
        .args(output())
}

pub(crate) fn proxy() -> Command {
    Command::new("proxy")
        .about("Stands between a client and a service, and shows and records what they say")
        .arg(
            text("listen", "127.0.0.1:PORT")
                .help("Where the client finds the service: a port of this machine, 0 for any; before each --to")
                .required(true)
                .action(ArgAction::Append)
                .value_parser(crate::proxy::port),
        )
        .arg(
            text("to", "URL")
                .help("The service, http or https")
                .required(true)
                .action(ArgAction::Append)
                .value_parser(crate::proxy::service),
        )
        .args(capture())
        .arg(ca_file())
        .args(output())
}
