use std::convert::Infallible;
use std::ops::ControlFlow;

use sigstore_traits::{Refusal, Rule};

use crate::{Fields, Rejection, Waiver};

/// The six steps of a verification, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The signer's key is certified: a candidate path, and the SCT, without any time.
    Certified,
    /// The certificate names the expected signer.
    Identified,
    /// The log's evidence and the timestamps hold, and yield the proven times.
    Logged,
    /// One candidate path is valid at every proven time.
    InTime,
    /// The log entry and the statement are about this artifact.
    About,
    /// The signature is the certified key's.
    Signed,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Certified, Self::Identified, Self::Logged, Self::InTime, Self::About, Self::Signed];

    /// The word of the report: `certified`, `identified`, `logged`, `in-time`, `about`, `signed`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certified => "certified",
            Self::Identified => "identified",
            Self::Logged => "logged",
            Self::InTime => "in-time",
            Self::About => "about",
            Self::Signed => "signed",
        }
    }
}

/// One check of the list that every verification goes through.
#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    /// The step that it belongs to.
    pub step: Step,
    /// Its stable word.
    pub name: &'static str,
    /// The rule that it enforces.
    pub rule: &'static Rule,
    /// What is compared with what, in one sentence.
    pub title: &'static str,
    /// The checks whose proofs it logically needs, by name: without them it is not reached.
    pub needs: &'static [&'static str],
    /// The codes of the errors that break it.
    pub codes: &'static [&'static str],
}

/// What became of a check.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It holds; what it proved.
    Kept(Fields),
    /// It does not hold.
    Broken(Rejection),
    /// What it demands is waived by the policy and not there.
    Waived(Waiver),
    /// It does not apply to this bundle and policy; why.
    NotApplicable(&'static str),
    /// A proof that it needs is missing: the checks that would give it.
    NotReached(Vec<&'static str>),
}

impl Outcome {
    /// The word of the report.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Kept(_) => "kept",
            Self::Broken(_) => "broken",
            Self::Waived(_) => "waived",
            Self::NotApplicable(_) => "not-applicable",
            Self::NotReached(_) => "not-reached",
        }
    }
}

/// What a check proved, to be told under the names of the report.
pub(crate) trait Evidence {
    fn fields(&self) -> Fields;
}

impl Evidence for () {
    fn fields(&self) -> Fields {
        Fields::new()
    }
}

/// What happens to the outcome of a check: `verify` stops at a refusal, `examine` writes it down
/// and goes on. The same steps serve both, so they can't drift.
pub(crate) trait Walk {
    /// What ends the walk early.
    type Stop;
    /// A proof on this walk: there for sure if a refusal stops the walk, else perhaps missing. A
    /// walk that stops can't be incomplete: it has no way to say so.
    type Proof<P>;

    /// Makes a check out of the proofs that it needs.
    fn check<N, P: Evidence>(
        &mut self,
        check: &'static Check,
        needs: Self::Proof<N>,
        make: impl FnOnce(N) -> Result<P, Rejection>,
    ) -> ControlFlow<Self::Stop, Self::Proof<P>> {
        self.check_unless(None, check, needs, make)
    }

    /// Makes a check that holds of nothing where it is `moot`; then that is what is written down.
    fn check_unless<N, P: Evidence>(
        &mut self,
        moot: Option<Outcome>,
        check: &'static Check,
        needs: Self::Proof<N>,
        make: impl FnOnce(N) -> Result<P, Rejection>,
    ) -> ControlFlow<Self::Stop, Self::Proof<P>>;

    /// Writes down why a check is not made; `proof` says so to those who need it.
    fn skip<P>(&mut self, check: &'static Check, why: Outcome, proof: P) -> Self::Proof<P>;

    /// A proof that is there.
    fn given<P>(proof: P) -> Self::Proof<P>;

    /// A look at a proof.
    fn look<P>(proof: &Self::Proof<P>) -> Self::Proof<&P>;

    /// Two proofs together.
    fn both<A, B>(one: Self::Proof<A>, other: Self::Proof<B>) -> Self::Proof<(A, B)>;
}

/// Stops at the first refusal, and keeps nothing but the proofs.
pub(crate) struct FirstRefusal;

impl Walk for FirstRefusal {
    type Stop = Rejection;
    type Proof<P> = P;

    fn check_unless<N, P: Evidence>(
        &mut self,
        moot: Option<Outcome>,
        check: &'static Check,
        needs: N,
        make: impl FnOnce(N) -> Result<P, Rejection>,
    ) -> ControlFlow<Rejection, P> {
        let outcome = make(needs);
        tell(check, &outcome, moot.is_some());
        match outcome {
            Ok(proof) => ControlFlow::Continue(proof),
            Err(rejection) => ControlFlow::Break(rejection),
        }
    }

    fn skip<P>(&mut self, _: &'static Check, _: Outcome, proof: P) -> P {
        proof
    }

    fn given<P>(proof: P) -> P {
        proof
    }

    fn look<P>(proof: &P) -> &P {
        proof
    }

    fn both<A, B>(one: A, other: B) -> (A, B) {
        (one, other)
    }
}

/// Writes every outcome down.
#[derive(Default)]
pub(crate) struct Recorder {
    outcomes: Vec<(&'static Check, Outcome)>,
}

impl Walk for Recorder {
    type Stop = Infallible;
    type Proof<P> = Option<P>;

    fn check_unless<N, P: Evidence>(
        &mut self,
        moot: Option<Outcome>,
        check: &'static Check,
        needs: Option<N>,
        make: impl FnOnce(N) -> Result<P, Rejection>,
    ) -> ControlFlow<Infallible, Option<P>> {
        let Some(needs) = needs else {
            let missing = check.needs.iter().copied().filter(|name| !self.has_proof_of(name));
            self.outcomes.push((check, Outcome::NotReached(missing.collect())));
            return ControlFlow::Continue(None);
        };
        let outcome = make(needs);
        tell(check, &outcome, moot.is_some());
        let (outcome, proof) = match outcome {
            Ok(proof) => (moot.unwrap_or_else(|| Outcome::Kept(proof.fields())), Some(proof)),
            Err(rejection) => (Outcome::Broken(rejection), None),
        };
        self.outcomes.push((check, outcome));
        ControlFlow::Continue(proof)
    }

    fn skip<P>(&mut self, check: &'static Check, why: Outcome, proof: P) -> Option<P> {
        self.outcomes.push((check, why));
        Some(proof)
    }

    fn given<P>(proof: P) -> Option<P> {
        Some(proof)
    }

    fn look<P>(proof: &Option<P>) -> Option<&P> {
        proof.as_ref()
    }

    fn both<A, B>(one: Option<A>, other: Option<B>) -> Option<(A, B)> {
        one.zip(other)
    }
}

impl Recorder {
    /// What became of each check, in the order in which they were made.
    pub(crate) fn outcomes(self) -> Vec<(&'static Check, Outcome)> {
        self.outcomes
    }

    fn has_proof_of(&self, name: &str) -> bool {
        let outcome = self.outcomes.iter().find(|(check, _)| check.name == name);
        !matches!(outcome, None | Some((_, Outcome::Broken(_) | Outcome::NotReached(_))))
    }
}

/// The event of a check: fields `check`, `rule`, `spec`, `kept`, and `proof` or `why`.
fn tell<P: Evidence>(check: &'static Check, outcome: &Result<P, Rejection>, moot: bool) {
    if !tracing::enabled!(target: "sigstore::check", tracing::Level::INFO) {
        return;
    }
    let name = check.name;
    match outcome {
        Ok(_) if moot => {}
        Ok(proof) => {
            let (rule, spec, proof) =
                (check.rule.id, check.rule.source, proof.fields().to_string());
            tracing::info!(target: "sigstore::check", check = name, rule, spec, kept = true, proof);
        }
        Err(rejection) => {
            let (rule, why) = (rejection.rule(), rejection.to_string());
            let (rule, spec) = (rule.id, rule.source);
            tracing::info!(target: "sigstore::check", check = name, rule, spec, kept = false, why);
        }
    }
}
