use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{
    AuthorityInstance, CertificateAuthority, Chain, CtLog, KeyKind, LogInstance, ORGANIZATION,
    SigningKey, TrustedRoot, arcs,
};
use sigstore_json::ordered;
use sigstore_jwt::IssuerKind;
use sigstore_traits::{KeyDetails, Rule, RuleKind, SignatureSuite, UnixTime, Validity};
use sigstore_transport::Service;

use crate::answer::text;
use crate::serve::{Port, Served, Serving};
use crate::signing_config::{Endpoint, SigningConfig};
use crate::surroundings::{Clock, Fill, Line, Observer, Shared, Surroundings};
use crate::{AcceptedIssuer, CtServer, Error, Fulcio, Issuers, OidcIssuer, Peer, Promises, Server};

pub(crate) static S_64: Rule = Rule {
    id: "S-64",
    title: "An instance of one's own hands out a trusted root, a signing config and a client trust config of both, and these name all its services.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, ClientTrustConfig",
    kind: RuleKind::Shape,
    place: "sigstore-local Instance::trust_config",
};

/// From when on and until when the authorities of an instance hold, whatever the clock says: keys
/// from a seed give the same documents every time. 2026-01-01 and 2046-01-01.
const PERIOD: [UnixTime; 2] =
    [UnixTime::from_seconds(1_767_225_600), UnixTime::from_seconds(2_398_377_600)];

/// How an instance is to be.
pub struct Options {
    /// Fills bytes with randomness of the system.
    pub random: Box<Fill>,
    /// Determines all keys of the instance; without it they are random.
    pub seed: Option<[u8; 32]>,
    /// The first of the ports, which follow each other; 0 takes any that are free.
    pub first_port: u16,
    /// The kinds of identities, with an issuer for each; people log in at the first.
    pub issuers: Vec<IssuerKind>,
    /// What the time is.
    pub clock: Clock,
    /// Who sees all exchanges.
    pub observer: Option<Observer>,
}

impl Options {
    /// Random keys, any ports, e-mail addresses and workflows of GitHub, the clock of the system,
    /// nobody who looks on.
    pub fn new(random: Box<Fill>) -> Self {
        Self {
            random,
            seed: None,
            first_port: 0,
            issuers: vec![IssuerKind::Email, IssuerKind::GithubWorkflow],
            clock: Arc::new(system_time),
            observer: None,
        }
    }
}

/// A whole Sigstore that runs, until it is dropped.
///
/// It is for learning, tests and CI: its issuer believes everyone, its keys are in memory, its logs
/// forget. It listens on 127.0.0.1 only.
pub struct Instance {
    serving: Serving,
    trusted_root: String,
    signing_config: String,
    config: SigningConfig,
    accepted: Vec<AcceptedIssuer>,
}

impl Instance {
    /// Starts all services.
    ///
    /// # Errors
    /// [`Error`] if a port or a thread can't be had.
    pub fn start(options: Options) -> Result<Self, Error> {
        let mut plan = Plan::new(options.seed, options.random, options.first_port);
        plan.surroundings.clock = options.clock;
        plan.surroundings.observer = options.observer;
        let issuers = plan.add_issuers(&options.issuers)?;
        let authority = plan.authority();
        let log = plan.add_certificate_log(&authority)?;
        plan.add_authority(authority, issuers, &log)?;
        // Signature logs and timestamp authorities come here: each takes a port, is served, and
        // puts its entry into `root` and `config`.
        plan.carry_out()
    }

    /// The address of the OIDC issuer where people log in.
    pub fn oidc_url(&self) -> &str {
        first(&self.config.issuers)
    }

    /// The address of the OIDC issuer of such identities.
    pub fn issuer_url(&self, kind: IssuerKind) -> Option<&str> {
        let issuer = self.accepted.iter().find(|accepted| accepted.kind == kind)?;
        Some(&issuer.url)
    }

    /// The address of Fulcio.
    pub fn fulcio_url(&self) -> &str {
        first(&self.config.authorities)
    }

    /// The trusted root.
    pub fn trusted_root(&self) -> &str {
        &self.trusted_root
    }

    /// The signing config, version 0.2.
    pub fn signing_config(&self) -> &str {
        &self.signing_config
    }

    /// The client trust config: both in one.
    pub fn trust_config(&self) -> String {
        format!(
            r#"{{"mediaType":{},"trustedRoot":{},"signingConfig":{}}}"#,
            ordered(&text("application/vnd.dev.sigstore.clienttrustconfig.v0.1+json")),
            self.trusted_root,
            self.signing_config,
        )
    }

    /// Writes `trusted_root.json`, `signing_config.json` and `trust_config.json` into a directory.
    ///
    /// # Errors
    /// [`Error::Write`] for the first that can't be written.
    pub fn write(&self, directory: &Path) -> Result<(), Error> {
        let documents = [
            ("trusted_root.json", self.trusted_root.clone()),
            ("signing_config.json", self.signing_config.clone()),
            ("trust_config.json", self.trust_config()),
        ];
        for (name, document) in documents {
            let path = directory.join(name);
            fs::write(&path, document)
                .map_err(|error| Error::Write { path, kind: error.kind() })?;
        }
        Ok(())
    }

    /// Stops; answers under way are finished.
    pub fn stop(self) {
        self.serving.stop();
    }
}

/// The addresses.
impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Instance").field("config", &self.config).finish_non_exhaustive()
    }
}

fn first(endpoints: &[Endpoint]) -> &str {
    endpoints.first().map_or("", |endpoint| endpoint.url.as_str())
}

/// An instance in the making.
struct Plan {
    seed: [u8; 32],
    next_port: u16,
    surroundings: Surroundings,
    services: Vec<Served>,
    root: TrustedRoot,
    config: SigningConfig,
    accepted: Vec<AcceptedIssuer>,
}

impl Plan {
    fn new(seed: Option<[u8; 32]>, mut random: Box<Fill>, first_port: u16) -> Self {
        let seed = seed.unwrap_or_else(|| {
            let mut seed = [0; 32];
            random(&mut seed);
            seed
        });
        Self {
            seed,
            next_port: first_port,
            surroundings: Surroundings {
                clock: Arc::new(system_time),
                random: Arc::new(Mutex::new(random)),
                observer: None,
            },
            services: Vec::new(),
            root: TrustedRoot::default(),
            config: SigningConfig::default(),
            accepted: Vec::new(),
        }
    }

    /// The issuers, as Fulcio knows them. Clients are told of the first.
    fn add_issuers(&mut self, kinds: &[IssuerKind]) -> Result<Issuers, Error> {
        let mut issuers = Issuers::default();
        for (number, kind) in kinds.iter().enumerate() {
            let port = self.port()?;
            let url = port.url();
            let issuer = OidcIssuer::new(&url, &self.secret(&format!("oidc {number}")));
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
        let key = |name| SigningKey::from_seed(KeyKind::P384, &self.secret(name));
        let root = Chain::root("fulcio root", PERIOD, key("fulcio root"));
        let intermediate = key("fulcio intermediate");
        let chain = root.intermediate("fulcio", PERIOD, intermediate, arcs::CODE_SIGNING, 0);
        CertificateAuthority { chain }
    }

    fn add_certificate_log(&mut self, authority: &CertificateAuthority) -> Result<Shared, Error> {
        let port = self.port()?;
        let log = CtLog::new(SigningKey::from_seed(KeyKind::P256, &self.secret("ct")));
        self.root.certificate_logs.push(LogInstance {
            base_url: port.url(),
            spki: log.key.spki().to_vec(),
            details: KeyDetails::PkixEcdsaP256Sha256,
            id: log.id(),
            validity: validity(),
        });
        let certificates = authority.chain.certificates().map_err(Error::Key)?;
        let roots = certificates.into_iter().next_back().into_iter().collect();
        Ok(self.serve(Service::CertificateLog, port, CtServer::new(log, roots)))
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

    fn carry_out(self) -> Result<Instance, Error> {
        let [start, _] = PERIOD;
        let signing_config = ordered(&self.config.document(start));
        let serving = Serving::start(self.services, self.surroundings);
        Ok(Instance {
            serving: serving.map_err(|error| Error::Start { kind: error.kind() })?,
            trusted_root: self.root.to_json(),
            signing_config,
            config: self.config,
            accepted: self.accepted,
        })
    }

    fn serve(&mut self, service: Service, port: Port, server: impl Server + 'static) -> Shared {
        let server: Shared = Arc::new(Mutex::new(server));
        self.services.push(Served { service, port, server: Arc::clone(&server) });
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
        Port::take(number).map_err(|error| Error::Port { number, kind: error.kind() })
    }

    /// The seed of one key.
    fn secret(&self, name: &str) -> [u8; 32] {
        AwsLcSuite.sha256(&[&self.seed, name.as_bytes()])
    }
}

fn validity() -> Validity {
    let [start, _] = PERIOD;
    Validity { start: Some(start), end: None }
}

fn system_time() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    UnixTime::new(seconds, since.subsec_nanos()).unwrap_or(UnixTime::from_seconds(seconds))
}
