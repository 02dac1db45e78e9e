use std::time::Duration;
use std::{fmt, io};

use sigstore_traits::{Facts, Refusal, facts};

use crate::builder::MAX_ROOTS;
use crate::redirect::MAX_REDIRECTS;
use crate::{AddressFault, ProxyFault, RedirectFault, TlsFault, transport};

/// Why no answer came. Nothing of a request but its host is ever in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A request is not for an address that is spoken to.
    Address {
        /// The host, if there is one.
        host: String,
        /// What is wrong with the address.
        fault: AddressFault,
    },
    /// The host's name has no address.
    NotResolved {
        /// The host.
        host: String,
    },
    /// The host takes no connection.
    Refused {
        /// The host.
        host: String,
    },
    /// The host, or something on the way, cut the connection.
    Reset {
        /// The host.
        host: String,
        /// How far it was.
        phase: Phase,
    },
    /// The connection was closed, in order, before the answer was whole.
    Closed {
        /// The host.
        host: String,
        /// How far it was.
        phase: Phase,
    },
    /// There is no way to the host, or another fault of the system.
    Unreachable {
        /// The host.
        host: String,
        /// How far it was.
        phase: Phase,
        /// The system's word for it.
        kind: io::ErrorKind,
    },
    /// No TLS with the host.
    Tls {
        /// The host.
        host: String,
        /// Why.
        fault: TlsFault,
    },
    /// It took too long.
    Timeout {
        /// The host.
        host: String,
        /// How far it was.
        phase: Phase,
        /// How long an attempt may take.
        after: Duration,
    },
    /// What the host says is not HTTP.
    NotHttp {
        /// The host.
        host: String,
        /// How far it was.
        phase: Phase,
    },
    /// An answer is larger than what is read of it.
    TooLarge {
        /// The host.
        host: String,
        /// Which part of the answer.
        part: Part,
        /// The most bytes that are read.
        limit: usize,
    },
    /// The host points to where the request does not go.
    Redirect {
        /// The host.
        host: String,
        /// The status of its answer.
        status: u16,
        /// Why it is not followed.
        fault: RedirectFault,
    },
    /// A proxy refused to pass the request on.
    Proxy {
        /// The proxy.
        host: String,
        /// The status of its answer.
        status: u16,
    },
    /// A variable of the environment names no proxy, or no exception.
    ProxyVariable {
        /// Its name.
        variable: &'static str,
        /// What is wrong with its value, which may hold a password.
        fault: ProxyFault,
    },
    /// The roots given are no certificates in PEM, or more than [`MAX_ROOTS`].
    Roots {
        /// The number of the certificate that can't be read, from 1; 0 if there is none at all.
        certificate: usize,
    },
    /// The name of the program can't stand in a header.
    UserAgent,
}

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// The host's addresses are looked up.
    Resolving,
    /// A TCP connection is opened.
    Connecting,
    /// A proxy is asked for a connection.
    Proxy,
    /// TLS begins.
    Securing,
    /// The request is sent, and its answer waited for.
    Waiting,
    /// The answer is read.
    Reading,
}

/// A part of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The status line and the headers.
    Header,
    /// The body.
    Body,
}

impl Error {
    /// Whether the connection ended, or proved broken, without a word of an answer.
    pub(crate) fn is_unanswered(&self) -> bool {
        match self {
            Self::Reset { phase, .. }
            | Self::Closed { phase, .. }
            | Self::NotHttp { phase, .. } => *phase == Phase::Waiting,
            _ => false,
        }
    }

    /// Whether the server may have seen something of the request: only once one is connected is
    /// it sent. What a proxy or a redirect refused, the server has not done.
    pub(crate) fn may_have_arrived(&self) -> bool {
        match self {
            Self::Address { .. }
            | Self::NotResolved { .. }
            | Self::Refused { .. }
            | Self::Proxy { .. }
            | Self::ProxyVariable { .. }
            | Self::Roots { .. }
            | Self::UserAgent => false,
            Self::Reset { phase, .. }
            | Self::Closed { phase, .. }
            | Self::Unreachable { phase, .. }
            | Self::Timeout { phase, .. }
            | Self::NotHttp { phase, .. } => matches!(phase, Phase::Waiting | Phase::Reading),
            // Anything but the certificate may be wrong with TLS at any time.
            Self::Tls { fault, .. } => matches!(fault, TlsFault::Alert | TlsFault::Protocol),
            Self::TooLarge { .. } | Self::Redirect { .. } => true,
        }
    }

    facts! {
        pub const CODES; fn row(&self);
        Self::Address { .. } => "http-address", &transport::S_6,
            "the address is not one to send to";
        Self::NotResolved { .. } => "http-not-resolved", &transport::S_6, "the host has no address";
        Self::Refused { .. } => "http-refused", &transport::S_6, "the host takes no connection";
        Self::Reset { .. } => "http-reset", &transport::S_6, "the connection was cut";
        Self::Closed { .. } => "http-closed", &transport::S_6, "the connection was closed early";
        Self::Unreachable { .. } => "http-unreachable", &transport::S_6,
            "the host can't be reached";
        Self::Tls { .. } => "http-tls", &transport::S_6,
            "there is no secure connection to the host";
        Self::Timeout { .. } => "http-timeout", &transport::S_6, "the host did not answer in time";
        Self::NotHttp { .. } => "http-not-http", &transport::S_6, "the answer is not HTTP";
        Self::TooLarge { .. } => "http-too-large", &transport::S_6, "the answer is too large";
        Self::Redirect { .. } => "http-redirect", &transport::S_6, "a redirect is not followed";
        Self::Proxy { .. } => "http-proxy", &transport::S_6,
            "the proxy does not pass the request on";
        Self::ProxyVariable { .. } => "http-proxy-variable", &transport::S_6,
            "a variable names no proxy";
        Self::Roots { .. } => "http-roots", &transport::S_6,
            "the certificates to trust can't be read";
        Self::UserAgent => "http-user-agent", &transport::S_6,
            "the name of the program is no header";
    }

    fn place(&self) -> &str {
        match self {
            Self::Address { host, .. }
            | Self::NotResolved { host }
            | Self::Refused { host }
            | Self::Reset { host, .. }
            | Self::Closed { host, .. }
            | Self::Unreachable { host, .. }
            | Self::Tls { host, .. }
            | Self::Timeout { host, .. }
            | Self::NotHttp { host, .. }
            | Self::TooLarge { host, .. }
            | Self::Redirect { host, .. }
            | Self::Proxy { host, .. } => host,
            Self::ProxyVariable { variable, .. } => variable,
            Self::Roots { .. } | Self::UserAgent => "",
        }
    }

    fn evidence(&self) -> (String, String) {
        let end = |phase: &Phase| (format!("the end while {phase}"), "a whole answer".into());
        match self {
            Self::Address { fault, .. } => (String::new(), fault.to_string()),
            Self::NotResolved { .. } => (String::new(), "a name that is known here".into()),
            Self::Refused { .. } => (String::new(), "a server that listens".into()),
            Self::Reset { phase, .. } | Self::Closed { phase, .. } => end(phase),
            Self::Unreachable { phase, kind, .. } => {
                (format!("{kind} while {phase}"), String::new())
            }
            Self::Tls { fault, .. } => fault.evidence(),
            Self::Timeout { phase, after, .. } => (
                format!("nothing while {phase}"),
                format!("an answer within {} s", after.as_secs_f32()),
            ),
            Self::NotHttp { phase, .. } => {
                (format!("other bytes while {phase}"), "HTTP/1.1 or HTTP/2".into())
            }
            Self::TooLarge { part, limit, .. } => {
                (String::new(), format!("at most {limit} bytes of {part}"))
            }
            Self::Redirect { status, fault, .. } => {
                let expected =
                    format!("at most {MAX_REDIRECTS} for a GET, within one scheme, host and port");
                (format!("status {status} {fault}"), expected)
            }
            Self::Proxy { status, .. } => (format!("status {status}"), "a connection".into()),
            Self::ProxyVariable { fault, .. } => (String::new(), fault.to_string()),
            Self::Roots { certificate: 0 } => {
                (String::new(), format!("certificates in PEM, at most {MAX_ROOTS} bytes"))
            }
            Self::Roots { certificate } => {
                (format!("something else in place {certificate}"), "a certificate".into())
            }
            Self::UserAgent => (String::new(), "printable ASCII".into()),
        }
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (found, expected) = self.evidence();
        let place: String = self.place().chars().take(80).collect();
        self.row().with(place, found, expected)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolving => "looking the host up",
            Self::Connecting => "connecting",
            Self::Proxy => "asking the proxy",
            Self::Securing => "beginning TLS",
            Self::Waiting => "waiting for the answer",
            Self::Reading => "reading the answer",
        })
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "headers",
            Self::Body => "body",
        })
    }
}
