use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};

/// Runs the conformance protocol with these arguments, the program's name first: they are
/// translated into those of `sigscope`, so that the suite tests what users run.
pub fn conformance(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let matches = match command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return crate::args::usage(&error, &[]),
    };
    let translated = match matches.subcommand() {
        Some(("sign-bundle", matches)) => sign(matches),
        Some(("verify-bundle", matches)) => verify(matches),
        _ => return crate::Exit::Usage.into(),
    };
    crate::sigscope(translated)
}

/// A statement is signed as it is; a file is signed.
fn sign(matches: &ArgMatches) -> Vec<OsString> {
    let in_toto = matches.get_flag("in-toto");
    let mut translated = words(["sigscope", if in_toto { "attest" } else { "sign" }]);
    let documents = [
        ("identity-token", "--identity-token"),
        ("bundle", "--bundle"),
        ("trusted-root", "--trusted-root"),
        ("signing-config", "--signing-config"),
    ];
    options(matches, &documents, &mut translated);
    translated.push(profile(matches));
    if in_toto {
        options(matches, &[("artifact", "--statement")], &mut translated);
    } else {
        artifact(matches, &mut translated);
    }
    translated
}

fn verify(matches: &ArgMatches) -> Vec<OsString> {
    let mut translated = words(["sigscope", "verify"]);
    let names = [
        ("bundle", "--bundle"),
        ("certificate-identity", "--identity"),
        ("certificate-oidc-issuer", "--issuer"),
        ("key", "--key"),
        ("trusted-root", "--trusted-root"),
    ];
    options(matches, &names, &mut translated);
    if matches.get_one::<String>("trusted-root").is_none() {
        translated.push(profile(matches));
    }
    artifact(matches, &mut translated);
    translated
}

fn words(words: [&str; 2]) -> Vec<OsString> {
    words.map(OsString::from).to_vec()
}

/// Always said: what a user has set is not asked for by the protocol.
fn profile(matches: &ArgMatches) -> OsString {
    let profile = if matches.get_flag("staging") { "staging" } else { "public-good" };
    format!("--trust={profile}").into()
}

/// The options that were given, under the names of `sigscope`.
fn options(matches: &ArgMatches, names: &[(&str, &str)], translated: &mut Vec<OsString>) {
    for (theirs, ours) in names {
        if let Some(value) = matches.get_one::<String>(theirs) {
            translated.push(format!("{ours}={value}").into());
        }
    }
}

fn artifact(matches: &ArgMatches, translated: &mut Vec<OsString>) {
    translated.push("--".into());
    translated.extend(matches.get_one::<String>("artifact").map(OsString::from));
}

fn command() -> Command {
    let value = |name: &'static str| Arg::new(name).long(name).value_name("VALUE");
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    let sign = Command::new("sign-bundle")
        .about("Signs a file, or a statement; writes a bundle")
        .arg(flag("staging"))
        .arg(flag("in-toto"))
        .arg(value("identity-token").required(true))
        .arg(value("bundle").required(true))
        .arg(value("trusted-root"))
        .arg(value("signing-config"))
        .arg(Arg::new("artifact").value_name("FILE").required(true));
    let verify = Command::new("verify-bundle")
        .about("Verifies a bundle")
        .arg(flag("staging"))
        .arg(value("bundle").required(true))
        .arg(value("certificate-identity").requires("certificate-oidc-issuer"))
        .arg(value("certificate-oidc-issuer").requires("certificate-identity"))
        .arg(value("key").conflicts_with("certificate-identity"))
        .arg(value("trusted-root"))
        .arg(Arg::new("artifact").value_name("FILE_OR_DIGEST").required(true));
    Command::new("sigstore-conformance")
        .about("Speaks the protocol of the public conformance suite")
        .subcommand_required(true)
        .subcommand(sign)
        .subcommand(verify)
}
