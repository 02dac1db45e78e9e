//! Which requests are sent again, and after how long.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use sigstore_hyper::{Error, HyperTransport, Part, Phase, TlsFault};
use sigstore_transport::{About, Repeated, Transport};

use crate::server::{ABOUT, Answer, MAX_REPLY, Server, get, ok, quick, run, text};

/// The status in the end, the pauses, and how many requests arrived.
fn outcome(answers: Vec<Answer>, about: About) -> (u16, Vec<u64>, usize) {
    let server = Server::new(answers);
    let (transport, pauses) = quick(HyperTransport::builder());
    let mut request = get(&server.base());
    request.extensions_mut().insert(about);
    let response = run(transport.send(request, MAX_REPLY)).unwrap();
    let pauses = pauses.lock().unwrap().clone();
    (response.status().as_u16(), pauses, server.requests().len())
}

fn status(status: u16, headers: &str) -> Answer {
    Answer::Keep(text(status, headers, "no"))
}

#[test]
fn s_6_kept_a_server_that_fails_is_asked_again() {
    assert_eq!(outcome(vec![status(503, ""), ok("")], ABOUT), (200, vec![1], 2));
    assert_eq!(
        outcome(vec![status(500, ""), status(502, ""), ok("")], ABOUT),
        (200, vec![1, 2], 3)
    );
}

#[test]
fn s_6_kept_four_times_at_most_and_the_last_answer_is_given() {
    let answers = [500, 502, 503, 504].map(|code| status(code, ""));
    assert_eq!(outcome(answers.into(), ABOUT), (504, vec![1, 2, 4], 4));
}

#[test]
fn s_6_kept_what_spends_something_is_sent_once() {
    assert_eq!(outcome(vec![status(503, "")], ABOUT.once()), (503, vec![], 1));
    assert_eq!(outcome(vec![status(429, "retry-after: 1\r\n")], ABOUT.once()), (429, vec![], 1));
}

#[test]
fn s_6_kept_a_wrong_request_is_not_repeated() {
    for code in [400, 401, 404, 409, 422, 501] {
        assert_eq!(outcome(vec![status(code, "")], ABOUT), (code, vec![], 1));
    }
}

#[test]
fn s_6_kept_a_server_may_say_how_long_to_wait() {
    let after = |seconds: &str| status(429, &format!("retry-after: {seconds}\r\n"));
    assert_eq!(outcome(vec![after("7"), ok("")], ABOUT), (200, vec![7], 2));
    assert_eq!(outcome(vec![after("30"), ok("")], ABOUT), (200, vec![30], 2));
    // Never sooner than without being told.
    assert_eq!(outcome(vec![after("0"), ok("")], ABOUT), (200, vec![1], 2));
    assert_eq!(outcome(vec![after("-1"), ok("")], ABOUT), (200, vec![1], 2));
    // Longer than is worth waiting for: the answer is final.
    assert_eq!(outcome(vec![after("31")], ABOUT), (429, vec![], 1));
    assert_eq!(outcome(vec![after("18446744073709551615")], ABOUT), (429, vec![], 1));
}

#[test]
fn s_6_kept_a_kept_connection_that_has_ended_is_replaced() {
    let server = Server::new([ok("1"), Answer::Reset, ok("2")]);
    let (transport, pauses) = quick(HyperTransport::builder());
    run(async {
        for body in ["1", "2"] {
            let response = transport.send(get(&server.base()), MAX_REPLY).await.unwrap();
            assert_eq!(response.body(), body.as_bytes());
        }
    });
    assert_eq!(server.seen.lock().unwrap().connections, 2);
    assert!(pauses.lock().unwrap().is_empty());
}

#[test]
fn s_6_kept_what_is_sent_once_gets_a_new_connection() {
    let server = Server::new([ok("1"), ok("2")]);
    let (transport, _) = quick(HyperTransport::builder());
    run(async {
        transport.send(get(&server.base()), MAX_REPLY).await.unwrap();
        let mut request = get(&server.base());
        request.extensions_mut().insert(ABOUT.once());
        assert_eq!(transport.send(request, MAX_REPLY).await.unwrap().body(), b"2");
    });
    assert_eq!(server.seen.lock().unwrap().connections, 2);
}

#[test]
fn s_6_broken_what_may_have_arrived_is_not_spent_again() {
    let server = Server::new([Answer::Reset]);
    let (transport, pauses) = quick(HyperTransport::builder());
    let mut request = get(&server.base());
    request.extensions_mut().insert(ABOUT.once());
    let (host, phase) = (server.host(), Phase::Waiting);
    let sent = run(transport.send(request, MAX_REPLY));
    assert_eq!(sent.err(), Some(Error::Reset { host, phase }));
    assert!(pauses.lock().unwrap().is_empty());
}

/// The second request meets a closed port: the first one may have had its effect all the same.
#[test]
fn s_6_broken_a_failed_repetition_does_not_hide_what_was_answered_before() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener);
        stream.read_exact(&mut [0; 20]).unwrap();
        stream.write_all(text(503, "connection: close\r\n", "busy").as_bytes()).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let (transport, pauses) = quick(HyperTransport::builder());
    let response = run(transport.send(get(&format!("http://{address}")), MAX_REPLY)).unwrap();
    assert_eq!((response.status().as_u16(), &response.body()[..]), (503, &b"busy"[..]));
    assert_eq!(*pauses.lock().unwrap(), [1, 2, 4]);
    server.join().unwrap();
}

#[test]
fn an_answer_to_a_repetition_says_so() {
    for (answers, expected) in [
        (vec![ok("")], false),
        (vec![status(503, ""), ok("")], true),
        (vec![status(503, ""), status(400, "")], true),
    ] {
        let server = Server::new(answers);
        let sent = run(quick(HyperTransport::builder()).0.send(get(&server.base()), MAX_REPLY));
        assert_eq!(sent.unwrap().extensions().get::<Repeated>().is_some(), expected);
    }
}

#[test]
fn what_no_server_saw_can_not_have_arrived() {
    let host = String::new;
    let after = Duration::ZERO;
    for (error, expected) in [
        (Error::Refused { host: host() }, false),
        (Error::NotResolved { host: host() }, false),
        (Error::Tls { host: host(), fault: TlsFault::UnknownIssuer }, false),
        (Error::Tls { host: host(), fault: TlsFault::Protocol }, true),
        (Error::Timeout { host: host(), phase: Phase::Connecting, after }, false),
        (Error::Timeout { host: host(), phase: Phase::Waiting, after }, true),
        (Error::Reset { host: host(), phase: Phase::Securing }, false),
        (Error::Closed { host: host(), phase: Phase::Reading }, true),
        (Error::TooLarge { host: host(), part: Part::Header, limit: 1 }, true),
    ] {
        assert_eq!(HyperTransport::may_have_arrived(&error), expected, "{error}");
    }
}
