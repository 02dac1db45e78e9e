use std::fs;

use serde_json::Value;
use sigstore_local::LogChoice;

use crate::support::{Sigstore, code, document, done, err, failed, out, sigscope_with};

const WHO: &str = "you@example.com";

/// A Sigstore with two files and a predicate that JSON allows to be written otherwise.
fn sigstore(test: &str, log: LogChoice) -> Sigstore {
    let sigstore = Sigstore::start(test, log);
    sigstore.file("a.txt", "hello");
    sigstore.file("b.txt", "world");
    sigstore.file("predicate.json", "{ \"z\": 1.50,\n  \"a\": \"\\u0061\" }\n");
    sigstore
}

fn payload(sigstore: &Sigstore, bundle: &str) -> String {
    let bundle = fs::read(sigstore.folder.join(bundle)).unwrap();
    let bundle: Value = serde_json::from_slice(&bundle).unwrap();
    let payload = bundle["dsseEnvelope"]["payload"].as_str().unwrap().to_owned();
    let bytes = format!("\"{payload}\"");
    let bytes = sigstore_json::parse(bytes.as_bytes(), &sigstore_json::Limits::new(1 << 20));
    String::from_utf8(bytes.unwrap().node().bytes().unwrap()).unwrap()
}

#[test]
fn a_predicate_is_kept_as_it_was_given() {
    for (name, log) in [("attest-v1", LogChoice::V1), ("attest-v2", LogChoice::V2)] {
        let sigstore = sigstore(name, log);
        let token = sigstore.token(WHO);
        let signed = done(sigstore.sigscope(&[
            "attest",
            "a.txt",
            "--predicate",
            "predicate.json",
            "--type",
            "slsaprovenance1",
            "--trust",
            ".",
            "--identity-token",
            &token,
            "--json",
        ]));
        let told = document(&signed, "sigscope.signed/1");
        assert_eq!(told["bundle"], "a.txt.sigstore.json");
        assert_eq!(
            payload(&sigstore, "a.txt.sigstore.json"),
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a.txt\",\"digest\":\
             {\"sha256\":\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"}}],\
             \"predicateType\":\"https://slsa.dev/provenance/v1\",\
             \"predicate\":{ \"z\": 1.50,\n  \"a\": \"\\u0061\" }}"
        );
        let kind = ["--predicate-type", "https://slsa.dev/provenance/v1"];
        done(sigstore.verify("a.txt", WHO, &kind));
        let other =
            sigstore.verify("a.txt", WHO, &["--predicate-type", "https://spdx.dev/Document"]);
        assert_eq!(code(&other), 1);
        let other = sigstore.verify("b.txt", WHO, &["--bundle", "a.txt.sigstore.json"]);
        assert_eq!(code(&other), 1);
    }
}

#[test]
fn one_statement_is_about_all_artifacts() {
    let sigstore = sigstore("attest-all", LogChoice::V1);
    let token = sigstore.token(WHO);
    let digest = format!("sha512:{}", "ab".repeat(64));
    let how = ["--trust", ".", "--identity-token", &token, "--bundle", "all.json"];
    let what = ["attest", "a.txt", "b.txt", &digest, "--predicate", "predicate.json"];
    let kind = ["--type", "https://example.com/made/v1"];
    done(sigstore.sigscope(&[&what[..], &kind, &how].concat()));
    for artifact in ["a.txt", "b.txt", &digest] {
        done(sigstore.verify(artifact, WHO, &["--bundle", "all.json"]));
    }
    // Whoever asks for one bundle of several says where it goes.
    let nowhere = sigstore.sigscope(&[&what[..], &kind, &how[..4], &["--json"]].concat());
    failed(&nowhere, 2, "usage");
}

#[test]
fn a_statement_is_signed_as_it_is() {
    let sigstore = sigstore("attest-statement", LogChoice::V1);
    let token = sigstore.token(WHO);
    let statement = "{\"_type\":\"https://in-toto.io/Statement/v0.1\", \"subject\":[{\"digest\":\
         {\"sha256\":\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"}}],\
         \"predicateType\":\"https://example.com/x\",\"predicate\":null}\n";
    sigstore.file("statement.json", statement);
    let run = |artifacts: &[&str]| {
        let how =
            ["--statement", "statement.json", "--trust", ".", "--identity-token", &token, "--json"];
        sigstore.sigscope(&[&["attest"], artifacts, &how].concat())
    };
    done(run(&["a.txt"]));
    assert_eq!(payload(&sigstore, "a.txt.sigstore.json"), statement);
    done(run(&[]));
    done(sigstore.verify("a.txt", WHO, &["--bundle", "statement.json.sigstore.json"]));
    failed(&run(&["b.txt"]), 1, "attest-subject");
}

#[test]
fn what_is_no_predicate_is_refused_before_anyone_is_asked() {
    let sigstore = sigstore("attest-refused", LogChoice::V1);
    let run = |predicate: &str, more: &[&str]| {
        let what = ["attest", "a.txt", "--predicate", "-", "--trust", ".", "--json"];
        let how = ["--identity-token", "no token"];
        sigscope_with(&sigstore.folder, &[&what[..], &how, more].concat(), predicate.as_bytes())
    };
    failed(&run("{\"a\":1,\"a\":1}", &["--type", "vuln"]), 3, "json-duplicate-member");
    failed(&run("{},\"subject\":[]", &["--type", "vuln"]), 3, "json-syntax");
    failed(&run("[]", &["--type", "vuln"]), 3, "json-type");
    failed(&run("{}", &["--type", "nothing"]), 2, "usage");
    failed(&run("{}", &[]), 2, "usage");
    failed(&run("{}", &["--type", "vuln", "--offline"]), 2, "usage");
    let quiet = run("[]", &["--type", "vuln", "--quiet"]);
    assert_eq!((code(&quiet), out(&quiet), err(&quiet)), (3, String::new(), String::new()));
}
