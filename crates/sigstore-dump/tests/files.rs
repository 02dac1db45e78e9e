//! The files of a dump: their names, and what stands for what.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../sigstore-record/tests/made/life.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod made;

use http::{Request, Response};
use made::{Flow, live, unchanged};
use sigstore_dump::dump;
use sigstore_record::{Conversation, Document, Party, Secrets, Side, Turn};

fn names(conversation: &Conversation) -> Vec<String> {
    dump(conversation, Secrets::Masked).into_iter().map(|(name, _)| name).collect()
}

fn index(conversation: &Conversation) -> String {
    let files = dump(conversation, Secrets::Masked);
    let (_, index) = files.into_iter().find(|(name, _)| name == "INDEX.md").unwrap();
    String::from_utf8(index).unwrap()
}

#[test]
fn the_files_of_the_article() {
    let expected = [
        "data.txt",
        "trusted_root.json",
        "signing_config.json",
        "openid-configuration.json",
        "authorize.url",
        "token-response.json",
        "jwks.json",
        "jwt.redacted",
        "jwt-header.json",
        "jwt-claims.json",
        "cert-req.json",
        "sct.json",
        "signing-cert-response.pem",
        "chain.pem",
        "timestamp-request.tsq",
        "timestamp-response.tsr",
        "crt.b64",
        "sig.b64",
        "hashedrekord.json",
        "logentry.json",
        "set-payload.json",
        "checkpoint.txt",
        "inclusion-proof.json",
        "bundle.sigstore.json",
        "report.json",
        "INDEX.md",
    ];
    assert_eq!(names(&live(Flow::Article, unchanged)), expected);
}

#[test]
fn the_promise_of_the_log_is_the_same_seen_by_it_and_in_the_certificate() {
    let sct = |conversation: &Conversation| {
        let files = dump(conversation, Secrets::Masked);
        let sct = files.into_iter().find(|(name, _)| name == "sct.json").unwrap().1;
        serde_json::from_slice::<serde_json::Value>(&sct).unwrap()
    };
    let whole = live(Flow::V2, unchanged);
    let mut without = Conversation::new();
    for (number, message) in whole.messages().iter().enumerate() {
        if message.to() == Party::Fulcio {
            repeat(&mut without, &whole, number, "https://fulcio.example/api/v2/signingCert");
        }
    }
    assert_eq!(sct(&whole), sct(&without));
}

/// Says a message of another conversation again.
fn repeat(to: &mut Conversation, from: &Conversation, message: usize, uri: &str) {
    let bytes = |side| from.bytes(Turn { message, side }, Secrets::Exposed).unwrap();
    let request = Request::post(uri).body(bytes(Side::Request)).unwrap();
    let status = from.messages()[message].status().unwrap();
    let response = Response::builder().status(status).body(bytes(Side::Reply)).unwrap();
    to.observe(Party::Client, Party::Server, &request, &response, made::now());
}

#[test]
fn the_files_of_a_second_log_are_numbered_and_its_commands_speak_of_them() {
    let mut both = live(Flow::V2, unchanged);
    let article = live(Flow::Article, unchanged);
    let logged =
        article.messages().iter().position(|message| message.to() == Party::Rekor).unwrap();
    repeat(&mut both, &article, logged, "https://rekor.example/api/v1/log/entries");
    let names = names(&both);
    for name in ["hashedrekord-2.json", "logentry-2.json", "set-payload-2.json", "checkpoint-2.txt"]
    {
        assert!(names.iter().any(|found| found == name), "{name}: {names:?}");
    }
    let index = index(&both);
    assert!(index.contains("(jq -S . set-payload-2.json) <(jq -S '{body, integratedTime, logID, logIndex}' logentry-2.json)"), "{index}");
    assert!(
        index.contains(
            "<(jq -Rrn '[inputs][2]' checkpoint.txt) <(jq -r .rootHash inclusion-proof.json)"
        ),
        "{index}"
    );
}

#[test]
fn the_name_of_the_file_stays_in_the_folder_and_is_one_word() {
    for (given, expected, quoted) in [
        ("../../etc/passwd", "passwd", "passwd"),
        (r"C:\temp\a.txt", "a.txt", "a.txt"),
        ("..", "data", "data"),
        ("INDEX.md", "data-INDEX.md", "data-INDEX.md"),
        ("jwt", "data-jwt", "data-jwt"),
        ("it's $(touch x)`y`\n.txt", "it's $(touch x)_y__.txt", r"'./it'\''s $(touch x)_y__.txt'"),
        ("-rf", "-rf", "'./-rf'"),
    ] {
        let mut conversation = Conversation::new();
        conversation.hand(
            Party::User,
            Party::Client,
            Document::Artifact,
            given,
            b"x".to_vec(),
            made::now(),
        );
        assert_eq!(names(&conversation), [expected, "INDEX.md"]);
        let index = index(&conversation);
        assert!(index.contains(&format!("`openssl dgst -sha256 -r {quoted}`")), "{index}");
    }
}

#[test]
fn an_entry_that_was_there_already_is_the_one_that_was_read() {
    let mut conversation = Conversation::new();
    let article = live(Flow::Article, unchanged);
    let logged =
        article.messages().iter().position(|message| message.to() == Party::Rekor).unwrap();
    let bytes = |side| article.bytes(Turn { message: logged, side }, Secrets::Exposed).unwrap();
    let uri = "https://rekor.example/api/v1/log/entries";
    let request = Request::post(uri).body(bytes(Side::Request)).unwrap();
    let response = Response::builder().status(409);
    let response = response.body(br#"{"code":409,"message":"exists"}"#.to_vec()).unwrap();
    conversation.observe(Party::Client, Party::Rekor, &request, &response, made::now());
    let request = Request::get(format!("{uri}/24296fb24b8ad77a")).body(Vec::new()).unwrap();
    let response = Response::new(bytes(Side::Reply));
    conversation.observe(Party::Client, Party::Rekor, &request, &response, made::now());
    let entry = |conversation: &Conversation| {
        let files = dump(conversation, Secrets::Masked);
        files.into_iter().find(|(name, _)| name == "logentry.json").unwrap().1
    };
    assert_eq!(entry(&conversation), entry(&article));
    for name in ["hashedrekord.json", "set-payload.json", "checkpoint.txt", "inclusion-proof.json"]
    {
        assert!(names(&conversation).iter().any(|found| found == name), "{name}");
    }
    assert!(index(&conversation).contains("- `logentry.json` ([2] log: reads an entry): `"));
}

#[test]
fn of_a_refused_and_a_good_request_the_good_one_is_kept() {
    let ask = |conversation: &mut Conversation, status: u16, body: &str| {
        let request =
            Request::post("http://f.example/api/v2/signingCert").body(body.into()).unwrap();
        let response = Response::builder().status(status).body(b"{}".to_vec()).unwrap();
        conversation.observe(Party::Client, Party::Fulcio, &request, &response, made::now());
    };
    let kept = |conversation: &Conversation| {
        let files = dump(conversation, Secrets::Masked);
        files.into_iter().find(|(name, _)| name == "cert-req.json").unwrap().1
    };
    let mut conversation = Conversation::new();
    ask(&mut conversation, 400, r#"{"n":1}"#);
    assert_eq!(kept(&conversation), br#"{"n":1}"#);
    ask(&mut conversation, 200, r#"{"n":2}"#);
    assert_eq!(kept(&conversation), br#"{"n":2}"#);
}
