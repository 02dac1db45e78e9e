use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{Chain, KeyKind, SigningKey};
use sigstore_json::hex;
use sigstore_loopback::Tls;
use sigstore_traits::SignatureSuite;

use crate::Error;
use crate::parties::PERIOD;
use crate::secret::Secret;

/// The names of this machine.
const NAMES: (&[&str], &[IpAddr]) =
    (&["localhost"], &[IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)]);

/// The authority that an instance has for TLS and for nothing else: its keys come from the secret
/// of the instance, so that it is the same for as long as that is kept.
pub(crate) struct TlsAuthority {
    /// Its own certificate, PEM: what clients are to trust.
    pub(crate) certificate: String,
    /// What all ports show.
    pub(crate) tls: Tls,
}

impl TlsAuthority {
    pub(crate) fn new(secret: &Secret) -> Result<Self, Error> {
        let key = |name| SigningKey::from_seed(KeyKind::P256, &secret.of(name));
        let root = key("tls root");
        // Named after its key: the authorities of two instances are not taken for each other.
        let [a, b, c, d, ..] = AwsLcSuite.sha256(&[root.spki()]);
        let name = format!("tls root {}", hex(&[a, b, c, d]));
        let chain = Chain::root(&name, PERIOD, root);
        let chain = chain.tls_server("localhost", PERIOD, key("tls"), NAMES);
        let mut certificates = chain.certificates().map_err(Error::Key)?;
        // A root is not sent: whoever does not have it gains nothing by seeing it.
        let root = certificates.split_off(1).concat();
        let tls = Tls::new(certificates, chain.issuing.key);
        Ok(Self {
            certificate: sigstore_pem::certificate(root).to_string(),
            tls: tls.map_err(|error| Error::Start { kind: error.kind() })?,
        })
    }
}
