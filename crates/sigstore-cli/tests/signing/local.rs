//! `local up` as a program of its own, and interrupts.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use sigstore_hyper::HyperTransport;
use sigstore_transport::Transport;

use crate::support::{
    SIGSCOPE, code, command, document, done, failed, folder, http, mint, out, sigscope,
};

/// A Sigstore that runs until it is told to stop, or until the test ends.
pub(crate) struct Up {
    child: Child,
    pub(crate) addresses: Value,
}

impl Up {
    pub(crate) fn start(folder: &Path, more: &[&str]) -> Self {
        let mut command = command(SIGSCOPE, folder, &[&["local", "up", "--json"], more].concat());
        let mut child =
            command.env("XDG_CACHE_HOME", folder).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let addresses: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(addresses["format"], "sigscope.local/1");
        Self { child, addresses }
    }

    pub(crate) fn url(&self, name: &str) -> &str {
        self.addresses[name].as_str().unwrap()
    }

    /// Asks it to stop, as Ctrl-C does.
    fn stop(mut self) -> Option<i32> {
        interrupt(&self.child);
        self.child.wait().unwrap().code()
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn interrupt(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
}

const WHO: &str = "you@example.com";

fn sign(folder: &Path, up: &Up, trust: &str) -> Output {
    let token = mint(up.url("oidc"), &format!("{{\"email\":\"{WHO}\",\"email_verified\":true}}"));
    sigscope(folder, &["sign", "a.txt", "--trust", trust, "--identity-token", &token, "--json"])
}

fn verify(folder: &Path, issuer: &str) -> Output {
    sigscope(folder, &["verify", "a.txt", "--trust", "kept", "--identity", WHO, "--issuer", issuer])
}

fn prepared(test: &str) -> PathBuf {
    let folder = folder(test);
    fs::write(folder.join("a.txt"), "hello").unwrap();
    folder
}

#[test]
fn it_stops_at_an_interrupt_and_its_ports_are_free() {
    let folder = prepared("local-stop");
    let up = Up::start(&folder, &["--dir", "kept"]);
    done(sign(&folder, &up, "kept"));
    done(verify(&folder, up.url("oidc")));
    let names = ["oidc", "oidc_workflow", "oidc_username", "fulcio", "rekor_v1", "rekor_v2"];
    let ports = names.map(|name| {
        up.url(name).trim_start_matches("http://").split('/').next().unwrap().to_owned()
    });
    assert!(ports.iter().all(|port| TcpStream::connect(port).is_ok()));
    assert_eq!(up.stop(), Some(0));
    for port in ports {
        assert!(TcpStream::connect(&port).is_err(), "{port}");
        TcpListener::bind(&port).unwrap();
    }
}

#[test]
fn without_a_folder_it_keeps_nothing_and_writes_for_trust_local() {
    let folder = prepared("local-cache");
    let up = Up::start(&folder, &[]);
    let token = mint(up.url("oidc"), &format!("{{\"email\":\"{WHO}\",\"email_verified\":true}}"));
    let run = |arguments: &[&str]| {
        command(SIGSCOPE, &folder, arguments).env("XDG_CACHE_HOME", &folder).output().unwrap()
    };
    done(run(&["sign", "a.txt", "--trust", "local", "--identity-token", &token]));
    let issuer = up.url("oidc");
    done(run(&["verify", "a.txt", "--trust", "local", "--identity", WHO, "--issuer", issuer]));
    let files = fs::read_dir(folder.join("sigscope/local")).unwrap();
    assert_eq!(files.count(), 3);
    assert_eq!(up.stop(), Some(0));
}

#[test]
fn a_folder_has_one_owner() {
    let folder = prepared("local-twice");
    let up = Up::start(&folder, &["--dir", "kept"]);
    let before = fs::read(folder.join("kept/trusted_root.json")).unwrap();
    let second = sigscope(&folder, &["local", "up", "--dir", "kept", "--json"]);
    assert_eq!(code(&second), 3, "{}", out(&second));
    let told = document(&second, "sigscope.error/1");
    assert!(told["message"].as_str().unwrap().contains("kept"), "{told}");
    // What the first wrote stands.
    assert_eq!(fs::read(folder.join("kept/trusted_root.json")).unwrap(), before);
    done(sign(&folder, &up, "kept"));
    assert_eq!(up.stop(), Some(0));
    // And once it has gone, the next may.
    assert_eq!(Up::start(&folder, &["--dir", "kept"]).stop(), Some(0));
}

#[test]
fn entries_outlive_a_restart() {
    let folder = prepared("local-restart");
    let up = Up::start(&folder, &["--dir", "kept"]);
    let issuer = up.url("oidc").to_owned();
    done(sign(&folder, &up, "kept"));
    let bundle = fs::read(folder.join("a.txt.sigstore.json")).unwrap();
    let bundle: Value = serde_json::from_slice(&bundle).unwrap();
    let entry = &bundle["verificationMaterial"]["tlogEntries"][0];
    let index = entry["logIndex"].as_str().unwrap_or("0").to_owned();
    assert_eq!(up.stop(), Some(0));
    let up = Up::start(&folder, &["--dir", "kept"]);
    let address = format!("{}/api/v1/log/entries?logIndex={index}", up.url("rekor_v1"));
    let (_, answer) = http("GET", &address, "");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let (_, found) = answer.as_object().unwrap().iter().next().unwrap();
    assert_eq!(found["body"], entry["canonicalizedBody"]);
    // Under the root that the restarted one wrote.
    done(verify(&folder, &issuer));
    // It goes on: the next entry stands after the first.
    fs::write(folder.join("a.txt"), "hello again").unwrap();
    done(sign(&folder, &up, "kept"));
    done(verify(&folder, up.url("oidc")));
}

/// A run that waits for its user, who interrupts.
fn interrupted(folder: &Path, arguments: &[&str], waits_for: &str) -> (Option<i32>, String) {
    let mut command = command(SIGSCOPE, folder, arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let input = child.stdin.take();
    let mut told = Vec::new();
    let errors = child.stderr.as_mut().unwrap();
    while !waits_for.is_empty() && !String::from_utf8_lossy(&told).contains(waits_for) {
        let mut byte = [0];
        assert_eq!(errors.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&told));
        told.push(byte[0]);
    }
    if waits_for.is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(700));
    }
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    drop(input);
    (output.status.code(), out(&output))
}

#[test]
fn with_tls_it_is_trusted_by_its_own_authority_only() {
    let folder = prepared("local-tls");
    let up = Up::start(&folder, &["--dir", "kept", "--tls"]);
    assert_eq!(up.url("ca_file"), "kept/ca.pem");
    for service in
        ["oidc", "oidc_workflow", "fulcio", "rekor_v1", "rekor_v2", "timestamp_authority"]
    {
        assert!(up.url(service).starts_with("https://127.0.0.1:"), "{}", up.addresses);
    }
    for name in ["trusted_root.json", "signing_config.json", "trust_config.json"] {
        let document = fs::read_to_string(folder.join("kept").join(name)).unwrap();
        assert!(document.contains("https://127.0.0.1:") && !document.contains("http://"));
    }
    let roots = fs::read(folder.join("kept/ca.pem")).unwrap();
    let token = mint_over_tls(up.url("oidc"), &roots);
    let with = ["sign", "a.txt", "--trust", "kept", "--identity-token", &token, "--json"];
    let unknown = sigscope(&folder, &with);
    failed(&unknown, 5, "http-tls");
    let told = document(&unknown, "sigscope.error/1");
    assert_eq!(told["found"], "a certificate of an unknown authority", "{told}");
    let trusting = ["--ca-file", "kept/ca.pem"];
    done(sigscope(&folder, &[&with[..], &trusting].concat()));
    done(verify(&folder, up.url("oidc")));
    let against =
        ["life", "a.txt", "--against", "kept/trust_config.json", "--identity-token", &token];
    done(sigscope(&folder, &[&against[..], &trusting].concat()));
    assert_eq!(up.stop(), Some(0));
    // The authority outlives a restart, with and without TLS in between.
    assert_eq!(Up::start(&folder, &["--dir", "kept"]).stop(), Some(0));
    let up = Up::start(&folder, &["--dir", "kept", "--tls"]);
    assert_eq!(fs::read(folder.join("kept/ca.pem")).unwrap(), roots);
    mint_over_tls(up.url("oidc"), &roots);
}

fn mint_over_tls(issuer: &str, roots: &[u8]) -> String {
    let client = HyperTransport::builder().extra_roots(roots).build().unwrap();
    let claims = format!("{{\"email\":\"{WHO}\",\"email_verified\":true}}");
    let request = http::Request::post(format!("{issuer}/mint")).body(claims.into_bytes()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let response = runtime.block_on(client.send(request, 1 << 16)).unwrap();
    String::from_utf8(response.into_body()).unwrap()
}

#[test]
fn an_interrupt_ends_with_6() {
    let folder = prepared("local-interrupt");
    let up = Up::start(&folder, &["--dir", "kept"]);
    let sign = ["sign", "a.txt", "--trust", "kept", "--json", "--oidc"];
    let device = interrupted(&folder, &[&sign[..], &["device"]].concat(), "and enter");
    assert_eq!(device.0, Some(6));
    assert!(device.1.contains("\"code\":\"interrupted\""), "{}", device.1);
    let browser = interrupted(&folder, &[&sign[..], &["browser"]].concat(), "http://");
    assert_eq!(browser.0, Some(6));
    // Who waits for a line, or for a file on standard input, ends too.
    let typed = interrupted(&folder, &[&sign[..], &["oob"]].concat(), "Code: ");
    assert_eq!(typed.0, Some(6));
    let token = mint(up.url("oidc"), &format!("{{\"email\":\"{WHO}\",\"email_verified\":true}}"));
    let piped = ["sign", "-", "--bundle", "b.json", "--trust", "kept", "--identity-token", &token];
    assert_eq!(interrupted(&folder, &piped, "").0, Some(6));
    assert!(!folder.join("b.json").exists());
}

#[test]
fn a_port_that_is_taken_is_told() {
    let folder = prepared("local-port");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = sigscope(&folder, &["local", "up", "--dir", "kept", "--port", &port, "--json"]);
    assert_eq!(code(&refused), 3, "{}", out(&refused));
}
