//! The commands that sign, and the Sigstore that they sign with.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, value_parser};

use crate::args::{flag, output, text};
use crate::args_capture::capture;
use crate::html;

pub(crate) fn life() -> Command {
    Command::new("life")
        .about("Signs a file and verifies it, and shows every message as it passes")
        .arg(Arg::new("file").value_name("FILE").required(true).help("The file to sign"))
        .arg(text("against", "WHERE").help(
            "local (default: an embedded Sigstore), public-good, staging, a directory, or a client trust config",
        ))
        .arg(one_of("rekor", ["v1", "v2", "both"]).help("The signature log (v1)"))
        .arg(one_of("fulcio", ["v1", "v2"]).help("The API of the certificate authority (v2)"))
        .arg(one_of("request", ["pop", "csr"]).help("How the key is shown to be one's own (pop)"))
        .arg(flag("article").help(
            "As in 2022: --fulcio v1 --rekor v1 --request pop, and no timestamp authority",
        ).conflicts_with_all(["rekor", "fulcio", "request"]))
        .arg(text("identity", "EMAIL").help("Who logs in at the embedded Sigstore (you@example.com)"))
        .args(token())
        .arg(text("dump", "DIR").help("Writes each message in the form in which other programs read it, and INDEX.md"))
        .arg(flag("dump-secrets").requires("dump").help("The token and the codes too"))
        .arg(html::option())
        .args(capture())
        .arg(ca_file())
        .arg(flag("offline").help("Forbids the network: only the embedded Sigstore can be signed with"))
        .args(output())
}

pub(crate) fn sign() -> Command {
    Command::new("sign")
        .about("Signs artifacts; writes ARTIFACT.sigstore.json, verified")
        .arg(
            Arg::new("artifact")
                .value_name("ARTIFACT")
                .help("A path, or - for standard input")
                .required(true)
                .num_args(1..),
        )
        .args(destination())
        .args(how())
        .args(output())
}

pub(crate) fn attest() -> Command {
    Command::new("attest")
        .about("Signs an in-toto statement about artifacts; writes ARTIFACT.sigstore.json, verified")
        .arg(
            Arg::new("artifact")
                .value_name("ARTIFACT")
                .help("A path, - for standard input, or a digest such as sha256:HEX; all are subjects of one statement")
                .required_unless_present("statement")
                .num_args(1..),
        )
        .arg(
            text("predicate", "FILE")
                .help("What is stated: a JSON object, which is kept byte for byte")
                .requires("type")
                .required_unless_present("statement"),
        )
        .arg(
            text("type", "TYPE")
                .help("The type of the predicate: a URI, or slsaprovenance, slsaprovenance1, spdx, spdxjson, cyclonedx, link, vuln, openvex, custom")
                .requires("predicate")
                .value_parser(crate::attest::predicate_type),
        )
        .arg(
            text("statement", "FILE")
                .help("A whole statement, signed as it is; the artifacts, if any, must be among its subjects")
                .conflicts_with_all(["predicate", "type"]),
        )
        .args(destination())
        .args(how())
        .args(output())
}

/// Where bundles go.
fn destination() -> [Arg; 2] {
    [
        text("bundle", "FILE").help("Where the bundle goes").conflicts_with("output-dir"),
        text("output-dir", "DIR").help("Where the bundles go"),
    ]
}

/// With what is signed.
fn how() -> Vec<Arg> {
    let mut all = Vec::from(token());
    all.extend(capture());
    all.extend([
        text("key", "PEM")
            .help("A private key (PKCS#8; a password comes from SIGSCOPE_KEY_PASSWORD) instead of an identity")
            .conflicts_with_all(["identity-token", "oidc", "key-type"]),
        one_of("key-type", ["p256", "p384", "ed25519"]).help("The kind of the key of one's identity (p256)"),
        text("trust", "PROFILE").help("public-good (default), staging, local, or a directory with trusted_root.json and signing_config.json"),
        text("trusted-root", "FILE").help("A trusted root"),
        text("signing-config", "FILE").help("A signing config"),
        ca_file(),
        flag("offline").help("Forbids the network, without which nothing can be signed"),
    ]);
    all
}

/// Who signs.
pub(crate) fn token() -> [Arg; 2] {
    [
        text("identity-token", "TOKEN").help("An identity token, @FILE, or - for standard input"),
        one_of("oidc", ["browser", "device", "oob", "ambient"])
            .help("How to get a token: in a browser, on another device, with a code to carry over, or from the CI system or cloud (tried first; SPIFFE is not supported)")
            .conflicts_with("identity-token"),
    ]
}

/// The settings; the options stand here to be told beside what the environment and the file say.
pub(crate) fn config() -> Command {
    let [_, oidc] = token();
    Command::new("config")
        .about("What was set once, in the environment or in a file")
        .subcommand_required(true)
        .subcommand(
            Command::new("show")
                .about("Says which value of an option came from where: the command line, SIGSCOPE_ variables, then the file")
                .arg(text("trust", "PROFILE"))
                .arg(text("trusted-root", "FILE"))
                .arg(text("signing-config", "FILE"))
                .arg(ca_file())
                .arg(text("identity-token", "TOKEN"))
                .arg(oidc)
                .args(output()),
        )
}

pub(crate) fn local() -> Command {
    Command::new("local")
        .about("A whole Sigstore on this machine, for learning, tests and CI")
        .subcommand_required(true)
        .subcommand(
            Command::new("up")
                .about("Serves it until Ctrl-C; writes trusted_root.json, signing_config.json and trust_config.json")
                .arg(text("dir", "DIR").help("Keeps keys and logs there, so that they survive a restart; else only the documents are written, for --trust local"))
                .arg(one_of("rekor", ["v1", "v2", "both"]).help("The log that clients are told to use (v1); all are served"))
                .arg(flag("tls").help("Serves over https, under an authority of its own, whose certificate is written to ca.pem for --ca-file"))
                .arg(text("port", "N").help("The first of the ports (any that are free)").value_parser(value_parser!(u16)))
                .args(output()),
        )
}

pub(crate) fn ca_file() -> Arg {
    text("ca-file", "FILE").help("Roots for TLS, PEM, besides those of the system")
}

fn one_of<const N: usize>(name: &'static str, values: [&'static str; N]) -> Arg {
    text(name, "WHICH").value_parser(PossibleValuesParser::new(values))
}
