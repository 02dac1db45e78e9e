use sigstore_rekor_types::Body;
use sigstore_traits::{Digest, Rule, RuleKind, SignatureSuite};

use crate::{AnyBody, Error};

pub(crate) static T_13: Rule = Rule {
    id: "T-13",
    title: "What a log stores beside an entry is the payload of an intoto or the message of a cose, and only a hash in the body vouches for it.",
    source: "sigstore/rekor pkg/types/intoto/README.md, pkg/types/cose/README.md",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-kinds AnyBody::check_attestation",
};

impl AnyBody {
    /// Checks what a log stored beside the entry: that it is what the entry is about.
    ///
    /// # Errors
    /// [`Error::Attestation`], also for an entry that has none.
    pub fn check_attestation(
        &self,
        attestation: &[u8],
        suite: &impl SignatureSuite,
    ) -> Result<(), Error> {
        let (found, expected) = (suite.sha256(&[attestation]), self.attested());
        if expected == Some(found) {
            return Ok(());
        }
        Err(Error::Attestation { found, expected })
    }

    /// SHA-256 of what a log stores beside such an entry.
    fn attested(&self) -> Option<[u8; 32]> {
        let payload_hash = match self {
            Self::CoseV001(entry) => return Some(entry.envelope_sha256),
            Self::Verifiable(Body::IntotoV001(entry)) => entry.payload_hash,
            Self::Verifiable(Body::IntotoV002(entry)) => entry.payload_hash,
            _ => None,
        };
        match payload_hash? {
            Digest::Sha256(hash) => Some(hash),
            Digest::Sha384(_) | Digest::Sha512(_) => None,
        }
    }
}
