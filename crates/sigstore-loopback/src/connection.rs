use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http::header::HOST;
use http::uri::Authority;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use sigstore_server::answer::{TEXT, reply};
use sigstore_server::{Shared, Surroundings};
use sigstore_transport::Service;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::Tls;

/// The most bytes of a request's body that are read; a server may read less.
pub const MAX_BODY: usize = 8 * 1024 * 1024;

/// The most requests of one connection of HTTP/2 at a time.
const MAX_STREAMS: u32 = 32;

/// How long a request may take to come, and a handshake of TLS to be over.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What HTTP runs over: TCP, or TLS over it.
trait Stream: AsyncRead + AsyncWrite + Unpin + 'static {}
impl<S: AsyncRead + AsyncWrite + Unpin + 'static> Stream for S {}

/// What a connection needs to answer.
#[derive(Clone)]
pub(crate) struct Answering {
    pub(crate) service: Service,
    pub(crate) url: Arc<str>,
    pub(crate) server: Shared,
    pub(crate) surroundings: Surroundings,
}

impl Answering {
    /// Answers what comes on this connection, until it ends.
    pub(crate) async fn converse(self, stream: TcpStream, tls: Option<Tls>, watcher: Watcher) {
        match tls {
            Some(tls) => self.secured(stream, &tls, watcher).await,
            None => self.http1(stream, watcher).await,
        }
    }

    /// Speaks TLS, and in it what was agreed upon.
    async fn secured(self, stream: TcpStream, tls: &Tls, watcher: Watcher) {
        let handshake = timeout(REQUEST_TIMEOUT, tls.acceptor().accept(stream)).await;
        let Ok(Ok(stream)) = handshake else { return };
        match stream.get_ref().1.alpn_protocol() {
            Some(b"h2") => self.http2(stream, watcher).await,
            _ => self.http1(stream, watcher).await,
        }
    }

    async fn http1(self, stream: impl Stream, watcher: Watcher) {
        let answering = service_fn(move |request| self.clone().answer(request));
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(REQUEST_TIMEOUT);
        let connection = builder.serve_connection(TokioIo::new(stream), answering);
        let _ = watcher.watch(connection).await;
    }

    async fn http2(self, stream: impl Stream, watcher: Watcher) {
        let answering = service_fn(move |request| self.clone().answer(request));
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder.max_concurrent_streams(MAX_STREAMS);
        // Whoever is gone without a word is asked for one.
        builder.timer(TokioTimer::new()).keep_alive_interval(REQUEST_TIMEOUT);
        let connection = builder.serve_connection(TokioIo::new(stream), answering);
        let _ = watcher.watch(connection).await;
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let response = match read(request).await {
            Ok(request) => {
                self.surroundings.answer((self.service, &self.url), &self.server, &request)
            }
            Err(status) => refuse(status),
        };
        Ok(response.map(|body| Full::new(Bytes::from(body))))
    }
}

/// The whole request, or the status that refuses it.
async fn read(request: Request<Incoming>) -> Result<Request<Vec<u8>>, StatusCode> {
    if !names_this_machine(&request) {
        return Err(StatusCode::MISDIRECTED_REQUEST);
    }
    let (head, body) = request.into_parts();
    // A length that is told is believed before anything is waited for.
    if body.size_hint().lower() > u64::try_from(MAX_BODY).unwrap_or(u64::MAX) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let body = timeout(REQUEST_TIMEOUT, Limited::new(body, MAX_BODY).collect()).await;
    let body = body.map_err(|_| StatusCode::REQUEST_TIMEOUT)?;
    let body = body.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    Ok(Request::from_parts(head, body.to_bytes().into()))
}

/// A page of another host that found its way here through the browser, by a name that leads to
/// 127.0.0.1, has no business here. HTTP/2 names the host in the target (RFC 9113 section 8.3.1),
/// HTTP/1.1 in a header.
fn names_this_machine<B>(request: &Request<B>) -> bool {
    let header = || request.headers().get(HOST)?.to_str().ok()?.parse::<Authority>().ok();
    let named = request.uri().authority().cloned().or_else(header);
    named.is_some_and(|host| matches!(host.host(), "127.0.0.1" | "localhost" | "[::1]"))
}

fn refuse(status: StatusCode) -> Response<Vec<u8>> {
    let words = status.canonical_reason().unwrap_or_default();
    reply(status, TEXT, format!("{words}\n"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered_to() {
        let named = |uri: &str, header: &str| {
            names_this_machine(&Request::get(uri).header(HOST, header).body(()).unwrap())
        };
        for (name, ours) in [
            ("localhost", true),
            ("127.0.0.1:1", true),
            ("[::1]", true),
            ("example.org", false),
            ("localhost.example.org", false),
        ] {
            // HTTP/1.1, then HTTP/2, whose target counts.
            assert_eq!(named("/", name), ours, "{name}");
            assert_eq!(named(&format!("https://{name}/"), "localhost"), ours, "{name}");
        }
        assert!(!named("/", ""));
        assert!(!names_this_machine(&Request::get("/").body(()).unwrap()));
    }
}
