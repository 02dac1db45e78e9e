//! The ways in which a person signs in, with the person played over HTTP.

use std::fs;
use std::io::{Read, Write};
use std::process::{Child, ChildStderr, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use sigstore_local::LogChoice;
use sigstore_server::{Observer, Seen};

use crate::support::{SIGSCOPE, Sigstore, command, done, http};

const WHO: &str = "person@example.com";

/// Who says whose certificate it is: the issuer behind the embedded one.
const ISSUER: &str = "https://login.sigstore.test";

/// A `sign` that waits for its person.
struct Waiting {
    child: Child,
    errors: ChildStderr,
    told: String,
}

impl Waiting {
    fn start(sigstore: &Sigstore, way: &str) -> Self {
        Self::run(sigstore, &["sign", "a.txt", "--trust", ".", "--oidc", way, "--json"])
    }

    fn run(sigstore: &Sigstore, arguments: &[&str]) -> Self {
        let mut command = command(SIGSCOPE, &sigstore.folder, arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let errors = child.stderr.take().unwrap();
        Self { child, errors, told: String::new() }
    }

    /// What it tells its person, until this word has passed.
    fn until(&mut self, word: &str) -> &str {
        while !self.told.ends_with(word) {
            let mut byte = [0];
            assert_eq!(self.errors.read(&mut byte).unwrap(), 1, "{}", self.told);
            self.told.push(byte[0].into());
        }
        &self.told
    }

    /// The address that it tells, up to the end of the line.
    fn address(&mut self) -> String {
        self.until("http://");
        let told = self.until("\n");
        told.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned()
    }

    fn end(self) -> (i32, Value) {
        let output = self.child.wait_with_output().unwrap();
        let told = serde_json::from_slice(&output.stdout);
        (output.status.code().unwrap(), told.unwrap_or(Value::Null))
    }
}

/// What must stay between client and issuer: codes, verifiers and tokens, as they crossed.
fn secrets_of(seen: &Seen<'_>) -> Vec<String> {
    let form = String::from_utf8_lossy(seen.request.body()).into_owned();
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let named = |name: &str| matches!(name, "code" | "code_verifier" | "device_code");
    let mut secrets: Vec<_> =
        pairs.filter(|(name, _)| named(name)).map(|(_, value)| value.to_owned()).collect();
    let answer: Value = serde_json::from_slice(seen.response.body()).unwrap_or(Value::Null);
    for name in ["id_token", "access_token", "device_code"] {
        let value = answer[name].as_str();
        // Of a token header and claims are told; the signature makes it one.
        let part = value.and_then(|value| value.rsplit('.').next());
        secrets.extend(part.map(str::to_owned));
    }
    secrets
}

#[test]
fn no_secret_that_crossed_is_told() {
    let crossed = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&crossed);
    let observer: Observer = Arc::new(move |exchange| {
        seen.lock().unwrap().extend(secrets_of(exchange));
    });
    let sigstore = Sigstore::observed("login-secrets", LogChoice::V1, Some(observer));
    sigstore.file("a.txt", "hello");
    let mut told = String::new();
    for more in [&["--json"][..], &[]] {
        let life = ["life", "a.txt", "--against", ".", "--oidc", "oob", "--dump", "dump"];
        let mut waiting = Waiting::run(&sigstore, &[&life, more].concat());
        let (_, page) = log_in(&sigstore, &waiting.address(), false);
        let (_, rest) = page.split_once("<pre>").unwrap();
        let (code, _) = rest.split_once("</pre>").unwrap();
        waiting.until("Code: ");
        let mut input = waiting.child.stdin.take().unwrap();
        input.write_all(format!("{code}\n").as_bytes()).unwrap();
        waiting.errors.read_to_string(&mut waiting.told).unwrap();
        let output = waiting.child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", waiting.told);
        told += &waiting.told;
        told += &String::from_utf8(output.stdout).unwrap();
        for entry in fs::read_dir(sigstore.folder.join("dump")).unwrap() {
            told += &String::from_utf8_lossy(&fs::read(entry.unwrap().path()).unwrap());
        }
    }
    let crossed = crossed.lock().unwrap();
    // Twice a code, a verifier, an access token and an identity token.
    assert!(crossed.len() >= 8, "{}", crossed.len());
    for secret in crossed.iter() {
        assert!(secret.len() > 16 && !told.contains(secret), "{secret}");
    }
}

fn sigstore(test: &str) -> Sigstore {
    let sigstore = Sigstore::start(test, LogChoice::V1);
    sigstore.file("a.txt", "hello");
    sigstore
}

fn verify(sigstore: &Sigstore) {
    let who = ["--identity", WHO, "--issuer", ISSUER];
    done(sigstore.sigscope(&[&["verify", "a.txt", "--trust", "."][..], &who].concat()));
}

/// Logs in on the page at the address, or presses the other button; the answer of the issuer.
fn log_in(sigstore: &Sigstore, address: &str, cancel: bool) -> (String, String) {
    let (_, page) = http("GET", address, "");
    let (_, rest) = page.split_once("name=\"request\" value=\"").unwrap();
    let (request, _) = rest.split_once('"').unwrap();
    let cancel = if cancel { "&cancel=1" } else { "" };
    let form = format!("request={request}&email={}{cancel}", WHO.replace('@', "%40"));
    http("POST", &format!("{}/auth/login", sigstore.instance.oidc_url()), &form)
}

/// Where the browser is sent.
fn location(head: &str) -> String {
    let line = head.lines().find_map(|line| {
        line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("location"))
    });
    line.unwrap().1.to_owned()
}

#[test]
fn in_a_browser() {
    let sigstore = sigstore("login-browser");
    let mut waiting = Waiting::start(&sigstore, "browser");
    let address = waiting.address();
    assert!(address.contains("code_challenge_method=S256"), "{address}");
    let (head, _) = log_in(&sigstore, &address, false);
    let back = location(&head);
    // What is asked elsewhere does not end the login.
    let (base, _) = back.split_once('?').unwrap();
    let (other, _) = http("GET", &base.replace("/auth/callback", "/else"), "");
    assert!(other.starts_with("HTTP/1.1 404"));
    let (_, page) = http("GET", &back, "");
    assert!(page.contains("Back to the terminal") && !page.contains("state"));
    let (code, told) = waiting.end();
    assert_eq!((code, &told["signer"]), (0, &WHO.into()), "{told}");
    verify(&sigstore);
}

#[test]
fn whoever_cancels_in_the_browser_is_told_so() {
    let sigstore = sigstore("login-cancelled");
    let mut waiting = Waiting::start(&sigstore, "browser");
    let (head, _) = log_in(&sigstore, &waiting.address(), true);
    http("GET", &location(&head), "");
    let (code, told) = waiting.end();
    assert_eq!((code, &told["code"]), (5, &"oidc-sign-in-refused".into()), "{told}");
    assert!(!sigstore.folder.join("a.txt.sigstore.json").exists());
}

#[test]
fn with_a_code_that_is_carried_over() {
    let sigstore = sigstore("login-oob");
    for right in [false, true] {
        let mut waiting = Waiting::start(&sigstore, "oob");
        let (_, page) = log_in(&sigstore, &waiting.address(), false);
        let (_, rest) = page.split_once("<pre>").unwrap();
        let (code, _) = rest.split_once("</pre>").unwrap();
        waiting.until("Code: ");
        let typed = if right { format!("  {code}\n") } else { "another\n".into() };
        waiting.child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        let (exit, told) = waiting.end();
        assert_eq!(exit, if right { 0 } else { 5 }, "{told}");
        assert!(!told.to_string().contains(code));
    }
    verify(&sigstore);
}

/// What a device shows, and what its person does with it elsewhere.
fn on_another_device(sigstore: &Sigstore, cancel: bool) -> (i32, Value) {
    let mut waiting = Waiting::start(sigstore, "device");
    let address = waiting.address();
    let code = waiting.told.trim().rsplit(' ').next().unwrap().to_owned();
    let (_, page) = http("GET", &address, "");
    assert!(page.contains("name=\"user_code\""));
    let cancel = if cancel { "&cancel=1" } else { "" };
    let form = format!("user_code={code}&email={}{cancel}", WHO.replace('@', "%40"));
    let (head, _) = http("POST", &address, &form);
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    waiting.end()
}

#[test]
fn on_a_second_device() {
    let sigstore = sigstore("login-device");
    let (code, told) = on_another_device(&sigstore, true);
    assert_eq!((code, &told["code"]), (5, &"oidc-device-denied".into()), "{told}");
    let (code, told) = on_another_device(&sigstore, false);
    assert_eq!((code, &told["signer"]), (0, &WHO.into()), "{told}");
    verify(&sigstore);
}

#[test]
fn life_takes_a_token_against_another_sigstore() {
    let sigstore = sigstore("login-life");
    let token = sigstore.token(WHO);
    sigstore.file("token", token);
    let life = ["life", "a.txt", "--against", ".", "--identity-token", "@token", "--quiet"];
    done(sigstore.sigscope(&life));
}
