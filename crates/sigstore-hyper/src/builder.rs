use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::connector::Connector;
use crate::sender::Pool;
use crate::transport::Pause;
use crate::{Error, HyperTransport, Proxies, TlsFault};

/// The most bytes of roots in PEM that are read.
pub const MAX_ROOTS: usize = 4 * 1024 * 1024;

/// What a [`HyperTransport`] is made of.
#[derive(Default)]
#[must_use]
pub struct Builder {
    user_agent: Option<String>,
    at_most: Option<Duration>,
    proxies: Proxies,
    roots: Vec<u8>,
    plain: Vec<String>,
    shows_redirects: bool,
    pause: Option<Arc<Pause>>,
}

impl Builder {
    /// The name and version of the program, instead of this project's.
    pub fn user_agent(self, name: impl Into<String>) -> Self {
        Self { user_agent: Some(name.into()), ..self }
    }

    /// The longest time for one attempt, where [`About`](sigstore_transport::About) would give more:
    /// for a program that somebody waits for.
    pub fn timeout_at_most(self, time: Duration) -> Self {
        Self { at_most: Some(time), ..self }
    }

    /// The proxies to go through; without a call none.
    pub fn proxies(self, proxies: Proxies) -> Self {
        Self { proxies, ..self }
    }

    /// Certificates in PEM that TLS accepts as roots besides those of the system and the bundled.
    pub fn extra_roots(mut self, pem: &[u8]) -> Self {
        self.roots.extend_from_slice(pem);
        self.roots.push(b'\n');
        self
    }

    /// A host that may be spoken to without TLS, as otherwise only loopback may.
    pub fn plain_http_to(mut self, host: &str) -> Self {
        self.plain.push(host.to_ascii_lowercase());
        self
    }

    /// Redirects are given back as the answers that they are, for whoever plays a browser.
    pub fn show_redirects(self) -> Self {
        Self { shows_redirects: true, ..self }
    }

    /// How to wait between attempts, instead of by Tokio's clock.
    pub fn pause<F>(self, pause: impl Fn(Duration) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let boxed =
            move |time| -> Pin<Box<dyn Future<Output = ()> + Send>> { Box::pin(pause(time)) };
        Self { pause: Some(Arc::new(boxed)), ..self }
    }

    /// Reads the roots of the system and makes the transport.
    ///
    /// # Errors
    /// [`Error::UserAgent`], [`Error::Roots`]: what was given can't be used.
    pub fn build(self) -> Result<HyperTransport, Error> {
        let name = self.user_agent.as_deref();
        let name = name.unwrap_or(concat!("sigscope/", env!("CARGO_PKG_VERSION")));
        let user_agent = HeaderValue::try_from(name).map_err(|_| Error::UserAgent)?;
        let tls = tls(roots(&self.roots)?)?;
        let mut with_choice = tls.clone();
        with_choice.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let sleep = || -> Arc<Pause> { Arc::new(|time| Box::pin(tokio::time::sleep(time))) };
        Ok(HyperTransport {
            connector: Connector {
                proxies: self.proxies,
                tls: Arc::new(with_choice),
                proxy_tls: Arc::new(tls),
            },
            at_most: self.at_most.unwrap_or(Duration::MAX),
            user_agent,
            plain: self.plain,
            shows_redirects: self.shows_redirects,
            pause: self.pause.unwrap_or_else(sleep),
            pool: Pool::default(),
        })
    }
}

/// The roots of the system where there are any, the bundled ones always: a container without roots
/// still reaches the public services. What they say over TLS is proven again by its signatures.
fn roots(pem: &[u8]) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    // Systems hold roots that rustls does not read; those are left out by all its users.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let mut found = 0;
    let error = |found| Error::Roots { certificate: found };
    if pem.len() > MAX_ROOTS {
        return Err(error(0));
    }
    for certificate in CertificateDer::pem_slice_iter(pem) {
        found += 1;
        let certificate = certificate.map_err(|_| error(found))?;
        roots.add(certificate).map_err(|_| error(found))?;
    }
    let asked = pem.iter().any(|byte| !byte.is_ascii_whitespace());
    if asked && found == 0 { Err(error(0)) } else { Ok(roots) }
}

fn tls(roots: RootCertStore) -> Result<ClientConfig, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    // Named here, whatever provider the program has made its default.
    let config = ClientConfig::builder_with_provider(provider);
    let config = config
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Tls { host: String::new(), fault: TlsFault::of(&error) })?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
