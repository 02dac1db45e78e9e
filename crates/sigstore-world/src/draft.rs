use serde_json::Value;
use sigstore_engine::{Identity, KeyKind, Sct, SigningKey, Tbs, Token, TstInfo};
use sigstore_rekor_types::{Body, InclusionProof, TransparencyLogEntry};
use sigstore_traits::{HashAlgorithm, SignatureScheme, UnixTime};

use super::{Made, World, key};

/// A bundle to be made: its kind, and what is to be wrong with it.
#[must_use = "nothing is made before `make`"]
pub struct Draft {
    pub(super) world: World,
    pub(super) content: Content,
    pub(super) artifact: Vec<u8>,
    pub(super) version: Version,
    pub(super) logs: Logs,
    pub(super) timestamps: Option<usize>,
    pub(super) stamped: UnixTime,
    pub(super) logged: UnixTime,
    pub(super) managed: bool,
    pub(super) signer: SigningKey,
    pub(super) scheme: Option<SignatureScheme>,
    pub(super) identity: Identity,
    pub(super) issuer: String,
    pub(super) extensions: Vec<(u32, String)>,
    pub(super) timestamp_hash: HashAlgorithm,
    pub(super) embed_certificates: bool,
    pub(super) trusted_root_json: Option<String>,
    pub(super) changes: Changes,
}

pub(super) enum Content {
    Message,
    Dsse { payload_type: String, payload: String, intoto: bool },
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V0_1,
    V0_2,
    V0_3,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Logs {
    pub(super) v1: bool,
    pub(super) v2: bool,
}

impl Draft {
    pub(super) fn message(world: World, artifact: &[u8]) -> Self {
        Self::new(world, Content::Message, artifact.to_vec())
    }

    pub(super) fn dsse(world: World, statement: &str) -> Self {
        let content = Content::Dsse {
            payload_type: "application/vnd.in-toto+json".into(),
            payload: statement.into(),
            intoto: false,
        };
        Self::new(world, content, Vec::new())
    }

    fn new(world: World, content: Content, artifact: Vec<u8>) -> Self {
        Self {
            stamped: after(world.now, 2),
            logged: after(world.now, 5),
            world,
            content,
            artifact,
            version: Version::V0_3,
            logs: Logs { v1: true, v2: false },
            timestamps: None,
            managed: false,
            signer: key(KeyKind::P256, "signer"),
            scheme: None,
            identity: Identity::Uri("https://example.com/workflow.yml@refs/heads/main".into()),
            issuer: "https://issuer.example.com".into(),
            extensions: Vec::new(),
            timestamp_hash: HashAlgorithm::Sha256,
            embed_certificates: true,
            trusted_root_json: None,
            changes: Changes::default(),
        }
    }

    /// Logs it in Rekor v2 only; one timestamp comes with it unless [`timestamps`](Self::timestamps) says otherwise.
    pub fn rekor_v2(mut self) -> Self {
        self.logs = Logs { v1: false, v2: true };
        self
    }

    /// Logs it in Rekor v1 and in Rekor v2, in this order.
    pub fn both_logs(mut self) -> Self {
        self.logs = Logs { v1: true, v2: true };
        self
    }

    /// Logs it nowhere.
    pub fn no_log(mut self) -> Self {
        self.logs = Logs { v1: false, v2: false };
        self
    }

    /// Adds so many timestamps, of the timestamp authorities in turn.
    pub fn timestamps(mut self, count: usize) -> Self {
        self.timestamps = Some(count);
        self
    }

    /// Timestamps without the signer's certificate.
    pub fn without_embedded_certificates(mut self) -> Self {
        self.embed_certificates = false;
        self
    }

    /// Timestamps over a digest of this hash.
    pub fn timestamp_hash(mut self, hash: HashAlgorithm) -> Self {
        self.timestamp_hash = hash;
        self
    }

    /// The timestamps come so many seconds after the certificate.
    pub fn stamped_after(mut self, seconds: i64) -> Self {
        self.stamped = after(self.world.now, seconds);
        self
    }

    /// The entries come so many seconds after the certificate.
    pub fn logged_after(mut self, seconds: i64) -> Self {
        self.logged = after(self.world.now, seconds);
        self
    }

    /// A bundle of version 0.1: a certificate chain.
    pub fn version_0_1(mut self) -> Self {
        self.version = Version::V0_1;
        self
    }

    /// A bundle of version 0.2: a certificate chain.
    pub fn version_0_2(mut self) -> Self {
        self.version = Version::V0_2;
        self
    }

    /// Signs with a key that has no certificate.
    pub fn managed_key(mut self) -> Self {
        self.managed = true;
        self
    }

    /// Signs with a key of this kind.
    pub fn key(self, kind: KeyKind) -> Self {
        self.signer(key(kind, "signer"))
    }

    /// Signs with this key.
    pub fn signer(mut self, signer: SigningKey) -> Self {
        self.signer = signer;
        self
    }

    /// Signs in this way, and not as the log would have it.
    pub fn scheme(mut self, scheme: SignatureScheme) -> Self {
        self.scheme = Some(scheme);
        self
    }

    /// Certifies this identity.
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = identity;
        self
    }

    /// Certifies this issuer of the identity.
    pub fn issuer(mut self, issuer: &str) -> Self {
        self.issuer = issuer.into();
        self
    }

    /// Adds the extension `.1.N` to the certificate.
    pub fn fulcio_extension(mut self, number: u32, text: &str) -> Self {
        self.extensions.push((number, text.into()));
        self
    }

    /// Logs an envelope in Rekor v1 as intoto 0.0.2.
    pub fn intoto(mut self) -> Self {
        if let Content::Dsse { intoto, .. } = &mut self.content {
            *intoto = true;
        }
        self
    }

    /// Signs an envelope of this payload type.
    pub fn payload_type(mut self, text: &str) -> Self {
        if let Content::Dsse { payload_type, .. } = &mut self.content {
            *payload_type = text.into();
        }
        self
    }

    /// Says what the artifact is, for a statement: it is not read out of it.
    pub fn artifact(mut self, artifact: &[u8]) -> Self {
        self.artifact = artifact.to_vec();
        self
    }

    /// Comes with the trusted root of another world.
    pub fn trusting(mut self, world: &World) -> Self {
        self.trusted_root_json = Some(world.trusted_root().to_json());
        self
    }

    /// Makes it.
    pub fn make(self) -> Made {
        super::stages::make(self)
    }
}

fn after(time: UnixTime, seconds: i64) -> UnixTime {
    UnixTime::from_seconds(time.seconds() + seconds)
}

/// Changes of one part, in order.
pub(super) struct Change<T>(Vec<Alteration<T>>);

type Alteration<T> = Box<dyn Fn(&mut T)>;

impl<T> Change<T> {
    pub(super) fn apply(&self, part: &mut T) {
        self.0.iter().for_each(|change| change(part));
    }
}

impl<T> Default for Change<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

macro_rules! changes {
    ($($(#[$doc:meta])* $name:ident: $part:ty,)*) => {
        #[derive(Default)]
        pub(super) struct Changes { $(pub(super) $name: Change<$part>,)* }

        /// The changes, in the order in which they happen.
        impl Draft {
            $($(#[$doc])*
            pub fn $name(mut self, change: impl Fn(&mut $part) + 'static) -> Self {
                self.changes.$name.0.push(Box::new(change));
                self
            })*
        }
    };
}

changes! {
    /// The certificate before it is logged: SCT, signature, entry and bundle follow.
    leaf: Tbs,
    /// The SCT before the log signs it.
    sct: Sct,
    /// The signed SCTs in their TLS encoding, before they stand in the certificate.
    scts: Vec<Vec<u8>>,
    /// The certificate after it is logged, with its SCTs, before the authority signs it.
    logged_leaf: Tbs,
    /// The signed certificate, DER; signature, entry and bundle follow.
    certificate: Vec<u8>,
    /// The signature, before it is stamped and logged.
    signature: Vec<u8>,
    /// What a timestamp says, before the message digest over it.
    timestamp: TstInfo,
    /// The signed data around a timestamp, before it is signed.
    token: Token,
    /// The replies of the timestamp authorities, DER.
    replies: Vec<Vec<u8>>,
    /// What the log will store, before it stores it.
    body: Body,
    /// The same as bytes: what does not read as a body can be logged too.
    body_bytes: Vec<u8>,
    /// The entry with its proof, before promise and checkpoint are signed: they follow.
    entry: TransparencyLogEntry,
    /// The text of the checkpoint, before the log and its witnesses sign it.
    checkpoint_text: String,
    /// The signed checkpoint.
    note: String,
    /// The inclusion proof with the signed checkpoint.
    proof: InclusionProof,
    /// The text that the promise signs.
    set_payload: String,
    /// The promise, signed.
    promise: Vec<u8>,
    /// The bundle, in the end.
    bundle_json: Value,
    /// The trusted root, in the end.
    trusted_root: Value,
}
