use std::sync::{Arc, Mutex};

use http::Uri;
use sigstore_engine::{
    AuthorityInstance, CertificateAuthority, Chain, CtLog, KeyKind, LogInstance, NoteSigner,
    RekorV1, RekorV2, SigningKey, TimestampAuthority, TrustedRoot, arcs,
};
use sigstore_json::ordered;
use sigstore_local_fulcio::{CtServer, Fulcio, Promises};
use sigstore_local_oidc::{AcceptedIssuer, Issuers, OidcIssuer};
use sigstore_local_rekor::{RekorV1Server, RekorV2Server};
use sigstore_server::{Line, Observer, Peer, Server, Shared};
use sigstore_store::{Durable, Folder, Kept, Opened, Store};
use sigstore_traits::{HashAlgorithm, LogId, UnixTime, Validity};
use sigstore_transport::Service;

use crate::signing_config::{Endpoint, SigningConfig};
use crate::{Error, LogChoice, TsaServer};

/// From when on and until when the authorities hold, whatever the clock says: keys from a seed give
/// the same documents every time. 2026-01-01 and 2046-01-01.
pub(crate) const PERIOD: [UnixTime; 2] =
    [UnixTime::from_seconds(1_767_225_600), UnixTime::from_seconds(2_398_377_600)];

/// The id of the tree of Rekor v1, which is part of its origin and of the ids of its entries.
const TREE_ID: u64 = 1_193_050_959_916_656_506;

/// Where the services of a Sigstore are: base addresses, without a slash at their ends. Logs sign
/// under the hosts of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The OIDC issuers, each with the seed of its key. Clients are told of the first.
    pub issuers: Vec<(AcceptedIssuer, [u8; 32])>,
    /// The certificate log.
    pub certificate_log: String,
    /// The certificate authority.
    pub authority: String,
    /// The signature log of the first kind.
    pub rekor_v1: String,
    /// How many entries lie in the trees before its own.
    pub first_index: u64,
    /// The signature log of the second kind.
    pub rekor_v2: String,
    /// The timestamp authority.
    pub timestamp_authority: String,
}

/// The services of a whole Sigstore, without sockets, and what clients are told of them.
pub struct Parties {
    all: Vec<Party>,
    observer: Option<Observer>,
    root: TrustedRoot,
}

/// A service.
#[derive(Clone)]
pub struct Party {
    /// What it is.
    pub service: Service,
    /// Its base address.
    pub url: String,
    /// Who answers.
    pub server: Shared,
}

type Seeds<'s> = &'s dyn Fn(&str) -> [u8; 32];

impl Parties {
    /// Services at these addresses. Each key comes from the seed for its name. What the logs hold
    /// comes from a store, and goes there; without one they are empty and forget.
    ///
    /// # Errors
    /// [`Error::Address`] of a log without a host, [`Error::Key`], [`Error::Store`] if the store does not hold what these logs wrote.
    pub fn new(
        site: &Site,
        seeds: impl Fn(&str) -> [u8; 32],
        opened: Option<Opened<Folder>>,
        observer: Option<Observer>,
    ) -> Result<Self, Error> {
        let mut parties = Self { all: Vec::new(), observer, root: TrustedRoot::default() };
        let issuers = parties.add_issuers(&site.issuers);
        let authority = certificate_authority(&seeds);
        let mut logs = Logs::new(site, &seeds, &authority)?;
        let store = opened.map(|opened| logs.restore(opened)).transpose()?;
        let store = store.map(|store| Arc::new(Mutex::new(store)));
        let log = parties.add_certificate_log(site, logs.certificates, store.clone());
        parties.add_authority(&site.authority, authority, issuers, log)?;
        parties.add_rekor_v1(site, logs.v1, store.clone());
        parties.add_rekor_v2(site, logs.v2, store);
        parties.add_timestamp_authority(&site.timestamp_authority, &seeds)?;
        Ok(parties)
    }

    /// All services, in the order of the members of [`Site`].
    pub fn all(&self) -> &[Party] {
        &self.all
    }

    /// The trusted root.
    pub fn trusted_root(&self) -> String {
        self.root.to_json()
    }

    /// The issuers, as Fulcio knows them.
    fn add_issuers(&mut self, accepted: &[(AcceptedIssuer, [u8; 32])]) -> Issuers {
        let mut issuers = Issuers::default();
        for (accepted, seed) in accepted {
            let issuer = OidcIssuer::new(&accepted.url, seed);
            let line = self.serve(Service::Issuer, &accepted.url, issuer);
            issuers = issuers.with(accepted.clone(), line);
        }
        issuers
    }

    fn add_certificate_log(
        &mut self,
        site: &Site,
        log: CtServer,
        store: Option<Arc<Mutex<Store<Folder>>>>,
    ) -> Box<dyn Peer> {
        let instance = instance(&site.certificate_log, &log.log().key, log.log().id());
        self.root.certificate_logs.extend(instance);
        let log = Kept { party: "ct", server: log, store };
        self.serve(Service::CertificateLog, &site.certificate_log, log)
    }

    fn add_authority(
        &mut self,
        url: &str,
        authority: CertificateAuthority,
        issuers: Issuers,
        log: Box<dyn Peer>,
    ) -> Result<(), Error> {
        self.root.certificate_authorities.push(AuthorityInstance {
            uri: url.into(),
            common_name: "fulcio".into(),
            certificates: authority.chain.certificates().map_err(Error::Key)?,
            validity: validity(),
        });
        let fulcio = Fulcio::new(authority, issuers, Promises::Embedded(log));
        self.serve(Service::CertificateAuthority, url, fulcio.map_err(Error::Key)?);
        Ok(())
    }

    fn add_rekor_v1(
        &mut self,
        site: &Site,
        log: RekorV1Server,
        store: Option<Arc<Mutex<Store<Folder>>>>,
    ) {
        let instance = instance(&site.rekor_v1, &log.log().signer.key, log.log().id());
        self.root.entry_logs.extend(instance);
        let log = Kept { party: "rekor-v1", server: log, store };
        self.serve(Service::SignatureLog, &site.rekor_v1, log);
    }

    fn add_rekor_v2(
        &mut self,
        site: &Site,
        log: RekorV2Server,
        store: Option<Arc<Mutex<Store<Folder>>>>,
    ) {
        let instance = instance(&site.rekor_v2, &log.log().signer.key, log.log().id());
        self.root.entry_logs.extend(instance);
        let log = Kept { party: "rekor-v2", server: log, store };
        self.serve(Service::SignatureLog, &site.rekor_v2, log);
    }

    fn add_timestamp_authority(&mut self, url: &str, seeds: Seeds<'_>) -> Result<(), Error> {
        let key = |name| SigningKey::from_seed(KeyKind::P256, &seeds(name));
        let chain = Chain::root("tsa root", PERIOD, key("tsa root"));
        let chain = chain.time_signer("tsa", PERIOD, key("tsa"));
        self.root.timestamp_authorities.push(AuthorityInstance {
            uri: timestamps(url),
            common_name: "tsa".into(),
            certificates: chain.certificates().map_err(Error::Key)?,
            validity: validity(),
        });
        let authority = TimestampAuthority { chain, hash: HashAlgorithm::Sha256 };
        self.serve(Service::TimestampAuthority, url, TsaServer::new(authority));
        Ok(())
    }

    /// Adds a service; Fulcio's line to it.
    fn serve(
        &mut self,
        service: Service,
        url: &str,
        server: impl Server + 'static,
    ) -> Box<dyn Peer> {
        let server: Shared = Arc::new(Mutex::new(server));
        self.all.push(Party { service, url: url.into(), server: Arc::clone(&server) });
        let observer = self.observer.clone();
        let from = Service::CertificateAuthority;
        Box::new(Line { service, url: url.into(), from, server, observer })
    }
}

impl Site {
    /// What clients are told to use, with this log.
    pub(crate) fn config(&self, choice: LogChoice) -> SigningConfig {
        let endpoint = |url: &str, version| Endpoint { url: url.into(), version };
        let [v1, v2] = [endpoint(&self.rekor_v1, 1), endpoint(&self.rekor_v2, 2)];
        let issuers = self.issuers.iter().take(1);
        SigningConfig {
            authorities: vec![endpoint(&self.authority, 1)],
            issuers: issuers.map(|(accepted, _)| endpoint(&accepted.url, 1)).collect(),
            logs: match choice {
                LogChoice::V1 => vec![v1],
                LogChoice::V2 => vec![v2],
                // The newest version comes first.
                LogChoice::Both => vec![v2, v1],
            },
            timestamps: vec![endpoint(&timestamps(&self.timestamp_authority), 1)],
        }
    }

    /// The signing config with this log, version 0.2.
    pub fn signing_config(&self, choice: LogChoice) -> String {
        let [start, _] = PERIOD;
        ordered(&self.config(choice).document(start))
    }
}

/// The logs, which remember.
struct Logs {
    certificates: CtServer,
    v1: RekorV1Server,
    v2: RekorV2Server,
}

impl Logs {
    /// The certificate log takes what this authority has certified.
    fn new(site: &Site, seeds: Seeds<'_>, authority: &CertificateAuthority) -> Result<Self, Error> {
        let key = |kind, name| SigningKey::from_seed(kind, &seeds(name));
        let certificates = authority.chain.certificates().map_err(Error::Key)?;
        let roots = certificates.into_iter().next_back().into_iter().collect();
        let v1 = NoteSigner::rekor_v1(&host(&site.rekor_v1)?, key(KeyKind::P256, "rekor v1"));
        let v2 = NoteSigner::c2sp(&host(&site.rekor_v2)?, key(KeyKind::Ed25519, "rekor v2"));
        Ok(Self {
            certificates: CtServer::new(CtLog::new(key(KeyKind::P256, "ct")), roots),
            v1: RekorV1Server::new(RekorV1::new(v1, TREE_ID, site.first_index)),
            v2: RekorV2Server::new(RekorV2::new(v2)),
        })
    }

    fn restore(&mut self, opened: Opened<Folder>) -> Result<Store<Folder>, Error> {
        let mut servers: [(&str, &mut dyn Durable); 3] = [
            ("ct", &mut self.certificates),
            ("rekor-v1", &mut self.v1),
            ("rekor-v2", &mut self.v2),
        ];
        opened.restore(&mut servers).map_err(Error::Store)
    }
}

/// A root and an intermediate below it, as the public instance has them.
fn certificate_authority(seeds: Seeds<'_>) -> CertificateAuthority {
    let key = |name| SigningKey::from_seed(KeyKind::P384, &seeds(name));
    let root = Chain::root("fulcio root", PERIOD, key("fulcio root"));
    let intermediate = key("fulcio intermediate");
    let chain = root.intermediate("fulcio", PERIOD, intermediate, arcs::CODE_SIGNING, 0);
    CertificateAuthority { chain }
}

/// The name under which a log signs: the host of its address, which clients compare.
fn host(url: &str) -> Result<String, Error> {
    let uri = url.parse::<Uri>().ok();
    let host = uri.as_ref().and_then(Uri::host).map(str::to_owned);
    host.ok_or_else(|| Error::Address { url: url.into() })
}

/// The address that timestamps are asked at, whole.
pub(crate) fn timestamps(url: &str) -> String {
    format!("{url}/api/v1/timestamp")
}

/// What a trusted root says of a log; the kinds of keys above all have details.
fn instance(url: &str, key: &SigningKey, id: LogId) -> Option<LogInstance> {
    let details = key.details(key.scheme())?;
    let spki = key.spki().to_vec();
    Some(LogInstance { base_url: url.into(), spki, details, id, validity: validity() })
}

fn validity() -> Validity {
    let [start, _] = PERIOD;
    Validity { start: Some(start), end: None }
}
