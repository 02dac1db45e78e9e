use core::fmt;

use sigstore_json::Node;
use sigstore_traits::{Rule, RuleKind};

use crate::Error;

pub(crate) static V_10: Rule = Rule {
    id: "V-10",
    title: "The media type of a bundle is one of four texts, exactly.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, Bundle.media_type",
    kind: RuleKind::Refusal,
    place: "sigstore-bundle MediaType::from_name",
};

/// The version of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// `application/vnd.dev.sigstore.bundle+json;version=0.1`
    V01,
    /// `application/vnd.dev.sigstore.bundle+json;version=0.2`
    V02,
    /// `application/vnd.dev.sigstore.bundle+json;version=0.3`, the first spelling of 0.3.
    V03Legacy,
    /// `application/vnd.dev.sigstore.bundle.v0.3+json`, the one for new bundles.
    V03,
}

impl MediaType {
    /// All of them, oldest first.
    pub const ALL: [Self; 4] = [Self::V01, Self::V02, Self::V03Legacy, Self::V03];

    /// The text, as bundles write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V01 => "application/vnd.dev.sigstore.bundle+json;version=0.1",
            Self::V02 => "application/vnd.dev.sigstore.bundle+json;version=0.2",
            Self::V03Legacy => "application/vnd.dev.sigstore.bundle+json;version=0.3",
            Self::V03 => "application/vnd.dev.sigstore.bundle.v0.3+json",
        }
    }

    /// The inverse of [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    pub(crate) fn read(node: Node<'_>) -> Result<Self, Error> {
        let name = node.string()?;
        Self::from_name(name).ok_or_else(|| Error::MediaType { found: name.into() })
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
