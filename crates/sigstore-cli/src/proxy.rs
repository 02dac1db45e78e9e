//! `sigscope proxy`: stands between a client and a service.

use std::sync::{Arc, Mutex, mpsc};

use clap::ArgMatches;
use http::header::{
    ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE,
    TRANSFER_ENCODING, UPGRADE, VIA,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use sigstore_loopback::{Port, Served, Serving};
use sigstore_record::json;
use sigstore_report::visible;
use sigstore_server::{Random, Server, Surroundings};
use sigstore_traits::UnixTime;
use sigstore_transport::{Service, Transport, at};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::capture::CaptureFile;
use crate::failure::{Exit, Failure};
use crate::live::{Live, Teller};
use crate::machine;
use crate::output::Output;

/// The most bytes of an answer that are passed on: a bundle in a registry can be as large.
const MAX_ANSWER: usize = 64 << 20;

/// RFC 9110 section 7.6.1: what is for the next hop only. What `Connection` names is too.
const HOP_BY_HOP: [HeaderName; 9] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    HeaderName::from_static("trailer"),
    TRANSFER_ENCODING,
    UPGRADE,
];

/// `sigscope proxy`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    match proxy(matches, output) {
        Ok(()) => Exit::Done,
        Err(failure) => failure.tell(&output),
    }
}

/// A port of this machine, as it stands on the command line: nothing else is listened on.
pub(crate) fn port(text: &str) -> Result<u16, String> {
    let (host, port) = text.rsplit_once(':').unwrap_or(("127.0.0.1", text));
    let port = port.parse().ok().filter(|_| matches!(host, "127.0.0.1" | "localhost"));
    port.ok_or_else(|| "127.0.0.1 and a port: only this machine is listened to".into())
}

/// The base address of a service.
pub(crate) fn service(text: &str) -> Result<Uri, String> {
    let uri = text.parse::<Uri>().ok();
    let uri = uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
    let uri = uri.filter(|uri| at(uri, "/").is_ok());
    uri.ok_or_else(|| "an address such as https://rekor.example, without a query".into())
}

/// Passes on until it is interrupted, which is how it ends.
fn proxy(matches: &ArgMatches, output: Output) -> Result<(), Failure> {
    let ports: Vec<_> = matches.get_many::<u16>("listen").into_iter().flatten().copied().collect();
    let services: Vec<_> = matches.get_many::<Uri>("to").into_iter().flatten().cloned().collect();
    if ports.len() != services.len() {
        return Err(Failure::usage("each --listen needs its --to", ""));
    }
    let teller = Teller::new(output);
    let capture = CaptureFile::of(matches);
    if let Some(capture) = &capture {
        teller.with(|conversation| capture.write(conversation))?;
    }
    let hosts: Vec<_> = services.iter().filter_map(|service| service.host()).collect();
    let transport = machine::forwarder(matches, &hosts)?;
    let (sender, requests) = unbounded_channel();
    let mut serving = Vec::new();
    for (port, service) in ports.into_iter().zip(services) {
        serving.push(listen(port, service, sender.clone(), &output)?);
    }
    let live = Live::new(transport, teller.clone());
    let passer = Arc::new(Passer { live, teller: teller.clone(), capture, output });
    let ended = machine::run(pass_on(passer, requests));
    drop(serving);
    if output.json {
        teller.with(|conversation| output.line(&json(conversation)));
    }
    match ended {
        Err(failure) if failure.exit != Exit::Interrupted => Err(failure),
        _ => Ok(()),
    }
}

/// A question that waits for its answer.
struct Waiting {
    request: Request<Vec<u8>>,
    answer: mpsc::Sender<Response<Vec<u8>>>,
}

/// The side of the client. Each service has a thread of its own, so that one may ask another
/// through this program while it is asked.
struct Front {
    service: Uri,
    waiting: UnboundedSender<Waiting>,
}

fn listen(
    port: u16,
    service: Uri,
    waiting: UnboundedSender<Waiting>,
    output: &Output,
) -> Result<Serving, Failure> {
    let unavailable = |error: std::io::Error| Failure::unavailable("a port", error.kind());
    let port = Port::take(port).map_err(unavailable)?;
    output.complain(&visible(&format!("{} stands for {service}", port.url())));
    let server = Arc::new(Mutex::new(Front { service, waiting }));
    let surroundings = Surroundings {
        clock: machine::clock(),
        random: Arc::new(Mutex::new(machine::random)),
        observer: None,
    };
    let served = vec![Served { service: Service::Ambient, port, server }];
    Serving::start(served, surroundings).map_err(unavailable)
}

impl Server for Front {
    fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        _: UnixTime,
        _: Random<'_>,
    ) -> Response<Vec<u8>> {
        let Some(request) = forwarded(request, &self.service) else {
            return refusal(StatusCode::BAD_REQUEST, "no address of the service");
        };
        let (answer, answers) = mpsc::channel();
        let sent = self.waiting.send(Waiting { request, answer });
        let answered = sent.ok().and_then(|()| answers.recv().ok());
        answered.unwrap_or_else(|| refusal(StatusCode::BAD_GATEWAY, "sigscope has ended"))
    }
}

/// The request as it goes on: to the service, without what was for this hop. An encoding that would
/// hide what is said is not asked for.
fn forwarded(request: &Request<Vec<u8>>, service: &Uri) -> Option<Request<Vec<u8>>> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let mut headers = end_to_end(request.headers());
    for name in [HOST, CONTENT_LENGTH, ACCEPT_ENCODING] {
        headers.remove(name);
    }
    // RFC 9110 section 7.6.3.
    headers.append(VIA, HeaderValue::from_static("1.1 sigscope"));
    let mut forwarded = Request::new(request.body().clone());
    *forwarded.method_mut() = request.method().clone();
    *forwarded.uri_mut() = at(service, path).ok()?;
    *forwarded.headers_mut() = headers;
    Some(forwarded)
}

/// The answer as it goes on. A redirect is one: who asked follows it, or does not.
fn returned(method: &Method, response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    let (mut parts, body) = response.into_parts();
    parts.headers = end_to_end(&parts.headers);
    // The length of what HEAD would give stays; another is counted again.
    if method != Method::HEAD {
        parts.headers.remove(CONTENT_LENGTH);
    }
    let mut returned = Response::new(body);
    *returned.status_mut() = parts.status;
    *returned.headers_mut() = parts.headers;
    returned
}

fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let named = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let named: Vec<_> = named.flat_map(|value| value.split(',')).map(str::trim).collect();
    let is_for_one_hop = |name: &HeaderName| {
        HOP_BY_HOP.contains(name) || named.iter().any(|own| own.eq_ignore_ascii_case(name.as_str()))
    };
    let kept = headers.iter().filter(|(name, _)| !is_for_one_hop(name));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn refusal(status: StatusCode, why: &str) -> Response<Vec<u8>> {
    let mut response = Response::new(format!("sigscope proxy: {why}\n").into_bytes());
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(http::header::CONTENT_TYPE, plain);
    response
}

/// The side of the services.
struct Passer {
    live: Live,
    teller: Teller,
    capture: Option<CaptureFile>,
    output: Output,
}

async fn pass_on(
    passer: Arc<Passer>,
    mut requests: UnboundedReceiver<Waiting>,
) -> Result<(), Failure> {
    while let Some(waiting) = requests.recv().await {
        let passer = Arc::clone(&passer);
        tokio::spawn(async move { passer.pass(waiting).await });
    }
    Ok(())
}

impl Passer {
    /// Asks the service, and keeps what was said before it is passed on.
    async fn pass(&self, Waiting { request, answer }: Waiting) {
        let method = request.method().clone();
        let response = match self.live.send(request, MAX_ANSWER).await {
            Ok(response) => returned(&method, response),
            Err(error) => refusal(StatusCode::BAD_GATEWAY, &error.to_string()),
        };
        let kept =
            self.capture.as_ref().map(|capture| self.teller.with(|said| capture.write(said)));
        if let Some(Err(failure)) = kept {
            failure.tell(&self.output);
        }
        // Who asked may have gone.
        let _ = answer.send(response);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn what_is_for_one_hop_is_not_passed_on() {
        let mut request = Request::post("/api/v1/log/entries?x=y").body(b"{}".to_vec()).unwrap();
        *request.headers_mut() = headers(&[
            ("host", "127.0.0.1:4711"),
            ("connection", "keep-alive, X-Hop"),
            ("x-hop", "one"),
            ("keep-alive", "timeout=5"),
            ("te", "trailers"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "h2c"),
            ("proxy-authorization", "Basic eA=="),
            ("accept-encoding", "gzip"),
            ("authorization", "Bearer x"),
            ("content-type", "application/json"),
        ]);
        let service = Uri::from_static("https://rekor.example/prefix/");
        let forwarded = forwarded(&request, &service).unwrap();
        let address = "https://rekor.example/prefix/api/v1/log/entries?x=y";
        assert_eq!(forwarded.uri().to_string(), address);
        assert_eq!((forwarded.method(), forwarded.body().as_slice()), (&Method::POST, &b"{}"[..]));
        let expected = [
            ("authorization", "Bearer x"),
            ("content-type", "application/json"),
            ("via", "1.1 sigscope"),
        ];
        assert_eq!(*forwarded.headers(), headers(&expected));
    }

    #[test]
    fn a_redirect_is_passed_on_as_it_is() {
        let mut response = Response::new(Vec::new());
        *response.status_mut() = StatusCode::FOUND;
        let own = [("location", "https://elsewhere.example/?code=x"), ("connection", "close")];
        *response.headers_mut() = headers(&own);
        let returned = returned(&Method::GET, response);
        assert_eq!(returned.status(), StatusCode::FOUND);
        assert_eq!(*returned.headers(), headers(&own[..1]));
    }

    #[test]
    fn only_this_machine_is_listened_to() {
        assert_eq!(port("127.0.0.1:4711"), Ok(4711));
        assert_eq!(port("0"), Ok(0));
        for text in ["0.0.0.0:4711", "[::]:4711", "192.0.2.1:4711", "127.0.0.1", "127.0.0.1:70000"]
        {
            assert!(port(text).is_err(), "{text}");
        }
        assert!(service("https://rekor.example").is_ok());
        for text in ["rekor.example", "ftp://rekor.example", "https://rekor.example/?q=1"] {
            assert!(service(text).is_err(), "{text}");
        }
    }
}
