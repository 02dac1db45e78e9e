use sigstore_checkpoint::note_scheme;
use sigstore_rekor_types::set_payload;
use sigstore_traits::{Message, Rule, RuleKind, SignatureSuite, Trust, UnixTime};

use crate::case::Case;
use crate::check::Evidence;
use crate::logged::entries::KnownEntries;
use crate::{Fields, Rejection};

pub(crate) static V_38: Rule = Rule {
    id: "V-38",
    title: "An integrated time is a time only under a promise that holds, of a Rekor v1 entry.",
    source: "sigstore protobuf-specs sigstore_rekor.proto, TransparencyLogEntry.integrated_time",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Promises::check",
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

pub(crate) static V_120: Rule = Rule {
    id: "V-120",
    title: "A Rekor v2 entry carries no promise; its integrated time is never read.",
    source: "sigstore rekor-tiles CLIENTS.md",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Promises::check",
};

/// The promises of known logs, all of which hold, and the times under them.
pub(crate) struct Promises {
    pub(crate) times: Vec<PromisedTime>,
}

#[derive(Clone)]
pub(crate) struct PromisedTime {
    entry: usize,
    pub(crate) time: UnixTime,
    pub(crate) log: String,
    /// The key that promised: its period is the one that counts.
    pub(crate) spki: Vec<u8>,
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
            let payload = set_payload(body, time, &known.logs.first().id, entry.log_index);
            let log = known.logs.under_any(|log| {
                let suite = case.trust.suite();
                let signed = Message::Bytes(&payload);
                let broken = || Rejection::Promise { entry: number, log: log.id };
                // Rekor v1 signs promises as it signs checkpoints: ECDSA and RSA with SHA-256.
                let scheme = note_scheme(log.scheme).ok_or_else(broken)?;
                suite.verify(log.key, scheme, signed, promise).map_err(|_| broken())
            })?;
            let (spki, log) = (log.spki.to_vec(), log.base_url.into());
            times.push(PromisedTime {
                entry: number,
                time: UnixTime::from_seconds(time),
                log,
                spki,
            });
        }
        Ok(Self { times })
    }

    pub(crate) fn of(&self, entry: usize) -> Option<&PromisedTime> {
        self.times.iter().find(|promised| promised.entry == entry)
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
