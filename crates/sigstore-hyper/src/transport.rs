use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::header::{PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Repeated, Transport};

use crate::connector::{Connector, refusal};
use crate::retry::{self, Failed, PAUSES};
use crate::sender::{Pool, Sender};
use crate::stage::Stage;
use crate::target::Target;
use crate::{Builder, Error, Phase, redirect, reply};

pub(crate) static S_6: Rule = Rule {
    id: "S-6",
    title: "A request names its client, ends in time, and is repeated only if the server fails or is busy and nothing is spent by asking again; of no answer more is read than its limit.",
    source: "sigstore/rekor-tiles CLIENTS.md, Handling Longer Requests; RFC 9110 sections 9.2.2 and 10.1.5",
    kind: RuleKind::Refusal,
    place: "sigstore-hyper HyperTransport::send",
};

/// What a request without [`About`] gets: patience, and no repetition.
const UNKNOWN: Duration = Duration::from_secs(30);

/// Carries requests over TCP and TLS. It belongs to the Tokio runtime in which it is used, which
/// must have I/O and time.
///
/// The time that [`About`] gives is that of one attempt: from the look-up of the host to the last
/// byte of its answer. [`Builder::timeout_at_most`] may shorten it.
pub struct HyperTransport {
    pub(crate) connector: Connector,
    pub(crate) user_agent: HeaderValue,
    pub(crate) plain: Vec<String>,
    pub(crate) shows_redirects: bool,
    pub(crate) pause: Arc<Pause>,
    pub(crate) at_most: Duration,
    pub(crate) pool: Pool,
}

/// Waits; in a test, does not.
pub(crate) type Pause = dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync;

type Sent = Request<Full<Bytes>>;

impl HyperTransport {
    /// One with the roots of the system, the bundled ones, and no proxy.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Transport for HyperTransport {
    type Error = Error;

    async fn send(
        &self,
        request: Request<Vec<u8>>,
        max_reply: usize,
    ) -> Result<Response<Vec<u8>>, Error> {
        let (mut parts, body) = request.into_parts();
        let about = parts.extensions.get::<About>();
        let (patience, repeatable) =
            about.map_or((UNKNOWN, false), |about| (about.timeout, about.repeatable));
        let patience = patience.min(self.at_most);
        parts.extensions.clear();
        parts.headers.entry(USER_AGENT).or_insert_with(|| self.user_agent.clone());
        let mut request = Request::from_parts(parts, Full::from(body));
        let target = Target::of(request.uri(), &self.plain)?;
        let way = Way { transport: self, target: &target, patience, repeatable, max_reply };
        let mut followed = 0;
        loop {
            let response = way.go(&request).await?;
            if self.shows_redirects {
                return Ok(response);
            }
            let from = (request.method(), &target, followed);
            match redirect::next(from, &response, &self.plain)? {
                None => return Ok(response),
                Some(uri) => *request.uri_mut() = uri,
            }
            followed += 1;
        }
    }

    fn may_have_arrived(error: &Error) -> bool {
        error.may_have_arrived()
    }
}

/// From one caller to one host.
struct Way<'a> {
    transport: &'a HyperTransport,
    target: &'a Target,
    patience: Duration,
    repeatable: bool,
    max_reply: usize,
}

impl Way<'_> {
    /// Sends the request, again where that is allowed and helps. An attempt of which the host saw
    /// nothing does not hide what came of an earlier one: that may have had its effect.
    async fn go(&self, request: &Sent) -> Result<Response<Vec<u8>>, Error> {
        let mut pauses = PAUSES.into_iter();
        let mut told = None;
        loop {
            let outcome = self.attempt(request, &mut told).await;
            let next = pauses.next().and_then(|it| retry::pause(&outcome, self.repeatable, it));
            let outcome = match outcome {
                Err(Failed::NotSent(error)) => told.unwrap_or(Err(error)),
                Ok(mut response) if told.as_ref().is_some_and(may_have_arrived) => {
                    response.extensions_mut().insert(Repeated);
                    Ok(response)
                }
                outcome => outcome.map_err(Failed::into_inner),
            };
            let Some(pause) = next else { return outcome };
            told = Some(outcome);
            (self.transport.pause)(pause).await;
        }
    }

    /// Sends the request once. A kept connection may have ended unseen, just as it is used: what
    /// goes wrong on it before a word of the answer is tried on a new one. What must not be sent
    /// twice always gets a new one.
    async fn attempt(
        &self,
        request: &Sent,
        told: &mut Option<Result<Response<Vec<u8>>, Error>>,
    ) -> Result<Response<Vec<u8>>, Failed> {
        let host = self.target.authority();
        let stage = Stage::first(&host, self.patience);
        let kept = self.repeatable.then(|| self.transport.pool.take(self.target));
        if let Some(sender) = kept.flatten() {
            match self.exchange(stage, sender, request).await {
                Err(Failed::NotSent(_)) => {}
                Err(Failed::Sent(error)) if error.is_unanswered() => *told = Some(Err(error)),
                done => return done,
            }
        }
        let opened = self.transport.connector.open(stage, self.target).await;
        self.exchange(stage, opened.map_err(Failed::NotSent)?, request).await
    }

    async fn exchange(
        &self,
        stage: Stage<'_>,
        mut sender: Sender,
        request: &Sent,
    ) -> Result<Response<Vec<u8>>, Failed> {
        let stage = stage.phase(Phase::Waiting);
        stage.run(sender.ready()).await.map_err(Failed::NotSent)?;
        let mut request = request.clone();
        // One that reads the request; through a tunnel, none does.
        let proxy = self.transport.connector.proxies.of(self.target);
        let proxy = proxy.filter(|_| !self.target.secure);
        if let Some(authorization) = proxy.and_then(|proxy| proxy.authorization.as_ref()) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        // A request that comes back was not sent.
        let sent = async {
            sender
                .send(self.target, request)
                .await
                .map_err(|mut error| (error.take_message().is_none(), error.into_error()))
        };
        let response = stage.send(sent).await?;
        if let Some(proxy) = proxy
            && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        {
            return Err(Failed::Sent(refusal(&proxy.target.authority(), response.status())));
        }
        let reading = stage.phase(Phase::Reading);
        let response =
            reply::read(reading, response, self.max_reply).await.map_err(Failed::Sent)?;
        self.transport.pool.put(self.target, sender);
        Ok(response)
    }
}

/// Whether the host may have seen something of the request that ended so.
fn may_have_arrived(told: &Result<Response<Vec<u8>>, Error>) -> bool {
    told.as_ref().map_or_else(Error::may_have_arrived, |_| true)
}
