use std::ffi::OsString;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command, value_parser};
use clap_complete::Shell;
use sigstore_certificate::{FulcioExtension, IdentityKind};
use sigstore_report::Paint;
use sigstore_verify::Waived;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::{args_capture, args_explain, args_signing, args_token, html};

/// The command line of `sigscope`.
pub(crate) fn command() -> Command {
    Command::new("sigscope")
        .about("Signs and verifies with Sigstore, says why, and shows every message")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(args_signing::life())
        .subcommand(args_signing::sign())
        .subcommand(args_signing::attest())
        .subcommand(verify())
        .subcommand(inspect())
        .subcommand(diff())
        .subcommand(args_explain::command())
        .subcommand(args_token::command())
        .subcommand(args_capture::replay())
        .subcommand(args_capture::proxy())
        .subcommand(args_signing::local())
        .subcommand(args_signing::config())
        .subcommand(completions_command())
}

/// Tells what is wrong with a command line, or the help that was asked for.
pub(crate) fn usage(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    if error.use_stderr() && has_flag(arguments, "--json") {
        let output = output_of(arguments);
        let text = error.to_string();
        let first = text.split("\n\n").next().unwrap_or(&text).trim_start_matches("error: ");
        let words: Vec<_> = first.split_whitespace().collect();
        let found = words.join(" ");
        return Failure::usage("the command line makes no sense", &found).tell(&output).into();
    }
    // Standard output or standard error, as the error says; a reader that went away is no error.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() }
}

/// How to tell what is wrong before a command runs.
pub(crate) fn output_of(arguments: &[OsString]) -> Output {
    let quiet = has_flag(arguments, "--quiet") || has_flag(arguments, "-q");
    Output { json: has_flag(arguments, "--json"), quiet, paint: Paint::Plain }
}

/// Whether a flag stands in a command line that can't be read: no value of an option begins with a
/// hyphen.
fn has_flag(arguments: &[OsString], flag: &str) -> bool {
    arguments.iter().take_while(|argument| *argument != "--").any(|argument| argument == flag)
}

fn verify() -> Command {
    Command::new("verify")
        .about("Says whether a bundle vouches for an artifact, and why")
        .arg(
            Arg::new("artifact")
                .value_name("ARTIFACT")
                .help("A path, - for standard input, or sha256:HEX, sha384:HEX, sha512:HEX")
                .required(true)
                .num_args(1..),
        )
        .arg(
            text("bundle", "FILE")
                .help("The bundle; else ARTIFACT.sigstore.json, then ARTIFACT.sigstore. In a .jsonl file one that verifies is enough"),
        )
        .args(detached())
        .args(signer())
        .group(
            ArgGroup::new("signer")
                .args(["identity", "identity-glob", "identity-regex", "key", "policy", "any-identity"])
                .required(true),
        )
        .group(ArgGroup::new("pattern").args(["identity", "identity-glob", "identity-regex"]))
        .group(ArgGroup::new("issuers").args(["issuer", "no-issuer"]).requires("pattern"))
        .args(narrowing())
        .args(trust())
        .arg(flag("explain").help("Every check, with what was compared, the rule and its source"))
        .arg(
            Arg::new("verbose")
                .short('v')
                .action(ArgAction::Count)
                .help("More detail: the same as --explain"),
        )
        .arg(flag("offline").help("Forbids the network; this command never uses it"))
        .arg(html::option())
        .args(args_capture::capture())
        .args(output())
}

/// Evidence in files of its own.
fn detached() -> [Arg; 4] {
    let file = |name| text(name, "FILE").conflicts_with("bundle");
    [
        file("certificate")
            .help("The certificate, without a bundle: PEM, DER, or base64 of either")
            .requires("signature"),
        file("signature").help("The signature, without a bundle: base64, or its bytes"),
        file("log-entry").help("The log's entry for it, as Rekor answers").requires("signature"),
        file("timestamp")
            .help("A timestamp of it (RFC 3161)")
            .requires("signature")
            .action(ArgAction::Append),
    ]
}

pub(crate) fn signer() -> [Arg; 8] {
    let pattern = |name: &'static str, value: &'static str| text(name, value).requires("issuers");
    [
        pattern("identity", "EXACT")
            .help("The signer: exactly this email, URI or user name")
            .value_parser(some_text),
        pattern("identity-glob", "GLOB")
            .help("The signer: * is any run without / and @, ** any run"),
        pattern("identity-regex", "REGEX")
            .help("The signer: a regular expression over the whole of it"),
        text("issuer", "URL")
            .help("Who vouched for the signer: exactly this issuer")
            .value_parser(some_text),
        flag("no-issuer").help("The certificate must name no issuer"),
        text("key", "FILE").help("The signer's public key, PEM or DER, instead of a certificate"),
        text("policy", "FILE").help("A policy file (sigscope.policy/1)"),
        flag("any-identity").help("Waives who the signer is; it is told all the same"),
    ]
}

pub(crate) fn narrowing() -> [Arg; 7] {
    let at_least = |name: &'static str, least: u64| {
        text(name, "N").value_parser(move |text: &str| match text.parse::<usize>() {
            Ok(number) if u64::try_from(number).is_ok_and(|number| number >= least) => Ok(number),
            _ => Err(format!("a whole number, at least {least} (see --waive)")),
        })
    };
    [
        text("identity-kind", "KIND")
            .help("email, uri or other-name")
            .value_parser(identity_kind),
        text("require", "NAME=VALUE")
            .help("A Fulcio extension that the certificate must carry, such as source-repository-uri=URL")
            .action(ArgAction::Append)
            .value_parser(extension),
        text("predicate-type", "URI").help("The predicate type of the in-toto statement").value_parser(some_text),
        at_least("min-log-entries", 1).help("Entries of distinct logs (1)"),
        at_least("min-scts", 1).help("SCTs of distinct logs (1)"),
        at_least("min-timestamps", 0).help("Timestamps of distinct authorities (0)"),
        text("waive", "WHAT")
            .help("transparency-log, inclusion-proof or sct need not be there; what is there must hold")
            .action(ArgAction::Append)
            .value_delimiter(',')
            .value_parser(waived),
    ]
}

pub(crate) fn trust() -> [Arg; 2] {
    [
        text("trust", "PROFILE")
            .help("public-good (default), staging, github, local (what `local up` wrote), or a directory with trusted_root.json"),
        text("trusted-root", "FILE").help("A trusted root").conflicts_with("trust"),
    ]
}

fn inspect() -> Command {
    Command::new("inspect")
        .about("Says what a thing is and decodes it; nothing is verified")
        .arg(
            Arg::new("thing")
                .value_name("THING")
                .help("A path, or - for standard input")
                .required(true)
                .num_args(1..),
        )
        .arg(
            text("as", "KIND")
                .help("What it is, where guessing is ambiguous")
                .value_parser(PossibleValuesParser::new(crate::inspect::kinds())),
        )
        .arg(flag("raw").help("Shows the bytes of each field too, but not of secrets"))
        .args(output())
}

fn diff() -> Command {
    Command::new("diff")
        .about("Compares two things field by field")
        .arg(Arg::new("a").value_name("A").required(true))
        .arg(Arg::new("b").value_name("B").required(true))
        .arg(
            text("as", "KIND")
                .help("What they are, where guessing is ambiguous")
                .value_parser(PossibleValuesParser::new(crate::inspect::kinds())),
        )
        .arg(
            text("ignore", "times|signatures|PATH")
                .help(
                    "Passes over points in time, signatures, or a field with all in it; repeatable",
                )
                .action(ArgAction::Append),
        )
        .args(output())
}

fn completions_command() -> Command {
    Command::new("completions").about("Prints completions for a shell").arg(
        Arg::new("shell").value_name("SHELL").required(true).value_parser(value_parser!(Shell)),
    )
}

/// `sigscope completions`.
pub(crate) fn completions(matches: &ArgMatches) -> Exit {
    let Some(shell) = matches.get_one::<Shell>("shell") else {
        return Exit::Usage;
    };
    clap_complete::generate(*shell, &mut command(), "sigscope", &mut std::io::stdout());
    Exit::Done
}

pub(crate) fn output() -> [Arg; 3] {
    [
        flag("json").help("One JSON document a line"),
        flag("quiet").short('q').help("Only the exit code"),
        text("color", "WHEN")
            .help("always, never or auto")
            .value_parser(PossibleValuesParser::new(["always", "never", "auto"])),
    ]
}

pub(crate) fn text(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value)
}

pub(crate) fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

fn some_text(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("an empty text says nothing".into()) } else { Ok(text.into()) }
}

fn identity_kind(text: &str) -> Result<IdentityKind, String> {
    let kinds = [IdentityKind::Email, IdentityKind::Uri, IdentityKind::OtherName];
    let kind = kinds.into_iter().find(|kind| kind.name() == text);
    kind.ok_or_else(|| "email, uri or other-name".into())
}

fn waived(text: &str) -> Result<Waived, String> {
    let all = [Waived::TransparencyLog, Waived::InclusionProof, Waived::Sct];
    let waived = all.into_iter().find(|waived| waived.name() == text);
    waived.ok_or_else(|| "transparency-log, inclusion-proof or sct".into())
}

fn extension(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("NAME=VALUE")?;
    match FulcioExtension::names().any(|known| known == name) {
        true => Ok((name.into(), value.into())),
        false => Err(format!("no Fulcio extension is named {name}")),
    }
}
