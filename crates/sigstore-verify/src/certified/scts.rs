use sigstore_certificate::Certificate;
use sigstore_sct::{Sct, precertificate_tbs};
use sigstore_traits::{
    AuthorityCertificate, LogId, Message, Rule, RuleKind, SignatureSuite, Trust, TrustedLog,
    UnixTime,
};

use crate::case::Case;
use crate::check::Evidence;
use crate::several::Several;
use crate::tally::{Source, Tally};
use crate::{Fields, Rejection, Waived};

pub(crate) static V_57: Rule = Rule {
    id: "V-57",
    title: "A certificate carries SCTs of at least as many distinct known logs as the policy demands, one unless it says otherwise.",
    source: "sigstore architecture-docs fulcio-spec.md sections 4 and 5.2; RFC 6962 section 3",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Scts::check",
};

pub(crate) static V_62: Rule = Rule {
    id: "V-62",
    title: "An SCT's log is found by its log id among the certificate logs only; an SCT of an unknown log counts for nothing and is told.",
    source: "RFC 6962 section 3.2; sigstore fulcio docs/ctlog.md",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Scts::check",
};

pub(crate) static V_63: Rule = Rule {
    id: "V-63",
    title: "The SCT of a known log is signed by that log's key, with the algorithm of that key.",
    source: "RFC 6962 sections 2.1.4 and 3.2",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Scts::check",
};

pub(crate) static V_64: Rule = Rule {
    id: "V-64",
    title: "An SCT's time lies in the period of its log's key, both ends included.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, TransparencyLogInstance",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Scts::check",
};

pub(crate) static V_65: Rule = Rule {
    id: "V-65",
    title: "Several SCTs are fine; those of one log count once.",
    source: "sigstore architecture-docs fulcio-spec.md section 7.3",
    kind: RuleKind::Acceptance,
    place: "sigstore-verify Scts::check",
};

/// The SCTs of known logs, all of which hold.
pub(crate) struct Scts {
    counted: Vec<CountedSct>,
    unknown: Vec<LogId>,
}

struct CountedSct {
    log: String,
    id: LogId,
    time: UnixTime,
}

impl Scts {
    pub(super) fn none() -> Self {
        Self { counted: Vec::new(), unknown: Vec::new() }
    }

    pub(super) fn check<T: Trust>(
        case: &Case<'_, T>,
        leaf: &Certificate<'_>,
        issuer: &AuthorityCertificate<T::Suite>,
    ) -> Result<Self, Rejection> {
        let mut found = Self::none();
        let mut tally = Tally::default();
        // Without an SCT there is no precertificate to rebuild.
        let material = case.material;
        let tbs = match material.scts.as_slice() {
            [] => Vec::new(),
            _ => precertificate_tbs(leaf).map_err(Rejection::Sct)?,
        };
        let embedded = material
            .scts
            .iter()
            .map(|sct| (sct, sct.signed_precertificate(&issuer.spki_sha256, &tbs)));
        let detached = material.detached_sct.iter();
        let detached = detached.map(|sct| (sct, sct.signed_certificate(leaf.der())));
        for (sct, signed) in embedded.chain(detached) {
            let Some(logs) = Several::of(case.trust.certificate_logs(sct.log_id())) else {
                found.unknown.push(*sct.log_id());
                continue;
            };
            let check = SctCheck { sct, signed: &signed, suite: case.trust.suite() };
            let log = logs.under_any(|log| check.under(log))?;
            tally.count(Source::log(log));
            let (id, time) = (log.id, sct.time());
            found.counted.push(CountedSct { log: log.base_url.into(), id, time });
        }
        let waived = case.policy.waiver(Waived::Sct).is_some();
        let required = if waived { 0 } else { case.policy.thresholds.scts };
        if tally.distinct() < required {
            let (found, unknown) = (tally.distinct(), found.unknown);
            return Err(Rejection::TooFewScts { found, required, unknown });
        }
        Ok(found)
    }
}

/// One SCT against one log.
struct SctCheck<'a, 'c, S: SignatureSuite> {
    sct: &'a Sct<'c>,
    /// What the log signed.
    signed: &'a [u8],
    suite: &'a S,
}

impl<S: SignatureSuite> SctCheck<'_, '_, S> {
    fn under(&self, log: &TrustedLog<'_, S>) -> Result<(), Rejection> {
        let (id, time, scheme) = (log.id, self.sct.time(), self.sct.scheme());
        if !log.validity.contains(time) {
            return Err(Rejection::SctPeriod { log: id, time, period: log.validity });
        }
        if scheme != log.scheme {
            return Err(Rejection::SctScheme { log: id, found: scheme, expected: log.scheme });
        }
        let message = Message::Bytes(self.signed);
        let holds = self.suite.verify(log.key, scheme, message, self.sct.signature());
        holds.map_err(|_| Rejection::SctSignature { log: id })
    }
}

impl Evidence for Scts {
    fn fields(&self) -> Fields {
        let counted = |sct: &CountedSct| {
            Fields::new()
                .with("log", sct.log.as_str())
                .with("log_id", sct.id.to_string())
                .with("time", sct.time.to_string())
        };
        Fields::new()
            .with_list("scts", self.counted.iter().map(counted))
            .with_list("unknown_logs", self.unknown.iter().map(LogId::to_string))
    }
}
