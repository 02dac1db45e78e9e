use core::fmt;

use sigstore_traits::{Rule, RuleKind};

pub(crate) static V_93: Rule = Rule {
    id: "V-93",
    title: "The kind and version in a body are those of its entry, and name a kind that is supported.",
    source: "sigstore architecture-docs client-spec.md section 4.4; sigstore/rekor-tiles CLIENTS.md, Entry Type",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types Body::parse, TransparencyLogEntry::body",
};

pub(crate) static V_101: Rule = Rule {
    id: "V-101",
    title: "The retired dsse 0.0.2 is as unsupported as a kind that never was.",
    source: "sigstore/rekor-tiles api/proto/rekor/v2/dsse.proto (deprecated)",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types EntryKind::from_names",
};

/// Those of which a kind that is none breaks one.
pub(crate) const RULES: &[&Rule] = &[&V_93, &V_101];

/// The rule that a kind breaks which is none: Rekor v2 had dsse 0.0.2 for a while.
pub(crate) fn rule(kind: &str, version: &str) -> &'static Rule {
    if (kind, version) == ("dsse", "0.0.2") { &V_101 } else { &V_93 }
}

/// The kinds of entries that are supported, each with its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// `hashedrekord` 0.0.1: a signature over a digest, Rekor v1.
    HashedRekordV001,
    /// `hashedrekord` 0.0.2: a signature over a digest, Rekor v2.
    HashedRekordV002,
    /// `dsse` 0.0.1: the signatures of an envelope, Rekor v1.
    DsseV001,
    /// `intoto` 0.0.1: the hash of an envelope, Rekor v1; deprecated.
    IntotoV001,
    /// `intoto` 0.0.2: an envelope without its payload, Rekor v1; deprecated.
    IntotoV002,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::HashedRekordV001,
        Self::HashedRekordV002,
        Self::DsseV001,
        Self::IntotoV001,
        Self::IntotoV002,
    ];

    /// The name of the kind, as bodies and entries write it.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::HashedRekordV001 | Self::HashedRekordV002 => "hashedrekord",
            Self::DsseV001 => "dsse",
            Self::IntotoV001 | Self::IntotoV002 => "intoto",
        }
    }

    /// The version, as bodies and entries write it.
    pub const fn version(self) -> &'static str {
        match self {
            Self::HashedRekordV001 | Self::DsseV001 | Self::IntotoV001 => "0.0.1",
            Self::HashedRekordV002 | Self::IntotoV002 => "0.0.2",
        }
    }

    /// Whether it is a kind of Rekor v2, whose logs make no promises and tell no time.
    pub const fn is_rekor_v2(self) -> bool {
        matches!(self, Self::HashedRekordV002)
    }

    /// The inverse of [`kind`](Self::kind) and [`version`](Self::version).
    pub fn from_names(kind: &str, version: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.kind() == kind && known.version() == version)
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind(), self.version())
    }
}

/// The kind and version that an entry claims, supported or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindVersion {
    /// The kind, such as `hashedrekord`.
    pub kind: String,
    /// The version, such as `0.0.1`.
    pub version: String,
}

impl KindVersion {
    /// The kind, if it is supported.
    pub fn entry_kind(&self) -> Option<EntryKind> {
        EntryKind::from_names(&self.kind, &self.version)
    }
}

impl fmt::Display for KindVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.version)
    }
}

impl From<EntryKind> for KindVersion {
    fn from(kind: EntryKind) -> Self {
        Self { kind: kind.kind().into(), version: kind.version().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v_93_kept_every_kind_reads_back_from_its_names() {
        for kind in EntryKind::ALL {
            assert_eq!(EntryKind::from_names(kind.kind(), kind.version()), Some(kind));
            assert_eq!(KindVersion::from(kind).entry_kind(), Some(kind));
            assert_eq!(KindVersion::from(kind).to_string(), kind.to_string());
        }
        assert_eq!(EntryKind::DsseV001.to_string(), "dsse 0.0.1");
    }

    #[test]
    fn v_93_broken_other_names_are_no_kind() {
        for (kind, version) in [
            ("hashedrekord", "0.0.3"),
            ("hashedrekord", "0.0.1 "),
            ("HashedRekord", "0.0.1"),
            ("rekord", "0.0.1"),
            ("", ""),
        ] {
            assert_eq!(EntryKind::from_names(kind, version), None);
        }
    }

    #[test]
    fn only_hashedrekord_0_0_2_is_of_rekor_v2() {
        let v2: Vec<_> = EntryKind::ALL.into_iter().filter(|kind| kind.is_rekor_v2()).collect();
        assert_eq!(v2, [EntryKind::HashedRekordV002]);
    }
}
