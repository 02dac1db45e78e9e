pub(crate) mod entries;
pub(crate) mod heads;
pub(crate) mod included;
pub(crate) mod promises;
pub(crate) mod timestamps;

use std::ops::ControlFlow;

use sigstore_traits::{Rule, RuleKind, Trust, UnixTime};

use crate::case::Case;
use crate::check::{Evidence, Walk};
use crate::checks::{
    CHECKPOINT, INCLUSION, LOG_ENTRIES, LOG_ID, LOG_KEY_PERIOD, PROMISE, PROOF_PRESENT,
    PROVEN_TIME, TIMESTAMP_IMPRINT, TIMESTAMP_PERIOD, TIMESTAMP_SIGNATURE, TIMESTAMPS, TREE_HEAD,
};
use crate::logged::entries::{CountedEntries, InKeyPeriod, LogIds, Proofs};
use crate::logged::heads::{Heads, SameHead};
use crate::logged::included::Included;
use crate::logged::promises::Promises;
use crate::logged::timestamps::{
    CountedTimestamps, Imprints, KnownTimestamps, SignedTimestamps, ValidTimestamps,
};
use crate::{Fields, Outcome, Rejection, Waived};

pub(crate) static V_37: Rule = Rule {
    id: "V-37",
    title: "A certificate needs at least one proven time, of a log's promise or of a timestamp authority; the present is none.",
    source: "sigstore architecture-docs client-spec.md section 4.2; protobuf-specs sigstore_verification.proto, ObserverTimestampOptions",
    kind: RuleKind::Refusal,
    place: "sigstore-verify ProvenTimes::check",
};

pub(crate) static V_133: Rule = Rule {
    id: "V-133",
    title: "A managed key needs a proven time only if the policy gives it a period or a minimum of timestamps.",
    source: "sigstore architecture-docs client-spec.md section 4.6; protobuf-specs sigstore_trustroot.proto, validFor",
    kind: RuleKind::Acceptance,
    place: "sigstore-verify ProvenTimes::check",
};

/// Step 3: the log's evidence and the timestamps hold, and yield the proven times.
pub(crate) struct Logged<W: Walk> {
    pub(crate) log_ids: W::Proof<LogIds>,
    pub(crate) proofs: W::Proof<Proofs>,
    pub(crate) same_head: W::Proof<SameHead>,
    pub(crate) entries: W::Proof<CountedEntries>,
    pub(crate) times: W::Proof<ProvenTimes>,
    pub(crate) in_key_period: W::Proof<InKeyPeriod>,
}

impl<W: Walk> Logged<W> {
    pub(crate) fn check<'c, T: Trust>(
        w: &mut W,
        case: &'c Case<'c, T>,
    ) -> ControlFlow<W::Stop, Self> {
        let known = &case.known;
        let moot = || case.without_entries();
        let log_ids = w.check_unless(moot(), &LOG_ID, W::given(()), |()| LogIds::check(case))?;
        let proofs =
            w.check_unless(moot(), &PROOF_PRESENT, W::given(()), |()| Proofs::check(case))?;
        let promises =
            w.check_unless(moot(), &PROMISE, W::given(()), |()| Promises::check(case, known))?;
        let heads =
            w.check_unless(moot(), &CHECKPOINT, W::look(&proofs), |_| Heads::check(case, known))?;
        let same_head = w.check_unless(moot(), &TREE_HEAD, W::look(&heads), SameHead::check)?;
        let included = w.check_unless(moot(), &INCLUSION, W::look(&heads), |heads| {
            Included::check(case, heads)
        })?;
        let evidence = W::both(included, W::look(&promises));
        let waived = case.policy.waiver(Waived::TransparencyLog).map(Outcome::Waived);
        let waived = waived.filter(|_| known.known.is_empty());
        let entries = w.check_unless(waived, &LOG_ENTRIES, evidence, |(included, promises)| {
            CountedEntries::check(case, known, included, promises)
        })?;
        let timestamps = Self::timestamps(w, case)?;
        let evidence = W::both(W::look(&promises), timestamps);
        let times =
            w.check_unless(case.without_time(), &PROVEN_TIME, evidence, |(promises, signed)| {
                ProvenTimes::check(case, promises, signed)
            })?;
        let evidence = W::both(W::look(&promises), W::look(&times));
        let in_key_period =
            w.check_unless(moot(), &LOG_KEY_PERIOD, evidence, |(promises, times)| {
                InKeyPeriod::check(known, promises, times)
            })?;
        ControlFlow::Continue(Self { log_ids, proofs, same_head, entries, times, in_key_period })
    }

    pub(crate) fn timestamps<'c, T: Trust>(
        w: &mut W,
        case: &'c Case<'c, T>,
    ) -> ControlFlow<W::Stop, W::Proof<CountedTimestamps>> {
        let known = KnownTimestamps::find(case);
        let suite = case.trust.suite();
        let none = case.material.timestamps.is_empty();
        let moot = || none.then_some(Outcome::NotApplicable("the bundle has no timestamp"));
        let imprints = w.check_unless(moot(), &TIMESTAMP_IMPRINT, W::given(()), |()| {
            Imprints::check(case, &known)
        })?;
        let signed = w.check_unless(moot(), &TIMESTAMP_SIGNATURE, W::given(()), |()| {
            SignedTimestamps::check(&known, suite)
        })?;
        let valid =
            w.check_unless(moot(), &TIMESTAMP_PERIOD, W::look(&signed), ValidTimestamps::check)?;
        w.check_unless(moot(), &TIMESTAMPS, W::both(imprints, valid), |(_, valid)| {
            CountedTimestamps::check(case, &known, &valid)
        })
    }
}

/// When the signature existed, by whose word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenTime {
    /// The time.
    pub time: UnixTime,
    /// Whether a log promised it or a timestamp authority signed it.
    pub source: TimeSource,
    /// The log's base URL or the authority's URI.
    pub authority: String,
}

/// By whose word a time is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeSource {
    /// A Rekor v1 log's promise.
    LogPromise,
    /// An RFC 3161 timestamp.
    TimestampAuthority,
}

impl TimeSource {
    /// The word of the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LogPromise => "log-promise",
            Self::TimestampAuthority => "timestamp-authority",
        }
    }
}

/// All proven times of the signature.
pub(crate) struct ProvenTimes {
    pub(crate) times: Vec<ProvenTime>,
}

impl ProvenTimes {
    fn check<T: Trust>(
        case: &Case<'_, T>,
        promises: &Promises,
        timestamps: CountedTimestamps,
    ) -> Result<Self, Rejection> {
        let promised = promises.times.iter().map(|promised| ProvenTime {
            time: promised.time,
            source: TimeSource::LogPromise,
            authority: promised.log.clone(),
        });
        let signed = timestamps.times.into_iter().map(|(time, authority)| ProvenTime {
            time,
            source: TimeSource::TimestampAuthority,
            authority,
        });
        let times: Vec<_> = promised.chain(signed).collect();
        if times.is_empty() && case.needs_time() {
            return Err(Rejection::NoProvenTime);
        }
        Ok(Self { times })
    }

    /// The times that timestamp authorities signed.
    pub(crate) fn timestamps(&self) -> impl Iterator<Item = UnixTime> {
        let signed = |time: &&ProvenTime| time.source == TimeSource::TimestampAuthority;
        self.times.iter().filter(signed).map(|proven| proven.time)
    }
}

impl Evidence for ProvenTimes {
    fn fields(&self) -> Fields {
        let proven = |proven: &ProvenTime| {
            Fields::new()
                .with("time", proven.time.to_string())
                .with("source", proven.source.name())
                .with("authority", proven.authority.as_str())
        };
        Fields::new().with_list("times", self.times.iter().map(proven))
    }
}
