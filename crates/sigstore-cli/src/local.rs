use std::path::{Path, PathBuf};

use clap::ArgMatches;
use sigstore_json::{Value, ordered};
use sigstore_jwt::IssuerKind;
use sigstore_local::{CA_FILE, Instance, LogChoice, Options};

use crate::failure::{Exit, Failure};
use crate::machine;
use crate::output::Output;
use crate::services::local_directory;

/// `sigscope local up`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let Some(("up", matches)) = matches.subcommand() else { return Exit::Usage };
    let output = Output::of(matches);
    match up(matches, &output) {
        Ok(()) => Exit::Done,
        Err(failure) => failure.tell(&output),
    }
}

/// Serves until it is interrupted, which is how it ends.
fn up(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let directory = matches.get_one::<String>("dir").map(PathBuf::from);
    let keeps = directory.is_some();
    let directory = directory.unwrap_or_else(local_directory);
    let log = match matches.get_one::<String>("rekor").map(String::as_str) {
        Some("v2") => LogChoice::V2,
        Some("both") => LogChoice::Both,
        _ => LogChoice::V1,
    };
    let mut options = Options::new(machine::fill());
    options.directory = keeps.then(|| directory.join("state"));
    options.log = log;
    options.tls = matches.get_flag("tls");
    options.first_port = matches.get_one::<u16>("port").copied().unwrap_or(0);
    options.issuers = vec![IssuerKind::Email, IssuerKind::GithubWorkflow, IssuerKind::Username];
    let not_there = |error: std::io::Error| {
        Failure::unavailable(&directory.display().to_string(), error.kind())
    };
    std::fs::create_dir_all(&directory).map_err(not_there)?;
    let failed = |error| Failure::unreadable("the embedded Sigstore", &error);
    let instance = Instance::start(options).map_err(failed)?;
    instance.write(&directory).map_err(failed)?;
    let ended = machine::run(async {
        // Whoever reads the addresses may interrupt at once.
        tell(&instance, &directory, output);
        machine::interrupted().await
    });
    instance.stop();
    match ended {
        Err(failure) if failure.exit != Exit::Interrupted => Err(failure),
        _ => Ok(()),
    }
}

fn tell(instance: &Instance, directory: &Path, output: &Output) {
    let [v1, v2] = instance.log_urls();
    let workflow = instance.issuer_url(IssuerKind::GithubWorkflow).unwrap_or_default();
    let username = instance.issuer_url(IssuerKind::Username).unwrap_or_default();
    let addresses = [
        ("oidc", instance.oidc_url()),
        ("oidc_workflow", workflow),
        ("oidc_username", username),
        ("fulcio", instance.fulcio_url()),
        ("rekor_v1", v1),
        ("rekor_v2", v2),
        ("timestamp_authority", instance.timestamp_url()),
    ];
    let roots = instance.tls_authority().map(|_| directory.join(CA_FILE).display().to_string());
    let (directory, roots) = (directory.display().to_string(), roots.as_deref());
    if output.json {
        let first = [("format", "sigscope.local/1"), ("directory", &directory)];
        let members = first.into_iter().chain(addresses).chain(roots.map(|path| ("ca_file", path)));
        let text = |(name, text): (&'static str, &str)| {
            (name.into(), Value::String(text.to_owned().into()))
        };
        return output.line(&ordered(&Value::Object(members.map(text).collect())));
    }
    for (name, url) in addresses {
        output.line(&format!("{name:20} {url}"));
    }
    output.line(&format!("{:20} {directory}", "documents"));
    let trusting = roots.map_or_else(String::new, |path| format!(" --cacert {path}"));
    if let Some(path) = roots {
        output.line(&format!("{:20} --ca-file {path}", "TLS"));
    }
    output.line(&format!(
        "{:20} curl{trusting} -d '{{\"email\":\"you@example.com\",\"email_verified\":true}}' {}/mint",
        "a token",
        instance.oidc_url()
    ));
    output.line(&format!("{:20} POST claims to {workflow}/mint", "a workflow's token"));
    output.line("For learning, tests and CI: it believes everyone, and serves this machine only. Ctrl-C stops it.");
}
