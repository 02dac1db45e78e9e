//! How a login in a browser ends for the program that waits for it. The browser is the test, which
//! reads the address that the program prints.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use sigstore_local::{Instance, Options};

const WHO: &str = "email=alice%40example.org";

/// An embedded Sigstore, with its documents and a file to sign in a folder.
struct Sigstore {
    _instance: Instance,
    folder: PathBuf,
}

impl Sigstore {
    fn start(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let random = |bytes: &mut [u8]| sigstore_crypto::random(bytes).unwrap();
        let instance = Instance::start(Options::new(Box::new(random))).unwrap();
        instance.write(&folder).unwrap();
        fs::write(folder.join("artifact"), "a").unwrap();
        Self { _instance: instance, folder }
    }
}

/// `sigscope sign --oidc browser`, which waits.
struct Waiting {
    program: Child,
    /// The address that it wants opened.
    address: String,
}

impl Waiting {
    fn start(sigstore: &Sigstore) -> Self {
        let mut sign = Command::new(env!("CARGO_BIN_EXE_sigscope"));
        sign.args(["sign", "artifact", "--trust", ".", "--oidc", "browser", "--json"]);
        sign.current_dir(&sigstore.folder).env("BROWSER", "true");
        sign.env("XDG_CONFIG_HOME", &sigstore.folder);
        let mut program = sign.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(program.stderr.as_mut().unwrap()).lines();
        let address = said.find_map(|line| Some(line.unwrap()).filter(|it| it.starts_with("http")));
        Self { address: address.unwrap(), program }
    }

    /// A parameter of the address.
    fn parameter(&self, name: &str) -> &str {
        parameter(&self.address, name)
    }

    /// The address, with another value of a parameter.
    fn address_with(&self, name: &str, value: &str) -> String {
        let found = format!("{name}={}", self.parameter(name));
        self.address.replace(&found, &format!("{name}={value}"))
    }

    /// Where the browser comes back.
    fn callback(&self, query: &str) -> String {
        let way_back = self.parameter("redirect_uri").replace("%3A", ":").replace("%2F", "/");
        format!("{way_back}?{query}")
    }

    /// Opens an address of the program; it must end with this error.
    #[track_caller]
    fn fails(self, opened: &str, error: &str, found: &str) {
        assert!(http("GET", opened, "").contains("Back to the terminal"));
        let (exit, printed) = self.ends();
        assert_eq!((exit, &printed["code"]), (5, &error.into()), "{printed}");
        assert!(printed["found"].as_str().unwrap().contains(found), "{printed}");
    }

    /// How it ends, and what it prints.
    fn ends(self) -> (i32, Value) {
        let output = self.program.wait_with_output().unwrap();
        (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
    }
}

/// Opens the login page and sends its form; returns where that leads.
fn log_in(address: &str, filled: &str) -> String {
    let page = http("GET", address, "");
    let (_, rest) = page.split_once("name=\"request\" value=\"").unwrap();
    let (request, _) = rest.split_once('"').unwrap();
    let (origin, _) = address.split_once("/auth?").unwrap();
    let answer =
        http("POST", &format!("{origin}/auth/login"), &format!("request={request}&{filled}"));
    let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
    location.unwrap().to_owned()
}

fn parameter<'a>(address: &'a str, name: &str) -> &'a str {
    let (_, query) = address.split_once('?').unwrap();
    let value = query.split('&').find_map(|it| it.strip_prefix(&format!("{name}=")));
    value.unwrap()
}

/// The answer to a request: enough of HTTP/1.1 for a server that closes afterwards.
fn http(method: &str, address: &str, body: &str) -> String {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    let form = "content-type: application/x-www-form-urlencoded\r\nconnection: close";
    write!(stream, "{method} /{path} HTTP/1.1\r\nhost: {host}\r\n{form}\r\n").unwrap();
    write!(stream, "content-length: {length}\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_login_brings_the_token() {
    let sigstore = Sigstore::start("login");
    let waiting = Waiting::start(&sigstore);
    let back = log_in(&waiting.address, WHO);
    assert!(http("GET", &back, "").contains("Back to the terminal"));
    let (exit, printed) = waiting.ends();
    assert_eq!((exit, &printed["signer"]), (0, &"alice@example.org".into()), "{printed}");
}

#[test]
fn what_is_asked_beside_the_callback_is_no_answer() {
    let sigstore = Sigstore::start("login-beside");
    let waiting = Waiting::start(&sigstore);
    let icon = waiting.callback("").replace("/auth/callback?", "/favicon.ico");
    assert!(http("GET", &icon, "").starts_with("HTTP/1.1 404"));
    let back = log_in(&waiting.address, WHO);
    assert!(http("GET", &back, "").contains("Back to the terminal"));
    assert_eq!(waiting.ends().0, 0);
}

#[test]
fn a_login_that_is_denied() {
    let sigstore = Sigstore::start("login-denied");
    let waiting = Waiting::start(&sigstore);
    let back = log_in(&waiting.address, "cancel=1");
    waiting.fails(&back, "oidc-sign-in-refused", "access_denied");
}

#[test]
fn another_state_or_none() {
    let sigstore = Sigstore::start("login-state");
    let waiting = Waiting::start(&sigstore);
    let back = log_in(&waiting.address_with("state", "b3RoZXI"), WHO);
    waiting.fails(&back, "oidc-state", "another state");

    let waiting = Waiting::start(&sigstore);
    let code = parameter(&log_in(&waiting.address, WHO), "code").to_owned();
    let back = waiting.callback(&format!("code={code}"));
    waiting.fails(&back, "oidc-state", "no state");
}

#[test]
fn another_nonce() {
    let sigstore = Sigstore::start("login-nonce");
    let waiting = Waiting::start(&sigstore);
    let back = log_in(&waiting.address_with("nonce", "b3RoZXI"), WHO);
    waiting.fails(&back, "jwt-nonce", "another nonce");
}

#[test]
fn a_code_for_the_second_time() {
    let sigstore = Sigstore::start("login-code");
    let first = Waiting::start(&sigstore);
    let back = log_in(&first.address, WHO);
    assert!(http("GET", &back, "").contains("Back to the terminal"));
    assert_eq!(first.ends().0, 0);

    let second = Waiting::start(&sigstore);
    let (code, state) = (parameter(&back, "code"), second.parameter("state"));
    let again = second.callback(&format!("code={code}&state={state}"));
    second.fails(&again, "oidc-refused", "invalid_grant");
}
