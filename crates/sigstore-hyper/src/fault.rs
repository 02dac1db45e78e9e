use std::fmt;

use rustls::CertificateError;

/// What is wrong with the address of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressFault {
    /// The scheme is neither `https` nor `http`, or there is none.
    Scheme,
    /// There is no host.
    NoHost,
    /// A user stands before the host.
    Credentials,
    /// `http` to a host that is not loopback and was not allowed.
    Plain,
}

/// What is wrong with a variable that names a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxyFault {
    /// Not an address.
    Address,
    /// A proxy of a kind that is not known, such as SOCKS.
    Scheme,
    /// User or password are not percent-encoded.
    Credentials,
    /// An element of `no_proxy` with a slash is no network.
    Exception,
}

/// Why a redirect is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectFault {
    /// The request was not a GET.
    Method,
    /// To another scheme, host or port.
    Origin {
        /// The host and port.
        to: String,
    },
    /// Too many, one after another.
    TooMany {
        /// The most that are followed.
        max: usize,
    },
    /// The address can't be read.
    Unreadable,
}

/// Why there is no TLS with a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsFault {
    /// No root that is trusted here vouches for the host's certificate.
    UnknownIssuer,
    /// The certificate is for other names.
    Name,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The certificate has another fault.
    Certificate,
    /// The host ended the attempt.
    Alert,
    /// The host does not speak TLS 1.2 or 1.3, or speaks it wrongly.
    Protocol,
}

impl TlsFault {
    pub(crate) fn of(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(error) => match error {
                CertificateError::UnknownIssuer => Self::UnknownIssuer,
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => Self::Name,
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                    Self::Expired
                }
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                    Self::NotYetValid
                }
                _ => Self::Certificate,
            },
            rustls::Error::AlertReceived(_) => Self::Alert,
            _ => Self::Protocol,
        }
    }

    /// What was found and what was expected.
    pub(crate) fn evidence(self) -> (String, String) {
        let (found, expected) = match self {
            Self::UnknownIssuer => (
                "a certificate of an unknown authority",
                "one that a root of the system, a bundled or an added one vouches for",
            ),
            Self::Name => ("a certificate for other names", "one for this host"),
            Self::Expired => ("an expired certificate", "one that is valid now"),
            Self::NotYetValid => ("a certificate of the future", "one that is valid now"),
            Self::Certificate => ("a faulty certificate", "one that RFC 5280 allows"),
            Self::Alert => ("an alert of the host", "a handshake"),
            Self::Protocol => ("something else", "TLS 1.2 or 1.3"),
        };
        (found.into(), expected.into())
    }
}

impl fmt::Display for RedirectFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method => f.write_str("to a request that is not a GET"),
            Self::Origin { to } => write!(f, "to {}", to.get(..80).unwrap_or(to)),
            Self::TooMany { max } => write!(f, "after {max} others"),
            Self::Unreadable => f.write_str("to what is no address"),
        }
    }
}

impl fmt::Display for AddressFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scheme => "https",
            Self::NoHost => "a host",
            Self::Credentials => "no user before the host",
            Self::Plain => "https, as the host is not loopback",
        })
    }
}

impl fmt::Display for ProxyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => "[http[s]://][user[:password]@]host[:port]",
            Self::Scheme => "a proxy of http or https",
            Self::Credentials => "user and password in percent-encoding",
            Self::Exception => "hosts, and networks such as 10.0.0.0/8",
        })
    }
}
