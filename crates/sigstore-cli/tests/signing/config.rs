use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use sigstore_local::LogChoice;

use crate::support::{SIGSCOPE, Sigstore, code, command, document, done, failed, folder, out};

fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    command(SIGSCOPE, folder, arguments).envs(variables.iter().copied()).output().unwrap()
}

fn write(folder: &Path, settings: &str) -> String {
    let file = folder.join(".config/sigscope/config.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, settings).unwrap();
    file.to_str().unwrap().into()
}

#[test]
fn the_nearest_value_counts_and_show_says_where_it_came_from() {
    let folder = folder("config-show");
    let file = write(&folder, "trust = \"staging\"\nca-file = \"roots.pem\"\ncolor = \"never\"\n");
    let show = |more: &[&str], variables: &[(&str, &str)]| {
        let output = run(&folder, &[&["config", "show", "--json"], more].concat(), variables);
        let told = document(&done(output), "sigscope.config/1");
        let settings = told["settings"].as_array().unwrap().clone();
        move |name: &str| {
            let setting = settings.iter().find(|setting| setting["name"] == name).unwrap();
            (setting["value"].clone(), setting["from"].as_str().unwrap().to_owned())
        }
    };
    let value = |text: &str| Value::String(text.into());
    let of = show(&[], &[]);
    assert_eq!(of("trust"), (value("staging"), file.clone()));
    let roots = folder.join(".config/sigscope/roots.pem");
    assert_eq!(of("ca-file"), (value(roots.to_str().unwrap()), file.clone()));
    assert_eq!(of("oidc"), (Value::Null, "default".into()));
    let variables =
        [("SIGSCOPE_COLOR", "always"), ("SIGSCOPE_TRUSTED_ROOT", "r.json"), ("SIGSCOPE_OIDC", "")];
    let of = show(&[], &variables);
    assert_eq!(of("color"), (value("always"), "SIGSCOPE_COLOR".into()));
    assert_eq!(of("trusted-root"), (value("r.json"), "SIGSCOPE_TRUSTED_ROOT".into()));
    // A root that is nearer goes before a profile that is further away.
    assert_eq!(of("trust"), (Value::Null, "default".into()));
    let of = show(&["--trust", "github"], &variables);
    assert_eq!(of("trust"), (value("github"), "the command line".into()));
    assert_eq!(of("trusted-root"), (Value::Null, "default".into()));
}

#[test]
fn a_token_is_never_told_and_never_in_the_file() {
    let folder = folder("config-token");
    let variables = [("SIGSCOPE_IDENTITY_TOKEN", "a-secret")];
    for arguments in [&["config", "show"][..], &["config", "show", "--json"]] {
        let told = out(&done(run(&folder, arguments, &variables)));
        assert!(told.contains("SIGSCOPE_IDENTITY_TOKEN") && !told.contains("a-secret"), "{told}");
    }
    write(&folder, "identity-token = \"a-secret\"\n");
    let refused = run(&folder, &["config", "show", "--json"], &[]);
    failed(&refused, 2, "usage");
    assert!(!out(&refused).contains("a-secret"));
}

#[test]
fn settings_that_make_no_sense_end_with_2() {
    let folder = folder("config-refused");
    for settings in [
        "trust",
        "trust = 1",
        "thrust = \"staging\"",
        "[trust]\nx = \"y\"",
        "color = \"sometimes\"",
    ] {
        write(&folder, settings);
        let output = run(&folder, &["verify", "a.txt", "--any-identity", "--json"], &[]);
        failed(&output, 2, "usage");
    }
    let quiet = run(&folder, &["verify", "a.txt", "--any-identity", "--quiet"], &[]);
    assert_eq!((code(&quiet), out(&quiet)), (2, String::new()));
    // Commands without such options do not read them.
    done(run(&folder, &["completions", "bash"], &[]));
}

#[test]
fn settings_take_the_place_of_flags() {
    let sigstore = Sigstore::start("config-used", LogChoice::V1);
    sigstore.file("a.txt", "hello");
    write(&sigstore.folder, "trust = \"../..\"\n");
    let token = sigstore.token("you@example.com");
    let variables = [("SIGSCOPE_IDENTITY_TOKEN", token.as_str())];
    done(run(&sigstore.folder, &["sign", "a.txt"], &variables));
    let issuer = ["--identity", "you@example.com", "--issuer", sigstore.instance.oidc_url()];
    let verify = [&["verify", "a.txt"][..], &issuer].concat();
    done(run(&sigstore.folder, &verify, &[]));
    // A profile on the command line goes before the file.
    let other = [&verify[..], &["--trust", "staging"]].concat();
    assert_eq!(code(&run(&sigstore.folder, &other, &[])), 1);
    // The embedded Sigstore takes no token of another.
    done(run(&sigstore.folder, &["life", "a.txt", "--quiet"], &variables));
    // A key goes before a token that was set.
    let key = ["sign", "a.txt", "--key", "no-such-file", "--json"];
    failed(&run(&sigstore.folder, &key, &variables), 3, "input-unavailable");
}
