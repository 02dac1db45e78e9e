use std::io;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, SignatureAlgorithm, SignatureScheme};
use sigstore_traits::{Message, Signer};
use tokio_rustls::TlsAcceptor;

/// What a port shows of itself to whoever wants TLS: 1.2 or 1.3, then HTTP/2 or 1.1 (RFC 7301).
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

impl Tls {
    /// Certificates in DER, the port's own first, and the key of that one: ECDSA on P-256.
    ///
    /// # Errors
    /// If TLS can't be had of the library.
    pub fn new(
        certificates: Vec<Vec<u8>>,
        key: impl Signer + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let certificates = certificates.into_iter().map(CertificateDer::from).collect();
        let certified = CertifiedKey::new(certificates, Arc::new(Key(Arc::new(key))));
        // Named here, whatever provider the program has made its default.
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider);
        let config = config.with_safe_default_protocol_versions().map_err(io::Error::other)?;
        let config = config.with_no_client_auth();
        let mut config = config.with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    pub(crate) fn acceptor(&self) -> &TlsAcceptor {
        &self.0
    }
}

/// Signs handshakes with a key that stays where it is: no copy of it is handed to the library.
#[derive(Clone)]
struct Key(Arc<dyn Signer + Send + Sync>);

/// The one scheme of a key on P-256 (RFC 8446 section 4.2.3).
const SCHEME: SignatureScheme = SignatureScheme::ECDSA_NISTP256_SHA256;

impl rustls::sign::SigningKey for Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn rustls::sign::Signer>> {
        let key = || -> Box<dyn rustls::sign::Signer> { Box::new(self.clone()) };
        offered.contains(&SCHEME).then(key)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl rustls::sign::Signer for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let signed = self.0.sign(Message::Bytes(message));
        signed.map_err(|error| rustls::Error::General(error.to_string()))
    }

    fn scheme(&self) -> SignatureScheme {
        SCHEME
    }
}

/// Nothing of the key.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls(..)")
    }
}
