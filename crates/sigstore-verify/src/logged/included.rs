use sigstore_merkle::{InclusionProof, Sha256, leaf_hash};
use sigstore_traits::{Rule, RuleKind, SignatureSuite, Trust};

use crate::case::Case;
use crate::check::Evidence;
use crate::logged::heads::{Head, Heads};
use crate::{Fields, LoggedEntry, Rejection};

pub(crate) static V_87: Rule = Rule {
    id: "V-87",
    title: "The index that is proven is the proof's own for Rekor v1 (local to the shard) and the entry's for v2.",
    source: "sigstore architecture-docs rekor-spec.md section 9.3; rekor-tiles CLIENTS.md",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Included::check",
};

pub(crate) static V_89: Rule = Rule {
    id: "V-89",
    title: "The hashes of the proof lead from the entry's leaf hash to the root of the signed checkpoint.",
    source: "RFC 9162 section 2.1.3.2",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Included::check",
};

/// The entries that the proofs lead to signed tree heads.
pub(crate) struct Included {
    pub(crate) entries: Vec<LoggedEntry>,
}

impl Included {
    pub(crate) fn check<T: Trust>(
        case: &Case<'_, T>,
        heads: &Heads<'_>,
    ) -> Result<Self, Rejection> {
        let hashing = Hashing(case.trust.suite());
        let entries = heads.heads.iter().map(|head| head.include(&hashing));
        Ok(Self { entries: entries.collect::<Result<_, _>>()? })
    }
}

impl Head<'_> {
    /// Follows the proof from the entry to this head.
    fn include(&self, hashing: &impl Sha256) -> Result<LoggedEntry, Rejection> {
        let index = self.index();
        let leaf = leaf_hash(&self.of.entry.canonicalized_body, hashing);
        let path = InclusionProof { index, size: self.tree.size, path: &self.proof.hashes };
        let refused = |error| Rejection::Inclusion { entry: self.number, error };
        path.check(&leaf, &self.tree, hashing).map_err(refused)?;
        Ok(self.logged(index))
    }

    /// The index that is proven (V-87).
    fn index(&self) -> u64 {
        match self.of.body.entry_kind().is_rekor_v2() {
            true => self.of.entry.log_index,
            false => self.proof.log_index,
        }
    }

    fn logged(&self, proof_index: u64) -> LoggedEntry {
        let kind = self.of.body.entry_kind();
        LoggedEntry {
            number: self.number,
            log: self.log.into(),
            log_id: self.log_id,
            index: kind.is_rekor_v2().then_some(proof_index),
            proof_index: Some(proof_index),
            kind: kind.kind(),
            version: kind.version(),
            origin: Some(self.checkpoint.origin().into()),
            tree_size: Some(self.tree.size),
        }
    }
}

impl Evidence for Included {
    fn fields(&self) -> Fields {
        Fields::new().with_list("entries", self.entries.iter().map(LoggedEntry::fields))
    }
}

/// The suite's SHA-256, for Merkle trees.
struct Hashing<'a, S>(&'a S);

impl<S: SignatureSuite> Sha256 for Hashing<'_, S> {
    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.0.sha256(parts)
    }
}
