//! The pages that `life` and `verify` write.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn sigscope(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigscope"));
    command.args(arguments).output().expect("the program")
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_life_is_a_page_with_every_message() {
    let folder = folder("html-life");
    let (file, page) = (folder.join("data.txt"), folder.join("life.html"));
    std::fs::write(&file, "hello\n").unwrap();
    let (file, path) = (file.display().to_string(), page.display().to_string());
    let lived = sigscope(&["life", "--json", "--html", &path, &file]);
    assert_eq!(lived.status.code(), Some(0));
    let life: serde_json::Value = serde_json::from_slice(&lived.stdout).unwrap();
    let page = std::fs::read_to_string(&page).unwrap();
    assert!(page.contains("<title>data.txt: verified</title>"));
    for turn in life["turns"].as_array().unwrap() {
        let reply = if turn["side"] == "reply" { "-reply" } else { "" };
        let id = format!("id=\"m{}{reply}\"", turn["message"]);
        assert_eq!(page.matches(&id).count(), 1, "{id}");
    }
    let turns = life["turns"].as_array().unwrap().len();
    assert_eq!(page.matches("<details class=\"turn ").count(), turns);
}

#[test]
fn a_refusal_is_a_page_with_the_reason() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/v0.3-hashedrekord-v2");
    let given = |name: &str| fixture.join(name).display().to_string();
    let page = folder("html-verify").join("refused.html");
    let (artifact, root) = (given("artifact"), given("trusted_root.json"));
    let path = page.display().to_string();
    let trust = ["verify", &artifact, "--trusted-root", &root, "--html", &path];
    let signer = ["--identity", "mallory@example.com", "--issuer", "https://issuer.example.com"];
    let refused = sigscope(&[&trust[..], &signer].concat());
    assert_eq!(refused.status.code(), Some(1));
    let page = std::fs::read_to_string(&page).unwrap();
    assert!(page.contains("<title>artifact: refused</title>"));
    let reason = page.split_once("class=\"reason\"").unwrap().1.split_once("</section>").unwrap().0;
    assert!(reason.contains("mallory@example.com") && reason.contains("V-69"), "{reason}");
    // Artifact, trusted root and bundle.
    assert_eq!(page.matches("<details class=\"turn file\"").count(), 3);
}

#[test]
fn a_page_that_can_t_be_written_is_told() {
    let file = folder("html-nowhere").join("data.txt");
    std::fs::write(&file, "hello\n").unwrap();
    let file = file.display().to_string();
    let lived = sigscope(&["life", "--quiet", "--html", "/nowhere/page.html", &file]);
    assert_eq!(lived.status.code(), Some(3));
}
