use sigstore_bundle::MediaType;
use sigstore_traits::{LogId, Rule, RuleKind, SignatureSuite, Trust, TrustedLog, UnixTime};

use crate::case::Case;
use crate::check::Evidence;
use crate::logged::ProvenTimes;
use crate::logged::included::Included;
use crate::logged::promises::Promises;
use crate::material::Entry;
use crate::several::Several;
use crate::tally::{Source, Tally};
use crate::{Fields, LoggedEntry, Rejection, Waived};

pub(crate) static V_73: Rule = Rule {
    id: "V-73",
    title: "An entry's log is found by its log id among the signature logs only; an entry of an unknown log counts for nothing and is told.",
    source: "sigstore rekor-tiles CLIENTS.md, TrustedRoot lookup",
    kind: RuleKind::Refusal,
    place: "sigstore-verify KnownEntries::find",
};

pub(crate) static V_3: Rule = Rule {
    id: "V-3",
    title: "Nothing is asked of a log or another service: what is not in the bundle is missing.",
    source: "sigstore architecture-docs rekor-v2-spec.md sections 4.1 and 7.2",
    kind: RuleKind::Shape,
    place: "sigstore-verify",
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

pub(crate) static V_20: Rule = Rule {
    id: "V-20",
    title: "Entries of as many distinct trusted logs as the policy demands are there, one unless it says otherwise or waives the log.",
    source: "sigstore architecture-docs client-spec.md section 4.6",
    kind: RuleKind::Refusal,
    place: "sigstore-verify CountedEntries::check",
};

pub(crate) static V_130: Rule = Rule {
    id: "V-130",
    title: "The id of an entry's log is 32 bytes long and not all zero, whatever stands beside it.",
    source: "sigstore protobuf-specs sigstore_common.proto, LogId; sigstore/rekor-tiles CLIENTS.md, TrustedRoot lookup",
    kind: RuleKind::Refusal,
    place: "sigstore-verify LogIds::check",
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
    pub(crate) logs: Several<TrustedLog<'c, S>>,
}

impl<'c, S: SignatureSuite> KnownEntries<'c, S> {
    pub(crate) fn find(entries: &'c [Entry<'c>], trust: &'c impl Trust<Suite = S>) -> Self {
        let mut found = Self { known: Vec::new(), unknown: Vec::new() };
        for (number, entry) in entries.iter().enumerate() {
            // One that names no log breaks the check of the log ids.
            let Some(log_id) = entry.entry.log_id.id() else {
                continue;
            };
            match Several::of(trust.entry_logs(&log_id)) {
                Some(logs) => found.known.push(KnownEntry { number, entry, logs }),
                None => found.unknown.push(log_id),
            }
        }
        found
    }
}

impl<S: SignatureSuite> KnownEntry<'_, S> {
    /// Whether this key of the log could be used: of the logs of one id those with this key count.
    fn usable_at(&self, time: UnixTime, spki: &[u8]) -> Result<(), Rejection> {
        let usable = |log: &&TrustedLog<'_, S>| match log.validity.contains(time) {
            true => Ok(()),
            false => Err(Rejection::LogKeyPeriod { log: log.id, time, period: log.validity }),
        };
        let same = self.logs.iter().filter(|log| log.spki == spki);
        Several::of(same).map_or(Ok(()), |logs| logs.under_any(usable).map(|_| ()))
    }

    /// Whether the log could be used, whichever of the keys of its id signed.
    fn usable_with_every_key_at(&self, time: UnixTime) -> Result<(), Rejection> {
        self.logs.iter().try_for_each(|log| self.usable_at(time, log.spki))
    }
}

/// Every entry names a log.
pub(crate) struct LogIds(usize);

impl LogIds {
    pub(crate) fn check<T: Trust>(case: &Case<'_, T>) -> Result<Self, Rejection> {
        let entries = &case.material.entries;
        let nameless = |entry: &Entry<'_>| entry.entry.log_id.id().is_none();
        match entries.iter().enumerate().find(|(_, entry)| nameless(entry)) {
            Some((number, Entry { entry, .. })) => {
                Err(Rejection::LogId { entry: number, found: entry.log_id.clone() })
            }
            None => Ok(Self(entries.len())),
        }
    }
}

impl Evidence for LogIds {
    fn fields(&self) -> Fields {
        Fields::new().with("entries", self.0)
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
            tally.count(Source::log(log));
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
                Some(promised) => known.usable_at(promised.time, &promised.spki)?,
                None => Several::of(times.timestamps()).map_or(Ok(()), |times| {
                    times.under_any(|time| known.usable_with_every_key_at(*time)).map(|_| ())
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
