//! Makes good bundles, and bundles with one thing wrong, for the tests of this workspace.
//!
//! A [`World`] is a whole Sigstore with fixed keys and a fixed clock: a certificate authority with
//! a root and an intermediate (P-384), a CT log (P-256), a log of Rekor v1 (P-256), a log of Rekor
//! v2 (Ed25519) and two timestamp authorities (P-256). It signs something for a made-up signer;
//! what comes out ([`Made`]) verifies against the trusted root that comes with it. The same recipe
//! makes the same bytes every time.
//!
//! ```
//! use sigstore_world::World;
//!
//! let made = World::new().message(b"hello").make();
//! assert_eq!(made.artifact, b"hello");
//! assert_eq!(made.identity, "https://example.com/workflow.yml@refs/heads/main");
//! ```
//!
//! # Kinds of bundles
//!
//! Version 0.3, one entry of Rekor v1, its promise as the only time, an ECDSA P-256 key in a
//! certificate: that is the default. Each deviation is a word:
//!
//! ```
//! use sigstore_engine::{Identity, KeyKind};
//! use sigstore_world::{World, statement};
//!
//! let world = World::new;
//! world().message(b"hello").rekor_v2().make();               // one timestamp comes with it
//! world().message(b"hello").both_logs().timestamps(2).make();
//! world().dsse(&statement(b"hello")).make();                 // dsse 0.0.1; hashedrekord 0.0.2 in v2
//! world().dsse(&statement(b"hello")).intoto().make();        // intoto 0.0.2
//! world().message(b"hello").managed_key().make();            // made.key_pem is the key
//! world().message(b"hello").version_0_1().make();            // certificate chain of one
//! world().message(b"hello").key(KeyKind::P384).make();
//! world().message(b"hello").identity(Identity::Email("a@example.com".into())).make();
//! ```
//!
//! # One thing wrong
//!
//! A change is a closure over a part, at the moment when that part is ready and nothing that rests
//! on it is made. A certificate that is changed before it is logged has an SCT over the change, is
//! signed by the authority, and stands in the log entry as changed: the change is the only fault.
//!
//! ```
//! use sigstore_engine::arcs;
//! use sigstore_world::World;
//!
//! let hello = || World::new().message(b"hello");
//! // The leaf has no extended key usage: it was logged, signed and used like that.
//! hello().leaf(|tbs| tbs.remove_extension(arcs::EXTENDED_KEY_USAGE)).make();
//! // The SCT is from the far future, and correctly signed.
//! hello().sct(|sct| sct.timestamp += 1 << 40).make();
//! // … or its signature does not hold.
//! hello().scts(|scts| *scts[0].last_mut().unwrap() ^= 1).make();
//! // The certificate is about something else than what was logged.
//! hello().logged_leaf(|tbs| tbs.not_after = tbs.not_before).make();
//! // The promise is over another time than the entry says.
//! hello().set_payload(|payload| *payload = payload.replace("\"integratedTime\":1", "\"integratedTime\":2")).make();
//! // The tree head is signed, and of another tree.
//! hello().checkpoint_text(|text| *text = text.replace("\n6\n", "\n7\n")).make();
//! // Its signature line is damaged afterwards.
//! hello().note(|note| *note = note.replace("— ", "– ")).make();
//! // A step of the proof is another hash.
//! hello().proof(|proof| proof.hashes[0][0] ^= 1).make();
//! // The timestamp, before it is signed.
//! hello().timestamps(1).timestamp(|info| info.version = 2).make();
//! // The finished documents, for everything else.
//! hello().bundle_json(|bundle| bundle["mediaType"] = "text/plain".into()).make();
//! hello().trusted_root(|root| *root = root["tlogs"].take()).make();
//! ```
//!
//! # Times, parties, trust
//!
//! The certificate is issued at [`World::now`], timestamps come 2 seconds later, entries 5;
//! [`Draft::stamped_after`] and [`Draft::logged_after`] move them. The parties are fields of the
//! world: change one before drafting, and what it does changes, and the trusted root with it. (A
//! log's key alone, `world.rekor_v2.signer.key`, signs under the log's old id; a whole new
//! `NoteSigner` is another log.) To have a party act without being trusted, take the trusted root
//! of another world:
//!
//! ```
//! use sigstore_engine::{CtLog, KeyKind, SigningKey};
//! use sigstore_world::World;
//!
//! let mut world = World::new();
//! world.certificate_log = CtLog::new(SigningKey::from_seed(KeyKind::P256, &[9; 32]));
//! world.message(b"hello").trusting(&World::new()).make();    // the log is unknown
//! ```
//!
//! Two changes of one part happen in the order in which they are given. With several entries or
//! timestamps a change is applied to each; it can tell them apart by what they say.

#![forbid(unsafe_code)]
// In a test the panic is the report.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod draft;
mod rsa;
mod stages;

use sigstore_engine::{
    AuthorityInstance, CertificateAuthority, Chain, CtLog, KeyKind, LogInstance, NoteSigner,
    RekorV1, RekorV2, SigningKey, TimestampAuthority, TrustedRoot, arcs,
};
use sigstore_rekor_types::{EntryKind, KindVersion};
use sigstore_traits::{HashAlgorithm, UnixTime, Validity};

pub use draft::Draft;
pub use rsa::rsa_key;

/// A Sigstore with fixed keys and a fixed clock.
#[derive(Debug)]
pub struct World {
    /// 2026-01-01T12:00:00Z: when certificates are issued.
    pub now: UnixTime,
    /// Issues certificates: a root and one intermediate.
    pub authority: CertificateAuthority,
    /// Promises to log them.
    pub certificate_log: CtLog,
    /// `rekor.sigstore.test`, its shard 1111 with 5 entries, 1000 entries before it.
    pub rekor_v1: RekorV1,
    /// `log2026-1.rekor.sigstore.test` with 5 entries.
    pub rekor_v2: RekorV2,
    /// Sign the time; the first timestamp is of the first.
    pub timestamp_authorities: Vec<TimestampAuthority>,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The bundle.
    pub bundle_json: String,
    /// The trusted root to verify it with.
    pub trusted_root_json: String,
    /// What was signed, or what the statement is about.
    pub artifact: Vec<u8>,
    /// Who signed, as the certificate was asked for.
    pub identity: String,
    /// Who vouched for that, as the certificate was asked for.
    pub issuer: String,
    /// The public key, if the signature is of a managed one.
    pub key_pem: Option<String>,
}

/// An in-toto statement about this artifact, by SHA-256.
pub fn statement(artifact: &[u8]) -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"artifact","digest":{{"sha256":"{}"}}}}],"predicateType":"https://example.com/predicate/v1","predicate":{{}}}}"#,
        stages::hex_sha256(artifact),
    )
}

/// The key of this kind that the name determines.
pub fn key(kind: KeyKind, name: &str) -> SigningKey {
    SigningKey::from_seed(kind, &stages::sha256(name.as_bytes()))
}

impl World {
    /// The world as the documentation of its fields says.
    pub fn new() -> Self {
        let v1 = NoteSigner::rekor_v1("rekor.sigstore.test", key(KeyKind::P256, "rekor v1"));
        let v2 =
            NoteSigner::c2sp("log2026-1.rekor.sigstore.test", key(KeyKind::Ed25519, "rekor v2"));
        let mut world = Self {
            now: UnixTime::from_seconds(1_767_268_800),
            authority: CertificateAuthority { chain: code_signing() },
            certificate_log: CtLog::new(key(KeyKind::P256, "ct log")),
            rekor_v1: RekorV1::new(v1, 1111, 1000),
            rekor_v2: RekorV2::new(v2),
            timestamp_authorities: ["tsa 1", "tsa 2"].map(time_stamping).into(),
        };
        world.fill_logs(5);
        world
    }

    /// Signs these bytes.
    pub fn message(self, artifact: &[u8]) -> Draft {
        Draft::message(self, artifact)
    }

    /// Signs this in-toto statement in an envelope.
    pub fn dsse(self, statement: &str) -> Draft {
        Draft::dsse(self, statement)
    }

    /// All parties, trusted since 2025 and for no end.
    pub fn trusted_root(&self) -> TrustedRoot {
        let log = |base_url: &str, key: &SigningKey, id| LogInstance {
            base_url: base_url.into(),
            spki: key.spki().into(),
            details: key.details(key.scheme()).unwrap(),
            id,
            validity: PERIOD,
        };
        let url = |signer: &NoteSigner| format!("https://{}", signer.name);
        TrustedRoot {
            entry_logs: vec![
                log(&url(&self.rekor_v1.signer), &self.rekor_v1.signer.key, self.rekor_v1.id()),
                log(&url(&self.rekor_v2.signer), &self.rekor_v2.signer.key, self.rekor_v2.id()),
            ],
            certificate_logs: vec![log(
                "https://ctfe.sigstore.test/2026",
                &self.certificate_log.key,
                self.certificate_log.id(),
            )],
            certificate_authorities: vec![authority(
                "https://fulcio.sigstore.test",
                "fulcio root",
                &self.authority.chain,
            )],
            timestamp_authorities: self
                .timestamp_authorities
                .iter()
                .zip(TIMESTAMP_URLS)
                .map(|(tsa, url)| authority(url, "tsa", &tsa.chain))
                .collect(),
        }
    }

    /// Adds entries of others, so that there is a path to prove.
    fn fill_logs(&mut self, count: usize) {
        for number in 0..count {
            let body = format!("entry {number}").into_bytes();
            let kind = || KindVersion::from(EntryKind::HashedRekordV001);
            self.rekor_v1.include(kind(), body.clone(), self.now);
            self.rekor_v2.include(kind(), body);
        }
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// From 2025-01-01T00:00:00Z to 2035-01-01T00:00:00Z.
const CERTIFIED: [UnixTime; 2] =
    [UnixTime::from_seconds(1_735_689_600), UnixTime::from_seconds(2_051_222_400)];

/// Since 2025-01-01T00:00:00Z.
const PERIOD: Validity = Validity { start: Some(UnixTime::from_seconds(1_735_689_600)), end: None };

/// Of two parties: two timestamps of one host would count once.
const TIMESTAMP_URLS: [&str; 2] = [
    "https://timestamp.sigstore.test/api/v1/timestamp",
    "https://timestamp.example.test/api/v1/timestamp",
];

fn code_signing() -> Chain {
    Chain::root("fulcio root", CERTIFIED, key(KeyKind::P384, "fulcio root")).intermediate(
        "fulcio intermediate",
        CERTIFIED,
        key(KeyKind::P384, "fulcio intermediate"),
        arcs::CODE_SIGNING,
        0,
    )
}

fn time_stamping(name: &str) -> TimestampAuthority {
    let root = format!("{name} root");
    let chain = Chain::root(&root, CERTIFIED, key(KeyKind::P256, &root));
    TimestampAuthority {
        chain: chain.time_signer(name, CERTIFIED, key(KeyKind::P256, name)),
        hash: HashAlgorithm::Sha256,
    }
}

fn authority(uri: &str, common_name: &str, chain: &Chain) -> AuthorityInstance {
    AuthorityInstance {
        uri: uri.into(),
        common_name: common_name.into(),
        certificates: chain.certificates().unwrap(),
        validity: PERIOD,
    }
}
