use std::sync::{Arc, Mutex};

use sigstore_engine::{
    AuthorityInstance, CertificateAuthority, Chain, CtLog, KeyKind, LogInstance, NoteSigner,
    RekorV1, RekorV2, SigningKey, TimestampAuthority, TrustedRoot, arcs,
};
use sigstore_local::TsaServer;
use sigstore_local_fulcio::{CtServer, Fulcio, Promises};
use sigstore_local_oidc::{Issuers, OidcIssuer};
use sigstore_local_rekor::{RekorV1Server, RekorV2Server};
use sigstore_server::{Line, Peer, Seen, Server, Shared};
use sigstore_sign::LogVersion;
use sigstore_traits::{HashAlgorithm, LogId, UnixTime, Validity};
use sigstore_transport::Service;

use crate::entropy::seed;
use crate::{SIGNS, Who};

/// From when on and until when the authorities hold: 2026-01-01 and 2046-01-01.
const PERIOD: [UnixTime; 2] =
    [UnixTime::from_seconds(1_767_225_600), UnixTime::from_seconds(2_398_377_600)];

const FULCIO: &str = "http://fulcio.sigstore.test";
const CT_LOG: &str = "http://ctlog.sigstore.test";
const REKOR_V1: &str = "http://rekor-v1.sigstore.test";
const REKOR_V2: &str = "http://rekor-v2.sigstore.test";
const TSA: &str = "http://tsa.sigstore.test";

/// The id of the tree of Rekor v1, and how many entries lie in the trees before it.
const TREE: (u64, u64) = (1_193_050_959_916_656_506, 1000);

/// Sees what a server asked at this address, and what was answered.
pub(crate) type Watch = Arc<dyn Fn(&str, &Seen<'_>) + Send + Sync>;

/// The servers of a whole Sigstore with fixed keys, each with its address, and what clients are
/// told of them.
pub(crate) struct Instance {
    servers: Vec<(&'static str, Shared)>,
    root: TrustedRoot,
    watch: Watch,
}

impl Instance {
    /// Servers that have done nothing yet; what they ask each other is watched.
    pub(crate) fn new(watch: Watch) -> Self {
        let mut instance = Self { servers: Vec::new(), root: TrustedRoot::default(), watch };
        let issuers = instance.add_issuers();
        instance.add_authority(issuers);
        instance.add_rekor_v1();
        instance.add_rekor_v2();
        instance.add_timestamp_authority();
        instance
    }

    /// The server at this address.
    pub(crate) fn server(&self, address: &str) -> Option<&Shared> {
        self.servers.iter().find(|(own, _)| *own == address).map(|(_, server)| server)
    }

    /// Whom to trust.
    pub(crate) fn trusted_root(&self) -> String {
        self.root.to_json()
    }

    fn add_issuers(&mut self) -> Issuers {
        let mut issuers = Issuers::default();
        for who in Who::ALL {
            let issuer = OidcIssuer::new(who.issuer(), &seed(who.issuer()));
            let server = self.serve(who.issuer(), issuer);
            issuers =
                issuers.with(who.accepted(), self.line(Service::Issuer, who.issuer(), server));
        }
        issuers
    }

    /// A root and an intermediate below it, as the public instance has them.
    fn add_authority(&mut self, issuers: Issuers) {
        let root = Chain::root("fulcio root", PERIOD, key(KeyKind::P384, "fulcio root"));
        let below = key(KeyKind::P384, "fulcio");
        let chain = root.intermediate("fulcio", PERIOD, below, arcs::CODE_SIGNING, 0);
        let certificates = chain.certificates().expect(SIGNS);
        let log = self.add_certificate_log(certificates.last().cloned().into_iter().collect());
        self.root.certificate_authorities.push(authority(FULCIO, "fulcio", certificates));
        let promises = Promises::Embedded(self.line(Service::CertificateLog, CT_LOG, log));
        let fulcio = Fulcio::new(CertificateAuthority { chain }, issuers, promises);
        self.serve(FULCIO, fulcio.expect(SIGNS));
    }

    fn add_certificate_log(&mut self, roots: Vec<Vec<u8>>) -> Shared {
        let log = CtLog::new(key(KeyKind::P256, "ctlog"));
        self.root.certificate_logs.push(log_instance(CT_LOG, &log.key, log.id()));
        self.serve(CT_LOG, CtServer::new(log, roots))
    }

    fn add_rekor_v1(&mut self) {
        let signer = NoteSigner::rekor_v1(host(REKOR_V1), key(KeyKind::P256, "rekor v1"));
        self.root.entry_logs.push(log_instance(REKOR_V1, &signer.key, signer.log_id()));
        let (tree_id, first_index) = TREE;
        self.serve(REKOR_V1, RekorV1Server::new(RekorV1::new(signer, tree_id, first_index)));
    }

    fn add_rekor_v2(&mut self) {
        let signer = NoteSigner::c2sp(host(REKOR_V2), key(KeyKind::Ed25519, "rekor v2"));
        self.root.entry_logs.push(log_instance(REKOR_V2, &signer.key, signer.log_id()));
        self.serve(REKOR_V2, RekorV2Server::new(RekorV2::new(signer)));
    }

    fn add_timestamp_authority(&mut self) {
        let root = Chain::root("tsa root", PERIOD, key(KeyKind::P256, "tsa root"));
        let chain = root.time_signer("tsa", PERIOD, key(KeyKind::P256, "tsa"));
        let certificates = chain.certificates().expect(SIGNS);
        self.root.timestamp_authorities.push(authority(&timestamps(), "tsa", certificates));
        let authority = TimestampAuthority { chain, hash: HashAlgorithm::Sha256 };
        self.serve(TSA, TsaServer::new(authority));
    }

    fn serve(&mut self, address: &'static str, server: impl Server + 'static) -> Shared {
        let server: Shared = Arc::new(Mutex::new(server));
        self.servers.push((address, Arc::clone(&server)));
        server
    }

    /// Fulcio's line to another.
    fn line(&self, service: Service, address: &'static str, server: Shared) -> Box<dyn Peer> {
        let watch = Arc::clone(&self.watch);
        Box::new(Line {
            service,
            from: Service::CertificateAuthority,
            server,
            observer: Some(Arc::new(move |seen| watch(address, seen))),
        })
    }
}

/// The signing config: the services, with the log of this version.
pub(crate) fn signing_config(log: LogVersion) -> String {
    let [start, _] = PERIOD;
    let service = |url: &str, version: u8| {
        format!(
            r#"[{{"url":"{url}","majorApiVersion":{version},"validFor":{{"start":"{start}"}},"operator":"sigstore.test"}}]"#
        )
    };
    let log = match log {
        LogVersion::V1 => service(REKOR_V1, 1),
        LogVersion::V2 => service(REKOR_V2, 2),
    };
    format!(
        r#"{{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json","caUrls":{},"oidcUrls":{},"rekorTlogUrls":{log},"rekorTlogConfig":{{"selector":"ANY"}},"tsaUrls":{},"tsaConfig":{{"selector":"ANY"}}}}"#,
        service(FULCIO, 1),
        service(Who::Email.issuer(), 1),
        service(&timestamps(), 1),
    )
}

fn key(kind: KeyKind, name: &str) -> SigningKey {
    SigningKey::from_seed(kind, &seed(name))
}

fn host(address: &'static str) -> &'static str {
    address.trim_start_matches("http://")
}

/// The address that timestamps are asked at, whole.
fn timestamps() -> String {
    format!("{TSA}/api/v1/timestamp")
}

fn log_instance(url: &str, key: &SigningKey, id: LogId) -> LogInstance {
    let details = key.details(key.scheme()).expect("a kind of key that the registry names");
    LogInstance {
        base_url: url.into(),
        spki: key.spki().to_vec(),
        details,
        id,
        validity: validity(),
    }
}

fn authority(uri: &str, name: &str, certificates: Vec<Vec<u8>>) -> AuthorityInstance {
    AuthorityInstance {
        uri: uri.into(),
        common_name: name.into(),
        certificates,
        validity: validity(),
    }
}

fn validity() -> Validity {
    let [start, _] = PERIOD;
    Validity { start: Some(start), end: None }
}
