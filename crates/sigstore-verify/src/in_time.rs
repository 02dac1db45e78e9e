use std::ops::ControlFlow;

use sigstore_traits::{Rule, RuleKind, SignatureSuite, Trust, UnixTime, Validity};

use crate::case::Case;
use crate::certified::{Certified, CertifiedLeaf, Paths};
use crate::check::{Evidence, Walk};
use crate::checks::{CERTIFICATE_IN_TIME, KEY_IN_TIME};
use crate::logged::{Logged, ProvenTimes};
use crate::policy::SignerPolicy;
use crate::{Fields, Outcome, Rejection};

pub(crate) static V_50: Rule = Rule {
    id: "V-50",
    title: "One candidate path is valid at every proven time, not at one of them: leaf, every certificate above it, and the authority's own period.",
    source: "sigstore architecture-docs client-spec.md section 4.3; RFC 5280 section 4.1.2.5",
    kind: RuleKind::Refusal,
    place: "sigstore-verify ValidPath::check",
};

pub(crate) static V_114: Rule = Rule {
    id: "V-114",
    title: "A managed key is used within the period that the policy gives it, at every proven time; its log entry is checked like any other.",
    source: "sigstore architecture-docs client-spec.md section 4.6; protobuf-specs sigstore_common.proto, TimeRange",
    kind: RuleKind::Refusal,
    place: "sigstore-verify KeyPeriod::check",
};

/// Step 4: one candidate path is valid at every proven time.
pub(crate) struct InTime<W: Walk> {
    /// `None`: the signer is a key, not a certificate.
    pub(crate) path: Option<W::Proof<ValidPath>>,
    /// `None`: the policy gives no period for a key.
    pub(crate) key: Option<W::Proof<KeyPeriod>>,
}

impl<W: Walk> InTime<W> {
    pub(crate) fn check<'c, T: Trust>(
        w: &mut W,
        case: &Case<'_, T>,
        certified: &Certified<'c, T::Suite, W>,
        logged: &Logged<W>,
    ) -> ControlFlow<W::Stop, Self> {
        let path = match &certified.certificate {
            Some(CertifiedLeaf { leaf, paths, .. }) => {
                let needs = W::both(W::look(paths), W::look(&logged.times));
                let check = |(paths, times)| ValidPath::check(leaf.validity(), paths, times);
                Some(w.check(&CERTIFICATE_IN_TIME, needs, check)?)
            }
            None => {
                let why = Outcome::NotApplicable("the signer is a key, not a certificate");
                w.skip(&CERTIFICATE_IN_TIME, why, ());
                None
            }
        };
        let key = match case.policy.signer {
            SignerPolicy::Key { validity: Some(period), .. } => {
                let check = |times: &ProvenTimes| KeyPeriod::check(period, times);
                Some(w.check(&KEY_IN_TIME, W::look(&logged.times), check)?)
            }
            _ => {
                let why = Outcome::NotApplicable("the policy gives no period for a key");
                w.skip(&KEY_IN_TIME, why, ());
                None
            }
        };
        ControlFlow::Continue(Self { path, key })
    }
}

/// The path that was valid at every proven time.
pub(crate) struct ValidPath {
    authority: String,
    leaf: Validity,
    times: Vec<UnixTime>,
}

impl ValidPath {
    fn check<S: SignatureSuite>(
        leaf: Validity,
        paths: &Paths<'_, S>,
        times: &ProvenTimes,
    ) -> Result<Self, Rejection> {
        let path = paths.candidates.under_any(|path| {
            times.times.iter().try_for_each(|proven| path.check_at(leaf, proven.time))
        });
        let authority = path.map_err(Rejection::Certificate)?.authority.uri.into();
        let times = times.times.iter().map(|proven| proven.time).collect();
        Ok(Self { authority, leaf, times })
    }
}

impl Evidence for ValidPath {
    fn fields(&self) -> Fields {
        Fields::new()
            .with("certificate_period", self.leaf.to_string())
            .with("authority", self.authority.as_str())
            .with_list("times", self.times.iter().map(UnixTime::to_string))
    }
}

/// The managed key was in its period at every proven time.
pub(crate) struct KeyPeriod(Validity);

impl KeyPeriod {
    fn check(period: Validity, times: &ProvenTimes) -> Result<Self, Rejection> {
        match times.times.iter().find(|proven| !period.contains(proven.time)) {
            Some(proven) => Err(Rejection::KeyPeriod { time: proven.time, period }),
            None => Ok(Self(period)),
        }
    }
}

impl Evidence for KeyPeriod {
    fn fields(&self) -> Fields {
        Fields::new().with("key_period", self.0.to_string())
    }
}
