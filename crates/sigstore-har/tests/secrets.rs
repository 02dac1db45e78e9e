//! What is secret is in no archive, wherever it stands and however it is spelt; and what is shown of
//! the rest stays as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use http::{Request, Response};
use sigstore_har::{Capture, write};
use sigstore_record::{Conversation, Party, Secrets, json};
use sigstore_show::{Style, text};
use sigstore_traits::UnixTime;

fn observed(said: Vec<(http::request::Builder, &str, Response<Vec<u8>>)>) -> Conversation {
    let mut conversation = Conversation::new();
    for (request, body, response) in said {
        let request = request.body(body.as_bytes().to_vec()).unwrap();
        let time = UnixTime::from_seconds(1_767_268_800);
        conversation.observe(Party::Client, Party::Server, &request, &response, time);
    }
    conversation
}

fn answer(body: &str) -> Response<Vec<u8>> {
    Response::new(body.into())
}

/// Writes it without its secrets, and gives both it and what is read of it.
fn masked(conversation: &Conversation) -> (String, Conversation) {
    let archive = write(conversation, Secrets::Masked);
    let again = Capture::parse(archive.as_bytes()).unwrap().conversation;
    (archive, again)
}

#[track_caller]
fn assert_hidden(conversation: &Conversation, secrets: &[&str]) {
    let (archive, again) = masked(conversation);
    for secret in secrets {
        assert!(!archive.contains(secret), "{secret}: {archive}");
        assert!(write(conversation, Secrets::Exposed).contains(secret), "{secret}");
    }
    let shown = |conversation| text(conversation, Style::default());
    assert_eq!(shown(&again), shown(conversation));
    assert_eq!(json(&again), json(conversation));
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[test]
fn in_headers() {
    for (name, value, secret) in [
        ("authorization", "Basic c2VjcmV0LXNlY3JldA==", "c2VjcmV0LXNlY3JldA"),
        ("authorization", "Basic xYz", "xYz"),
        ("authorization", "one-secret-word", "one-secret-word"),
        ("cookie", "session=c2VjcmV0LXNlY3JldA==", "c2VjcmV0"),
        ("x-api-key", "xYz7", "xYz7"),
        ("location", "http://localhost:1/auth/callback?state=0123456789&code=xYz7", "xYz7"),
        ("location", "http://localhost:1/auth/callback?code=xYz7%2B%2Flonger", "xYz7"),
    ] {
        let request = Request::get("http://a.example/api/v1/log").header(name, value);
        let moved = Response::builder().header(name, value).body(Vec::new()).unwrap();
        assert_hidden(&observed(vec![(request, "", moved)]), &[secret]);
    }
}

#[test]
fn in_addresses_and_forms() {
    let callback = Request::get("http://localhost:1/auth/callback?state=0123456789&code=xYz7%2B");
    let token = Request::post("http://a.example/token").header(FORM.0, FORM.1);
    let form = "grant_type=authorization_code&code=xYz7%2B&other=secret-other-0123&pin=12";
    let conversation = observed(vec![
        (callback, "", answer("")),
        (token, form, answer(r#"{"access_token":"secret-0123456789","token_type":"Bearer"}"#)),
    ]);
    assert_hidden(&conversation, &["xYz7", "secret-other-0123", "pin=12", "secret-0123456789"]);
}

#[test]
fn in_json_however_it_is_spelt() {
    for (body, secret) in [
        (r#"{"access_token":"sec\/ret-0123456789","token_type":"Bearer"}"#, "ret-0123456789"),
        (r#"{"access_token":"\u0073ec/ret-0123456789","token_type":"Bearer"}"#, "ret-0123456789"),
        (r#"{"access_token":"xYz","token_type":"Bearer"}"#, "xYz"),
        (r#"{"acces_token":"secret-0123456789","other":["secret-9876543210"]}"#, "secret-9876"),
        (r#"{"access_token":"secret-0123456789","token_type":"#, "secret-0123456789"),
        ("secret-0123456789", "secret-0123456789"),
    ] {
        let request = Request::post("http://a.example/token").header(FORM.0, FORM.1);
        let form = "grant_type=authorization_code";
        assert_hidden(&observed(vec![(request, form, answer(body))]), &[secret]);
    }
}

#[test]
fn in_what_nobody_knows() {
    let request = Request::post("http://a.example/session");
    let body = r#"{"user":"me","pin":"0123-4567","count":7}"#;
    let conversation = observed(vec![(request, body, answer("welcome 0123-4567-89"))]);
    assert_hidden(&conversation, &["0123-4567", "welcome"]);
}

#[test]
fn in_a_page() {
    let page =
        "<!doctype html><title>Log in</title><input name=\"request\" value=\"login-0123456789\">";
    let response = Response::builder().header("content-type", "text/html; charset=utf-8");
    let response = response.body(page.into()).unwrap();
    let request = Request::get("https://issuer.example/auth?response_type=code");
    assert_hidden(&observed(vec![(request, "", response)]), &["login-0123456789"]);
}

/// One message tells a secret, another has it in base64: that body is not kept at all.
#[test]
fn in_another_message_where_it_is_encoded() {
    let body = sigstore_json::base64(br#"{"kind":"note","spec":{"text":"secret-0123456789"}}"#);
    let entry = format!(r#"{{"{}":{{"body":"{body}"}}}}"#, "00".repeat(32));
    let token = Request::post("http://a.example/token").header(FORM.0, FORM.1);
    let form = "grant_type=authorization_code";
    let known = answer(r#"{"access_token":"secret-0123456789"}"#);
    let read = || Request::get("http://a.example/api/v1/log/entries?logIndex=1");
    let both = observed(vec![(token, form, known), (read(), "", answer(&entry))]);
    assert!(!masked(&both).0.contains(&body));
    // Where nobody says that it is one, it is none.
    assert!(masked(&observed(vec![(read(), "", answer(&entry))])).0.contains(&body));
}
