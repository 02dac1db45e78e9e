/// What a thing can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// A Sigstore bundle.
    Bundle,
    /// Certificates of X.509.
    Certificate,
    /// A certification request (PKCS #10).
    CertificationRequest,
    /// What Fulcio is asked, v1 or v2.
    CertificateRequest,
    /// What Fulcio answers in JSON.
    CertificateAnswer,
    /// An identity token.
    Token,
    /// The keys of an issuer.
    KeySet,
    /// The metadata of an issuer.
    Discovery,
    /// The answer of Rekor v1.
    LogEntry,
    /// The answer of Rekor v2, and an entry in a bundle.
    TransparencyLogEntry,
    /// The canonical body of an entry.
    EntryBody,
    /// What a log is asked to record.
    ProposedEntry,
    /// A signature with its log entry, as cosign wrote them.
    CosignBundle,
    /// A signed tree head.
    Checkpoint,
    /// What Rekor v1 says of its tree.
    LogInfo,
    /// A proof of inclusion, as either version writes it.
    InclusionProof,
    /// A promise of a certificate log, in JSON.
    Sct,
    /// The promises in a certificate, or one alone.
    SctList,
    /// The answer of a timestamp authority.
    Timestamp,
    /// A timestamp without the answer around it.
    TimestampToken,
    /// What a timestamp authority is asked.
    TimestampRequest,
    /// A DSSE envelope.
    Dsse,
    /// An in-toto statement.
    Statement,
    /// A trusted root.
    TrustedRoot,
    /// A signing config.
    SigningConfig,
    /// Both of them in one.
    ClientTrustConfig,
    /// Metadata of The Update Framework.
    TufMetadata,
    /// A public key.
    PublicKey,
    /// Hashes of a tiled log.
    Tile,
    /// Entries of a tiled log.
    EntryTile,
    /// A recording of requests and answers.
    Capture,
    /// A key or signature of OpenPGP.
    Pgp,
    /// A key or signature of minisign or signify.
    Minisign,
    /// A key or signature of OpenSSH.
    Ssh,
    /// A private key, which is not shown.
    PrivateKey,
    /// DER of no other kind.
    Asn1,
    /// JSON of no other kind.
    Json,
}

/// Every kind with its word and what people call it.
const TABLE: [(Kind, &str, &str); 37] = [
    (Kind::Bundle, "bundle", "Sigstore bundle"),
    (Kind::Certificate, "certificate", "X.509 certificate"),
    (Kind::CertificationRequest, "certification-request", "certification request (PKCS #10)"),
    (Kind::CertificateRequest, "certificate-request", "request to Fulcio"),
    (Kind::CertificateAnswer, "certificate-answer", "answer of Fulcio"),
    (Kind::Token, "token", "identity token"),
    (Kind::KeySet, "key-set", "key set of an issuer"),
    (Kind::Discovery, "discovery", "metadata of an OpenID Connect issuer"),
    (Kind::LogEntry, "log-entry", "log entry, as Rekor v1 answers"),
    (Kind::TransparencyLogEntry, "transparency-log-entry", "log entry, as in a bundle"),
    (Kind::EntryBody, "entry-body", "canonical body of a log entry"),
    (Kind::ProposedEntry, "proposed-entry", "entry as it is proposed to a log"),
    (Kind::CosignBundle, "cosign-bundle", "signature and log entry, as cosign wrote them"),
    (Kind::Checkpoint, "checkpoint", "checkpoint of a log"),
    (Kind::LogInfo, "log-info", "what Rekor v1 says of its tree"),
    (Kind::InclusionProof, "inclusion-proof", "proof of inclusion"),
    (Kind::Sct, "sct", "signed certificate timestamp"),
    (Kind::SctList, "sct-list", "signed certificate timestamps"),
    (Kind::Timestamp, "timestamp", "RFC 3161 timestamp reply"),
    (Kind::TimestampToken, "timestamp-token", "RFC 3161 timestamp token"),
    (Kind::TimestampRequest, "timestamp-request", "RFC 3161 timestamp request"),
    (Kind::Dsse, "dsse", "DSSE envelope"),
    (Kind::Statement, "statement", "in-toto statement"),
    (Kind::TrustedRoot, "trusted-root", "trusted root"),
    (Kind::SigningConfig, "signing-config", "signing config"),
    (Kind::ClientTrustConfig, "client-trust-config", "trusted root and signing config"),
    (Kind::TufMetadata, "tuf-metadata", "metadata of The Update Framework"),
    (Kind::PublicKey, "public-key", "public key"),
    (Kind::Tile, "tile", "tile of hashes of a log"),
    (Kind::EntryTile, "entry-tile", "tile of entries of a log"),
    (Kind::Capture, "capture", "capture of requests and answers (HAR)"),
    (Kind::Pgp, "pgp", "OpenPGP key or signature"),
    (Kind::Minisign, "minisign", "minisign key or signature"),
    (Kind::Ssh, "ssh", "OpenSSH key or signature"),
    (Kind::PrivateKey, "private-key", "private key, which is not shown"),
    (Kind::Asn1, "asn1", "DER of no known kind"),
    (Kind::Json, "json", "JSON of no known kind"),
];

impl Kind {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.into_iter().map(|(kind, _, _)| kind)
    }

    /// The inverse of [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.into_iter().find(|(_, own, _)| *own == name).map(|(kind, _, _)| kind)
    }

    /// The word for it, for scripts.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> (Self, &'static str, &'static str) {
        TABLE.into_iter().find(|(kind, _, _)| *kind == self).unwrap_or((self, "", ""))
    }
}
