use std::fs;

use serde_json::Value;
use sigstore_jwt::IssuerKind;
use sigstore_local::LogChoice;

use crate::support::{Sigstore, code, document, done, err, failed, http, mint, out, sigscope_with};

const WORKFLOW: &str = r#"{"sub":"repo:o/r:ref:refs/heads/main","event_name":"push","sha":"abc",
    "workflow":"w","repository":"o/r","ref":"refs/heads/main","repository_id":"1",
    "repository_owner":"o","repository_owner_id":"2","workflow_ref":"o/r/.github/workflows/w.yml@refs/heads/main",
    "workflow_sha":"abc","job_workflow_ref":"o/r/.github/workflows/w.yml@refs/heads/main",
    "job_workflow_sha":"abc","runner_environment":"github-hosted","run_id":"3","run_attempt":"1",
    "repository_visibility":"public"}"#;

#[test]
fn show_decodes_and_says_that_nothing_was_checked() {
    let sigstore = Sigstore::start("token-show", LogChoice::V1);
    let token = sigstore.token("you@example.com");
    let signature = token.rsplit('.').next().unwrap();
    sigstore.file("token", format!("{token}\n"));
    for way in ["token", "@token", &token] {
        let shown = done(sigstore.sigscope(&["token", "show", way, "--json"]));
        let told = document(&shown, "sigscope.token/1");
        assert_eq!(told["checked"], Value::Bool(false));
        assert_eq!(told["claims"]["email"], "you@example.com");
        assert_eq!(told["certificate"]["identity"]["name"], "you@example.com");
        assert_eq!(told["certificate"]["proof_of_possession_over"], "email");
        assert!(!out(&shown).contains(signature), "the signature is masked");
    }
    let piped = done(sigscope_with(&sigstore.folder, &["token", "show", "-"], token.as_bytes()));
    assert!(out(&piped).starts_with("An identity token; nothing was checked"), "{}", out(&piped));
    assert!(!out(&piped).contains(signature));
    failed(
        &sigstore.sigscope(&["token", "show", "no-such-file", "--json"]),
        3,
        "input-unavailable",
    );
    let other = sigscope_with(&sigstore.folder, &["token", "show", "-", "--json"], b"ey.ey");
    assert_eq!(code(&other), 3);
}

#[test]
fn each_extension_names_the_claims_that_it_is_made_from() {
    let sigstore = Sigstore::start("token-extensions", LogChoice::V1);
    let issuer = sigstore.instance.issuer_url(IssuerKind::GithubWorkflow).unwrap();
    sigstore.file("token", mint(issuer, WORKFLOW));
    let kind = ["token", "show", "token", "--kind", "github-workflow"];
    let told = done(sigstore.sigscope(&[&kind[..], &["--json"]].concat()));
    let told = document(&told, "sigscope.token/1");
    let extensions = told["certificate"]["extensions"].as_array().unwrap();
    let of = |name: &str| extensions.iter().find(|one| one["name"] == name).unwrap();
    assert_eq!(of("issuer-v2")["from"], "{iss}");
    assert_eq!(of("source-repository-uri")["value"], "https://github.com/o/r");
    assert_eq!(of("source-repository-uri")["from"], "https://github.com/{repository}");
    assert_eq!(of("source-repository-uri")["oid"], "1.3.6.1.4.1.57264.1.12");
    let text = done(sigstore.sigscope(&kind));
    assert!(out(&text).contains("(https://github.com/{job_workflow_ref})"), "{}", out(&text));
    // What it says without the claims of a workflow, and with a kind that is not known.
    sigstore.file("bare", mint(issuer, "{}"));
    let bare = ["token", "show", "bare", "--json", "--kind", "github-workflow"];
    let bare = document(&done(sigstore.sigscope(&bare)), "sigscope.token/1");
    assert_eq!(bare["certificate"]["error"], "jwt-claim-missing");
    let unknown = document(
        &done(sigstore.sigscope(&["token", "show", "bare", "--json"])),
        "sigscope.token/1",
    );
    assert_eq!(unknown["certificate"], Value::Null);
}

#[test]
fn check_tells_every_check() {
    let sigstore = Sigstore::start("token-check", LogChoice::V1);
    let issuer = sigstore.instance.oidc_url();
    let token = sigstore.token("you@example.com");
    sigstore.file("token", &token);
    let (_, keys) = http("GET", &format!("{issuer}/keys"), "");
    sigstore.file("keys.json", keys);
    let broken = |name: &str, more: &[&str]| {
        let output = sigstore.sigscope(&[&["token", "check", name, "--json"], more].concat());
        let told = document(&output, "sigscope.token-check/1");
        let checks = told["checks"].as_array().unwrap().clone();
        let broken = checks.into_iter().filter(|check| check["outcome"] == "broken");
        let broken: Vec<_> =
            broken.map(|check| check["error"]["code"].as_str().unwrap().to_owned()).collect();
        assert_eq!(code(&output), i32::from(!broken.is_empty()));
        broken
    };
    assert_eq!(broken("token", &[]), [""; 0]);
    assert_eq!(broken("token", &["--issuer", issuer]), [""; 0]);
    assert_eq!(broken("token", &["--offline", "--keys", "keys.json"]), [""; 0]);
    assert_eq!(broken("token", &["--audience", "other"]), ["jwt-audience"]);
    let here = ["--offline", "--keys", "keys.json", "--issuer", "https://other.example"];
    assert_eq!(broken("token", &here), ["jwt-issuer"]);
    sigstore.file("old", mint(issuer, r#"{"iat":1,"nbf":1,"exp":2}"#));
    assert_eq!(broken("old", &[]), ["jwt-expired"]);
    let (head, signature) = token.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    sigstore.file("forged", format!("{head}.{first}{}", &signature[1..]));
    assert_eq!(broken("forged", &[]), ["jwt-signature"]);
    // Who can't be asked, and what can't be used.
    failed(&sigstore.sigscope(&["token", "check", "token", "--offline", "--json"]), 2, "usage");
    let keys = ["token", "check", "token", "--keys", "token", "--json"];
    assert_eq!(code(&sigstore.sigscope(&keys)), 4);
    sigstore.file("elsewhere", mint(issuer, r#"{"iss":"http://127.0.0.1:9"}"#));
    assert_eq!(code(&sigstore.sigscope(&["token", "check", "elsewhere", "--json"])), 5);
    let quiet = sigstore.sigscope(&["token", "check", "old", "--quiet"]);
    assert_eq!((code(&quiet), out(&quiet), err(&quiet)), (1, String::new(), String::new()));
}

#[test]
fn get_prints_the_token_only_if_it_is_asked_to() {
    let sigstore = Sigstore::start("token-get", LogChoice::V1);
    let token = sigstore.token("you@example.com");
    let signature = token.rsplit('.').next().unwrap();
    fs::write(sigstore.folder.join("token"), &token).unwrap();
    let get = ["token", "get", "--identity-token", "@token"];
    let with = |more: &[&str]| done(sigstore.sigscope(&[&get, more].concat()));
    assert!(!out(&with(&[])).contains(signature));
    assert!(!out(&with(&["--json"])).contains(signature));
    assert_eq!(out(&with(&["--print-secret"])), format!("{token}\n"));
    let told = document(&with(&["--print-secret", "--json"]), "sigscope.token/1");
    assert_eq!(told["token"], Value::String(token.clone()));
    let offline = sigstore.sigscope(&["token", "get", "--offline", "--json"]);
    failed(&offline, 2, "usage");
    let ambient = ["token", "get", "--oidc", "ambient", "--trust", ".", "--json"];
    failed(&sigstore.sigscope(&ambient), 3, "token-not-there");
}
