//! Certificate authorities that are trusted, and do not deserve it.

use std::sync::{Arc, Mutex};

use base64ct::{Base64, Encoding};
use http::{Request, Response};
use serde_json::Value;
use sigstore_engine::{
    AuthorityInstance, CertificateAuthority, Chain, CtLog, Identity, KeyKind, LogInstance,
    SigningKey, TrustedRoot,
};
use sigstore_local_fulcio::{CtServer, Fulcio, Promises};
use sigstore_local_oidc::{CONNECTOR, Principal, TokenCheck, TokenRefused};
use sigstore_loopback::{Port, Served, Serving};
use sigstore_server::{Random, Server, Shared, Surroundings};
use sigstore_traits::{UnixTime, Validity};
use sigstore_transport::Service;

use crate::walk::ALICE;

/// What an authority does wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lie {
    /// It certifies somebody else.
    Identity,
    /// The promise of the certificate log that it takes in has a bad signature.
    Sct,
}

/// One authority for each lie, of the same keys.
pub(crate) struct Liars {
    urls: [String; 2],
    pub(crate) root: TrustedRoot,
    _serving: Serving,
}

impl Liars {
    pub(crate) fn start(surroundings: Surroundings, period: [UnixTime; 2]) -> Self {
        let ports = [Port::take(0).unwrap(), Port::take(0).unwrap()];
        let urls = ports.each_ref().map(Port::url);
        let authority = || {
            let key = SigningKey::from_seed(KeyKind::P384, &[0x51; 32]);
            CertificateAuthority { chain: Chain::root("liar", period, key) }
        };
        let certificates = authority().chain.certificates().unwrap();
        let [identity, sct] = ports;
        let serve = |port, lie| {
            let log = CtServer::new(CtLog::new(log_key()), certificates.clone());
            let promises = Promises::Embedded(Box::new(Promiser { log, lie }));
            let check = Box::new(Believer { lie });
            let server = Fulcio::with_check(authority(), Vec::new(), check, promises).unwrap();
            let server: Shared = Arc::new(Mutex::new(server));
            Served { service: Service::CertificateAuthority, port, server }
        };
        let served = vec![serve(identity, Lie::Identity), serve(sct, Lie::Sct)];
        let serving = Serving::start(served, surroundings).unwrap();
        Self { root: root(&certificates, period), urls, _serving: serving }
    }

    /// Where the authority with this lie is.
    pub(crate) fn url(&self, lie: Lie) -> &str {
        &self.urls[usize::from(lie == Lie::Sct)]
    }
}

fn log_key() -> SigningKey {
    SigningKey::from_seed(KeyKind::P256, &[0x52; 32])
}

/// What of them is trusted: the authority and its log.
fn root(certificates: &[Vec<u8>], [start, _]: [UnixTime; 2]) -> TrustedRoot {
    let validity = Validity { start: Some(start), end: None };
    let (url, key) = ("https://liar.example", log_key());
    TrustedRoot {
        certificate_authorities: vec![AuthorityInstance {
            uri: url.into(),
            common_name: "liar".into(),
            certificates: certificates.to_vec(),
            validity,
        }],
        certificate_logs: vec![LogInstance {
            base_url: url.into(),
            spki: key.spki().to_vec(),
            details: key.details(key.scheme()).unwrap(),
            id: CtLog::new(log_key()).id(),
            validity,
        }],
        ..TrustedRoot::default()
    }
}

/// Takes every token for Alice's; what it makes of it is another matter.
struct Believer {
    lie: Lie,
}

impl TokenCheck for Believer {
    fn check(&mut self, _: &str, _: UnixTime, _: Random<'_>) -> Result<Principal, TokenRefused> {
        let name = if self.lie == Lie::Identity { "mallory@example.org" } else { ALICE };
        Ok(Principal {
            identity: Identity::Email(name.into()),
            issuer: CONNECTOR.into(),
            extensions: Vec::new(),
            challenge: ALICE.into(),
        })
    }
}

/// A certificate log whose signatures may be turned on the way.
struct Promiser {
    log: CtServer,
    lie: Lie,
}

impl Server for Promiser {
    fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Response<Vec<u8>> {
        let response = Server::answer(&mut self.log, request, now, random);
        if self.lie != Lie::Sct {
            return response;
        }
        response.map(|body| {
            let mut promise: Value = serde_json::from_slice(&body).unwrap();
            let mut signature = Base64::decode_vec(promise["signature"].as_str().unwrap()).unwrap();
            *signature.last_mut().unwrap() ^= 1;
            promise["signature"] = Base64::encode_string(&signature).into();
            serde_json::to_vec(&promise).unwrap()
        })
    }
}
