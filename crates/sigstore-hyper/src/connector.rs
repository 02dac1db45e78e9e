use std::io;
use std::sync::Arc;
use std::time::Duration;

use http::header::{HOST, PROXY_AUTHORIZATION};
use http::{Request, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::proxies::Proxy;
use crate::reply::MAX_HEADER;
use crate::sender::Sender;
use crate::stage::Stage;
use crate::target::{Target, is_loopback};
use crate::{Error, Phase, Proxies};

/// The most addresses of one name that are tried.
const MAX_ADDRESSES: usize = 8;
/// How long one of them is waited for while there are others, such as those of an IPv6 that leads
/// nowhere.
const ADDRESS_TIME: Duration = Duration::from_secs(5);

/// Opens connections: directly or through a proxy, with TLS or without.
pub(crate) struct Connector {
    pub(crate) proxies: Proxies,
    /// With `h2` and `http/1.1` to choose from (RFC 7301).
    pub(crate) tls: Arc<ClientConfig>,
    /// Without a choice: for proxies, which CONNECT asks in HTTP/1.1.
    pub(crate) proxy_tls: Arc<ClientConfig>,
}

/// What TLS and HTTP run over: a TCP connection, or another TLS.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}
type Channel = Box<dyn Stream>;

impl Connector {
    pub(crate) async fn open(&self, stage: Stage<'_>, target: &Target) -> Result<Sender, Error> {
        let proxy = self.proxies.of(target);
        let channel = match proxy {
            None => dial(stage, target).await?,
            Some(proxy) => self.through(stage, proxy, target).await?,
        };
        if !target.secure {
            return http1(stage, channel, proxy.is_some()).await;
        }
        let tls = secured(stage, target, channel, &self.tls).await?;
        match tls.get_ref().1.alpn_protocol() {
            Some(b"h2") => http2(stage, Box::new(tls)).await,
            _ => http1(stage, Box::new(tls), false).await,
        }
    }

    async fn through(
        &self,
        stage: Stage<'_>,
        proxy: &Proxy,
        target: &Target,
    ) -> Result<Channel, Error> {
        let name = proxy.target.authority();
        let stage = stage.host(&name);
        let mut channel = dial(stage, &proxy.target).await?;
        if proxy.target.secure {
            channel = Box::new(secured(stage, &proxy.target, channel, &self.proxy_tls).await?);
        }
        match target.secure {
            true => tunnel(stage.phase(Phase::Proxy), proxy, target, channel).await,
            false => Ok(channel),
        }
    }
}

async fn dial(stage: Stage<'_>, target: &Target) -> Result<Channel, Error> {
    let addresses = stage.run(lookup_host((target.name(), target.port))).await;
    let not_resolved = || Error::NotResolved { host: stage.host.to_owned() };
    let addresses = addresses.map_err(|error| match error {
        Error::Unreachable { .. } => not_resolved(),
        error => error,
    })?;
    let stage = stage.phase(Phase::Connecting);
    let mut last = not_resolved();
    // What needs no TLS because it stays on this machine does stay there, whatever names mean here.
    let stays = is_loopback(&target.host);
    let addresses = addresses.filter(|address| !stays || address.ip().is_loopback());
    for address in addresses.take(MAX_ADDRESSES) {
        let connecting = async {
            let connecting = timeout(ADDRESS_TIME, TcpStream::connect(address)).await;
            let stream = connecting.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
            // A request is written in few pieces, and its answer waited for.
            stream.set_nodelay(true)?;
            Ok::<_, io::Error>(stream)
        };
        match stage.run(connecting).await {
            Ok(stream) => return Ok(Box::new(stream)),
            Err(error @ Error::Timeout { .. }) => return Err(error),
            Err(error) => last = error,
        }
    }
    Err(last)
}

async fn secured(
    stage: Stage<'_>,
    target: &Target,
    channel: Channel,
    config: &Arc<ClientConfig>,
) -> Result<tokio_rustls::client::TlsStream<Channel>, Error> {
    let name = ServerName::try_from(target.name().to_owned());
    let name = name.map_err(|_| Error::NotResolved { host: stage.host.to_owned() })?;
    let connector = TlsConnector::from(Arc::clone(config));
    stage.phase(Phase::Securing).run(connector.connect(name, channel)).await
}

/// RFC 9110 section 9.3.6: the proxy opens a connection to the host, and passes bytes on.
async fn tunnel(
    stage: Stage<'_>,
    proxy: &Proxy,
    target: &Target,
    channel: Channel,
) -> Result<Channel, Error> {
    let (mut sender, connection) = stage.run(http1::handshake(TokioIo::new(channel))).await?;
    tokio::spawn(connection.with_upgrades());
    let authority = target.with_port();
    let mut request = Request::connect(&authority).header(HOST, &authority);
    if let Some(authorization) = &proxy.authorization {
        request = request.header(PROXY_AUTHORIZATION, authorization);
    }
    let not_http = |_| Error::NotHttp { host: stage.host.to_owned(), phase: stage.phase };
    let request = request.body(Full::<Bytes>::default()).map_err(not_http)?;
    let response = stage.run(sender.send_request(request)).await?;
    if !response.status().is_success() {
        return Err(refusal(stage.host, response.status()));
    }
    Ok(Box::new(TokioIo::new(stage.run(hyper::upgrade::on(response)).await?)))
}

/// A proxy's own answer.
pub(crate) fn refusal(proxy: &str, status: StatusCode) -> Error {
    Error::Proxy { host: proxy.to_owned(), status: status.as_u16() }
}

async fn http1(stage: Stage<'_>, channel: Channel, absolute: bool) -> Result<Sender, Error> {
    let mut builder = http1::Builder::new();
    builder.max_header_size(MAX_HEADER);
    let handshake = builder.handshake(TokioIo::new(channel));
    let (sender, connection) = stage.run(handshake).await?;
    // What it ends with, the sender says too.
    tokio::spawn(connection);
    Ok(Sender::Http1 { sender, absolute })
}

async fn http2(stage: Stage<'_>, channel: Channel) -> Result<Sender, Error> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder.max_header_list_size(u32::try_from(MAX_HEADER).unwrap_or(u32::MAX));
    let handshake = builder.handshake(TokioIo::new(channel));
    let (sender, connection) = stage.run(handshake).await?;
    tokio::spawn(connection);
    Ok(Sender::Http2(sender))
}
