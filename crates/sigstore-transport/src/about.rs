use std::time::Duration;

/// What a request is for: it travels with the request, in its extensions, for whoever carries or
/// records it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// Who is asked.
    pub service: Service,
    /// What is asked, in lower case with hyphens; one word for one kind of message.
    pub kind: &'static str,
    /// How long an answer is worth waiting for.
    pub timeout: Duration,
    /// Whether the same request may be sent again when the server is busy or fails (5xx, 429).
    pub repeatable: bool,
}

/// A party to the life of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Service {
    /// Says who somebody is: an OpenID Connect issuer.
    Issuer,
    /// Hands identity tokens to the jobs of a CI system or a cloud.
    Ambient,
    /// Certifies keys: Fulcio.
    CertificateAuthority,
    /// Records certificates (RFC 6962).
    CertificateLog,
    /// Tells the time (RFC 3161).
    TimestampAuthority,
    /// Records signatures: Rekor.
    SignatureLog,
}

/// In the extensions of an answer: the request was sent before, and may have had its effect then,
/// though what came of that was no answer to give. A refusal does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeated;

impl About {
    /// A request that may be repeated and is worth waiting 30 seconds for.
    pub const fn new(service: Service, kind: &'static str) -> Self {
        Self { service, kind, timeout: Duration::from_secs(30), repeatable: true }
    }

    /// The same with another time to wait.
    #[must_use]
    pub const fn timeout(self, seconds: u64) -> Self {
        Self { timeout: Duration::from_secs(seconds), ..self }
    }

    /// The same, to be sent once: what it spends can't be spent again.
    #[must_use]
    pub const fn once(self) -> Self {
        Self { repeatable: false, ..self }
    }
}

impl Service {
    /// All of them, in the order in which a signature needs them.
    pub const ALL: [Self; 6] = [
        Self::Issuer,
        Self::Ambient,
        Self::CertificateAuthority,
        Self::CertificateLog,
        Self::TimestampAuthority,
        Self::SignatureLog,
    ];

    /// Its name in events and records, in lower case with hyphens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Ambient => "ambient",
            Self::CertificateAuthority => "certificate-authority",
            Self::CertificateLog => "certificate-log",
            Self::TimestampAuthority => "timestamp-authority",
            Self::SignatureLog => "signature-log",
        }
    }
}
