use core::fmt;

use sigstore_rekor_types::{EntryKind, KindVersion};
use sigstore_traits::{Rule, RuleKind};

pub(crate) static T_135: Rule = Rule {
    id: "T-135",
    title: "Kind and version together say what a body is; one that names another kind is told with its JSON, and counts for nothing.",
    source: "sigstore/rekor-tiles CLIENTS.md, Entry Type; sigstore/rekor openapi.yaml, ProposedEntry",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-kinds AnyBody::parse",
};

/// Every kind that a log has ever recorded, each with its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnyKind {
    /// A kind that a bundle is verified against.
    Verifiable(EntryKind),
    /// `dsse` 0.0.2: the signatures of an envelope, Rekor v2; retired.
    DsseV002,
    /// `rekord` 0.0.1: a detached signature in any of four formats.
    RekordV001,
    /// `alpine` 0.0.1: a package of Alpine Linux.
    AlpineV001,
    /// `cose` 0.0.1: a COSE_Sign1 message.
    CoseV001,
    /// `helm` 0.0.1: a chart of Helm, by its provenance file.
    HelmV001,
    /// `jar` 0.0.1: a signed Java archive.
    JarV001,
    /// `rfc3161` 0.0.1: the response of a timestamp authority.
    Rfc3161V001,
    /// `rpm` 0.0.1: an RPM package.
    RpmV001,
    /// `tuf` 0.0.1: metadata of The Update Framework.
    TufV001,
}

impl AnyKind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Verifiable(EntryKind::HashedRekordV001),
        Self::Verifiable(EntryKind::HashedRekordV002),
        Self::Verifiable(EntryKind::DsseV001),
        Self::Verifiable(EntryKind::IntotoV001),
        Self::Verifiable(EntryKind::IntotoV002),
        Self::DsseV002,
        Self::RekordV001,
        Self::AlpineV001,
        Self::CoseV001,
        Self::HelmV001,
        Self::JarV001,
        Self::Rfc3161V001,
        Self::RpmV001,
        Self::TufV001,
    ];

    /// The name of the kind, as bodies and entries write it.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Verifiable(kind) => kind.kind(),
            Self::DsseV002 => "dsse",
            Self::RekordV001 => "rekord",
            Self::AlpineV001 => "alpine",
            Self::CoseV001 => "cose",
            Self::HelmV001 => "helm",
            Self::JarV001 => "jar",
            Self::Rfc3161V001 => "rfc3161",
            Self::RpmV001 => "rpm",
            Self::TufV001 => "tuf",
        }
    }

    /// The version, as bodies and entries write it.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Verifiable(kind) => kind.version(),
            Self::DsseV002 => "0.0.2",
            _ => "0.0.1",
        }
    }

    /// Whether it is a kind of Rekor v2, whose logs have no search index.
    pub const fn is_rekor_v2(self) -> bool {
        match self {
            Self::Verifiable(kind) => kind.is_rekor_v2(),
            kind => matches!(kind, Self::DsseV002),
        }
    }

    /// The inverse of [`kind`](Self::kind) and [`version`](Self::version).
    pub fn from_names(kind: &str, version: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.kind() == kind && known.version() == version)
    }
}

impl fmt::Display for AnyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind(), self.version())
    }
}

impl From<AnyKind> for KindVersion {
    fn from(kind: AnyKind) -> Self {
        Self { kind: kind.kind().into(), version: kind.version().into() }
    }
}
