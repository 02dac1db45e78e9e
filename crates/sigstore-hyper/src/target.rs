use std::net::IpAddr;

use http::Uri;
use http::uri::Scheme;

use crate::{AddressFault, Error};

/// Who is spoken to: the origin of RFC 9110 section 4.3.1. Connections are shared, and redirects
/// followed, only within one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) secure: bool,
    /// In lower case; an IPv6 address in brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Target {
    /// `plain` are the hosts that may be spoken to without TLS, besides loopback.
    pub(crate) fn of(uri: &Uri, plain: &[String]) -> Result<Self, Error> {
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        let error = |fault| Err(Error::Address { host: host.clone(), fault });
        let secure = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return error(AddressFault::Scheme),
        };
        if host.is_empty() {
            return error(AddressFault::NoHost);
        }
        // RFC 9110 section 4.2.4: what stands before the host is either a mistake or a trap.
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return error(AddressFault::Credentials);
        }
        if !secure && !is_loopback(&host) && !plain.contains(&host) {
            return error(AddressFault::Plain);
        }
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        Ok(Self { secure, host, port })
    }

    /// The host without the brackets of an IPv6 address.
    pub(crate) fn name(&self) -> &str {
        name(&self.host)
    }

    /// As in a `Host` header: the port only where the scheme does not say it.
    pub(crate) fn authority(&self) -> String {
        let usual = if self.secure { 443 } else { 80 };
        if self.port == usual { self.host.clone() } else { self.with_port() }
    }

    /// As in CONNECT, which has no scheme to say the port.
    pub(crate) fn with_port(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// RFC 6761 section 6.3: names below `localhost` stay on this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = name(host).parse::<IpAddr>();
    host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(|it| it.is_loopback())
}

pub(crate) fn name(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}
