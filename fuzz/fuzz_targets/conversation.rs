//! Whatever two parties say to each other, it can be shown, and a token in it does not.
#![no_main]

use http::{Request, Response};
use libfuzzer_sys::fuzz_target;
use sigstore_dump::dump;
use sigstore_record::{Conversation, Party, json};
use sigstore_show::{Style, text};
use sigstore_traits::UnixTime;

const PATHS: [&str; 8] = [
    "/api/v2/signingCert",
    "/api/v1/signingCert",
    "/api/v1/log/entries",
    "/api/v2/log/entries",
    "/api/v1/timestamp",
    "/token",
    "/.well-known/openid-configuration",
    "/ct/v1/add-pre-chain",
];

fuzz_target!(|input: (u8, &[u8], &[u8])| {
    let (path, asked, answered) = input;
    let path = PATHS[usize::from(path) % PATHS.len()];
    let request = Request::post(format!("http://service.example{path}"))
        .header("authorization", "Bearer eyJhbGciOiJFUzI1NiJ9.e30.c2VjcmV0LXNpZ25hdHVyZQ")
        .body(asked.to_vec())
        .unwrap();
    let mut conversation = Conversation::new();
    let time = UnixTime::from_seconds(1_767_268_800);
    let response = Response::new(answered.to_vec());
    conversation.observe(Party::Client, Party::Server, &request, &response, time);
    let shown = text(&conversation, Style::default());
    assert!(!shown.contains("c2VjcmV0LXNpZ25hdHVyZQ"));
    let _ = (json(&conversation), dump(&conversation, Default::default()));
});
