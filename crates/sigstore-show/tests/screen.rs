//! Whoever answers, the reader's screen stays the reader's.
#![allow(clippy::unwrap_used)]

use http::{Request, Response};
use sigstore_record::{Conversation, Party};
use sigstore_show::{Style, text};
use sigstore_traits::UnixTime;

fn one(request: Request<Vec<u8>>, response: Response<Vec<u8>>) -> Conversation {
    let mut conversation = Conversation::new();
    let time = UnixTime::from_seconds(1_767_268_800);
    conversation.observe(Party::Client, Party::Server, &request, &response, time);
    conversation
}

/// Nobody who answers draws on the reader's screen.
#[test]
fn nothing_from_outside_moves_the_cursor() {
    let body = "{\"message\":\"\u{1b}[2Jgone\",\"\u{1b}[1mname\":\"\u{202e}x\"}";
    let request = Request::get("http://a.example/api/v1/log").body(Vec::new()).unwrap();
    let body = body.replace('\u{1b}', "\\u001b");
    let shown = text(&one(request, Response::new(body.into_bytes())), Style::default());
    assert!(shown.contains("gone"));
    assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
}

#[test]
fn lines_are_shown_as_lines_and_are_not_taken_for_links() {
    let request = Request::get("http://rekor.example/api/v1/log").body(Vec::new()).unwrap();
    let response = Response::builder().status(500);
    let response = response.body(b"no\n= SHA-256 of data.txt\x1b[2K".to_vec()).unwrap();
    let shown = text(&one(request, response), Style::default());
    let lines = "\n    text:\n      | no\n      | = SHA-256 of data.txt\\u{1b}[2K\n";
    assert!(shown.contains(lines), "{shown}");
}
