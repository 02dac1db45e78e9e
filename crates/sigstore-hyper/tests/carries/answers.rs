//! What arrives, and what does not.

use std::net::TcpListener;

use http::Request;
use sigstore_hyper::{AddressFault, Error, HyperTransport, Phase, RedirectFault};
use sigstore_transport::Transport;

use crate::server::{ABOUT, Answer, MAX_REPLY, Server, get, ok, quick, run, send, text};

#[test]
fn s_6_kept_a_request_arrives_and_names_its_client() {
    let server = Server::new([Answer::Keep(text(201, "etag: abc\r\n", "made"))]);
    let request = Request::post(format!("{}/log?x=1", server.base()));
    let response = send(request.header("x-a", "b").body(b"{}".to_vec()).unwrap()).unwrap();
    assert_eq!((response.status().as_u16(), &response.body()[..]), (201, &b"made"[..]));
    assert_eq!(response.headers()["etag"], "abc");
    let agent = concat!("sigscope/", env!("CARGO_PKG_VERSION"));
    let expected = format!(
        "POST /log?x=1 HTTP/1.1\r\nx-a: b\r\nuser-agent: {agent}\r\nhost: {}\r\ncontent-length: 2\r\n\r\n{{}}",
        server.address
    );
    assert_eq!(server.requests(), [expected]);
}

#[test]
fn s_6_kept_the_caller_may_name_itself() {
    let server = Server::new([ok("")]);
    let transport = HyperTransport::builder().user_agent("other/1").build().unwrap();
    run(transport.send(get(&server.base()), MAX_REPLY)).unwrap();
    assert!(server.requests()[0].contains("\r\nuser-agent: other/1\r\n"));
}

#[test]
fn s_6_broken_a_name_with_a_line_break() {
    let built = HyperTransport::builder().user_agent("a\r\nx: y").build();
    assert_eq!(built.err(), Some(Error::UserAgent));
}

#[test]
fn connections_are_used_again() {
    let server = Server::new([ok("1"), Answer::Close(text(200, "", "2")), ok("3")]);
    let (transport, pauses) = quick(HyperTransport::builder());
    run(async {
        for body in ["1", "2", "3"] {
            let response = transport.send(get(&server.base()), MAX_REPLY).await.unwrap();
            assert_eq!(response.body(), body.as_bytes());
        }
    });
    // The second ended with its answer, and the third request went over a new one.
    assert_eq!(server.seen.lock().unwrap().connections, 2);
    assert!(pauses.lock().unwrap().is_empty());
}

#[test]
fn a_host_that_does_not_listen() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (transport, pauses) = quick(HyperTransport::builder());
    let mut request = get(&format!("http://{address}"));
    // Nothing was sent: what must not be repeated may be tried again too.
    request.extensions_mut().insert(ABOUT.once());
    let sent = run(transport.send(request, MAX_REPLY));
    assert_eq!(sent.err(), Some(Error::Refused { host: address.to_string() }));
    assert_eq!(*pauses.lock().unwrap(), [1, 2, 4]);
}

#[test]
fn a_host_without_address() {
    let sent = send(get("https://a.invalid/"));
    assert_eq!(sent.err(), Some(Error::NotResolved { host: "a.invalid".into() }));
}

#[test]
fn a_connection_that_is_cut() {
    let server = Server::new([Answer::Reset]);
    // Larger than what the connection holds, so that some of it is still unread.
    let request = Request::post(server.base()).extension(ABOUT.once());
    let sent = send(request.body(vec![b'x'; 64]).unwrap());
    assert_eq!(sent.err(), Some(Error::Reset { host: server.host(), phase: Phase::Waiting }));
    assert!(server.requests().is_empty());
}

#[test]
fn an_answer_that_ends_early() {
    for part in [
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ] {
        let server = Server::new([Answer::Close(part.into())]);
        let sent = send(get(&server.base()));
        assert_eq!(sent.err(), Some(Error::Closed { host: server.host(), phase: Phase::Reading }));
        assert_eq!(server.requests().len(), 1);
    }
    for part in ["", "HTTP/1.1 200 OK\r\ncont"] {
        let server = Server::new([Answer::Close(part.into())]);
        let sent = send(get(&server.base()));
        assert_eq!(sent.err(), Some(Error::Closed { host: server.host(), phase: Phase::Waiting }));
    }
}

#[test]
fn an_answer_that_is_not_http() {
    let server = Server::new([Answer::Close("SSH-2.0-OpenSSH_9.2\r\n\r\n".into())]);
    let sent = send(get(&server.base()));
    assert_eq!(sent.err(), Some(Error::NotHttp { host: server.host(), phase: Phase::Waiting }));
}

#[test]
fn addresses_that_are_not_sent_to() {
    for (address, host, fault) in [
        ("http://rekor.example/", "rekor.example", AddressFault::Plain),
        ("http://127.0.0.1.example/", "127.0.0.1.example", AddressFault::Plain),
        ("http://localhost.example/", "localhost.example", AddressFault::Plain),
        ("ftp://rekor.example/", "rekor.example", AddressFault::Scheme),
        ("/log", "", AddressFault::Scheme),
        ("https://me:secret@rekor.example/", "rekor.example", AddressFault::Credentials),
    ] {
        let sent = send(get(address));
        assert_eq!(sent.err(), Some(Error::Address { host: host.into(), fault }), "{address}");
    }
}

#[test]
fn errors_hold_nothing_of_the_request() {
    let server = Server::new([Answer::Close("no".into())]);
    let request = Request::get(format!("{}/?token=secret", server.base()));
    let error = send(request.header("authorization", "Bearer secret").body(Vec::new()).unwrap());
    let error = error.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"));
}

#[test]
fn errors_say_what_where_and_what_was_expected() {
    let host = || "rekor.example".to_owned();
    let after = std::time::Duration::from_millis(1500);
    for (error, text) in [
        (
            Error::Timeout { host: host(), phase: Phase::Connecting, after },
            "the host did not answer in time at rekor.example: found nothing while connecting, expected an answer within 1.5 s (S-6)",
        ),
        (
            Error::Closed { host: host(), phase: Phase::Reading },
            "the connection was closed early at rekor.example: found the end while reading the answer, expected a whole answer (S-6)",
        ),
        (
            Error::Redirect { host: host(), status: 307, fault: RedirectFault::Method },
            "a redirect is not followed at rekor.example: found status 307 to a request that is not a GET, expected at most 3 for a GET, within one scheme, host and port (S-6)",
        ),
    ] {
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn a_time_without_end_is_a_day() {
    let server = Server::new([ok("")]);
    let about = sigstore_transport::About { timeout: std::time::Duration::MAX, ..ABOUT };
    let request = Request::get(server.base()).extension(about).body(Vec::new()).unwrap();
    assert!(send(request).is_ok());
}
