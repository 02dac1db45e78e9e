use sigstore_traits::{Facts, Refusal, UnixTime};
use sigstore_verify::{
    Artifact, Check, Examination, Fields, LoggedEntry, Outcome, Policy, ProvenTime,
    SignedStatement, Signer, Waiver,
};

/// What a verification found about one artifact.
#[derive(Clone, Debug)]
pub struct Report {
    pub(crate) verdict: Verdict,
    pub(crate) artifact_name: String,
    pub(crate) artifact_digest: Option<String>,
    pub(crate) signer: Option<Signer>,
    pub(crate) times: Vec<ProvenTime>,
    pub(crate) log_entries: Vec<LoggedEntry>,
    pub(crate) statement: Option<SignedStatement>,
    pub(crate) waivers: Vec<Waiver>,
    pub(crate) checks: Vec<CheckReport>,
    pub(crate) trust: TrustSource,
    pub(crate) hint: Option<String>,
}

/// Whether the bundle vouches for the artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every required check is kept.
    Verified,
    /// A check is broken, or one that is required was out of reach.
    Refused,
}

impl Verdict {
    /// The word of the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Refused => "refused",
        }
    }
}

/// What became of one check.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// The check.
    pub check: &'static Check,
    /// `kept`, `broken`, `waived`, `not-applicable` or `not-reached`.
    pub outcome: &'static str,
    /// What it proved.
    pub evidence: Fields,
    /// Why it does not hold.
    pub error: Option<Facts>,
    /// Why it was not made, or who waived it.
    pub note: Option<String>,
    /// The checks that would have given what it needs.
    pub needs: Vec<&'static str>,
}

/// Where the trust came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustSource {
    /// The profile, if one was named.
    pub profile: Option<String>,
    /// `embedded`, `cache` or `file`.
    pub source: &'static str,
    /// SHA-256 of the trusted root document, hex.
    pub sha256: String,
    /// When the embedded document was made.
    pub made: Option<String>,
    /// What in it can't be used, and why.
    pub unusable: Vec<String>,
}

impl Report {
    /// The report of an examination.
    pub fn new(
        artifact_name: impl Into<String>,
        artifact: &Artifact,
        examination: &Examination,
        policy: &Policy,
        trust: TrustSource,
    ) -> Self {
        let verdict = if examination.is_verified() { Verdict::Verified } else { Verdict::Refused };
        Self {
            verdict,
            artifact_name: artifact_name.into(),
            artifact_digest: artifact.digests().first().map(ToString::to_string),
            signer: examination.signer().cloned(),
            times: examination.times().to_vec(),
            log_entries: examination.log_entries().to_vec(),
            statement: examination.statement().cloned(),
            waivers: policy.waivers().collect(),
            checks: examination.checks().iter().map(CheckReport::new).collect(),
            trust,
            hint: None,
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn with_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// What to do next.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Whether the bundle vouches for the artifact.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Every check, in order.
    pub fn checks(&self) -> &[CheckReport] {
        &self.checks
    }

    /// The first check that does not hold.
    pub fn first_broken(&self) -> Option<&CheckReport> {
        self.checks.iter().find(|check| check.error.is_some())
    }

    /// The times that were proven.
    pub(crate) fn earliest(&self) -> Option<UnixTime> {
        self.times.iter().map(|proven| proven.time).min()
    }
}

impl CheckReport {
    fn new((check, outcome): &(&'static Check, Outcome)) -> Self {
        let report = Self {
            check,
            outcome: outcome.name(),
            evidence: Fields::new(),
            error: None,
            note: None,
            needs: Vec::new(),
        };
        match outcome {
            Outcome::Kept(evidence) => Self { evidence: evidence.clone(), ..report },
            Outcome::Broken(rejection) => Self { error: Some(rejection.facts()), ..report },
            Outcome::Waived(waiver) => {
                Self { note: Some(format!("waived by the {}", waiver.by.name())), ..report }
            }
            Outcome::NotApplicable(why) => Self { note: Some((*why).into()), ..report },
            Outcome::NotReached(needs) => Self { needs: needs.clone(), ..report },
        }
    }
}
