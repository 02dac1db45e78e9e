use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{code, document, done, err, failed, folder, out, sigscope};

const FILES: [&str; 6] =
    ["--certificate", "crt.b64", "--signature", "sig.b64", "--log-entry", "logentry.json"];

/// A life as in 2022, and its dump.
fn article(test: &str) -> std::path::PathBuf {
    let folder = folder(test);
    fs::write(folder.join("a.txt"), "hello").unwrap();
    done(sigscope(&folder, &["life", "a.txt", "--article", "--dump", ".", "--quiet"]));
    folder
}

fn verify(folder: &Path, more: &[&str]) -> std::process::Output {
    let who = [
        "--trust",
        ".",
        "--identity",
        "you@example.com",
        "--issuer",
        "https://login.sigstore.test",
        "--json",
    ];
    sigscope(folder, &[&["verify", "a.txt"], &who[..], more].concat())
}

#[test]
fn the_files_of_the_article_verify() {
    let folder = article("detached");
    let report = document(&done(verify(&folder, &FILES)), "sigscope.report/1");
    assert_eq!(report["outcome"], "verified");
    assert_eq!(report["log_entries"].as_array().unwrap().len(), 1);
    // The other forms.
    let file = |name: &str| fs::read(folder.join(name)).unwrap();
    let inner = |name: &str| {
        let quoted = format!("\"{}\"", String::from_utf8(file(name)).unwrap().trim());
        let value = sigstore_json::parse(quoted.as_bytes(), &sigstore_json::Limits::new(1 << 20));
        value.unwrap().node().bytes().unwrap()
    };
    let pem = inner("crt.b64");
    assert!(pem.starts_with(b"-----BEGIN CERTIFICATE-----"));
    fs::write(folder.join("crt.pem"), &pem).unwrap();
    let body: String =
        String::from_utf8(pem).unwrap().lines().filter(|line| !line.starts_with('-')).collect();
    fs::write(folder.join("crt.der.b64"), body).unwrap();
    fs::write(folder.join("crt.der"), inner("crt.der.b64")).unwrap();
    fs::write(folder.join("sig"), inner("sig.b64")).unwrap();
    let entry = String::from_utf8(file("logentry.json")).unwrap();
    fs::write(folder.join("map.json"), format!("{{\"{}\":{entry}}}", "ab".repeat(40))).unwrap();
    let bundle: Value = serde_json::from_slice(&file("bundle.sigstore.json")).unwrap();
    let entry = bundle["verificationMaterial"]["tlogEntries"][0].to_string();
    fs::write(folder.join("entry.json"), entry).unwrap();
    for certificate in ["crt.pem", "crt.der", "crt.der.b64"] {
        for entry in ["map.json", "entry.json"] {
            let more = ["--certificate", certificate, "--signature", "sig", "--log-entry", entry];
            done(verify(&folder, &more));
        }
    }
}

#[test]
fn a_timestamp_may_lie_beside() {
    let folder = folder("detached-timestamp");
    fs::write(folder.join("a.txt"), "hello").unwrap();
    done(sigscope(&folder, &["life", "a.txt", "--dump", ".", "--quiet"]));
    let stamp = ["--timestamp", "timestamp-response.tsr", "--min-timestamps", "1"];
    let report = done(verify(&folder, &[&FILES[..], &stamp].concat()));
    let report = document(&report, "sigscope.report/1");
    let times = report["times"].as_array().unwrap();
    assert!(times.iter().any(|time| time["source"] == "timestamp-authority"), "{report}");
    let twice = [&FILES[..], &stamp, &stamp[..2]].concat();
    assert_eq!(code(&verify(&folder, &twice)), 3);
}

#[test]
fn what_is_missing_or_changed_is_named() {
    let folder = article("detached-changed");
    let refused = |more: &[&str]| {
        let output = verify(&folder, more);
        assert_eq!(code(&output), 1, "{}{}", out(&output), err(&output));
        let report = document(&output, "sigscope.report/1");
        let checks = report["checks"].as_array().unwrap().clone();
        let broken = checks.into_iter().filter(|check| check["outcome"] == "broken");
        broken.map(|check| check["error"]["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(refused(&FILES[..4]), ["too-few-log-entries", "no-proven-time"]);
    fs::write(folder.join("other"), "MAYCAQECAQE=").unwrap();
    let other =
        ["--certificate", "crt.b64", "--signature", "other", "--log-entry", "logentry.json"];
    assert_eq!(refused(&other), ["entry-signature", "signature"]);
    // As a log answered once: without a proof, which takes a waiver.
    let entry = fs::read_to_string(folder.join("logentry.json")).unwrap();
    let mut entry: Value = serde_json::from_str(&entry).unwrap();
    entry["verification"].as_object_mut().unwrap().remove("inclusionProof");
    fs::write(folder.join("promise.json"), entry.to_string()).unwrap();
    let mut promise = FILES;
    promise[5] = "promise.json";
    assert_eq!(refused(&promise), ["no-proof"]);
    done(verify(&folder, &[&promise[..], &["--waive", "inclusion-proof"]].concat()));
    // No signature, no certificate, no entry.
    fs::write(folder.join("text"), "not: base64").unwrap();
    let with = |place: usize, file: &'static str| {
        let mut files = FILES;
        files[place] = file;
        verify(&folder, &files)
    };
    failed(&with(3, "text"), 3, "input-signature");
    failed(&with(3, "no-such-file"), 3, "input-unavailable");
    assert_eq!(code(&with(1, "text")), 3);
    assert_eq!(code(&with(5, "text")), 3);
    failed(&verify(&folder, &FILES[..2]), 2, "usage");
    failed(&verify(&folder, &FILES[2..]), 2, "usage");
    failed(
        &verify(&folder, &[&FILES[..], &["--bundle", "bundle.sigstore.json"]].concat()),
        2,
        "usage",
    );
}
