use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::header::HOST;
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{TrySendError, http1, http2};
use tokio::time::Instant;

use crate::target::Target;

/// Connections that are kept, over all hosts. A signature needs about five.
const MAX_IDLE: usize = 16;
/// Servers close idle connections; this is less than most wait before they do.
const IDLE_TIME: Duration = Duration::from_secs(20);

/// A connection over which requests can be sent: one after another, or at a time.
pub(crate) enum Sender {
    Http1 {
        sender: http1::SendRequest<Full<Bytes>>,
        /// A proxy that reads the requests, and must be told the whole address.
        absolute: bool,
    },
    Http2(http2::SendRequest<Full<Bytes>>),
}

impl Sender {
    pub(crate) async fn ready(&mut self) -> hyper::Result<()> {
        match self {
            Self::Http1 { sender, .. } => sender.ready().await,
            Self::Http2(sender) => sender.ready().await,
        }
    }

    /// The error holds the request if nothing of it was sent.
    pub(crate) async fn send(
        &mut self,
        target: &Target,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Full<Bytes>>>> {
        // RFC 9113 section 8.3.1: HTTP/2 has `:authority` instead, which hyper takes from the
        // address. RFC 9112 section 3.2: HTTP/1.1 names the path in its first line, a proxy's
        // client the whole address, and both the host in a header.
        request.headers_mut().remove(HOST);
        match self {
            Self::Http1 { sender, absolute } => {
                if let Ok(host) = HeaderValue::try_from(target.authority()) {
                    request.headers_mut().insert(HOST, host);
                }
                if !*absolute {
                    let path = request.uri().path_and_query().cloned();
                    *request.uri_mut() = path.map_or_else(|| Uri::from_static("/"), Uri::from);
                }
                sender.try_send_request(request).await
            }
            Self::Http2(sender) => sender.try_send_request(request).await,
        }
    }

    fn is_closed(&self) -> bool {
        match self {
            Self::Http1 { sender, .. } => sender.is_closed(),
            Self::Http2(sender) => sender.is_closed(),
        }
    }
}

/// Connections that wait for another request.
#[derive(Default)]
pub(crate) struct Pool(Mutex<Vec<Idle>>);

struct Idle {
    target: Target,
    sender: Sender,
    since: Instant,
}

impl Pool {
    /// A connection to `target`; one of HTTP/2 stays for others too.
    pub(crate) fn take(&self, target: &Target) -> Option<Sender> {
        let mut idle = self.lock();
        idle.retain(|it| !it.sender.is_closed() && it.since.elapsed() < IDLE_TIME);
        let found = idle.iter().position(|it| it.target == *target)?;
        if let Some(Idle { sender: Sender::Http2(sender), .. }) = idle.get(found) {
            return Some(Sender::Http2(sender.clone()));
        }
        Some(idle.swap_remove(found).sender)
    }

    /// Takes a connection whose last answer has been read whole.
    pub(crate) fn put(&self, target: &Target, sender: Sender) {
        let mut idle = self.lock();
        if matches!(sender, Sender::Http2(_)) {
            idle.retain(|it| it.target != *target);
        }
        if idle.len() == MAX_IDLE {
            idle.remove(0);
        }
        idle.push(Idle { target: target.clone(), sender, since: Instant::now() });
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
