use std::net::IpAddr;

use base64ct::{Base64, Encoding};
use http::{HeaderValue, Uri};

use crate::target::{Target, is_loopback, name};
use crate::{Error, ProxyFault};

/// Names of the Google Compute Engine metadata server: what a proxy's machine is, is not asked.
const METADATA: [&str; 2] = ["metadata", "metadata.google.internal"];

/// The proxies that requests go through, and the hosts that are spoken to directly.
///
/// Hosts that mean this machine or its own link are never spoken to through a proxy: loopback,
/// link-local addresses, the metadata server of a cloud.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    except: Vec<Exception>,
}

#[derive(Clone, Debug)]
pub(crate) struct Proxy {
    /// Whether it is itself spoken to over TLS.
    pub(crate) target: Target,
    /// RFC 7617, marked as sensitive: it does not print.
    pub(crate) authorization: Option<HeaderValue>,
}

/// An element of `no_proxy`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Exception {
    All,
    /// A host and all below it.
    Domain {
        name: String,
        port: Option<u16>,
    },
    Network {
        address: IpAddr,
        bits: u32,
    },
}

impl Proxies {
    /// No proxy at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, which the caller looks up,
    /// in lower and then in upper case; an empty one is none. `HTTP_PROXY` is not read: where a
    /// web server starts programs (RFC 3875 section 4.1.18) a stranger's header sets it.
    ///
    /// # Errors
    /// [`Error::ProxyVariable`] if one has a value that names no proxy of a known kind.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let value = |names: &[&'static str]| {
            let mut found = names.iter().map(|name| (*name, variable(name)));
            found.find_map(|(name, value)| Some((name, value.filter(|it| !it.trim().is_empty())?)))
        };
        let proxy = |names: &[_]| value(names).map(|(name, it)| Proxy::read(name, &it)).transpose();
        let all = proxy(&["all_proxy", "ALL_PROXY"])?;
        let (variable, except) = value(&["no_proxy", "NO_PROXY"]).unwrap_or_default();
        let words = except.split([',', ' ']).filter(|word| !word.is_empty());
        let except = words.map(|word| {
            let fault = ProxyFault::Exception;
            Exception::read(word).ok_or(Error::ProxyVariable { variable, fault })
        });
        Ok(Self {
            http: proxy(&["http_proxy"])?.or_else(|| all.clone()),
            https: proxy(&["https_proxy", "HTTPS_PROXY"])?.or(all),
            except: except.collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn of(&self, target: &Target) -> Option<&Proxy> {
        let proxy = if target.secure { &self.https } else { &self.http };
        proxy.as_ref().filter(|_| !self.is_direct(target))
    }

    fn is_direct(&self, target: &Target) -> bool {
        let link_local = match target.name().parse() {
            Ok(IpAddr::V4(address)) => address.is_link_local(),
            Ok(IpAddr::V6(address)) => address.is_unicast_link_local(),
            Err(_) => METADATA.contains(&target.name()),
        };
        let listed = || self.except.iter().any(|it| it.covers(target));
        link_local || is_loopback(&target.host) || listed()
    }
}

impl Proxy {
    /// `[http[s]://][user[:password]@]host[:port]`.
    fn read(variable: &'static str, value: &str) -> Result<Self, Error> {
        let error = |fault| Error::ProxyVariable { variable, fault };
        let value = value.trim();
        let whole = match value.contains("://") {
            true => value.to_owned(),
            false => format!("http://{value}"),
        };
        let uri: Uri = whole.parse().map_err(|_| error(ProxyFault::Address))?;
        let secure = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(error(ProxyFault::Scheme)),
        };
        let authority = uri.authority().ok_or_else(|| error(ProxyFault::Address))?;
        let host = authority.host().to_ascii_lowercase();
        if host.is_empty() {
            return Err(error(ProxyFault::Address));
        }
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let user = authority.as_str().rsplit_once('@').map(|(user, _)| basic(user));
        let authorization = user.map(|it| it.ok_or_else(|| error(ProxyFault::Credentials)));
        let target = Target { secure, host, port };
        Ok(Self { target, authorization: authorization.transpose()? })
    }
}

/// RFC 7617 section 2, out of the percent-encoded `user:password` of an address.
fn basic(user: &str) -> Option<HeaderValue> {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let mut pair = percent_decoded(name)?;
    pair.push(b':');
    pair.extend(percent_decoded(password)?);
    let mut value =
        HeaderValue::try_from(format!("Basic {}", Base64::encode_string(&pair))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// RFC 3986 section 2.1.
fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let digits = piece.get(..2).filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(piece.get(2..)?.as_bytes());
    }
    Some(bytes)
}

impl Exception {
    /// `*`, a domain with or without a dot before and a port behind, an address, or a network in
    /// CIDR notation.
    fn read(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        if let Some((address, bits)) = word.split_once('/') {
            return Some(Self::Network {
                address: address.parse().ok()?,
                bits: bits.parse().ok()?,
            });
        }
        if let Ok(address) = name(&word).parse() {
            return Some(Self::Network { address, bits: 128 });
        }
        let (host, port) = match word.rsplit_once(':') {
            Some((host, port)) if port.parse::<u16>().is_ok() => (host, port.parse().ok()),
            _ => (&*word, None),
        };
        Some(match host.trim_start_matches("*.").trim_start_matches('.') {
            "*" => Self::All,
            host => Self::Domain { name: host.to_owned(), port },
        })
    }

    fn covers(&self, target: &Target) -> bool {
        match self {
            Self::All => true,
            Self::Domain { name, port } => {
                let before = target.host.strip_suffix(&**name);
                before.is_some_and(|it| it.is_empty() || it.ends_with('.'))
                    && port.is_none_or(|port| port == target.port)
            }
            Self::Network { address, bits } => match (target.name().parse(), address) {
                (Ok(IpAddr::V4(found)), IpAddr::V4(network)) => {
                    let differing = found.to_bits() ^ network.to_bits();
                    differing.leading_zeros() >= (*bits).min(32)
                }
                (Ok(IpAddr::V6(found)), IpAddr::V6(network)) => {
                    let differing = found.to_bits() ^ network.to_bits();
                    differing.leading_zeros() >= (*bits).min(128)
                }
                _ => false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn is_direct(no_proxy: &str, address: &str) -> bool {
        let proxies = Proxies::from_variables(|name| match name {
            "all_proxy" => Some("proxy.example:3128".into()),
            "no_proxy" => Some(no_proxy.into()),
            _ => None,
        });
        let uri: Uri = address.parse().unwrap();
        let target = Target::of(&uri, &[uri.host().unwrap().to_owned()]).unwrap();
        proxies.unwrap().of(&target).is_none()
    }

    #[test]
    fn hosts_that_are_left_out() {
        for (no_proxy, address) in [
            ("*", "https://a.example/"),
            ("a.example", "https://a.example/"),
            ("b.example, .A.example", "https://a.EXAMPLE/"),
            ("a.example", "https://b.a.example:8443/"),
            ("*.a.example", "https://b.a.example/"),
            ("a.example:8443", "https://a.example:8443/"),
            ("10.1.2.3", "https://10.1.2.3/"),
            ("10.0.0.0/8", "https://10.1.2.3/"),
            ("0.0.0.0/0", "https://10.1.2.3/"),
            ("fd00::/8", "https://[fd12::1]/"),
            ("[fd12::1]", "https://[fd12::1]/"),
            ("", "http://127.0.0.1/"),
            ("", "http://[::1]:3000/"),
            ("", "http://localhost:3000/"),
            ("", "http://169.254.169.254/"),
            ("", "http://metadata.google.internal/"),
        ] {
            assert!(is_direct(no_proxy, address), "{no_proxy} {address}");
        }
    }

    #[test]
    fn hosts_that_are_not() {
        for (no_proxy, address) in [
            ("", "https://a.example/"),
            (".", "https://a.example/"),
            ("a.example", "https://ba.example/"),
            ("a.example", "https://a.example.org/"),
            ("a.example:8443", "https://a.example/"),
            ("10.1.2.3", "https://10.1.2.30/"),
            ("10.0.0.0/8", "https://11.0.0.1/"),
            ("10.0.0.0/8", "https://[fd12::1]/"),
            ("fd00::/8", "https://[fe00::1]/"),
        ] {
            assert!(!is_direct(no_proxy, address), "{no_proxy} {address}");
        }
    }

    #[test]
    fn credentials_do_not_print() {
        let proxies = Proxies::from_variables(|name| {
            (name == "all_proxy").then(|| "http://me:secret@proxy.example".into())
        });
        let text = format!("{:?}", proxies.unwrap());
        assert!(text.contains("proxy.example"), "{text}");
        assert!(!text.contains("secret") && !text.contains("bWU6"), "{text}");
    }
}
