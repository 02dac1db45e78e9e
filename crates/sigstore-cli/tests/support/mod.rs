//! What the tests of the program share: folders, runs of it, and an embedded Sigstore to run against.
#![allow(dead_code, reason = "each test program uses some of it")]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use sigstore_jwt::IssuerKind;
use sigstore_local::{Instance, LogChoice, Options};
use sigstore_server::Observer;

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name)
}

/// A folder of its own for the files that a test makes.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A program in a folder, in surroundings without colours, tokens and settings of their own.
pub(crate) fn command(name: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1");
    command.env("XDG_CONFIG_HOME", folder.join(".config")).env("BROWSER", "true");
    for name in ["ACTIONS_ID_TOKEN_REQUEST_URL", "SIGSTORE_ID_TOKEN", "GITHUB_ACTIONS"] {
        command.env_remove(name);
    }
    command
}

pub(crate) fn program(name: &str, folder: &Path, arguments: &[&str]) -> Output {
    command(name, folder, arguments).output().unwrap()
}

pub(crate) const SIGSCOPE: &str = env!("CARGO_BIN_EXE_sigscope");

pub(crate) const CONFORMANCE: &str = env!("CARGO_BIN_EXE_sigstore-conformance");

pub(crate) fn sigscope(folder: &Path, arguments: &[&str]) -> Output {
    program(SIGSCOPE, folder, arguments)
}

/// A run that is given something on standard input.
pub(crate) fn sigscope_with(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = command(SIGSCOPE, folder, arguments);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that does not read it is no fault of the test.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The one document on standard output, with its format first.
pub(crate) fn document(output: &Output, format: &str) -> Value {
    let text = out(output);
    assert!(text.starts_with(&format!("{{\"format\":\"{format}\"")), "{text}{}", err(output));
    serde_json::from_str(&text).unwrap()
}

/// A run that did not fail.
#[track_caller]
pub(crate) fn done(output: Output) -> Output {
    let told: String = out(&output).chars().take(3000).collect();
    assert_eq!(code(&output), 0, "{told}{}", err(&output));
    output
}

/// Asserts how a run with `--json` failed.
#[track_caller]
pub(crate) fn failed(output: &Output, exit: i32, error: &str) {
    assert_eq!(code(output), exit, "{}{}", out(output), err(output));
    let document = document(output, "sigscope.error/1");
    assert_eq!((&document["exit"], &document["code"]), (&exit.into(), &error.into()), "{document}");
}

/// An embedded Sigstore, with its documents in a folder.
pub(crate) struct Sigstore {
    pub(crate) instance: Instance,
    pub(crate) folder: PathBuf,
}

impl Sigstore {
    pub(crate) fn start(test: &str, log: LogChoice) -> Self {
        Self::observed(test, log, None)
    }

    /// With somebody who sees all that crosses.
    pub(crate) fn observed(test: &str, log: LogChoice, observer: Option<Observer>) -> Self {
        let folder = folder(test);
        let random = |bytes: &mut [u8]| sigstore_crypto::random(bytes).unwrap();
        let issuers = vec![IssuerKind::Email, IssuerKind::GithubWorkflow, IssuerKind::Username];
        let options = Options { log, issuers, observer, ..Options::new(Box::new(random)) };
        let instance = Instance::start(options).unwrap();
        instance.write(&folder).unwrap();
        Self { instance, folder }
    }

    /// A token of the issuer where people log in.
    pub(crate) fn token(&self, email: &str) -> String {
        let claims = format!("{{\"email\":\"{email}\",\"email_verified\":true}}");
        mint(self.instance.oidc_url(), &claims)
    }

    /// A file in the folder.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.folder.join(name), content).unwrap();
    }

    /// A run in the folder.
    pub(crate) fn sigscope(&self, arguments: &[&str]) -> Output {
        sigscope(&self.folder, arguments)
    }

    /// `sigscope verify` under its root, for a signer at the issuer where people log in.
    pub(crate) fn verify(&self, artifact: &str, email: &str, more: &[&str]) -> Output {
        let issuer = self.instance.oidc_url();
        let arguments =
            ["verify", artifact, "--trust", ".", "--identity", email, "--issuer", issuer];
        self.sigscope(&[&arguments, more].concat())
    }
}

pub(crate) fn mint(issuer: &str, claims: &str) -> String {
    http("POST", &format!("{issuer}/mint"), claims).1
}

/// The head and the body of an answer: enough of HTTP/1.1 for a server that closes afterwards.
pub(crate) fn http(method: &str, url: &str, body: &str) -> (String, String) {
    let rest = url.strip_prefix("http://").unwrap();
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(authority).unwrap();
    let kind = if body.starts_with('{') {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    let length = body.len();
    write!(
        stream,
        "{method} /{path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\ncontent-type: {kind}\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.into(), body.into())
}
