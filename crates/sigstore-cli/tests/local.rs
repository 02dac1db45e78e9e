//! `sigscope local up`, until somebody ends it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

#[test]
fn it_says_where_it_listens_and_writes_its_documents() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("local-up");
    let _ = fs::remove_dir_all(&folder);
    let mut up = Command::new(env!("CARGO_BIN_EXE_sigscope"));
    let mut up = up.args(["local", "up", "--json", "--dir"]).arg(&folder);
    up = up.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut program = up.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    program.kill().unwrap();
    let output = program.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let told: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}{said}"));
    assert_eq!(told["format"], "sigscope.local/1");
    for service in ["oidc", "fulcio", "rekor_v1", "rekor_v2", "timestamp_authority"] {
        let address = told[service].as_str().unwrap();
        assert!(address.starts_with("http://127.0.0.1:"), "{service}: {address}");
    }
    for name in ["trusted_root.json", "signing_config.json", "trust_config.json"] {
        let document = fs::read(folder.join(name)).unwrap();
        assert!(serde_json::from_slice::<Value>(&document).is_ok(), "{name}");
    }
}
