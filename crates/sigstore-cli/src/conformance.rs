use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Arg, ArgAction, Command};

/// Runs the conformance protocol with these arguments, the program's name first: they are
/// translated into those of `sigscope`, so that the suite tests what users run.
pub fn conformance(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let matches = match command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return crate::args::usage(&error, &[]),
    };
    let Some(("verify-bundle", matches)) = matches.subcommand() else {
        return crate::Exit::Usage.into();
    };
    let mut translated: Vec<OsString> = ["sigscope", "verify"].map(OsString::from).to_vec();
    let names = [
        ("bundle", "--bundle"),
        ("certificate-identity", "--identity"),
        ("certificate-oidc-issuer", "--issuer"),
        ("key", "--key"),
        ("trusted-root", "--trusted-root"),
    ];
    for (theirs, ours) in names {
        if let Some(value) = matches.get_one::<String>(theirs) {
            translated.push(format!("{ours}={value}").into());
        }
    }
    if matches.get_flag("staging") && matches.get_one::<String>("trusted-root").is_none() {
        translated.push("--trust=staging".into());
    }
    translated.push("--".into());
    translated.extend(matches.get_one::<String>("artifact").map(OsString::from));
    crate::sigscope(translated)
}

fn command() -> Command {
    let value = |name: &'static str| Arg::new(name).long(name).value_name("VALUE");
    let verify = Command::new("verify-bundle")
        .about("Verifies a bundle")
        .arg(Arg::new("staging").long("staging").action(ArgAction::SetTrue))
        .arg(value("bundle").required(true))
        .arg(value("certificate-identity").requires("certificate-oidc-issuer"))
        .arg(value("certificate-oidc-issuer").requires("certificate-identity"))
        .arg(value("key").conflicts_with("certificate-identity"))
        .arg(value("trusted-root"))
        .arg(Arg::new("artifact").value_name("FILE_OR_DIGEST").required(true));
    Command::new("sigstore-conformance")
        .about("Speaks the protocol of the public conformance suite")
        .subcommand_required(true)
        .subcommand(verify)
}
