//! The port on which a browser comes back.

use std::sync::{Arc, Mutex};

use http::{Method, Request, Response, StatusCode, header};
use sigstore_loopback::{Port, Served, Serving};
use sigstore_oidc_client::{CALLBACK_PATH, loopback_redirect};
use sigstore_server::{Random, Server, Surroundings};
use sigstore_traits::UnixTime;
use sigstore_transport::Service;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::failure::Failure;
use crate::machine;

/// Listens on a free port of this machine until it is dropped.
pub(crate) struct Listener {
    redirect_uri: String,
    queries: UnboundedReceiver<String>,
    _serving: Serving,
}

struct Callback(UnboundedSender<String>);

impl Listener {
    pub(crate) fn open() -> Result<Self, Failure> {
        let unavailable = |error: std::io::Error| Failure::unavailable("a port", error.kind());
        let port = Port::take(0).map_err(unavailable)?;
        let number = port.url().rsplit(':').next().and_then(|number| number.parse().ok());
        let redirect_uri = loopback_redirect(number.unwrap_or_default());
        let (sender, queries) = unbounded_channel();
        let server = Arc::new(Mutex::new(Callback(sender)));
        let surroundings = Surroundings {
            clock: machine::clock(),
            random: Arc::new(Mutex::new(machine::random)),
            observer: None,
        };
        let served = vec![Served { service: Service::Ambient, port, server }];
        let serving = Serving::start(served, surroundings).map_err(unavailable)?;
        Ok(Self { redirect_uri, queries, _serving: serving })
    }

    pub(crate) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The query of the next call.
    pub(crate) async fn query(&mut self) -> Option<String> {
        self.queries.recv().await
    }
}

impl Server for Callback {
    /// The same page whatever was asked: nothing that came is shown.
    fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        _: UnixTime,
        _: Random<'_>,
    ) -> Response<Vec<u8>> {
        let here = request.method() == Method::GET && request.uri().path() == CALLBACK_PATH;
        let (status, page) = match here {
            true => (StatusCode::OK, DONE),
            false => (StatusCode::NOT_FOUND, NOTHING),
        };
        if here {
            // Whoever waited may have gone.
            let _ = self.0.send(request.uri().query().unwrap_or_default().to_owned());
        }
        let mut response = Response::new(page.as_bytes().to_vec());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let html = header::HeaderValue::from_static("text/html; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, html);
        headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        let nothing = header::HeaderValue::from_static("default-src 'none'");
        headers.insert(header::CONTENT_SECURITY_POLICY, nothing);
        response
    }
}

const DONE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>sigscope</title>\
<h1>Back to the terminal</h1><p>The answer has arrived at sigscope, which says how it goes on. You can close this page.</html>\n";

const NOTHING: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>sigscope</title>\
<p>There is nothing here.</html>\n";
