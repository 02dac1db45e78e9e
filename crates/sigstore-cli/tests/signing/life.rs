use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::{code, document, done, err, failed, folder, out, sigscope};

const REKOR: [&str; 3] = ["v1", "v2", "both"];

/// Every way that a life can take.
fn ways() -> Vec<Vec<&'static str>> {
    let mut ways = vec![vec![], vec!["--article"]];
    for rekor in REKOR {
        for fulcio in ["v1", "v2"] {
            for request in ["pop", "csr"] {
                ways.push(vec!["--rekor", rekor, "--fulcio", fulcio, "--request", request]);
            }
        }
    }
    ways
}

/// A folder with a file, and the words of a way for its name.
fn start(test: &str, way: &[&str]) -> std::path::PathBuf {
    let folder = folder(&format!("life-{test}{}", way.concat()));
    fs::write(folder.join("a.txt"), "hello").unwrap();
    folder
}

fn live(folder: &Path, way: &[&str], more: &[&str]) -> Output {
    sigscope(folder, &[&["life", "a.txt"], way, more].concat())
}

/// `verify` of what lies in the folder of a dump, or its answer with `--json`.
fn verify(folder: &Path, more: &[&str]) -> Output {
    let who = ["--identity", "you@example.com", "--issuer", "https://login.sigstore.test"];
    sigscope(folder, &[&["verify", "a.txt", "--trust", ".", "--json"], &who[..], more].concat())
}

const BUNDLE: [&str; 2] = ["--bundle", "bundle.sigstore.json"];

const DETACHED: [&str; 6] =
    ["--certificate", "crt.b64", "--signature", "sig.b64", "--log-entry", "logentry.json"];

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The files of every way, whatever the way. The authority asks the issuer for its keys too.
const ALWAYS: [&str; 25] = [
    "INDEX.md",
    "a.txt",
    "authorize.url",
    "bundle.sigstore.json",
    "capture.har",
    "cert-req.json",
    "chain.pem",
    "checkpoint.txt",
    "crt.b64",
    "hashedrekord.json",
    "inclusion-proof.json",
    "jwks-2.json",
    "jwks.json",
    "jwt-claims.json",
    "jwt-header.json",
    "jwt.redacted",
    "logentry.json",
    "openid-configuration-2.json",
    "openid-configuration.json",
    "report.json",
    "sct.json",
    "sig.b64",
    "signing_config.json",
    "token-response.json",
    "trusted_root.json",
];

#[test]
fn every_way_verifies_and_leaves_its_files() {
    for way in ways() {
        let folder = start("way", &way);
        let told = done(live(&folder, &way, &["--dump", "dump", "--json"]));
        assert!(document(&told, "sigscope.life/1").to_string().contains("sigscope.report/1"));
        assert_eq!(names(&folder.join("dump")), expected(&way), "{way:?}");
        check_forms(&folder.join("dump"), &way);
        let report = document(&done(verify(&folder.join("dump"), &BUNDLE)), "sigscope.report/1");
        let both = usize::from(way.contains(&"both"));
        assert_eq!(report["log_entries"].as_array().unwrap().len(), 1 + both, "{way:?}");
        let quiet = done(live(&folder, &way, &["--quiet"]));
        assert_eq!((out(&quiet), err(&quiet)), (String::new(), String::new()), "{way:?}");
    }
}

fn chooses(way: &[&str], option: &str, value: &str) -> bool {
    way.windows(2).any(|pair| pair == [option, value])
}

fn expected(way: &[&str]) -> BTreeSet<String> {
    let article = way.contains(&"--article");
    let v1 = article || chooses(way, "--fulcio", "v1");
    let mut expected: BTreeSet<String> = ALWAYS.map(str::to_owned).into();
    let mut with = |there: bool, names: &[&str]| {
        expected.extend(names.iter().filter(|_| there).map(|name| (*name).to_owned()));
    };
    with(v1, &["signing-cert-response.pem"]);
    with(!v1, &["signing-cert-response.json"]);
    with(chooses(way, "--request", "csr"), &["csr.pem"]);
    with(!chooses(way, "--rekor", "v2"), &["set-payload.json"]);
    with(!article, &["timestamp-request.tsq", "timestamp-response.tsr"]);
    let second = [
        "checkpoint-2.txt",
        "crt-2.b64",
        "hashedrekord-2.json",
        "inclusion-proof-2.json",
        "logentry-2.json",
        "sig-2.b64",
    ];
    with(chooses(way, "--rekor", "both"), &second);
    expected
}

/// The forms of the article, where they are not those of the protocols of today.
fn check_forms(dump: &Path, way: &[&str]) {
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(dump.join(name)).unwrap()).unwrap()
    };
    let entry = read("logentry.json");
    assert!(
        chooses(way, "--rekor", "v2") || entry["body"].is_string(),
        "{way:?}: the inner object"
    );
    let request = read("cert-req.json");
    if way.contains(&"--article") {
        assert!(request["publicKey"].is_object() && request["signedEmailAddress"].is_string());
    }
    if chooses(way, "--request", "csr") {
        assert!(request["certificateSigningRequest"].is_string());
    }
}

fn is_there(tool: &str) -> bool {
    let found = Command::new("bash").args(["-c", &format!("command -v {tool}")]).output();
    found.is_ok_and(|output| output.status.success())
}

#[test]
fn every_command_of_the_index_runs() {
    let tools = ["bash", "jq", "openssl", "base64", "diff", "xxd"];
    let missing: Vec<_> = tools.into_iter().filter(|tool| !is_there(tool)).collect();
    if !missing.is_empty() {
        eprintln!("skipped: the commands of INDEX.md (no {})", missing.join(", "));
        return;
    }
    let mut failures = Vec::new();
    for way in ways() {
        let folder = start("index", &way);
        done(live(&folder, &way, &["--dump", "dump", "--dump-secrets", "--quiet"]));
        let index = fs::read_to_string(folder.join("dump/INDEX.md")).unwrap();
        let commands = index.lines().filter_map(|line| line.split_once("): `"));
        let commands: Vec<_> = commands.map(|(_, command)| command.trim_end_matches('`')).collect();
        assert!(commands.len() >= 20, "{way:?}: {} commands", commands.len());
        for command in commands {
            let mut shell = Command::new("bash");
            let shell = shell.args(["-eo", "pipefail", "-c", command]);
            let output = shell.current_dir(folder.join("dump")).output().unwrap();
            if code(&output) != 0 {
                failures.push(format!("{way:?}: {command}\n{}", err(&output)));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The checks that broke, or the code of what could not be read.
fn caught(folder: &Path, evidence: &[&str]) -> Vec<String> {
    let output = verify(folder, evidence);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    match code(&output) {
        1 => {
            let checks = told["checks"].as_array().unwrap();
            let broken = checks.iter().filter(|check| check["outcome"] == "broken");
            broken.map(|check| check["check"].as_str().unwrap().to_owned()).collect()
        }
        3 => vec![told["code"].as_str().unwrap().to_owned()],
        code => panic!("{code}: {told}"),
    }
}

#[test]
fn one_byte_changed_is_caught() {
    let folder = start("changed", &["--article"]);
    done(live(&folder, &["--article"], &["--dump", ".", "--quiet"]));
    assert_eq!(code(&verify(&folder, &BUNDLE)), 0);
    assert_eq!(code(&verify(&folder, &DETACHED)), 0);
    let files: [(&str, &[&str]); 4] = [
        ("bundle.sigstore.json", &BUNDLE),
        ("logentry.json", &DETACHED),
        ("sig.b64", &DETACHED),
        ("crt.b64", &DETACHED),
    ];
    let mut seen = BTreeSet::new();
    for (name, evidence) in files {
        let good = fs::read(folder.join(name)).unwrap();
        // Every byte of a short file, and a few hundred of a long one. White space is none of it.
        let step = 1 + good.len() / 300;
        for place in (0..good.len()).step_by(step) {
            if good[place].is_ascii_whitespace() {
                continue;
            }
            let mut changed = good.clone();
            changed[place] = if good[place] == b'A' { b'B' } else { b'A' };
            fs::write(folder.join(name), &changed).unwrap();
            let caught = caught(&folder, evidence);
            assert!(!caught.is_empty(), "{name} at {place}");
            seen.extend(caught);
        }
        fs::write(folder.join(name), good).unwrap();
    }
    for check in ["signature", "entry-signature", "promise", "inclusion", "checkpoint"] {
        assert!(seen.contains(check), "{check} is among {seen:?}");
    }
}

#[test]
fn no_secret_of_a_run_is_told() {
    for way in [&[][..], &["--article"], &["--request", "csr", "--rekor", "both"]] {
        let folder = start("secrets", way);
        // The same run tells everything twice: to the dump with its secrets, and to the reader.
        let text = done(live(&folder, way, &["--dump", "text", "--dump-secrets"]));
        let json = done(live(&folder, way, &["--dump", "json", "--dump-secrets", "--json"]));
        for (name, told) in [("text", out(&text) + &err(&text)), ("json", out(&json) + &err(&json))]
        {
            for secret in secrets(&folder.join(name)) {
                assert!(!told.contains(&secret), "{way:?} {name}: {secret}");
            }
        }
        // And a token from elsewhere, in a run whose dump has no secrets.
        let token = fs::read_to_string(folder.join("text/jwt")).unwrap();
        let dump = ["--dump", "plain", "--identity-token", token.trim()];
        let other = live(&folder, way, &dump);
        let signature = token.trim().rsplit('.').next().unwrap();
        assert!(!(out(&other) + &err(&other)).contains(signature));
        for name in names(&folder.join("plain")) {
            let bytes = fs::read(folder.join("plain").join(&name)).unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains(signature), "{name}");
        }
    }
}

/// What is secret in a dump: the signature of the token, the code and the verifier.
fn secrets(dump: &Path) -> Vec<String> {
    let token = fs::read_to_string(dump.join("jwt")).unwrap();
    let mut secrets = vec![token.trim().rsplit('.').next().unwrap().to_owned()];
    let answer = fs::read_to_string(dump.join("token-response.json")).unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["id_token"], token.trim());
    secrets.extend(answer["access_token"].as_str().map(str::to_owned));
    for name in
        names(dump).into_iter().filter(|name| name.ends_with(".url") || name.ends_with(".txt"))
    {
        let text = String::from_utf8_lossy(&fs::read(dump.join(name)).unwrap()).into_owned();
        let pairs = text.split(['?', '&', '\n']).filter_map(|pair| pair.split_once('='));
        let secret = pairs.filter(|(name, _)| matches!(*name, "code" | "code_verifier"));
        secrets.extend(secret.map(|(_, value)| value.to_owned()));
    }
    assert!(secrets.iter().all(|secret| secret.len() > 8), "{secrets:?}");
    secrets
}

#[test]
fn a_life_that_can_not_be_ends_as_it_must() {
    let folder = start("exits", &[]);
    let missing = sigscope(&folder, &["life", "no-such-file", "--json"]);
    assert_eq!(code(&missing), 3);
    assert!(out(&missing).contains("input-unavailable"), "{}", out(&missing));
    // Services that are not there any more.
    done(live(&folder, &[], &["--dump", "gone", "--quiet"]));
    let config = ["sign", "a.txt", "--trust", "gone", "--json"];
    fs::write(folder.join("token"), expired()).unwrap();
    failed(
        &sigscope(&folder, &[&config[..], &["--identity-token", "@token"]].concat()),
        1,
        "jwt-expired",
    );
    let gone = sigscope(&folder, &[&config[..], &["--oidc", "browser"]].concat());
    assert_eq!(code(&gone), 5, "{}", out(&gone));
    let against = live(&folder, &["--against", "gone", "--oidc", "browser"], &["--quiet"]);
    assert_eq!((code(&against), out(&against)), (5, String::new()));
    // Documents that can't be used.
    fs::write(folder.join("gone/signing_config.json"), "{}").unwrap();
    assert_eq!(code(&sigscope(&folder, &config)), 4);
    assert_eq!(code(&live(&folder, &["--against", "gone"], &[])), 4);
    assert_eq!(code(&live(&folder, &["--against", "no-such-folder"], &[])), 4);
    assert_eq!(code(&live(&folder, &["--rekor", "v3"], &[])), 2);
    assert_eq!(code(&live(&folder, &["--article", "--rekor", "v2"], &[])), 2);
    assert_eq!(code(&live(&folder, &["--dump-secrets"], &[])), 2);
}

/// A token of the past, which nobody signed.
fn expired() -> &'static str {
    // {"alg":"ES256"} and {"iss":"https://a.example","aud":"sigstore","sub":"u","iat":1,"exp":2,
    // "email":"a@a.example","email_verified":true}
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2EuZXhhbXBsZSIsImF1ZCI6InNpZ3N0b3JlIiwic3ViIjoidSIs\
     ImlhdCI6MSwiZXhwIjoyLCJlbWFpbCI6ImFAYS5leGFtcGxlIiwiZW1haWxfdmVyaWZpZWQiOnRydWV9.AA"
}
