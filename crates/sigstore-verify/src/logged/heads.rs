use sigstore_checkpoint::{Checkpoint, SignatureLine, note_scheme};
use sigstore_merkle::TreeHead;
use sigstore_rekor_types::InclusionProof;
use sigstore_traits::{
    LogId, Message, Rule, RuleKind, SignatureScheme, SignatureSuite, Trust, TrustedLog,
};

use crate::case::Case;
use crate::check::Evidence;
use crate::host::Host;
use crate::logged::entries::{KnownEntries, KnownEntry};
use crate::material::Entry;
use crate::{Fields, Rejection};

pub(crate) static V_82: Rule = Rule {
    id: "V-82",
    title: "A checkpoint carries a signature line of the log's name and key id, and every such line holds; lines of others are ignored wherever they stand.",
    source: "C2SP signed-note.md, Signatures",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Heads::check",
};

pub(crate) static V_83: Rule = Rule {
    id: "V-83",
    title: "A checkpoint's line is chosen by the key id of the log that the entry names, never by trying keys.",
    source: "C2SP signed-note.md, Signatures",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Heads::check",
};

pub(crate) static V_117: Rule = Rule {
    id: "V-117",
    title: "Every entry of a known log must hold, also beside one that does.",
    source: "sigstore architecture-docs client-spec.md section 4.4; hardening",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Heads::check",
};

pub(crate) static V_126: Rule = Rule {
    id: "V-126",
    title: "The accepted line's name is the checkpoint's origin (Rekor v1: without the tree id), and a v2 origin is the host of the log's base URL, with or without its port.",
    source: "C2SP signed-note.md; sigstore rekor-tiles CLIENTS.md",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Heads::check",
};

pub(crate) static V_88: Rule = Rule {
    id: "V-88",
    title: "Root and size come from the signed checkpoint; the copies in the proof, where present, equal them.",
    source: "sigstore architecture-docs rekor-spec.md section 9.3; rekor-tiles CLIENTS.md",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Included::compare",
};

pub(crate) static V_124: Rule = Rule {
    id: "V-124",
    title: "In a Rekor v2 entry the copy of the index in the proof, where present, equals the entry's.",
    source: "sigstore rekor-tiles CLIENTS.md, Miscellaneous verification bundle changes",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Included::compare",
};

/// The tree heads that known logs signed.
pub(crate) struct Heads<'c> {
    pub(crate) heads: Vec<Head<'c>>,
}

/// A tree head, and the entry whose proof leads to it.
pub(crate) struct Head<'c> {
    pub(crate) number: usize,
    pub(crate) of: &'c Entry<'c>,
    pub(crate) proof: &'c InclusionProof,
    pub(crate) checkpoint: &'c Checkpoint<'c>,
    pub(crate) log: &'c str,
    pub(crate) log_id: LogId,
    pub(crate) tree: TreeHead,
}

impl<'c> Heads<'c> {
    pub(crate) fn check<T: Trust>(
        case: &Case<'c, T>,
        entries: &KnownEntries<'c, T::Suite>,
    ) -> Result<Self, Rejection> {
        let mut heads = Vec::new();
        for KnownEntry { number, entry: of, logs } in &entries.known {
            let (Some(proof), Some(checkpoint)) = (&of.entry.inclusion_proof, &of.checkpoint)
            else {
                continue;
            };
            let (number, v2, suite) =
                (*number, of.body.entry_kind().is_rekor_v2(), case.trust.suite());
            let log =
                logs.under_any(|log| LogLine { number, checkpoint, v2, log, suite }.check())?;
            let (log_id, log, tree) = (log.id, log.base_url, checkpoint.tree_head());
            heads.push(Head { number, of, proof, checkpoint, log, log_id, tree });
        }
        Ok(Self { heads })
    }
}

impl Evidence for Heads<'_> {
    fn fields(&self) -> Fields {
        let head = |head: &Head<'_>| {
            Fields::new()
                .with("log", head.log)
                .with("origin", head.checkpoint.origin())
                .with("tree_size", head.tree.size)
        };
        Fields::new().with_list("checkpoints", self.heads.iter().map(head))
    }
}

/// A checkpoint against one log.
pub(crate) struct LogLine<'a, 'c, S: SignatureSuite> {
    pub(crate) number: usize,
    pub(crate) checkpoint: &'c Checkpoint<'c>,
    pub(crate) v2: bool,
    pub(crate) log: &'a TrustedLog<'c, S>,
    pub(crate) suite: &'a S,
}

impl<S: SignatureSuite> LogLine<'_, '_, S> {
    pub(crate) fn check(&self) -> Result<(), Rejection> {
        let name = self.name()?;
        let missing =
            || Rejection::NoLogLine { entry: self.number, log: self.log.id, name: name.into() };
        let key_id = self.key_id(name).ok_or_else(missing)?;
        let scheme = note_scheme(self.log.scheme).ok_or_else(missing)?;
        let mut lines = self.checkpoint.lines_of(name, key_id).peekable();
        lines.peek().ok_or_else(missing)?;
        lines.try_for_each(|line| self.holds(line, scheme))
    }

    /// The name under which the log signs, as origin and base URL give it (V-126).
    fn name(&self) -> Result<&str, Rejection> {
        let origin = self.checkpoint.origin();
        if !self.v2 {
            return Ok(self.checkpoint.rekor_v1_name().unwrap_or(origin));
        }
        let host = Host::of(self.log.base_url);
        if host.has_name(origin) {
            return Ok(origin);
        }
        let (found, expected) = (origin.into(), host.with_port.to_owned());
        Err(Rejection::Origin { entry: self.number, found, expected })
    }

    fn key_id(&self, name: &str) -> Option<[u8; 4]> {
        let (spki, suite) = (self.log.spki, self.suite);
        match self.v2 {
            true => sigstore_checkpoint::key_id(name, spki, self.log.scheme, suite),
            false => Some(sigstore_checkpoint::rekor_v1_key_id(spki, suite)),
        }
    }

    fn holds(&self, line: &SignatureLine<'_>, scheme: SignatureScheme) -> Result<(), Rejection> {
        let text = Message::Bytes(self.checkpoint.signed_text().as_bytes());
        let holds = self.suite.verify(self.log.key, scheme, text, line.signature());
        holds.map_err(|_| Rejection::Checkpoint { entry: self.number, log: self.log.id })
    }
}

/// What the proof repeats of the tree head is what the head says.
pub(crate) struct SameHead(());

impl SameHead {
    pub(crate) fn check(heads: &Heads<'_>) -> Result<Self, Rejection> {
        heads.heads.iter().try_for_each(Head::compare).map(Self)
    }
}

impl Head<'_> {
    fn compare(&self) -> Result<(), Rejection> {
        let (entry, proof, tree) = (self.number, self.proof, &self.tree);
        // 0 is the default of protobuf: the copy is not there.
        let (found, expected) = (proof.tree_size, tree.size);
        if found != 0 && found != expected {
            return Err(Rejection::TreeSize { entry, found, expected });
        }
        if let Some(found) = proof.root_hash.filter(|found| *found != tree.root) {
            return Err(Rejection::RootHash { entry, found, expected: tree.root });
        }
        let (found, expected) = (proof.log_index, self.of.entry.log_index);
        let v2 = self.of.body.entry_kind().is_rekor_v2();
        if v2 && found != 0 && found != expected {
            return Err(Rejection::ProofIndex { entry, found, expected });
        }
        Ok(())
    }
}

impl Evidence for SameHead {
    fn fields(&self) -> Fields {
        Fields::new()
    }
}
