//! Answers that lead elsewhere.

use http::Request;
use sigstore_hyper::{Error, MAX_REDIRECTS, RedirectFault};

use crate::server::{Answer, Server, get, ok, send, text};

fn to(location: &str) -> Answer {
    Answer::Keep(text(302, &format!("location: {location}\r\n"), ""))
}

fn refused(location: &str) -> (Server, Option<Error>) {
    let server = Server::new([to(location)]);
    let error = send(get(&server.base())).err();
    (server, error)
}

#[test]
fn within_the_origin_they_are_followed() {
    let server = Server::new([to("/b?c"), to("/d"), to("/e"), ok("here")]);
    let request = Request::get(format!("{}/a", server.base())).header("authorization", "x");
    let response = send(request.body(Vec::new()).unwrap()).unwrap();
    assert_eq!(response.body(), b"here");
    let lines: Vec<String> =
        server.requests().iter().map(|text| text.lines().next().unwrap().to_owned()).collect();
    let expected = ["/a", "/b?c", "/d", "/e"].map(|path| format!("GET {path} HTTP/1.1"));
    assert_eq!(lines, expected);
    assert!(server.requests().iter().all(|text| text.contains("authorization: x\r\n")));
}

#[test]
fn the_whole_address_may_be_given() {
    let last = Server::new([ok("")]);
    let server = Server::new([to(&last.base())]);
    let error = send(get(&server.base())).err();
    // Another port is another origin.
    let fault = RedirectFault::Origin { to: last.host() };
    assert_eq!(error, Some(Error::Redirect { host: server.host(), status: 302, fault }));
    assert!(last.requests().is_empty());
}

#[test]
fn elsewhere_they_are_not() {
    for (location, host) in [
        ("https://evil.example/?a=secret", "evil.example:443"),
        ("http://evil.example/", "evil.example"),
        ("https://127.0.0.1:1/", "127.0.0.1:1"),
    ] {
        let (server, error) = refused(location);
        let fault = RedirectFault::Origin { to: host.into() };
        assert_eq!(error, Some(Error::Redirect { host: server.host(), status: 302, fault }));
    }
}

#[test]
fn what_is_no_address_is_refused() {
    for location in ["//evil.example/", "relative", "", "https://me@evil.example/", "a b"] {
        let (server, error) = refused(location);
        let fault = RedirectFault::Unreadable;
        let host = server.host();
        assert_eq!(error, Some(Error::Redirect { host, status: 302, fault }), "{location}");
    }
}

#[test]
fn they_end() {
    let server = Server::new((0..=MAX_REDIRECTS).map(|_| to("/again")));
    let error = send(get(&server.base())).err();
    let fault = RedirectFault::TooMany { max: MAX_REDIRECTS };
    assert_eq!(error, Some(Error::Redirect { host: server.host(), status: 302, fault }));
    assert_eq!(server.requests().len(), MAX_REDIRECTS + 1);
}

#[test]
fn only_a_get_follows() {
    let server = Server::new([to("/b")]);
    let error = send(Request::post(server.base()).body(b"secret".to_vec()).unwrap()).err();
    let fault = RedirectFault::Method;
    assert_eq!(error, Some(Error::Redirect { host: server.host(), status: 302, fault }));
}

#[test]
fn other_answers_with_an_address_are_answers() {
    for status in [201, 304, 409] {
        let server = Server::new([Answer::Keep(text(status, "location: /api/v1/x\r\n", ""))]);
        let response = send(get(&server.base())).unwrap();
        assert_eq!(response.headers()["location"], "/api/v1/x");
    }
}
