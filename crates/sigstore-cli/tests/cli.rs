//! The program from outside: what it prints, and how it ends, on the bundles of `fixtures/`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use support::{code, err, fixture, folder, out, program, sigscope};

const POLICY: [&str; 4] = [
    "--identity",
    "https://example.com/workflow.yml@refs/heads/main",
    "--issuer",
    "https://issuer.example.com",
];

/// `sigscope verify` in the folder of a fixture, under its root and the default policy.
fn verify(name: &str, arguments: &[&str]) -> Output {
    let all = [&["verify", "artifact", "--trusted-root", "trusted_root.json"], arguments].concat();
    sigscope(&fixture(name), &all)
}

/// Compares with a file; `UPDATE_SNAPSHOTS=1` writes it.
fn snapshot(name: &str, found: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&file, found).unwrap();
    }
    let expected = fs::read_to_string(&file).expect("a snapshot; UPDATE_SNAPSHOTS=1 writes it");
    assert_eq!(found, expected, "{name}");
}

#[test]
fn every_fixture_verifies_by_its_policy_file() {
    let names = [folders_in("."), folders_in("lives")].concat();
    assert!(names.len() > 30, "fixtures/ has bundles");
    for name in names {
        let output = verify(&name, &["--policy", "policy.json"]);
        assert_eq!(code(&output), 0, "{name}: {}{}", out(&output), err(&output));
    }
}

/// The report of a life is what this program prints.
#[test]
fn every_life_has_its_report() {
    for name in folders_in("lives") {
        let output = verify(&name, &["--policy", "policy.json", "--json"]);
        let report = fs::read_to_string(fixture(&name).join("report.json")).unwrap();
        assert_eq!(out(&output), report, "{name}");
    }
}

/// The folders with bundles in a folder of fixtures.
fn folders_in(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(fixture(folder)).unwrap().map(|entry| entry.unwrap());
    let bundles = entries.filter(|entry| entry.path().join("artifact.sigstore.json").exists());
    bundles.map(|entry| format!("{folder}/{}", entry.file_name().to_str().unwrap())).collect()
}

#[test]
fn the_headline_says_who_when_and_where() {
    let output = verify("v0.3-hashedrekord-v1", &POLICY);
    assert_eq!(
        out(&output),
        "artifact: verified, signed by https://example.com/workflow.yml@refs/heads/main \
         (https://issuer.example.com) at 2026-01-01T12:00:05Z, logged in \
         https://rekor.sigstore.test at index 1005\n"
    );
}

#[test]
fn explain_and_json_are_as_they_were() {
    for name in ["v0.3-hashedrekord-v1", "v0.3-dsse-v2", "v0.3-managed-key"] {
        let explain = verify(name, &["--policy", "policy.json", "--explain"]);
        snapshot(&format!("{name}.explain.txt"), &out(&explain));
        let json = verify(name, &["--policy", "policy.json", "--json"]);
        snapshot(&format!("{name}.report.json"), &out(&json));
    }
    let refused =
        verify("v0.3-hashedrekord-v1", &["--identity", "x", "--issuer", "y", "--explain"]);
    assert_eq!(code(&refused), 1);
    snapshot("refused.explain.txt", &out(&refused));
}

#[test]
fn refusals_end_with_1_and_a_report() {
    let refused = verify("v0.3-hashedrekord-v1", &["--identity", "x", "--issuer", "y", "--json"]);
    assert_eq!(code(&refused), 1);
    let report: serde_json::Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!(report["format"], "sigscope.report/1");
    assert_eq!(report["outcome"], "refused");
    let broken: Vec<_> =
        report["checks"].as_array().unwrap().iter().filter(|c| c["outcome"] == "broken").collect();
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0]["error"]["code"], "identity");
    // Another root: the authority is unknown.
    let other = sigscope(
        &fixture("v0.3-hashedrekord-v1"),
        &[&["verify", "artifact"], &POLICY[..]].concat(),
    );
    assert_eq!(code(&other), 1);
    assert!(out(&other).contains("no trusted authority"), "{}", out(&other));
    for option in [
        ["--min-log-entries", "2"],
        ["--min-scts", "2"],
        ["--min-timestamps", "1"],
        ["--identity-kind", "email"],
        ["--require", "source-repository-uri=https://x"],
        ["--predicate-type", "https://x"],
    ] {
        let output = verify("v0.3-hashedrekord-v1", &[&POLICY[..], &option].concat());
        assert_eq!(code(&output), 1, "{option:?}: {}", err(&output));
    }
}

#[test]
fn a_command_line_without_sense_ends_with_2() {
    for arguments in [
        &[][..],
        &["--identity", "x"],
        &["--issuer", "y"],
        &["--identity", "x", "--issuer", "y", "--no-issuer"],
        &["--identity", "", "--issuer", "y"],
        &["--identity", "x", "--issuer", ""],
        &["--identity", "x", "--identity-glob", "x", "--issuer", "y"],
        &["--identity-regex", "(", "--issuer", "y"],
        &["--any-identity", "--key", "x"],
        &["--any-identity", "--issuer", "y"],
        &["--any-identity", "--min-scts", "0"],
        &["--any-identity", "--min-log-entries", "-1"],
        &["--any-identity", "--require", "no-such=1"],
        &["--any-identity", "--waive", "signature"],
        &["--any-identity", "--trust", "staging"],
        &["--key", "artifact", "--require", "source-repository-uri=x"],
        &["--any-identity", "--waive", "sct", "--min-scts", "2"],
        &["--any-identity", "--waive", "transparency-log", "--min-log-entries", "1"],
        &["-", "--any-identity", "--bundle", "-"],
        &["--policy", "trusted_root.json"],
    ] {
        let output = verify("v0.3-hashedrekord-v1", arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}{}", out(&output), err(&output));
        let output = verify("v0.3-hashedrekord-v1", &[arguments, &["--json"]].concat());
        assert_eq!((code(&output), err(&output)), (2, String::new()), "{arguments:?}");
        let error: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&error["format"], &error["exit"]), (&"sigscope.error/1".into(), &2.into()));
    }
    assert_eq!(code(&sigscope(&fixture(""), &[])), 2);
    assert_eq!(code(&sigscope(&fixture(""), &["--help"])), 0);
}

#[test]
fn a_usage_error_as_json() {
    let error = |arguments: &[&str]| {
        let output = sigscope(&fixture(""), arguments);
        assert_eq!(code(&output), 2);
        out(&output)
    };
    assert_eq!(
        error(&["verify", "a", "--json", "--frobnicate"]),
        concat!(
            r#"{"format":"sigscope.error/1","exit":2,"code":"usage","input":"the command line","#,
            r#""place":"","found":"unexpected argument '--frobnicate' found","#,
            r#""expected":"what --help says","message":"the command line makes no sense: "#,
            r#"found unexpected argument '--frobnicate' found, expected what --help says (usage)"}"#,
            "\n"
        )
    );
    assert!(error(&["diff", "-", "-", "--json"]).contains("standard input can be read once only"));
    assert_eq!(error(&["verify", "a", "--json", "--quiet", "--frobnicate"]), "");
    // After `--` it is the name of a file.
    assert_eq!(error(&["inspect", "--frobnicate", "--", "--json"]), "");
}

#[test]
fn what_can_not_be_read_ends_with_3() {
    let folder = folder("unreadable");
    let bundle =
        fs::read_to_string(fixture("v0.3-hashedrekord-v1/artifact.sigstore.json")).unwrap();
    let cut = &bundle[..bundle.len() / 2];
    fs::write(folder.join("cut.json"), cut).unwrap();
    let cut = folder.join("cut.json");
    let cut = cut.to_str().unwrap();
    for (arguments, expected) in [
        (&["--bundle", cut][..], "json-end-of-text"),
        (&["--bundle", "policy.json"], "json-"),
        (&["--bundle", "no-such-file"], "input-unavailable"),
    ] {
        let output =
            verify("v0.3-hashedrekord-v1", &[&["--any-identity", "--json"], arguments].concat());
        assert_eq!(code(&output), 3, "{arguments:?}");
        let error: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(error["format"], "sigscope.error/1");
        assert_eq!(error["exit"], 3);
        assert!(error["code"].as_str().unwrap().starts_with(expected), "{error}");
    }
    let policy = verify("v0.3-hashedrekord-v1", &["--policy", "no-such-file.json"]);
    assert_eq!(code(&policy), 3);
    fs::write(folder.join("no-key"), [0x30, 0x00]).unwrap();
    let key = folder.join("no-key");
    let key = verify("v0.3-managed-key", &["--key", key.to_str().unwrap()]);
    assert_eq!(code(&key), 3, "{}", err(&key));
    let missing = sigscope(&folder, &["verify", "no-such-artifact", "--any-identity"]);
    assert_eq!(code(&missing), 3);
    let no_bundle = verify("v0.3-hashedrekord-v1", &["--any-identity", "--key-file"]);
    assert_eq!(code(&no_bundle), 2);
}

#[test]
fn trust_that_is_not_usable_ends_with_4() {
    for root in ["no-such-file", "policy.json"] {
        let arguments = ["verify", "artifact", "--any-identity", "--trusted-root", root];
        assert_eq!(code(&sigscope(&fixture("v0.3-hashedrekord-v1"), &arguments)), 4, "{root}");
    }
    let arguments = ["verify", "artifact", "--any-identity", "--trust", "no-such-folder"];
    assert_eq!(code(&sigscope(&fixture("v0.3-hashedrekord-v1"), &arguments)), 4);
}

#[test]
fn digests_and_standard_input_are_artifacts() {
    let fixture = fixture("v0.3-hashedrekord-v1");
    let report = verify("v0.3-hashedrekord-v1", &[&POLICY[..], &["--json"]].concat());
    let report: serde_json::Value = serde_json::from_slice(&report.stdout).unwrap();
    let digest = report["artifact"]["digest"].as_str().unwrap();
    let rest = [
        "--bundle",
        "artifact.sigstore.json",
        "--trusted-root",
        "trusted_root.json",
        "--any-identity",
    ];
    let by_digest = sigscope(&fixture, &[&["verify", digest], &rest[..]].concat());
    assert_eq!(code(&by_digest), 0, "{}", err(&by_digest));
    let other = digest.replace(&digest[7..9], "00");
    let other = sigscope(&fixture, &[&["verify", &other], &rest[..]].concat());
    assert_eq!(code(&other), 1);
    let mut child = Command::new(env!("CARGO_BIN_EXE_sigscope"))
        .current_dir(&fixture)
        .args([&["verify", "-"], &rest[..]].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&fs::read(fixture.join("artifact")).unwrap()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn of_the_lines_of_a_jsonl_file_one_must_verify() {
    let folder = folder("lines");
    let good = fs::read_to_string(fixture("v0.3-hashedrekord-v1/artifact.sigstore.json")).unwrap();
    let bad = good.replace("\"tlogEntries\":[", "\"tlogEntries\":[null,");
    let other = fs::read_to_string(fixture("v0.3-managed-key/artifact.sigstore.json")).unwrap();
    let root = fixture("v0.3-hashedrekord-v1/trusted_root.json");
    let artifact = fixture("v0.3-hashedrekord-v1/artifact");
    let run = |lines: &[&str]| {
        let file = folder.join("bundles.jsonl");
        fs::write(&file, lines.iter().map(|line| format!("{}\n", line.trim())).collect::<String>())
            .unwrap();
        let arguments = [
            "verify",
            artifact.to_str().unwrap(),
            "--trusted-root",
            root.to_str().unwrap(),
            "--any-identity",
            "--json",
            "--bundle",
            "bundles.jsonl",
        ];
        let output = sigscope(&folder, &arguments);
        (code(&output), out(&output).lines().count())
    };
    assert_eq!(run(&[&bad, &other, &good]), (0, 3));
    assert_eq!(run(&[&other]), (1, 1));
    assert_eq!(run(&[&bad, &other]), (3, 2));
    assert_eq!(run(&[]), (3, 1));
    assert_eq!(run(&["{}"; 1024]), (3, 1024));
    assert_eq!(run(&["{}"; 1025]), (3, 1));
}

/// What is told beside the verdict on a bundle of the corpus, which is refused.
fn hint(case: &str, arguments: &[&str]) -> Option<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/bundles");
    let case = Path::new(folder).join(case);
    if !case.exists() {
        eprintln!("skipped: 1 case (no ../shared/corpus)");
        return None;
    }
    let verify = ["verify", "a.txt", "--bundle", "bundle.sigstore.json", "--json"];
    let output = sigscope(&case, &[&verify, arguments].concat());
    assert_eq!(code(&output), 1, "{}", out(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    Some(report["hint"].as_str().unwrap_or("no hint").into())
}

#[test]
fn a_hint_names_the_profile_that_would_know() {
    for (case, arguments, expected) in [
        (
            "conformance-bundle-from-wrong-instance_fail",
            &["--any-identity"][..],
            "signed by the authority of the staging instance; see --trust staging",
        ),
        (
            "conformance-managed-key-happy-path",
            &["--key", "key.pub", "--trust", "staging"],
            "logged by the log of the public good instance; see --trust public-good",
        ),
        (
            "conformance-managed-key-happy-path",
            &["--any-identity"],
            "signed with a key and no certificate; see --key",
        ),
        (
            "conformance-bundle-from-wrong-instance_fail",
            &["--key", "../conformance-managed-key-happy-path/key.pub"],
            "signed with a certificate; see --identity",
        ),
    ] {
        let hint = hint(case, arguments);
        assert!(hint.is_none_or(|hint| hint == expected), "{case} {arguments:?}");
    }
}

#[test]
fn several_artifacts_are_all_reported_and_the_worst_decides() {
    let fixture = fixture("v0.3-hashedrekord-v1");
    let arguments = [
        "verify",
        "artifact",
        "no-such-file",
        "policy.json",
        "--bundle",
        "artifact.sigstore.json",
        "--trusted-root",
        "trusted_root.json",
        "--any-identity",
        "--json",
    ];
    let output = sigscope(&fixture, &arguments);
    assert_eq!(code(&output), 3);
    assert_eq!(out(&output).lines().count(), 3);
}

#[test]
fn quiet_leaves_only_the_exit_code() {
    let output = verify("v0.3-hashedrekord-v1", &["--identity", "x", "--issuer", "y", "--quiet"]);
    assert_eq!((code(&output), out(&output), err(&output)), (1, String::new(), String::new()));
}

#[test]
fn the_conformance_program_translates() {
    let fixture = fixture("v0.3-hashedrekord-v1");
    let run = |identity: &str, artifact: &str| {
        let arguments = [
            "verify-bundle",
            "--bundle",
            "artifact.sigstore.json",
            "--certificate-identity",
            identity,
            "--certificate-oidc-issuer",
            POLICY[3],
            "--trusted-root",
            "trusted_root.json",
            artifact,
        ];
        code(&program(env!("CARGO_BIN_EXE_sigstore-conformance"), &fixture, &arguments))
    };
    assert_eq!(run(POLICY[1], "artifact"), 0);
    assert_eq!(run("x", "artifact"), 1);
    assert_ne!(run(POLICY[1], "policy.json"), 0);
    let managed = self::fixture("v0.3-managed-key");
    let arguments = [
        "verify-bundle",
        "--bundle",
        "artifact.sigstore.json",
        "--key",
        "key.pub",
        "--trusted-root",
        "trusted_root.json",
        "artifact",
    ];
    assert_eq!(code(&program(env!("CARGO_BIN_EXE_sigstore-conformance"), &managed, &arguments)), 0);
    assert_ne!(
        code(&program(
            env!("CARGO_BIN_EXE_sigstore-conformance"),
            &managed,
            &["verify-bundle", "artifact"]
        )),
        0
    );
}

#[test]
fn inspect_says_what_a_thing_is() {
    let folder = folder("inspect");
    let bundle = fs::read(fixture("v0.3-dsse-v2/artifact.sigstore.json")).unwrap();
    let bundle: serde_json::Value = serde_json::from_slice(&bundle).unwrap();
    let material = &bundle["verificationMaterial"];
    let entry = &material["tlogEntries"][0];
    let file = |name: &str, content: &[u8]| fs::write(folder.join(name), content).unwrap();
    file("bundle", bundle.to_string().as_bytes());
    file("certificate", material["certificate"]["rawBytes"].as_str().unwrap().as_bytes());
    file(
        "checkpoint",
        entry["inclusionProof"]["checkpoint"]["envelope"].as_str().unwrap().as_bytes(),
    );
    file(
        "timestamp",
        material["timestampVerificationData"]["rfc3161Timestamps"][0]["signedTimestamp"]
            .as_str()
            .unwrap()
            .as_bytes(),
    );
    file("dsse", bundle["dsseEnvelope"].to_string().as_bytes());
    file("statement", bundle["dsseEnvelope"]["payload"].as_str().unwrap().as_bytes());
    file("entry-body", entry["canonicalizedBody"].as_str().unwrap().as_bytes());
    file("transparency-log-entry", entry.to_string().as_bytes());
    fs::copy(fixture("v0.3-dsse-v2/trusted_root.json"), folder.join("trusted-root")).unwrap();
    fs::copy(fixture("v0.3-managed-key/key.pub"), folder.join("public-key")).unwrap();
    for kind in [
        "bundle",
        "certificate",
        "checkpoint",
        "timestamp",
        "dsse",
        "entry-body",
        "statement",
        "transparency-log-entry",
        "trusted-root",
        "public-key",
    ] {
        let guessed = sigscope(&folder, &["inspect", kind, "--json"]);
        assert_eq!(code(&guessed), 0, "{kind}: {}", err(&guessed));
        let json: serde_json::Value = serde_json::from_slice(&guessed.stdout).unwrap();
        assert_eq!(
            (&json["format"], &json["kind"], &json["verified"]),
            (&"sigscope.inspect/1".into(), &kind.into(), &false.into())
        );
        let text = sigscope(&folder, &["inspect", kind]);
        assert!(out(&text).contains("nothing is verified"), "{kind}");
        assert!(!out(&text).contains("unreadable"), "{kind}: {}", out(&text));
    }
    file("nothing", b"nothing that is known");
    assert_eq!(code(&sigscope(&folder, &["inspect", "nothing"])), 3);
    assert_eq!(code(&sigscope(&folder, &["inspect", "bundle", "--as", "certificate"])), 3);
}

/// Bodies made for this test: one that is known and not verified, one that nobody knows.
#[test]
fn inspect_shows_a_body_of_any_kind() {
    let folder = folder("inspect-kinds");
    let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let rpm = format!(
        r#"{{"apiVersion":"0.0.1","kind":"rpm","spec":{{"package":{{"hash":{{"algorithm":"sha256","value":"{digest}"}},"headers":{{"Name":"made-for-tests"}}}},"publicKey":{{"content":"S0VZ"}}}}}}"#
    );
    let unknown = r#"{"apiVersion":"9","kind":"new","spec":[1]}"#;
    let shown = |name: &str, body: &str| {
        fs::write(folder.join(name), body).unwrap();
        let shown = sigscope(&folder, &["inspect", name, "--json"]);
        assert_eq!(code(&shown), 0, "{}", err(&shown));
        serde_json::from_slice::<serde_json::Value>(&shown.stdout).unwrap()["fields"].clone()
    };
    let expected = serde_json::json!({
        "apiVersion": "0.0.1", "kind": "rpm",
        "spec": {
            "package": {
                "hash": {"algorithm": "sha256", "value": digest},
                "headers": {"Name": "made-for-tests"},
            },
            "publicKey": {"content": "key of another format, 3 bytes, SHA-256 \
                5ca24005b740717ba4f3f6bc48a230700e68c2a4b11ecedb96f169f4efaf1f21"},
        },
    });
    assert_eq!(shown("rpm", &rpm), expected);
    let expected = serde_json::json!({"apiVersion": "9", "kind": "new", "spec": ["1"]});
    assert_eq!(shown("unknown", unknown), expected);
}

/// What is cut short is shown as far as it goes, and the run ends as with everything unreadable.
#[test]
fn inspect_shows_what_comes_before_the_place_where_it_stops() {
    let folder = folder("inspect-short");
    let bundle = fs::read(fixture("v0.3-dsse-v2/artifact.sigstore.json")).unwrap();
    fs::write(folder.join("short"), &bundle[..bundle.len() / 2]).unwrap();
    let shown = sigscope(&folder, &["inspect", "short", "--json"]);
    assert_eq!(code(&shown), 3);
    let json: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(
        (&json["format"], &json["code"], &json["read"]["format"]),
        (&"sigscope.error/1".into(), &"inspect-stopped".into(), &"sigscope.inspect/1".into())
    );
    let media_type = "application/vnd.dev.sigstore.bundle.v0.3+json";
    assert_eq!(json["read"]["fields"]["mediaType"], media_type);
    let shown = sigscope(&folder, &["inspect", "short"]);
    assert_eq!(code(&shown), 3);
    assert!(out(&shown).contains(&format!("mediaType: {media_type}\n")));
    assert!(err(&shown).starts_with("sigscope: short: it can't be read to its end"));
}

/// Bytes are shown when that is asked, and never those of a secret.
#[test]
fn inspect_shows_the_bytes_when_asked() {
    let folder = folder("inspect-raw");
    fs::copy(fixture("v0.3-managed-key/key.pub"), folder.join("key")).unwrap();
    let raw = sigscope(&folder, &["inspect", "key", "--raw"]);
    assert!(out(&raw).contains("000000  30 76 30 10"), "{}", out(&raw));
    assert!(!out(&sigscope(&folder, &["inspect", "key"])).contains("000000"));
    let json = sigscope(&folder, &["inspect", "key", "--as", "token", "--raw"]);
    assert_eq!(code(&json), 3);
}

#[test]
fn diff_names_the_fields_that_differ() {
    let (a, b) = (
        "v0.1-hashedrekord-v1/artifact.sigstore.json",
        "v0.2-hashedrekord-v1/artifact.sigstore.json",
    );
    let same = sigscope(&fixture(""), &["diff", a, a]);
    assert_eq!((code(&same), out(&same).as_str()), (0, "the same in every field\n"));
    let differ = sigscope(&fixture(""), &["diff", a, b]);
    assert_eq!(code(&differ), 1);
    assert!(out(&differ).starts_with("mediaType\n  - "), "{}", out(&differ));
    let json = sigscope(&fixture(""), &["diff", a, b, "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(
        (&json["differences"][0]["path"], &json["differences"][0]["change"]),
        (&"mediaType".into(), &"changed".into())
    );
    for (ignored, exit) in [("mediaType", 0), ("times", 1), ("signatures", 1)] {
        let ignored = format!("--ignore={ignored}");
        assert_eq!(code(&sigscope(&fixture(""), &["diff", a, b, &ignored])), exit, "{ignored}");
    }
    assert_eq!(code(&sigscope(&fixture(""), &["diff", a, "no-such-file"])), 3);
    assert_eq!(code(&sigscope(&fixture(""), &["diff", "-", "-"])), 2);
}

#[test]
fn standard_input_is_read_once_for_all_lines() {
    let folder = folder("once");
    let good = fs::read_to_string(fixture("v0.3-hashedrekord-v1/artifact.sigstore.json")).unwrap();
    let other = fs::read_to_string(fixture("v0.3-managed-key/artifact.sigstore.json")).unwrap();
    fs::write(folder.join("bundles.jsonl"), format!("{}\n{}\n", other.trim(), good.trim()))
        .unwrap();
    let root = fixture("v0.3-hashedrekord-v1/trusted_root.json");
    let arguments =
        ["verify", "-", "--bundle", "bundles.jsonl", "--any-identity", "--trusted-root"];
    let mut child = Command::new(env!("CARGO_BIN_EXE_sigscope"))
        .current_dir(&folder)
        .args([&arguments[..], &[root.to_str().unwrap()]].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let artifact = fs::read(fixture("v0.3-hashedrekord-v1/artifact")).unwrap();
    child.stdin.take().unwrap().write_all(&artifact).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_minimum_that_is_stated_is_not_waived_by_a_profile() {
    // The fixture is no bundle of GitHub's; what counts is that the log is asked for.
    let arguments = ["verify", "artifact", "--any-identity", "--trust", "github", "--json"];
    let waived = |more: &[&str]| {
        let all = [&arguments[..], more].concat();
        let output = sigscope(&fixture("v0.3-hashedrekord-v1"), &all);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        report["waivers"].as_array().unwrap().len()
    };
    assert_eq!(waived(&[]), 3);
    assert_eq!(waived(&["--min-log-entries", "1"]), 2);
    assert_eq!(waived(&["--min-scts", "1"]), 2);
}

#[test]
fn what_is_shown_never_moves_the_cursor() {
    let folder = folder("escape");
    let name = "artifact\u{1b}[2K\r";
    let missing = sigscope(&folder, &["verify", name, "--any-identity"]);
    assert!(err(&missing).contains("artifact\\u{1b}[2K\\u{d}"), "{}", err(&missing));
    let verified =
        verify("v0.3-hashedrekord-v1", &["--identity", name, "--no-issuer", "--explain"]);
    assert!(out(&verified).contains("artifact\\u{1b}[2K\\u{d}"), "{}", out(&verified));
    assert!(!out(&verified).contains(['\u{1b}', '\r']));
}
