use sigstore_json::Node;
use sigstore_traits::{Rule, RuleKind, SignatureSuite};

use crate::{Error, content};

pub(crate) static T_3: Rule = Rule {
    id: "T-3",
    title: "A proposed entry holds the content that its log drops; the hash that the log works out of it is absent, or that of the content.",
    source: "sigstore/rekor pkg/types, readOnly and writeOnly in the schema of each kind",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-proposals Proposal::parse, Proposal::canonicalise",
};

pub(crate) static T_12: Rule = Rule {
    id: "T-12",
    title: "The content of a proposed entry stands in it; an address to fetch it from is none.",
    source: "sigstore/rekor DEPRECATIONS.md; pkg/types, the schema of each kind",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-proposals Proposal::parse",
};

/// What a proposed entry is about, in full.
///
/// ```text
/// {"content":"<base64>","hash":{"algorithm":"sha256","value":"<hex>"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inline {
    /// The content.
    pub content: Vec<u8>,
    /// The SHA-256 that the proposal says it has, if it says so.
    pub declared: Option<[u8; 32]>,
}

impl Inline {
    pub(crate) fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let Some(content) = object.stated("content") else {
            let missing = |name| format!("{}.{name}", node.path());
            return Err(match object.optional("url") {
                Some(_) => Error::Elsewhere { place: missing("url") },
                None => Error::NotInline { place: missing("content") },
            });
        };
        Ok(Self {
            content: content.standard_bytes()?,
            declared: object.optional("hash").map(content::read_sha256).transpose()?,
        })
    }

    /// Its SHA-256; `place` is where the proposal may say it.
    pub(crate) fn sha256(
        &self,
        place: &'static str,
        suite: &impl SignatureSuite,
    ) -> Result<[u8; 32], Error> {
        let found = suite.sha256(&[&self.content]);
        match self.declared {
            Some(expected) if expected != found => {
                Err(Error::HashMismatch { place, found, expected })
            }
            _ => Ok(found),
        }
    }
}
