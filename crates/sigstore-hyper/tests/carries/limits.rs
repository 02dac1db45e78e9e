//! Time and size.

use std::time::Duration;

use http::Request;
use sigstore_hyper::{Error, HyperTransport, MAX_HEADER, Part, Phase};
use sigstore_transport::{About, Transport};

use crate::server::{ABOUT, Answer, MAX_REPLY, Server, get, ok, quick, run, send, text};

fn impatient(server: &Server) -> Result<http::Response<Vec<u8>>, Error> {
    let about = About { timeout: Duration::from_millis(200), ..ABOUT };
    send(Request::get(server.base()).extension(about).body(Vec::new()).unwrap())
}

#[test]
fn s_6_broken_an_answer_that_does_not_come_or_does_not_end() {
    for (part, phase) in [
        ("", Phase::Waiting),
        ("HTTP/1.1 200 OK\r\n", Phase::Waiting),
        ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc", Phase::Reading),
    ] {
        let server = Server::new([Answer::Stall(part.into())]);
        let (host, after) = (server.host(), Duration::from_millis(200));
        assert_eq!(impatient(&server).err(), Some(Error::Timeout { host, phase, after }));
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn s_6_kept_a_caller_may_have_less_patience_but_not_more() {
    for (about, most, after) in [(20_000, 200, 200), (200, 20_000, 200)] {
        let server = Server::new([Answer::Stall(String::new())]);
        let builder = HyperTransport::builder().timeout_at_most(Duration::from_millis(most));
        let about = About { timeout: Duration::from_millis(about), ..ABOUT };
        let request = Request::get(server.base()).extension(about).body(Vec::new()).unwrap();
        let sent = run(quick(builder).0.send(request, MAX_REPLY));
        let (host, phase) = (server.host(), Phase::Waiting);
        let after = Duration::from_millis(after);
        assert_eq!(sent.err(), Some(Error::Timeout { host, phase, after }));
    }
}

#[test]
fn s_6_kept_an_answer_of_just_the_limit() {
    let body = "x".repeat(MAX_REPLY);
    let server = Server::new([ok(&body)]);
    assert_eq!(send(get(&server.base())).unwrap().body(), body.as_bytes());
}

#[test]
fn s_6_broken_a_body_that_is_larger() {
    let body = "x".repeat(MAX_REPLY + 1);
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n33\r\n";
    let chunk = "x".repeat(51);
    for answer in [
        // Announced: nothing of it need be sent.
        "HTTP/1.1 200 OK\r\ncontent-length: 101\r\n\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: 1000000000000000\r\n\r\n".to_owned(),
        text(200, "", &body),
        // Found while reading: the second chunk is too much, and no end comes.
        format!("{chunked}{chunk}\r\n33\r\n{chunk}\r\n"),
        // Without length, until the connection ends.
        format!("HTTP/1.1 200 OK\r\n\r\n{body}"),
        // Refusals too.
        text(500, "", &body),
    ] {
        let server = Server::new((0..4).map(|_| Answer::Stall(answer.clone())));
        let sent = send(get(&server.base()));
        let (host, part, limit) = (server.host(), Part::Body, MAX_REPLY);
        assert_eq!(sent.err(), Some(Error::TooLarge { host, part, limit }), "{answer:.80}");
    }
}

#[test]
fn s_6_broken_headers_that_are_larger() {
    let long = format!("x-long: {}\r\n", "x".repeat(MAX_HEADER));
    let many = "x-many: 1\r\n".repeat(101);
    for headers in [long, many] {
        let server = Server::new([Answer::Close(text(200, &headers, ""))]);
        let sent = send(get(&server.base()));
        let (host, part, limit) = (server.host(), Part::Header, MAX_HEADER);
        assert_eq!(sent.err(), Some(Error::TooLarge { host, part, limit }));
    }
}
