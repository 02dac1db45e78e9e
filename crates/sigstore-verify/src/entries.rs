use sigstore_bundle::MediaType;
use sigstore_checkpoint::{Checkpoint, SignatureLine, note_scheme};
use sigstore_merkle::{InclusionProof, Sha256, TreeHead, leaf_hash};
use sigstore_rekor_types::{InclusionProof as Proof, set_payload};
use sigstore_traits::{
    LogId, Message, Rule, RuleKind, SignatureScheme, SignatureSuite, Trust, TrustedLog, UnixTime,
};

use crate::case::Case;
use crate::check::Evidence;
use crate::logged::ProvenTimes;
use crate::material::Entry;
use crate::several::Several;
use crate::tally::Tally;
use crate::{Fields, LoggedEntry, Rejection, Waived};

pub(crate) static V_73: Rule = Rule {
    id: "V-73",
    title: "An entry's log is found by its log id among the signature logs only; an entry of an unknown log counts for nothing and is told.",
    source: "sigstore rekor-tiles CLIENTS.md, TrustedRoot lookup",
    kind: RuleKind::Refusal,
    place: "sigstore-verify KnownEntries::find",
};

pub(crate) static V_11: Rule = Rule {
    id: "V-11",
    title: "A 0.1 bundle's entry carries the log's promise.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, VerificationMaterial",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Proofs::check",
};

pub(crate) static V_12: Rule = Rule {
    id: "V-12",
    title: "An inclusion proof comes with the checkpoint that it leads to, in every bundle version.",
    source: "sigstore protobuf-specs sigstore_rekor.proto, InclusionProof.checkpoint",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Proofs::check",
};

pub(crate) static V_13: Rule = Rule {
    id: "V-13",
    title: "Every entry carries an inclusion proof, of a known log or not; only the 0.1 bundles of a caller who waives it go without.",
    source: "sigstore protobuf-specs sigstore_rekor.proto, TransparencyLogEntry.inclusion_proof; client-spec.md section 4.4",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Proofs::check",
};

pub(crate) static V_3: Rule = Rule {
    id: "V-3",
    title: "Nothing is asked of a log or another service: what is not in the bundle is missing.",
    source: "sigstore architecture-docs rekor-v2-spec.md sections 4.1 and 7.2",
    kind: RuleKind::Shape,
    place: "sigstore-verify",
};

pub(crate) static V_40: Rule = Rule {
    id: "V-40",
    title: "A promise that is there must hold, whatever other evidence of the time there is.",
    source: "sigstore protobuf-specs sigstore_rekor.proto, TransparencyLogEntry.inclusion_promise",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Promises::check",
};

pub(crate) static V_75: Rule = Rule {
    id: "V-75",
    title: "A promise is the log's signature over the canonical JSON of body, integrated time, log id and global index.",
    source: "sigstore protobuf-specs sigstore_rekor.proto, InclusionPromise",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Promises::check",
};

pub(crate) static V_38: Rule = Rule {
    id: "V-38",
    title: "An integrated time is a time only under a promise that holds, of a Rekor v1 entry.",
    source: "sigstore protobuf-specs sigstore_rekor.proto, TransparencyLogEntry.integrated_time",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Promises::check",
};

pub(crate) static V_120: Rule = Rule {
    id: "V-120",
    title: "A Rekor v2 entry carries no promise; its integrated time is never read.",
    source: "sigstore rekor-tiles CLIENTS.md",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Promises::check",
};

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

pub(crate) static V_20: Rule = Rule {
    id: "V-20",
    title: "Entries of as many distinct trusted logs as the policy demands are there, one unless it says otherwise or waives the log.",
    source: "sigstore architecture-docs client-spec.md section 4.6",
    kind: RuleKind::Refusal,
    place: "sigstore-verify CountedEntries::check",
};

pub(crate) static V_117: Rule = Rule {
    id: "V-117",
    title: "Every entry of a known log must hold, also beside one that does.",
    source: "sigstore architecture-docs client-spec.md section 4.4; hardening",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Heads::check",
};

pub(crate) static V_74: Rule = Rule {
    id: "V-74",
    title: "The promised time lies in the period of the log's key, both ends included.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, TransparencyLogInstance",
    kind: RuleKind::Refusal,
    place: "sigstore-verify InKeyPeriod::check",
};

pub(crate) static V_129: Rule = Rule {
    id: "V-129",
    title: "The key of a log that promised nothing could be used at one of the timestamps' times at least, where there is any.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, TransparencyLogInstance; hardening",
    kind: RuleKind::Refusal,
    place: "sigstore-verify InKeyPeriod::check",
};

/// The entries whose logs are known, with the logs of that id: a trusted root may list a log more
/// than once, with different periods.
pub(crate) struct KnownEntries<'c, S: SignatureSuite> {
    pub(crate) known: Vec<KnownEntry<'c, S>>,
    unknown: Vec<LogId>,
}

pub(crate) struct KnownEntry<'c, S: SignatureSuite> {
    /// Its number in the bundle, from 0.
    pub(crate) number: usize,
    pub(crate) entry: &'c Entry<'c>,
    logs: Several<TrustedLog<'c, S>>,
}

impl<'c, S: SignatureSuite> KnownEntries<'c, S> {
    pub(crate) fn find(entries: &'c [Entry<'c>], trust: &'c impl Trust<Suite = S>) -> Self {
        let mut found = Self { known: Vec::new(), unknown: Vec::new() };
        for (number, entry) in entries.iter().enumerate() {
            let log_id = &entry.entry.log_id;
            match Several::of(trust.entry_logs(log_id)) {
                Some(logs) => found.known.push(KnownEntry { number, entry, logs }),
                None => found.unknown.push(*log_id),
            }
        }
        found
    }
}

impl<S: SignatureSuite> KnownEntry<'_, S> {
    fn usable_at(&self, time: UnixTime) -> Result<(), Rejection> {
        let usable = |log: &TrustedLog<'_, S>| match log.validity.contains(time) {
            true => Ok(()),
            false => Err(Rejection::LogKeyPeriod { log: log.id, time, period: log.validity }),
        };
        self.logs.under_any(usable).map(|_| ())
    }
}

/// Every entry carries the proofs that its bundle's version demands.
pub(crate) struct Proofs {
    entries: usize,
    excused: usize,
}

impl Proofs {
    pub(crate) fn check<T: Trust>(case: &Case<'_, T>) -> Result<Self, Rejection> {
        let old = case.material.bundle.media_type == MediaType::V01;
        let waived = old && case.policy.waiver(Waived::InclusionProof).is_some();
        let mut excused = 0;
        for (number, Entry { entry, .. }) in case.material.entries.iter().enumerate() {
            let promised = entry.inclusion_promise.is_some();
            match &entry.inclusion_proof {
                _ if old && !promised => return Err(Rejection::NoPromise { entry: number }),
                None if waived => excused += 1,
                None => {
                    return Err(Rejection::NoProof { entry: number, promised });
                }
                Some(proof) if proof.checkpoint.is_none() => {
                    return Err(Rejection::NoCheckpoint { entry: number });
                }
                Some(_) => {}
            }
        }
        Ok(Self { entries: case.material.entries.len(), excused })
    }
}

impl Evidence for Proofs {
    fn fields(&self) -> Fields {
        let excused = Some(self.excused).filter(|number| *number > 0);
        Fields::new().with("entries", self.entries).with_some("without_proof_by_waiver", excused)
    }
}

/// The promises of known logs, all of which hold, and the times under them.
pub(crate) struct Promises {
    pub(crate) times: Vec<PromisedTime>,
}

#[derive(Clone)]
pub(crate) struct PromisedTime {
    entry: usize,
    pub(crate) time: UnixTime,
    pub(crate) log: String,
}

impl Promises {
    pub(crate) fn check<T: Trust>(
        case: &Case<'_, T>,
        entries: &KnownEntries<'_, T::Suite>,
    ) -> Result<Self, Rejection> {
        let mut promised = case.material.entries.iter().enumerate();
        let in_v2 = promised.find(|(_, entry)| {
            entry.body.entry_kind().is_rekor_v2() && entry.entry.inclusion_promise.is_some()
        });
        if let Some((entry, _)) = in_v2 {
            return Err(Rejection::PromiseInV2 { entry });
        }
        let mut times = Vec::new();
        for known in &entries.known {
            let (entry, number) = (known.entry.entry, known.number);
            let Some(promise) = &entry.inclusion_promise else {
                continue;
            };
            let (body, time) = (&entry.canonicalized_body, entry.integrated_time);
            let payload = set_payload(body, time, &entry.log_id, entry.log_index);
            let log = known.logs.under_any(|log| {
                let suite = case.trust.suite();
                let signed = Message::Bytes(&payload);
                let holds = suite.verify(log.key, log.scheme, signed, promise);
                holds.map_err(|_| Rejection::Promise { entry: number, log: log.id })
            })?;
            let (time, log) = (UnixTime::from_seconds(time), log.base_url.into());
            times.push(PromisedTime { entry: number, time, log });
        }
        Ok(Self { times })
    }

    pub(crate) fn of(&self, entry: usize) -> Option<UnixTime> {
        self.times.iter().find(|promised| promised.entry == entry).map(|promised| promised.time)
    }
}

impl Evidence for Promises {
    fn fields(&self) -> Fields {
        let promise = |promised: &PromisedTime| {
            Fields::new().with("log", promised.log.as_str()).with("time", promised.time.to_string())
        };
        Fields::new().with_list("promises", self.times.iter().map(promise))
    }
}

/// The tree heads that known logs signed.
pub(crate) struct Heads<'c> {
    heads: Vec<Head<'c>>,
}

struct Head<'c> {
    number: usize,
    of: &'c Entry<'c>,
    proof: &'c Proof,
    checkpoint: &'c Checkpoint<'c>,
    log: &'c str,
    tree: TreeHead,
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
            let (log, tree) = (log.base_url, checkpoint.tree_head());
            heads.push(Head { number, of, proof, checkpoint, log, tree });
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
struct LogLine<'a, 'c, S: SignatureSuite> {
    number: usize,
    checkpoint: &'c Checkpoint<'c>,
    v2: bool,
    log: &'a TrustedLog<'c, S>,
    suite: &'a S,
}

impl<S: SignatureSuite> LogLine<'_, '_, S> {
    fn check(&self) -> Result<(), Rejection> {
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
        let (found, expected) = (origin.into(), host.with_port.into());
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

/// The host of a base URL, as a v2 log names itself by it.
struct Host<'u> {
    with_port: &'u str,
    without_port: &'u str,
}

impl<'u> Host<'u> {
    fn of(base_url: &'u str) -> Self {
        let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
        let with_port = rest.split_once('/').map_or(rest, |(host, _)| host);
        let port = with_port.rsplit_once(':').filter(|(_, port)| is_port(port));
        Self { with_port, without_port: port.map_or(with_port, |(host, _)| host) }
    }

    fn has_name(&self, origin: &str) -> bool {
        origin == self.with_port || origin == self.without_port
    }
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
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
            log_id: self.of.entry.log_id,
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

/// The entries that count: included, or promised where the proof is waived.
pub(crate) struct CountedEntries {
    pub(crate) entries: Vec<LoggedEntry>,
    unknown: Vec<LogId>,
}

impl CountedEntries {
    pub(crate) fn check<T: Trust>(
        case: &Case<'_, T>,
        known: &KnownEntries<'_, T::Suite>,
        included: Included,
        promises: &Promises,
    ) -> Result<Self, Rejection> {
        let mut entries = included.entries;
        let mut tally = Tally::default();
        for known in &known.known {
            let log = known.logs.first();
            let promised = promises.of(known.number);
            let index = promised.map(|_| known.entry.entry.log_index);
            match entries.iter_mut().find(|entry| entry.number == known.number) {
                Some(entry) => entry.index = index.or(entry.index),
                None if promised.is_some() => entries.push(known.promised_only(log)),
                None => continue,
            }
            tally.count(&log.id.0, log.operator);
        }
        let waived = case.policy.waiver(Waived::TransparencyLog).is_some();
        let required = if waived { 0 } else { case.policy.thresholds.log_entries };
        let (found, unknown) = (tally.distinct(), known.unknown.clone());
        if found < required {
            return Err(Rejection::TooFewLogEntries { found, required, unknown });
        }
        Ok(Self { entries, unknown })
    }
}

impl<S: SignatureSuite> KnownEntry<'_, S> {
    fn promised_only(&self, log: &TrustedLog<'_, S>) -> LoggedEntry {
        let kind = self.entry.body.entry_kind();
        LoggedEntry {
            number: self.number,
            log: log.base_url.into(),
            log_id: log.id,
            index: Some(self.entry.entry.log_index),
            proof_index: None,
            kind: kind.kind(),
            version: kind.version(),
            origin: None,
            tree_size: None,
        }
    }
}

impl Evidence for CountedEntries {
    fn fields(&self) -> Fields {
        Fields::new()
            .with_list("logs", self.entries.iter().map(|entry| entry.log.as_str()))
            .with_list("unknown_logs", self.unknown.iter().map(LogId::to_string))
    }
}

/// The keys of the logs could be used when they logged the entries.
pub(crate) struct InKeyPeriod {
    entries: usize,
}

impl InKeyPeriod {
    pub(crate) fn check<S: SignatureSuite>(
        entries: &KnownEntries<'_, S>,
        promises: &Promises,
        times: &ProvenTimes,
    ) -> Result<Self, Rejection> {
        for known in &entries.known {
            match promises.of(known.number) {
                Some(time) => known.usable_at(time)?,
                None => Several::of(times.timestamps()).map_or(Ok(()), |times| {
                    times.under_any(|time| known.usable_at(*time)).map(|_| ())
                })?,
            }
        }
        Ok(Self { entries: entries.known.len() })
    }
}

impl Evidence for InKeyPeriod {
    fn fields(&self) -> Fields {
        Fields::new().with("entries", self.entries)
    }
}
