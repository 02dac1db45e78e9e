//! TLS, with a certificate authority of its own.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use http::{Request, Response, Version};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use sigstore_hyper::{Error, HyperTransport, Phase, TlsFault};
use sigstore_transport::Transport;
use tokio_rustls::TlsAcceptor;

use crate::server::{ABOUT, Answer, MAX_REPLY, Server, get, quick, run, send};

/// An authority that signs certificates of servers.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn pem(&self) -> Vec<u8> {
        use base64ct::{Base64, Encoding};
        let text = Base64::encode_string(self.0.der());
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n").into_bytes()
    }

    /// A certificate from `years.0` to `years.1`, and a server's configuration with it.
    pub(crate) fn server(&self, name: &str, years: (i32, i32), protocols: &[&str]) -> ServerConfig {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(years.0, 1, 1);
        params.not_after = date_time_ymd(years.1, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(aws_lc_rs::default_provider().into());
        let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let mut config = config.with_single_cert(vec![certificate.der().clone()], key).unwrap();
        config.alpn_protocols = protocols.iter().map(|it| it.as_bytes().to_vec()).collect();
        config
    }
}

pub(crate) const YEARS: (i32, i32) = (2000, 3000);

/// Says what it is asked, over the protocol that was agreed upon.
pub(crate) struct Secure {
    pub(crate) address: SocketAddr,
    pub(crate) connections: Arc<AtomicUsize>,
}

impl Secure {
    pub(crate) fn new(config: ServerConfig) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        thread::spawn(move || run(accept(listener, TlsAcceptor::from(Arc::new(config)), counted)));
        Self { address, connections }
    }

    pub(crate) fn base(&self) -> String {
        format!("https://{}", self.address)
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, counted: Arc<AtomicUsize>) {
    listener.set_nonblocking(true).unwrap();
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        counted.fetch_add(1, Ordering::SeqCst);
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let Ok(stream) = acceptor.accept(stream).await else { return };
            let second = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            let (io, service) = (TokioIo::new(stream), service_fn(echo));
            if second {
                let builder = http2::Builder::new(TokioExecutor::new());
                builder.serve_connection(io, service).await.unwrap_or_default();
            } else {
                http1::Builder::new().serve_connection(io, service).await.unwrap_or_default();
            }
        });
    }
}

async fn echo(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let host = parts.headers.get("host").map(|host| host.to_str().unwrap().to_owned());
    let host = host.unwrap_or_else(|| parts.uri.authority().unwrap().to_string());
    let body = body.collect().await.unwrap().to_bytes();
    let line = format!("{} {host} {} ", parts.method, parts.uri.path());
    let response = Response::builder();
    if parts.uri.path() == "/long" {
        let long = "x".repeat(sigstore_hyper::MAX_HEADER);
        return Ok(response.header("x-long", long).body(Full::default()).unwrap());
    }
    Ok(response.body(Full::from([line.as_bytes(), &body].concat())).unwrap())
}

fn failed(host: SocketAddr, fault: TlsFault) -> Option<Error> {
    Some(Error::Tls { host: host.to_string(), fault })
}

#[test]
fn http_2_is_spoken_where_it_can_be_and_on_one_connection() {
    let authority = Authority::new();
    let server = Secure::new(authority.server("127.0.0.1", YEARS, &["h2", "http/1.1"]));
    let (transport, _) = quick(HyperTransport::builder().extra_roots(&authority.pem()));
    let request = |body: &[u8]| {
        Request::post(format!("{}/log", server.base())).extension(ABOUT).body(body.to_vec())
    };
    run(async {
        for body in ["a", "b"] {
            let request = request(body.as_bytes()).unwrap();
            let response = transport.send(request, MAX_REPLY).await.unwrap();
            assert_eq!(response.version(), Version::HTTP_2);
            let expected = format!("POST {} /log {body}", server.address);
            assert_eq!(response.body(), expected.as_bytes());
        }
    });
    assert_eq!(server.connections.load(Ordering::SeqCst), 1);
}

#[test]
fn http_1_is_spoken_otherwise() {
    let authority = Authority::new();
    for protocols in [&["http/1.1"][..], &[]] {
        let server = Secure::new(authority.server("127.0.0.1", YEARS, protocols));
        let (transport, _) = quick(HyperTransport::builder().extra_roots(&authority.pem()));
        let response = run(transport.send(get(&server.base()), MAX_REPLY)).unwrap();
        assert_eq!(response.version(), Version::HTTP_11);
        assert_eq!(response.body(), format!("GET {} / ", server.address).as_bytes());
    }
}

#[test]
fn s_6_broken_larger_answers_over_http_2() {
    let authority = Authority::new();
    let server = Secure::new(authority.server("127.0.0.1", YEARS, &["h2"]));
    let (transport, _) = quick(HyperTransport::builder().extra_roots(&authority.pem()));
    let sent = run(transport.send(get(&server.base()), 4));
    let (host, part) = (server.address.to_string(), sigstore_hyper::Part::Body);
    assert_eq!(sent.err(), Some(Error::TooLarge { host, part, limit: 4 }));
    let sent = run(transport.send(get(&format!("{}/long", server.base())), MAX_REPLY));
    let (host, phase) = (server.address.to_string(), Phase::Waiting);
    assert_eq!(sent.err(), Some(Error::NotHttp { host, phase }));
}

#[test]
fn a_private_authority_is_not_trusted_unasked() {
    let (authority, other) = (Authority::new(), Authority::new());
    let server = Secure::new(authority.server("127.0.0.1", YEARS, &[]));
    let sent = send(get(&server.base()));
    assert_eq!(sent.err(), failed(server.address, TlsFault::UnknownIssuer));
    let (transport, _) = quick(HyperTransport::builder().extra_roots(&other.pem()));
    let sent = run(transport.send(get(&server.base()), MAX_REPLY));
    // The other authority has the same name: its key is what does not fit.
    assert_eq!(sent.err(), failed(server.address, TlsFault::Certificate));
}

#[test]
fn certificates_for_others_and_for_other_times() {
    let authority = Authority::new();
    for (name, years, fault) in [
        ("rekor.example", YEARS, TlsFault::Name),
        ("127.0.0.1", (2000, 2001), TlsFault::Expired),
        ("127.0.0.1", (2900, 3000), TlsFault::NotYetValid),
    ] {
        let server = Secure::new(authority.server(name, years, &[]));
        let (transport, _) = quick(HyperTransport::builder().extra_roots(&authority.pem()));
        let sent = run(transport.send(get(&server.base()), MAX_REPLY));
        assert_eq!(sent.err(), failed(server.address, fault));
    }
}

#[test]
fn a_server_without_tls() {
    let stream = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = stream.local_addr().unwrap();
    thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = stream.accept().unwrap();
        assert_ne!(stream.read(&mut [0; 4096]).unwrap(), 0);
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        // The client's alert, so that the connection ends in order.
        assert_ne!(stream.read(&mut [0; 4096]).unwrap(), 0);
    });
    let sent = send(get(&format!("https://{address}/")));
    assert_eq!(sent.err(), failed(address, TlsFault::Protocol));
    let server = Server::new([Answer::Reset]);
    let sent = send(get(&format!("https://{}/", server.address)));
    // Whatever was there did not say a word; nothing was sent, so that it was asked again.
    let (host, phase) = (server.host(), Phase::Securing);
    assert!(
        [Error::Reset { host: host.clone(), phase }, Error::Closed { host, phase }]
            .contains(&sent.unwrap_err())
    );
}

#[test]
fn roots_that_are_none() {
    let authority = Authority::new();
    let build = |pem: &[u8]| HyperTransport::builder().extra_roots(pem).build().err();
    assert_eq!(build(&authority.pem()), None);
    assert_eq!(build(b"not a certificate"), Some(Error::Roots { certificate: 0 }));
    let pem =
        [&authority.pem()[..], b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"];
    assert_eq!(build(&pem.concat()), Some(Error::Roots { certificate: 2 }));
    let huge = vec![b'\n'; sigstore_hyper::MAX_ROOTS];
    assert_eq!(build(&huge), Some(Error::Roots { certificate: 0 }));
}
