use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use sigstore_json::ordered;
use sigstore_jwt::IssuerKind;
use sigstore_loopback::Serving;
use sigstore_server::value::text;
use sigstore_server::{Clock, Fill, Observer, Surroundings};
use sigstore_store::{Folder, Opened, Store};
use sigstore_traits::{Rule, RuleKind, UnixTime};

use crate::parties::timestamps;
use crate::ports::Ports;
use crate::secret::Secret;
use crate::tls_authority::TlsAuthority;
use crate::{Error, Parties, Site};

pub(crate) static S_64: Rule = Rule {
    id: "S-64",
    title: "An instance of one's own hands out a trusted root, a signing config and a client trust config of both, and these name all its services.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, ClientTrustConfig",
    kind: RuleKind::Shape,
    place: "sigstore-local Instance::trust_config",
};

/// The file with the authority of TLS, PEM.
pub const CA_FILE: &str = "ca.pem";

/// How an instance is to be.
pub struct Options {
    /// Fills bytes with randomness of the system.
    pub random: Box<Fill>,
    /// Where keys and logs are kept; without it they end with the instance.
    pub directory: Option<PathBuf>,
    /// Determines all keys of an instance that keeps nothing; without it they are random.
    pub seed: Option<[u8; 32]>,
    /// The log that clients are told to use; all are served.
    pub log: LogChoice,
    /// The first of the ports, which follow each other; 0 takes any that are free.
    pub first_port: u16,
    /// The kinds of identities, with an issuer for each; people log in at the first.
    pub issuers: Vec<IssuerKind>,
    /// Whether all services speak TLS, under an authority of the instance's own.
    pub tls: bool,
    /// What the time is.
    pub clock: Clock,
    /// Who sees all exchanges.
    pub observer: Option<Observer>,
}

impl Options {
    /// Nothing kept, random keys, Rekor v1, any ports, e-mail addresses and workflows of GitHub, no TLS, the clock
    /// of the system, nobody who looks on.
    pub fn new(random: Box<Fill>) -> Self {
        Self {
            random,
            directory: None,
            seed: None,
            log: LogChoice::V1,
            first_port: 0,
            issuers: vec![IssuerKind::Email, IssuerKind::GithubWorkflow],
            tls: false,
            clock: Arc::new(system_time),
            observer: None,
        }
    }
}

/// Which logs the signing config names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogChoice {
    /// Rekor v1, as the public instance's signing config of 2026.
    #[default]
    V1,
    /// Rekor v2.
    V2,
    /// Both; a client takes the highest version that it speaks.
    Both,
}

/// A whole Sigstore that runs, until it is dropped.
///
/// It is for learning, tests and CI: its issuer believes everyone, and whoever reads its directory
/// has its keys. It listens on 127.0.0.1 only.
pub struct Instance {
    serving: Serving,
    site: Site,
    trusted_root: String,
    signing_config: String,
    timestamps: String,
    tls_authority: Option<String>,
}

impl Instance {
    /// Starts all services.
    ///
    /// # Errors
    /// [`Error`] if a port, a thread or the directory can't be had.
    pub fn start(options: Options) -> Result<Self, Error> {
        let mut random = options.random;
        let mut opened = options.directory.as_deref().map(open).transpose()?;
        let secret = Secret::new(options.seed, opened.as_mut(), &mut *random)?;
        let tls = options.tls.then(|| TlsAuthority::new(&secret)).transpose()?;
        let shown = tls.as_ref().map(|authority| authority.tls.clone());
        let mut ports = Ports::from(options.first_port, shown);
        let site = ports.site(&options.issuers, &secret)?;
        let observer = options.observer;
        let parties = Parties::new(&site, |name| secret.of(name), opened, observer.clone())?;
        let random = Arc::new(Mutex::new(random));
        let surroundings = Surroundings { clock: options.clock, random, observer };
        let serving = Serving::start(ports.serve(&parties), surroundings);
        Ok(Self {
            serving: serving.map_err(|error| Error::Start { kind: error.kind() })?,
            trusted_root: parties.trusted_root(),
            signing_config: site.signing_config(options.log),
            timestamps: timestamps(&site.timestamp_authority),
            site,
            tls_authority: tls.map(|authority| authority.certificate),
        })
    }

    /// The address of the OIDC issuer where people log in.
    pub fn oidc_url(&self) -> &str {
        self.site.issuers.first().map_or("", |(issuer, _)| &issuer.url)
    }

    /// The address of the OIDC issuer of such identities.
    pub fn issuer_url(&self, kind: IssuerKind) -> Option<&str> {
        let mut issuers = self.site.issuers.iter().map(|(issuer, _)| issuer);
        issuers.find(|issuer| issuer.kind == kind).map(|issuer| issuer.url.as_str())
    }

    /// The address of Fulcio.
    pub fn fulcio_url(&self) -> &str {
        &self.site.authority
    }

    /// The addresses of the signature logs: Rekor v1, Rekor v2.
    pub fn log_urls(&self) -> [&str; 2] {
        [&self.site.rekor_v1, &self.site.rekor_v2]
    }

    /// The whole address of the timestamp authority.
    pub fn timestamp_url(&self) -> &str {
        &self.timestamps
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

    /// The certificate of the authority that vouches for its addresses, PEM; `None` without TLS.
    pub fn tls_authority(&self) -> Option<&str> {
        self.tls_authority.as_deref()
    }

    /// Writes `trusted_root.json`, `signing_config.json` and `trust_config.json` into a directory,
    /// and with TLS [`CA_FILE`].
    ///
    /// # Errors
    /// [`Error::Write`] for the first that can't be written.
    pub fn write(&self, directory: &Path) -> Result<(), Error> {
        let documents = [
            ("trusted_root.json", self.trusted_root.clone()),
            ("signing_config.json", self.signing_config.clone()),
            ("trust_config.json", self.trust_config()),
        ];
        let authority = self.tls_authority.clone().map(|pem| (CA_FILE, pem));
        for (name, document) in documents.into_iter().chain(authority) {
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

/// The directory with its lock, and what is in it.
fn open(directory: &Path) -> Result<Opened<Folder>, Error> {
    let folder = Folder::open(directory).map_err(Error::Store)?;
    Store::open(folder).map_err(Error::Store)
}

/// The addresses.
impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = self.site.config(LogChoice::Both);
        f.debug_struct("Instance").field("config", &config).finish_non_exhaustive()
    }
}

/// What the clock of this machine says.
pub fn system_time() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    UnixTime::new(seconds, since.subsec_nanos()).unwrap_or(UnixTime::from_seconds(seconds))
}
