//! Captures: made, played back, verified again; and the proxy that makes them of other clients.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use serde_json::Value;
use sigstore_local::LogChoice;

use crate::support::{
    SIGSCOPE, Sigstore, code, command, document, done, err, failed, folder, out, sigscope,
};

const WHO: &str = "you@example.com";

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The kinds of the messages in a capture, in order.
fn kinds(archive: &Value) -> Vec<String> {
    let entries = archive["log"]["entries"].as_array().unwrap().iter();
    entries.map(|entry| entry["_sigstore"]["kind"].as_str().unwrap().to_owned()).collect()
}

fn documents(archive: &Value) -> Vec<String> {
    let files = archive["log"]["_sigstore"]["files"].as_array().unwrap().iter();
    files.map(|file| file["document"].as_str().unwrap().to_owned()).collect()
}

fn replay(folder: &Path, more: &[&str]) -> std::process::Output {
    sigscope(folder, &[&["replay", "c.har"], more].concat())
}

/// A signature that is masked verifies with no key: what a kept token no longer proves.
const PROOF: &str = "= signature over header and claims, ";

fn remove_proof(value: &mut Value) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(remove_proof),
        Value::Object(members) => {
            if let Some(Value::Array(links)) = members.get_mut("links") {
                links.retain(|link| link["over"] != "header and claims");
                if links.is_empty() {
                    members.remove("links");
                }
            }
            members.values_mut().for_each(remove_proof);
        }
        _ => {}
    }
}

fn started(test: &str) -> PathBuf {
    let folder = folder(&format!("capture-{test}"));
    fs::write(folder.join("a.txt"), "hello").unwrap();
    folder
}

#[test]
fn a_life_is_played_back_as_it_was_and_verified_again() {
    let folder = started("life");
    let life = ["life", "a.txt", "--capture", "c.har"];
    let told = out(&done(sigscope(&folder, &life)));
    let again = done(replay(&folder, &["--trust", "capture"]));
    let (messages, checks) = told.split_once("a.txt: verified").unwrap();
    assert_eq!(messages.matches(PROOF).count(), 1);
    let lines = messages.lines().filter(|line| !line.contains(PROOF));
    let messages: String = lines.flat_map(|line| [line, "\n"]).collect();
    assert!(out(&again).starts_with(&messages), "{}", out(&again));
    // What the capture says, and what is found here.
    assert_eq!(out(&again).matches("a.txt: verified").count(), 2);
    assert!(out(&again).contains(checks.lines().nth(3).unwrap()));
    // As JSON: the same life, and a report of this run.
    let json = done(sigscope(&folder, &[&life[..], &["--json"]].concat()));
    let mut life = document(&json, "sigscope.life/1");
    remove_proof(&mut life);
    let again = done(replay(&folder, &["--trust", "capture", "--json"]));
    let again = document(&again, "sigscope.replay/1");
    assert_eq!(again["life"], life);
    assert_eq!(again["reports"][0]["outcome"], "verified");
    assert_eq!(again["reports"][0]["trust"]["profile"], "capture");
    assert_eq!(again["not_verified"], Value::Array(Vec::new()));
}

/// The page without what it says of the trusted root: that of a capture is not the one of the run.
fn without_trust(page: &str) -> String {
    let (before, rest) = page.split_once("Whom all of this trusts").expect("the trust");
    let (_, after) = rest.split_once("</section>").unwrap();
    format!("{before}{after}")
}

#[test]
fn a_page_of_a_capture_is_the_page_of_the_life() {
    let folder = started("page");
    let life = ["life", "a.txt", "--capture", "c.har", "--html", "life.html", "--json"];
    let lived = done(sigscope(&folder, &[&life[..], &["--capture-secrets"]].concat()));
    let lived = document(&lived, "sigscope.life/1");
    let issuer = lived["reports"][0]["signer"]["issuer"].as_str().unwrap();
    let signer = ["--trust", "capture", "--identity", WHO, "--issuer", issuer];
    done(replay(&folder, &[&signer[..], &["--html", "again.html"]].concat()));
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let (page, again) = (read("life.html"), read("again.html"));
    assert!(again.contains("<title>a.txt: verified</title>"));
    let (page, again) = (without_trust(&page), without_trust(&again));
    let differing = page.lines().zip(again.lines()).find(|(a, b)| a != b);
    assert_eq!(differing, None);
    assert_eq!(again, page);
    // What a capture says of a verification is no verdict.
    let refused = replay(&folder, &["--html", "refused.html"]);
    assert_eq!(code(&refused), 1);
    assert!(read("refused.html").contains("<title>a.txt: refused</title>"));
}

#[test]
fn the_root_of_a_capture_is_trusted_only_where_that_is_said() {
    let folder = started("trust");
    done(sigscope(&folder, &["life", "a.txt", "--capture", "c.har", "--quiet"]));
    let refused = replay(&folder, &["--json"]);
    assert_eq!(code(&refused), 1, "{}", err(&refused));
    let refused = document(&refused, "sigscope.replay/1");
    assert_eq!(refused["reports"][0]["outcome"], "refused");
    assert_eq!(refused["life"]["reports"][0]["outcome"], "verified");
    let hint = replay(&folder, &[]);
    assert!(err(&hint).contains("--trust capture"), "{}", err(&hint));
    // Another signer than the one that is asked for.
    let who = ["--trust", "capture", "--identity", "me@example.com", "--no-issuer"];
    assert_eq!(code(&replay(&folder, &who)), 1);
}

/// What was changed in the capture is seen: nothing that it says of a verification is believed.
#[test]
fn a_changed_capture_is_refused() {
    let folder = started("changed");
    done(sigscope(&folder, &["life", "a.txt", "--capture", "c.har", "--quiet"]));
    let mut archive = read(&folder.join("c.har"));
    let files = archive["log"]["_sigstore"]["files"].as_array_mut().unwrap();
    let artifact = files.iter_mut().find(|file| file["document"] == "artifact").unwrap();
    assert_eq!(artifact["text"], "hello");
    artifact["text"] = "jello".into();
    fs::write(folder.join("c.har"), archive.to_string()).unwrap();
    let refused = replay(&folder, &["--trust", "capture", "--json"]);
    assert_eq!(code(&refused), 1);
    let refused = document(&refused, "sigscope.replay/1");
    assert_eq!(refused["reports"][0]["outcome"], "refused");
    assert_eq!(refused["life"]["reports"][0]["outcome"], "verified");
}

#[test]
fn what_is_no_capture_is_unreadable() {
    let folder = started("unreadable");
    for (text, error) in [
        ("{}", "json-missing-member"),
        ("not JSON", "json-syntax"),
        (r#"{"log":{"version":"2.0","entries":[]}}"#, "har-version"),
        (r#"{"log":{"entries":[],"_sigstore":{"format":"sigscope.capture/2"}}}"#, "har-format"),
    ] {
        fs::write(folder.join("c.har"), text).unwrap();
        failed(&replay(&folder, &["--json"]), 3, error);
    }
    // An archive without anything of Sigstore is one all the same.
    fs::write(folder.join("c.har"), r#"{"log":{"version":"1.2","entries":[]}}"#).unwrap();
    let empty = document(&done(replay(&folder, &["--json"])), "sigscope.replay/1");
    assert_eq!(empty["not_verified"].as_array().unwrap().len(), 1);
}

#[test]
fn secrets_are_in_a_capture_only_if_they_are_asked_for() {
    let sigstore = Sigstore::start("capture-secrets", LogChoice::V1);
    sigstore.file("a.txt", "hello");
    let token = sigstore.token(WHO);
    let signature = token.rsplit('.').next().unwrap().to_owned();
    let sign = ["sign", "a.txt", "--trust", ".", "--identity-token", &token, "--capture", "c.har"];
    done(sigstore.sigscope(&sign));
    let path = sigstore.folder.join("c.har");
    assert!(!fs::read_to_string(&path).unwrap().contains(&signature));
    done(sigstore.sigscope(&[&sign[..], &["--capture-secrets"]].concat()));
    assert!(fs::read_to_string(&path).unwrap().contains(&signature));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(code(&sigstore.sigscope(&["sign", "a.txt", "--capture-secrets"])), 2);
}

#[test]
fn every_command_that_talks_or_verifies_leaves_a_capture() {
    let sigstore = Sigstore::start("capture-commands", LogChoice::V2);
    let path = sigstore.folder.join("c.har");
    let capture = ["--capture", "c.har"];
    sigstore.file("a.txt", "hello");
    sigstore.file("p.json", "{}");
    sigstore.file("token", sigstore.token(WHO));
    let how = ["--trust", ".", "--identity-token", "@token"];
    let verified = |more: &[&str]| {
        let replayed =
            done(replay(&sigstore.folder, &[&["--trust", "capture", "--json"], more].concat()));
        let replayed = document(&replayed, "sigscope.replay/1");
        assert_eq!(replayed["reports"][0]["outcome"], "verified");
    };

    done(sigstore.sigscope(&[&["sign", "a.txt"], &how[..], &capture].concat()));
    let archive = read(&path);
    assert!(kinds(&archive).ends_with(&["rekor-v2-create-entry".into()]), "{:?}", kinds(&archive));
    let given = ["trusted-root", "signing-config", "artifact", "bundle"];
    assert_eq!(documents(&archive), given);
    verified(&["--identity", WHO, "--issuer", sigstore.instance.oidc_url()]);

    done(sigstore.verify("a.txt", WHO, &capture));
    let archive = read(&path);
    assert_eq!(documents(&archive), ["artifact", "trusted-root", "bundle"]);
    assert_eq!(archive["log"]["_sigstore"]["reports"][0]["report"]["outcome"], "verified");
    verified(&[]);

    let attest = ["attest", "a.txt", "--predicate", "p.json", "--type", "custom"];
    done(sigstore.sigscope(&[&attest, &how[..], &capture].concat()));
    assert_eq!(documents(&read(&path))[2..], ["statement", "bundle"]);
    verified(&[]);

    done(sigstore.sigscope(&[&["token", "check", "token"], &capture[..]].concat()));
    assert_eq!(kinds(&read(&path)), ["oidc-discovery", "oidc-keys"]);
    let given = ["token", "get", "--identity-token", "@token"];
    done(sigstore.sigscope(&[&given[..], &capture].concat()));
    assert_eq!(kinds(&read(&path)), [""; 0]);
}

/// Of a file that is larger than what is kept, length and digest are.
#[test]
fn a_large_file_is_verified_by_its_digest() {
    let folder = started("large");
    fs::write(folder.join("a.txt"), vec![b'x'; (1 << 20) + 1]).unwrap();
    done(sigscope(&folder, &["life", "a.txt", "--capture", "c.har", "--quiet"]));
    let archive = read(&folder.join("c.har"));
    let artifact = &archive["log"]["_sigstore"]["files"][0];
    assert_eq!(
        (&artifact["text"], &artifact["original"]["bytes"]),
        (&"".into(), &1_048_577.into())
    );
    done(replay(&folder, &["--trust", "capture"]));
}

/// A proxy that runs until the test ends.
struct Proxy {
    child: Child,
    /// Where each service is found, in the order in which they were named.
    addresses: Vec<String>,
}

impl Proxy {
    fn start(folder: &Path, services: &[String], more: &[&str]) -> Self {
        let pairs = services.iter().flat_map(|to| ["--listen", "127.0.0.1:0", "--to", to]);
        let arguments: Vec<_> = ["proxy"].into_iter().chain(pairs).chain(more.to_vec()).collect();
        let mut command = command(SIGSCOPE, folder, &arguments);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines().take(services.len());
        let addresses = lines.map(|line| {
            let line = line.unwrap();
            let address = line.split(' ').find(|word| word.starts_with("http://"));
            address.unwrap_or_else(|| panic!("{line}")).to_owned()
        });
        let addresses = addresses.collect();
        Self { child, addresses }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Scheme, host and port.
fn origin(url: &str) -> String {
    let rest = url.strip_prefix("http://").unwrap();
    format!("http://{}", rest.split('/').next().unwrap())
}

/// A client that knows nothing of it signs through the proxy: every message is in the capture, also
/// where the proxy is killed, and what it signed is put together and verified.
#[test]
fn what_a_client_says_through_the_proxy_is_kept_message_by_message() {
    let sigstore = Sigstore::start("capture-proxy", LogChoice::V1);
    sigstore.file("a.txt", "hello");
    sigstore.file("token", sigstore.token(WHO));
    let instance = &sigstore.instance;
    let [rekor, _] = instance.log_urls();
    let services = [instance.fulcio_url(), rekor, instance.timestamp_url()].map(origin);
    let proxy = Proxy::start(&sigstore.folder, &services, &["--capture", "c.har"]);
    let mut config = fs::read_to_string(sigstore.folder.join("signing_config.json")).unwrap();
    for (service, stand_in) in services.iter().zip(&proxy.addresses) {
        assert!(config.contains(service), "{config}");
        config = config.replace(service, stand_in);
    }
    sigstore.file("through.json", config);
    let sign = ["sign", "a.txt", "--trusted-root", "trusted_root.json"];
    let how = ["--signing-config", "through.json", "--identity-token", "@token"];
    done(sigstore.sigscope(&[&sign[..], &how].concat()));
    done(sigstore.verify("a.txt", WHO, &[]));
    drop(proxy);

    let archive = read(&sigstore.folder.join("c.har"));
    let kinds = kinds(&archive);
    for kind in ["fulcio-v2-signing-cert", "tsa-timestamp", "rekor-v1-create-entry"] {
        assert_eq!(kinds.iter().filter(|own| *own == kind).count(), 1, "{kind}: {kinds:?}");
    }
    for entry in archive["log"]["entries"].as_array().unwrap() {
        let url = entry["request"]["url"].as_str().unwrap();
        assert!(services.iter().any(|service| url.starts_with(service)), "{url}");
        assert!(entry["response"]["status"].as_u64().unwrap() < 300, "{url}");
    }
    let token = fs::read_to_string(sigstore.folder.join("token")).unwrap();
    assert!(!archive.to_string().contains(token.rsplit('.').next().unwrap()));

    let trust = ["--trusted-root", "trusted_root.json", "--json"];
    let replayed = document(&done(replay(&sigstore.folder, &trust)), "sigscope.replay/1");
    assert_eq!(replayed["reports"][0]["outcome"], "verified", "{replayed}");
    assert_eq!(replayed["reports"][0]["signer"]["identity"], WHO);
    // That the digest is the artifact's nobody can say.
    assert_eq!(replayed["not_verified"].as_array().unwrap().len(), 1);
}

#[test]
fn a_service_that_is_not_there_is_told_and_kept() {
    let folder = started("nobody");
    let nobody = ["http://127.0.0.1:1".to_owned()];
    let proxy = Proxy::start(&folder, &nobody, &["--capture", "c.har"]);
    let (head, _) = crate::support::http("GET", &format!("{}/api/v1/log", proxy.addresses[0]), "");
    assert!(head.starts_with("HTTP/1.1 502"), "{head}");
    let archive = read(&folder.join("c.har"));
    assert_eq!(kinds(&archive), ["rekor-v1-log"]);
    assert_eq!(archive["log"]["entries"][0]["response"]["status"], 0);
    assert!(archive["log"]["entries"][0]["response"]["_error"].is_string());
    let replayed = document(&done(replay(&folder, &["--json"])), "sigscope.replay/1");
    assert!(replayed["life"]["turns"][1]["no_answer"].is_string());
}

#[test]
fn a_proxy_listens_to_this_machine_only() {
    let folder = started("everyone");
    for listen in ["0.0.0.0:4711", "[::]:4711", "192.0.2.1:80"] {
        let arguments = ["proxy", "--listen", listen, "--to", "https://rekor.example"];
        assert_eq!(code(&sigscope(&folder, &arguments)), 2, "{listen}");
    }
    let uneven = [
        "proxy",
        "--listen",
        "127.0.0.1:0",
        "--listen",
        "127.0.0.1:0",
        "--to",
        "http://127.0.0.1:1",
    ];
    assert_eq!(code(&sigscope(&folder, &uneven)), 2);
}
