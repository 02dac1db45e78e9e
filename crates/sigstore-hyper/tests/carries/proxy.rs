//! Requests through proxies.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

use sigstore_hyper::{Error, HyperTransport, Proxies, ProxyFault, TlsFault};
use sigstore_transport::Transport;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::secure::{Authority, Secure, YEARS};
use crate::server::{Answer, MAX_REPLY, Server, get, ok, quick, run, text};

fn through(variable: &'static str, proxy: &str) -> Proxies {
    Proxies::from_variables(|name| (name == variable).then(|| proxy.to_owned())).unwrap()
}

#[test]
fn http_is_asked_for_by_the_whole_address() {
    let server = Server::new([ok("from far")]);
    let proxies = through("http_proxy", &format!("me:p%40ss@{}", server.address));
    let builder = HyperTransport::builder().proxies(proxies).plain_http_to("mirror.example");
    let (transport, _) = quick(builder);
    let response = run(transport.send(get("http://mirror.example/a?b"), MAX_REPLY)).unwrap();
    assert_eq!(response.body(), b"from far");
    let request = &server.requests()[0];
    assert!(request.starts_with("GET http://mirror.example/a?b HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nhost: mirror.example\r\n"));
    // base64 of "me:p@ss"
    assert!(request.contains("\r\nproxy-authorization: Basic bWU6cEBzcw==\r\n"), "{request}");
}

#[test]
fn http_may_be_refused_by_the_proxy() {
    let server = Server::new([Answer::Keep(text(407, "", ""))]);
    let builder = HyperTransport::builder().proxies(through("all_proxy", &server.base()));
    let (transport, _) = quick(builder.plain_http_to("mirror.example"));
    let sent = run(transport.send(get("http://mirror.example/"), MAX_REPLY));
    assert_eq!(sent.err(), Some(Error::Proxy { host: server.host(), status: 407 }));
}

/// A proxy that connects to `to`, whatever host is asked for, and writes the request down.
struct Tunnel {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Tunnel {
    fn new(to: SocketAddr, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let here = Arc::clone(&heads);
        thread::spawn(move || {
            run(async {
                listener.set_nonblocking(true).unwrap();
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let (stream, _) = listener.accept().await.unwrap();
                match tls {
                    Some(tls) => pass(tls.accept(stream).await.unwrap(), to, &here).await,
                    None => pass(stream, to, &here).await,
                }
            });
        });
        Self { address, heads }
    }
}

async fn pass(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    to: SocketAddr,
    heads: &Mutex<Vec<String>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    heads.lock().unwrap().push(String::from_utf8(head).unwrap());
    let mut there = TcpStream::connect(to).await.unwrap();
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
    copy_bidirectional(&mut stream, &mut there).await.unwrap_or_default();
}

#[test]
fn https_goes_through_a_tunnel() {
    let authority = Authority::new();
    let server = Secure::new(authority.server("fulcio.example", YEARS, &["h2"]));
    let tunnel = Tunnel::new(server.address, None);
    let proxies = through("https_proxy", &format!("http://me@{}/", tunnel.address));
    let builder = HyperTransport::builder().proxies(proxies).extra_roots(&authority.pem());
    let (transport, _) = quick(builder);
    run(async {
        for path in ["/a", "/b"] {
            let request = get(&format!("https://fulcio.example{path}"));
            let response = transport.send(request, MAX_REPLY).await.unwrap();
            assert_eq!(response.body(), format!("GET fulcio.example {path} ").as_bytes());
        }
    });
    let expected = "CONNECT fulcio.example:443 HTTP/1.1\r\nhost: fulcio.example:443\r\n\
                    proxy-authorization: Basic bWU6\r\n\r\n";
    assert_eq!(*tunnel.heads.lock().unwrap(), [expected]);
}

#[test]
fn a_tunnel_does_not_lower_the_guard() {
    let authority = Authority::new();
    let server = Secure::new(authority.server("other.example", YEARS, &[]));
    let tunnel = Tunnel::new(server.address, None);
    let proxies = through("https_proxy", &tunnel.address.to_string());
    let builder = HyperTransport::builder().proxies(proxies).extra_roots(&authority.pem());
    let sent = run(quick(builder).0.send(get("https://fulcio.example/"), MAX_REPLY));
    let host = "fulcio.example".into();
    assert_eq!(sent.err(), Some(Error::Tls { host, fault: TlsFault::Name }));
}

#[test]
fn a_proxy_may_be_spoken_to_over_tls() {
    let authority = Authority::new();
    let server = Secure::new(authority.server("fulcio.example", YEARS, &["h2"]));
    let tls = authority.server("localhost", YEARS, &[]);
    let tunnel = Tunnel::new(server.address, Some(TlsAcceptor::from(Arc::new(tls))));
    let proxies = through("https_proxy", &format!("https://localhost:{}", tunnel.address.port()));
    let builder = HyperTransport::builder().proxies(proxies).extra_roots(&authority.pem());
    let sent = run(quick(builder).0.send(get("https://fulcio.example/"), MAX_REPLY)).unwrap();
    assert_eq!(sent.body(), b"GET fulcio.example / ");
}

#[test]
fn a_tunnel_may_be_refused() {
    for status in [403, 407, 502] {
        let server = Server::new([Answer::Keep(text(status, "", ""))]);
        let proxies = through("ALL_PROXY", &server.host());
        let (transport, pauses) = quick(HyperTransport::builder().proxies(proxies));
        let sent = run(transport.send(get("https://fulcio.example/"), MAX_REPLY));
        assert_eq!(sent.err(), Some(Error::Proxy { host: server.host(), status }));
        assert!(pauses.lock().unwrap().is_empty());
    }
}

#[test]
fn loopback_is_spoken_to_directly() {
    let server = Server::new([ok("")]);
    let proxies = through("all_proxy", "proxy.invalid");
    let (transport, _) = quick(HyperTransport::builder().proxies(proxies));
    run(transport.send(get(&server.base()), MAX_REPLY)).unwrap();
    assert!(server.requests()[0].starts_with("GET / HTTP/1.1\r\n"));
}

#[test]
fn variables_that_name_no_proxy() {
    for (variable, value, fault) in [
        ("http_proxy", "http://a b", ProxyFault::Address),
        ("https_proxy", "http://:8080", ProxyFault::Address),
        ("HTTPS_PROXY", "socks5://127.0.0.1:1080", ProxyFault::Scheme),
        ("ALL_PROXY", "http://me:secret%4@proxy.example", ProxyFault::Credentials),
        ("no_proxy", "a.example,10.0.0.0/x", ProxyFault::Exception),
    ] {
        let read = Proxies::from_variables(|name| (name == variable).then(|| value.to_owned()));
        assert_eq!(read.err(), Some(Error::ProxyVariable { variable, fault }), "{value}");
    }
    // A stranger's header `Proxy`, where a web server starts the program.
    let read = Proxies::from_variables(|name| (name == "HTTP_PROXY").then(|| "socks5://x".into()));
    assert!(read.is_ok());
}
