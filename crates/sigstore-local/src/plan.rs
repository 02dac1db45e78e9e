use std::sync::{Arc, Mutex};

use sigstore_engine::{
    AuthorityInstance, CertificateAuthority, Chain, CtLog, KeyKind, LogInstance, NoteSigner,
    ORGANIZATION, RekorV1, RekorV2, SigningKey, TimestampAuthority, TrustedRoot, arcs,
};
use sigstore_jwt::IssuerKind;
use sigstore_local_fulcio::{CtServer, Fulcio, Promises};
use sigstore_local_oidc::{AcceptedIssuer, Issuers, OidcIssuer};
use sigstore_local_rekor::{RekorV1Server, RekorV2Server};
use sigstore_loopback::{Port, Served, Serving};
use sigstore_server::{Line, Peer, Server, Shared, Surroundings};
use sigstore_store::{Durable, Folder, Kept, Opened, Store};
use sigstore_traits::{HashAlgorithm, KeyDetails, LogId, Validity};
use sigstore_transport::Service;

use crate::instance::PERIOD;
use crate::secret::Secret;
use crate::signing_config::{Endpoint, SigningConfig};
use crate::tls_authority::TlsAuthority;
use crate::{Error, LogChoice, Options, TsaServer};

/// The name under which logs sign: the host of their addresses, which clients compare.
const HOST: &str = "127.0.0.1";

/// The id of the tree of Rekor v1, which is part of its origin and of the ids of its entries.
const TREE_ID: u64 = 1_193_050_959_916_656_506;

/// An instance in the making.
pub(crate) struct Plan {
    secret: Secret,
    next_port: u16,
    pub(crate) tls: Option<TlsAuthority>,
    surroundings: Surroundings,
    served: Vec<Served>,
    pub(crate) root: TrustedRoot,
    pub(crate) config: SigningConfig,
    pub(crate) log_urls: [String; 2],
    pub(crate) accepted: Vec<AcceptedIssuer>,
}

/// The logs, which remember.
struct Logs {
    certificates: CtServer,
    v1: RekorV1Server,
    v2: RekorV2Server,
}

impl Plan {
    pub(crate) fn new(options: Options) -> Result<Self, Error> {
        let mut random = options.random;
        let mut opened = match &options.directory {
            Some(directory) => {
                let folder = Folder::open(directory).map_err(Error::Store)?;
                Some(Store::open(folder).map_err(Error::Store)?)
            }
            None => None,
        };
        let secret = Secret::new(options.seed, opened.as_mut(), &mut *random)?;
        let surroundings = Surroundings {
            clock: options.clock,
            random: Arc::new(Mutex::new(random)),
            observer: options.observer,
        };
        let tls = options.tls.then(|| TlsAuthority::new(&secret)).transpose()?;
        let mut plan = Self {
            secret,
            tls,
            next_port: options.first_port,
            surroundings,
            served: Vec::new(),
            root: TrustedRoot::default(),
            config: SigningConfig::default(),
            log_urls: Default::default(),
            accepted: Vec::new(),
        };
        plan.fill(&options.issuers, options.log, opened)?;
        Ok(plan)
    }

    fn fill(
        &mut self,
        issuers: &[IssuerKind],
        choice: LogChoice,
        opened: Option<Opened<Folder>>,
    ) -> Result<(), Error> {
        let issuers = self.add_issuers(issuers)?;
        let authority = self.authority();
        let mut logs = self.logs(&authority)?;
        let store = opened.map(|opened| logs.restore(opened)).transpose()?;
        let store = store.map(|store| Arc::new(Mutex::new(store)));
        let log = self.add_certificate_log(logs.certificates, store.clone())?;
        self.add_authority(authority, issuers, &log)?;
        self.add_rekor_v1(logs.v1, store.clone(), choice)?;
        self.add_rekor_v2(logs.v2, store, choice)?;
        self.add_timestamp_authority()
    }

    /// The issuers, as Fulcio knows them. Clients are told of the first.
    fn add_issuers(&mut self, kinds: &[IssuerKind]) -> Result<Issuers, Error> {
        let mut issuers = Issuers::default();
        for (number, kind) in kinds.iter().enumerate() {
            let port = self.port()?;
            let url = port.url();
            let issuer = OidcIssuer::new(&url, &self.secret.of(&format!("oidc {number}")));
            if number == 0 {
                self.config.issuers.push(Endpoint { url: url.clone(), version: 1 });
            }
            let server = self.serve(Service::Issuer, port, issuer);
            let subject_domain = match kind {
                IssuerKind::Uri => Some(url.clone()),
                IssuerKind::Spiffe | IssuerKind::Username => Some(ORGANIZATION.into()),
                _ => None,
            };
            let accepted = AcceptedIssuer { subject_domain, ..AcceptedIssuer::new(&url, *kind) };
            issuers = issuers.with(accepted, self.line(Service::Issuer, &server));
        }
        self.accepted = issuers.accepted();
        Ok(issuers)
    }

    /// A root and an intermediate below it, as the public instance has them.
    fn authority(&self) -> CertificateAuthority {
        let key = |name| SigningKey::from_seed(KeyKind::P384, &self.secret.of(name));
        let root = Chain::root("fulcio root", PERIOD, key("fulcio root"));
        let intermediate = key("fulcio intermediate");
        let chain = root.intermediate("fulcio", PERIOD, intermediate, arcs::CODE_SIGNING, 0);
        CertificateAuthority { chain }
    }

    fn logs(&self, authority: &CertificateAuthority) -> Result<Logs, Error> {
        let key = |kind, name| SigningKey::from_seed(kind, &self.secret.of(name));
        let certificates = authority.chain.certificates().map_err(Error::Key)?;
        let roots = certificates.into_iter().next_back().into_iter().collect();
        let v1 = NoteSigner::rekor_v1(HOST, key(KeyKind::P256, "rekor v1"));
        let v2 = NoteSigner::c2sp(HOST, key(KeyKind::Ed25519, "rekor v2"));
        Ok(Logs {
            certificates: CtServer::new(CtLog::new(key(KeyKind::P256, "ct")), roots),
            v1: RekorV1Server::new(RekorV1::new(v1, TREE_ID, 0)),
            v2: RekorV2Server::new(RekorV2::new(v2)),
        })
    }

    fn add_certificate_log(
        &mut self,
        log: CtServer,
        store: Option<Arc<Mutex<Store<Folder>>>>,
    ) -> Result<Shared, Error> {
        let port = self.port()?;
        let instance = instance(&port, &log.log().key, log.log().id());
        self.root.certificate_logs.extend(instance);
        let log = Kept { party: "ct", server: log, store };
        Ok(self.serve(Service::CertificateLog, port, log))
    }

    fn add_rekor_v1(
        &mut self,
        log: RekorV1Server,
        store: Option<Arc<Mutex<Store<Folder>>>>,
        choice: LogChoice,
    ) -> Result<(), Error> {
        let (key, id) = (&log.log().signer.key, log.log().id());
        let port = self.port()?;
        self.root.entry_logs.extend(instance(&port, key, id));
        self.log_urls[0] = port.url();
        if choice != LogChoice::V2 {
            self.config.logs.push(Endpoint { url: port.url(), version: 1 });
        }
        self.serve(Service::SignatureLog, port, Kept { party: "rekor-v1", server: log, store });
        Ok(())
    }

    fn add_rekor_v2(
        &mut self,
        log: RekorV2Server,
        store: Option<Arc<Mutex<Store<Folder>>>>,
        choice: LogChoice,
    ) -> Result<(), Error> {
        let (key, id) = (&log.log().signer.key, log.log().id());
        let port = self.port()?;
        self.root.entry_logs.extend(instance(&port, key, id));
        self.log_urls[1] = port.url();
        if choice != LogChoice::V1 {
            // The newest version comes first.
            self.config.logs.insert(0, Endpoint { url: port.url(), version: 2 });
        }
        self.serve(Service::SignatureLog, port, Kept { party: "rekor-v2", server: log, store });
        Ok(())
    }

    fn add_timestamp_authority(&mut self) -> Result<(), Error> {
        let key = |name| SigningKey::from_seed(KeyKind::P256, &self.secret.of(name));
        let chain = Chain::root("tsa root", PERIOD, key("tsa root"));
        let chain = chain.time_signer("tsa", PERIOD, key("tsa"));
        let port = self.port()?;
        let url = format!("{}/api/v1/timestamp", port.url());
        self.root.timestamp_authorities.push(AuthorityInstance {
            uri: url.clone(),
            common_name: "tsa".into(),
            certificates: chain.certificates().map_err(Error::Key)?,
            validity: validity(),
        });
        self.config.timestamps.push(Endpoint { url, version: 1 });
        let authority = TimestampAuthority { chain, hash: HashAlgorithm::Sha256 };
        self.serve(Service::TimestampAuthority, port, TsaServer::new(authority));
        Ok(())
    }

    fn add_authority(
        &mut self,
        authority: CertificateAuthority,
        issuers: Issuers,
        log: &Shared,
    ) -> Result<(), Error> {
        let port = self.port()?;
        self.root.certificate_authorities.push(AuthorityInstance {
            uri: port.url(),
            common_name: "fulcio".into(),
            certificates: authority.chain.certificates().map_err(Error::Key)?,
            validity: validity(),
        });
        self.config.authorities.push(Endpoint { url: port.url(), version: 1 });
        let promises = Promises::Embedded(self.line(Service::CertificateLog, log));
        let fulcio = Fulcio::new(authority, issuers, promises);
        self.serve(Service::CertificateAuthority, port, fulcio.map_err(Error::Key)?);
        Ok(())
    }

    /// Opens the doors.
    pub(crate) fn carry_out(mut self) -> Result<(Serving, Self), Error> {
        let served = std::mem::take(&mut self.served);
        let serving = Serving::start(served, self.surroundings.clone());
        let serving = serving.map_err(|error| Error::Start { kind: error.kind() })?;
        Ok((serving, self))
    }

    fn serve(&mut self, service: Service, port: Port, server: impl Server + 'static) -> Shared {
        let server: Shared = Arc::new(Mutex::new(server));
        self.served.push(Served { service, port, server: Arc::clone(&server) });
        server
    }

    /// Fulcio's line to another service.
    fn line(&self, service: Service, server: &Shared) -> Box<dyn Peer> {
        let observer = self.surroundings.observer.clone();
        let from = Service::CertificateAuthority;
        Box::new(Line { service, from, server: Arc::clone(server), observer })
    }

    /// The next port, or any.
    fn port(&mut self) -> Result<Port, Error> {
        let number = self.next_port;
        self.next_port = if number == 0 { 0 } else { number.saturating_add(1) };
        let taken = Port::take(number);
        let port = taken.map_err(|error| Error::Port { number, kind: error.kind() })?;
        Ok(port.secured(self.tls.as_ref().map(|authority| authority.tls.clone())))
    }
}

impl Logs {
    fn restore(&mut self, opened: Opened<Folder>) -> Result<Store<Folder>, Error> {
        let mut servers: [(&str, &mut dyn Durable); 3] = [
            ("ct", &mut self.certificates),
            ("rekor-v1", &mut self.v1),
            ("rekor-v2", &mut self.v2),
        ];
        opened.restore(&mut servers).map_err(Error::Store)
    }
}

/// What a trusted root says of a log; the kinds of keys above all have details.
fn instance(port: &Port, key: &SigningKey, id: LogId) -> Option<LogInstance> {
    let details: KeyDetails = key.details(key.scheme())?;
    let (base_url, spki) = (port.url(), key.spki().to_vec());
    Some(LogInstance { base_url, spki, details, id, validity: validity() })
}

fn validity() -> Validity {
    let [start, _] = PERIOD;
    Validity { start: Some(start), end: None }
}
