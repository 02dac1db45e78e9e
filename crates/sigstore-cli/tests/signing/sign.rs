use std::fs;

use serde_json::Value;
use sigstore_local::LogChoice;

use crate::support::{Sigstore, code, done, err, failed, out, sigscope_with};

const WHO: &str = "you@example.com";

#[test]
fn one_certificate_signs_all_and_each_has_its_bundle() {
    let sigstore = Sigstore::start("sign-all", LogChoice::V2);
    for (name, content) in [("a.txt", "hello"), ("b.txt", "world")] {
        sigstore.file(name, content);
    }
    let token = sigstore.token(WHO);
    let how = ["--trust", ".", "--identity-token", &token, "--json"];
    for kind in ["p256", "p384", "ed25519"] {
        let what = ["sign", "a.txt", "b.txt", "--output-dir", "new/bundles", "--key-type", kind];
        let told = out(&done(sigstore.sigscope(&[&what[..], &how].concat())));
        let told: Vec<Value> =
            told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(told.len(), 2);
        assert!(
            told.iter().all(|one| one["format"] == "sigscope.signed/1" && one["signer"] == WHO)
        );
        let certificate = |name: &str| {
            let path = sigstore.folder.join(format!("new/bundles/{name}.sigstore.json"));
            let bundle: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
            bundle["verificationMaterial"]["certificate"]["rawBytes"].clone()
        };
        assert_eq!(certificate("a.txt"), certificate("b.txt"));
        for name in ["a.txt", "b.txt"] {
            let bundle = format!("new/bundles/{name}.sigstore.json");
            done(sigstore.verify(name, WHO, &["--bundle", &bundle]));
        }
    }
}

#[test]
fn standard_input_is_signed() {
    let sigstore = Sigstore::start("sign-stdin", LogChoice::V1);
    sigstore.file("a.txt", "hello");
    sigstore.file("token", sigstore.token(WHO));
    let sign = ["sign", "-", "--trust", ".", "--identity-token", "@token", "--quiet"];
    let nowhere = sigscope_with(&sigstore.folder, &sign, b"hello");
    assert_eq!(code(&nowhere), 2);
    let output =
        sigscope_with(&sigstore.folder, &[&sign[..], &["--bundle", "b.json"]].concat(), b"hello");
    assert_eq!((code(&output), out(&output), err(&output)), (0, String::new(), String::new()));
    done(sigstore.verify("a.txt", WHO, &["--bundle", "b.json"]));
}

#[test]
fn what_can_be_seen_to_fail_fails_before_anyone_is_asked() {
    let sigstore = Sigstore::start("sign-refused", LogChoice::V1);
    sigstore.file("a.txt", "hello");
    fs::create_dir(sigstore.folder.join("other")).unwrap();
    sigstore.file("other/a.txt", "world");
    let token = sigstore.token(WHO);
    let sign = |more: &[&str]| {
        let how = ["--trust", ".", "--identity-token", &token, "--json"];
        sigstore.sigscope(&[&["sign"], more, &how].concat())
    };
    failed(&sign(&["a.txt", "no-such-file"]), 3, "input-unavailable");
    failed(&sign(&["a.txt", "other/a.txt", "--output-dir", "o"]), 2, "usage");
    failed(&sign(&["a.txt", "a.txt"]), 2, "usage");
    failed(&sign(&["a.txt", "other/a.txt", "--bundle", "b.json"]), 2, "usage");
    failed(&sign(&["a.txt", "--output-dir", "a.txt/x"]), 3, "input-unavailable");
    failed(&sign(&["-", "--bundle", "b.json", "--signing-config", "-"]), 2, "usage");
    assert!(!sigstore.folder.join("a.txt.sigstore.json").exists());
    let log = sigstore.instance.log_urls()[0];
    let (_, state) = crate::support::http("GET", &format!("{log}/api/v1/log"), "");
    let state: Value = serde_json::from_str(&state).unwrap();
    assert_eq!(state["treeSize"], 0, "nothing is public");
}
