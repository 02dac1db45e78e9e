//! What is secret stays so, wherever it stands and however it is spelt; what nobody knows is not
//! shown.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "made/life.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod made;

use http::{Request, Response};
use made::{Flow, SECRETS, live, unchanged};
use sigstore_dump::dump;
use sigstore_record::{Conversation, Decoder, Party, Secrets, Side, Turn, json};
use sigstore_show::{Style, text};

fn everything(conversation: &Conversation) -> String {
    let wide = Style { width: 1 << 20, ..Style::default() };
    let mut all = text(conversation, wide) + &json(conversation) + &format!("{conversation:?}");
    let mut bytes = dump(conversation, Secrets::Masked);
    let turns = conversation.turns().iter();
    bytes.extend(
        turns.map(|turn| (String::new(), conversation.bytes(*turn, Secrets::Masked).unwrap())),
    );
    for (_, bytes) in bytes {
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    all
}

fn one(request: Request<Vec<u8>>, response: Response<Vec<u8>>) -> Conversation {
    let mut conversation = Conversation::new();
    conversation.observe(Party::Client, Party::Server, &request, &response, made::now());
    conversation
}

fn get(uri: &str) -> http::request::Builder {
    Request::get(uri)
}

fn empty() -> Response<Vec<u8>> {
    Response::new(Vec::new())
}

#[test]
fn headers_that_open_doors_are_masked() {
    for (name, value) in [
        ("authorization", "Basic c2VjcmV0LXNlY3JldA=="),
        ("authorization", "one-secret-word"),
        ("proxy-authorization", "Basic c2VjcmV0LXNlY3JldA=="),
        ("cookie", "session=c2VjcmV0LXNlY3JldA=="),
        ("x-api-key", "key"),
    ] {
        let request = get("http://a.example/api/v1/log").header(name, value);
        let shown = everything(&one(request.body(Vec::new()).unwrap(), empty()));
        assert!(
            !shown.contains(value.rsplit([' ', '=']).find(|part| !part.is_empty()).unwrap())
                || value == "key",
            "{name}: {shown}"
        );
        assert!(shown.contains("masked-"), "{shown}");
    }
}

#[test]
fn a_code_is_masked_however_short_and_however_spelt() {
    for uri in [
        "http://localhost:1/auth/callback?state=0123456789&code=xYz7",
        "http://localhost:1/auth/callback?state=0123456789&c%6Fde=xYz7",
        "http://localhost:1/auth/callback?code=xYz7%2B%2F",
    ] {
        let moved = Response::builder().header("location", uri).body(Vec::new()).unwrap();
        let shown = everything(&one(get(uri).body(Vec::new()).unwrap(), moved));
        assert!(!shown.contains("xYz7"), "{shown}");
    }
}

#[test]
fn a_secret_that_json_spells_with_escapes_is_not_given_out() {
    for body in [
        r#"{"access_token":"sec\/ret-0123456789","token_type":"Bearer"}"#,
        r#"{"access_token":"\u0073ec/ret-0123456789","token_type":"Bearer"}"#,
        r#"{"access_token":"ab","token_type":"Bearer"}"#,
        r#"{"acces_token":"secret-0123456789","other":["secret-9876543210"]}"#,
        r#"{"access_token":"secret-0123456789","token_type":"#,
        "secret-0123456789",
    ] {
        let request = Request::post("http://a.example/token")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(
                b"grant_type=authorization_code&code=secret-code-0123&other=secret-other".to_vec(),
            )
            .unwrap();
        let conversation = one(request, Response::new(body.into()));
        let shown = everything(&conversation);
        for secret in
            ["ret-0123456789", "secret-9876543210", "secret-code-0123", "secret-other", ":\"ab\""]
        {
            assert!(!shown.contains(secret), "{body}: {shown}");
        }
        let turn = Turn { message: 0, side: Side::Reply };
        assert_eq!(conversation.bytes(turn, Secrets::Exposed).unwrap(), body.as_bytes());
    }
}

#[test]
fn what_nobody_knows_is_not_shown() {
    let request = Request::post("http://a.example/session")
        .body(br#"{"user":"me","pin":"0123-4567"}"#.to_vec());
    let response = Response::new(b"welcome 0123-4567-89".to_vec());
    let conversation = one(request.unwrap(), response);
    assert!(!conversation.messages()[0].is_known());
    let shown = everything(&conversation);
    assert!(!shown.contains("0123-4567"), "{shown}");
    assert!(shown.contains("pin: masked-9-bytes-sha256-"), "{shown}");
}

#[test]
fn a_token_is_masked_where_nobody_expects_it() {
    let mut conversation = live(Flow::V2, unchanged);
    let token = made::token();
    let body = format!(r#"{{"message":"no entry for {token}"}}"#);
    let uri = format!("http://rekor.example/api/v1/log/{token}");
    let refused = Response::builder().status(400).body(body.into_bytes()).unwrap();
    let request = get(&uri).body(Vec::new()).unwrap();
    conversation.observe(Party::Client, Party::Rekor, &request, &refused, made::now());
    let shown = everything(&conversation);
    assert!(!shown.contains(SECRETS[0]), "{shown}");
    assert!(shown.contains("no entry for eyJ"));
}

/// As a decoder shows it that was there from the beginning, and as one that comes at the end: the
/// longer secret as one, though the shorter was told before.
#[test]
fn a_secret_that_is_told_late_is_hidden_in_what_was_said_before() {
    let mut conversation = Conversation::new();
    let refused = Response::builder().status(400);
    let refused = refused.body(b"no entry for short-secret-and-more".to_vec()).unwrap();
    let request = get("http://rekor.example/api/v1/log").body(Vec::new()).unwrap();
    conversation.observe(Party::Client, Party::Rekor, &request, &refused, made::now());
    let mut decoder = Decoder::new();
    for (secret, shown) in [
        ("short-secret", "no entry for masked-12-bytes-"),
        ("short-secret-and-more", "no entry for masked-21-bytes-"),
    ] {
        decoder.follow(&conversation);
        let request = Request::post("http://a.example/token")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(b"grant_type=authorization_code".to_vec());
        let response = Response::new(format!(r#"{{"access_token":"{secret}"}}"#).into_bytes());
        let (from, to) = (Party::Client, Party::Issuer);
        conversation.observe(from, to, &request.unwrap(), &response, made::now());
        let followed = format!("{:?}", decoder.follow(&conversation));
        assert_eq!(followed, format!("{:?}", Decoder::new().follow(&conversation)));
        assert!(followed.contains(shown) && !followed.contains(secret), "{followed}");
    }
}

/// Whatever byte is changed in the answer with the token, the token does not come out.
#[test]
fn a_damaged_answer_gives_no_secret_away() {
    let good = live(Flow::V2, unchanged);
    let is_token = |turn: &&Turn| {
        turn.side == Side::Reply && good.messages()[turn.message].word() == "oidc-token"
    };
    let turn = *good.turns().iter().find(is_token).unwrap();
    let body = good.bytes(turn, Secrets::Exposed).unwrap();
    for at in (0..body.len()).step_by(3) {
        let mut body = body.clone();
        body[at] ^= 1;
        let request = Request::post("https://issuer.example/token")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(b"grant_type=authorization_code".to_vec())
            .unwrap();
        let shown = everything(&one(request, Response::new(body)));
        let (start, end) = SECRETS[0].split_at(20);
        for secret in [start, end, "token-0123456789"] {
            assert!(!shown.contains(secret), "byte {at}: {shown}");
        }
    }
}

/// The page has the name of the login in it before the form brings it back.
#[test]
fn a_login_is_known_and_its_name_is_not_shown() {
    const NAME: &str = "login-0123456789-0123456789";
    let page = format!(
        "<!doctype html>\n<title>Log in</title>\n<form><input name=\"request\" value=\"{NAME}\">"
    );
    let response = Response::builder().header("content-type", "text/html; charset=utf-8");
    let response = response.header("x-content-type-options", "nosniff").body(page.into_bytes());
    let request = get("https://issuer.example/auth?response_type=code").body(Vec::new());
    let mut conversation = one(request.unwrap(), response.unwrap());
    let before = everything(&conversation);
    assert!(before.contains("title: Log in"), "{before}");
    assert!(before.contains("x-content-type-options: nosniff"), "{before}");
    assert!(!before.contains(NAME), "{before}");

    let form = format!("request={NAME}&email=alice%40example.org");
    let request = Request::post("https://issuer.example/auth/login")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.into_bytes());
    conversation.observe(Party::Browser, Party::Issuer, &request.unwrap(), &empty(), made::now());
    let message = &conversation.messages()[1];
    assert_eq!((message.word(), message.title()), ("oidc-login", "logs in"));
    let after = everything(&conversation);
    assert!(after.contains("request: masked-27-bytes-sha256-"), "{after}");
    assert!(after.contains("email: alice@example.org"), "{after}");
    assert!(!after.contains(NAME), "{after}");
}
