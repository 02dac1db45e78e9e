use sigstore_transport::Service;

/// Who speaks, or is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Party {
    /// Whoever wants something signed: gives files, gets files.
    User,
    /// The user's browser.
    Browser,
    /// The program that signs.
    Client,
    /// Says who somebody is: an OpenID Connect issuer.
    Issuer,
    /// Hands identity tokens to the jobs of a CI system or a cloud.
    Ambient,
    /// Certifies keys.
    Fulcio,
    /// Records certificates (RFC 6962).
    CtLog,
    /// Tells the time (RFC 3161).
    TimestampAuthority,
    /// Records signatures.
    Rekor,
    /// Stores images and what is attached to them (OCI distribution).
    Registry,
    /// Some other server.
    Server,
}

impl Party {
    /// All of them, in the order in which a life needs them.
    pub const ALL: [Self; 11] = [
        Self::User,
        Self::Browser,
        Self::Client,
        Self::Issuer,
        Self::Ambient,
        Self::Fulcio,
        Self::CtLog,
        Self::TimestampAuthority,
        Self::Rekor,
        Self::Registry,
        Self::Server,
    ];

    /// Its name in every form of output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Browser => "browser",
            Self::Client => "client",
            Self::Issuer => "issuer",
            Self::Ambient => "ambient",
            Self::Fulcio => "fulcio",
            Self::CtLog => "ct-log",
            Self::TimestampAuthority => "tsa",
            Self::Rekor => "rekor",
            Self::Registry => "registry",
            Self::Server => "server",
        }
    }
}

impl From<Service> for Party {
    fn from(service: Service) -> Self {
        match service {
            Service::Issuer => Self::Issuer,
            Service::Ambient => Self::Ambient,
            Service::CertificateAuthority => Self::Fulcio,
            Service::CertificateLog => Self::CtLog,
            Service::TimestampAuthority => Self::TimestampAuthority,
            Service::SignatureLog => Self::Rekor,
            _ => Self::Server,
        }
    }
}

/// The part of a signature's life that a message belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// What was there before: the file, the roots of trust.
    Given,
    /// Somebody proves who they are.
    Identity,
    /// Their key is certified.
    Certificate,
    /// The time of the signature is signed.
    Timestamp,
    /// The signature is logged.
    Log,
    /// What a verifier needs is put together.
    Bundle,
    /// It is stored beside what it is about.
    Storage,
    /// None of these.
    Other,
}

impl Step {
    /// Its name in every form of output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Identity => "identity",
            Self::Certificate => "certificate",
            Self::Timestamp => "timestamp",
            Self::Log => "log",
            Self::Bundle => "bundle",
            Self::Storage => "storage",
            Self::Other => "other",
        }
    }

    /// What it is called above its messages.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Given => "What is given",
            Self::Identity => "Identity",
            Self::Certificate => "Certificate",
            Self::Timestamp => "Timestamp",
            Self::Log => "Log",
            Self::Bundle => "Bundle",
            Self::Storage => "Storage",
            Self::Other => "Something else",
        }
    }

    /// What happens in it, and why.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Given => {
                "The file to sign, and what was known before: whom to trust, and which services to ask."
            }
            Self::Identity => {
                "An issuer signs a token that says who the signer is, so that nobody needs to keep a key for longer than one signature."
            }
            Self::Certificate => {
                "Fulcio checks the token and that the signer has the private key, and certifies for a few minutes that the key is theirs; a public log hears of each certificate before it is given out, so that none is issued in secret."
            }
            Self::Timestamp => {
                "The certificate ends soon and the signature stays, so an authority signs the time at which it saw the signature: the certificate was still valid."
            }
            Self::Log => {
                "Rekor writes digest, signature and certificate into a public log that only grows, and proves that they are in it: whoever watches the log sees each use of their name."
            }
            Self::Bundle => {
                "Signature, certificate, timestamp and log entry become one file, so that anybody can check all of it later, without asking anyone."
            }
            Self::Storage => {
                "The bundle is stored beside what it is about, where a verifier finds it."
            }
            Self::Other => {
                "None of these is known to be part of a signature: nothing in it is shown."
            }
        }
    }
}
