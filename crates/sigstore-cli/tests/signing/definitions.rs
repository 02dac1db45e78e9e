use std::fs;

use crate::support::{code, done, err, failed, folder, out, sigscope};

/// The commands, by the words that name them.
const COMMANDS: [&[&str]; 14] = [
    &["life"],
    &["sign"],
    &["attest"],
    &["verify"],
    &["inspect"],
    &["diff"],
    &["explain"],
    &["token", "get"],
    &["token", "show"],
    &["token", "check"],
    &["local", "up"],
    &["config", "show"],
    &["completions"],
    &[],
];

#[test]
fn every_command_has_help_and_completions() {
    let folder = folder("definitions");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let completions = out(&done(sigscope(&folder, &["completions", shell])));
        for word in COMMANDS.iter().copied().flatten() {
            assert!(completions.contains(word), "{shell}: {word}");
        }
        for option in ["predicate", "print-secret", "signing-config", "log-entry"] {
            assert!(completions.contains(option), "{shell}: {option}");
        }
    }
    for words in COMMANDS {
        let help = done(sigscope(&folder, &[words, &["--help"]].concat()));
        assert!(out(&help).contains("Usage: sigscope"), "{words:?}");
    }
}

#[test]
fn offline_is_kept() {
    let folder = folder("offline");
    fs::write(folder.join("a.txt"), "hello").unwrap();
    fs::write(folder.join("p.json"), "{}").unwrap();
    for arguments in [
        &["sign", "a.txt"][..],
        &["sign", "a.txt", "--key", "k.pem"],
        &["attest", "a.txt", "--predicate", "p.json", "--type", "vuln"],
        &["life", "a.txt", "--against", "staging"],
        &["life", "a.txt", "--oidc", "device"],
        &["token", "get"],
        &["token", "check", "ey.ey.ey"],
    ] {
        let output = sigscope(&folder, &[arguments, &["--offline", "--json"]].concat());
        failed(&output, 2, "usage");
        let quiet = sigscope(&folder, &[arguments, &["--offline", "--quiet"]].concat());
        assert_eq!((code(&quiet), out(&quiet), err(&quiet)), (2, String::new(), String::new()));
    }
    done(sigscope(&folder, &["life", "a.txt", "--offline", "--quiet"]));
}
