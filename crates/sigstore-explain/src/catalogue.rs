use sigstore_traits::{Code, Rule, RuleKind};
use sigstore_verify::{CHECKS, Check};

use crate::near::near;

/// A rule as it stands in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogueRule {
    /// A letter and a number, such as `V-51`.
    pub id: &'static str,
    /// What holds, in one sentence.
    pub title: &'static str,
    /// The public document and section that says so.
    pub source: &'static str,
    /// `refusal`, `acceptance`, `shape` or `elsewhere`.
    pub kind: &'static str,
    /// The crate and function that enforce it.
    pub place: &'static str,
}

impl From<&Rule> for CatalogueRule {
    fn from(rule: &Rule) -> Self {
        let kind = match rule.kind {
            RuleKind::Refusal => "refusal",
            RuleKind::Acceptance => "acceptance",
            RuleKind::Shape => "shape",
            RuleKind::Elsewhere => "elsewhere",
        };
        let Rule { id, title, source, place, .. } = *rule;
        Self { id, title, source, kind, place }
    }
}

/// An error as it stands in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueCode {
    /// The stable word for this kind of error.
    pub code: &'static str,
    /// What is refused, as a clause without a final full stop.
    pub message: &'static str,
    /// The rule that it breaks; several if that depends on the place.
    pub rules: Vec<CatalogueRule>,
    /// The crate that refuses it.
    pub package: &'static str,
}

impl From<&Code> for CatalogueCode {
    fn from(code: &Code) -> Self {
        let rules = code.rules.iter().copied().map(CatalogueRule::from).collect();
        Self { code: code.word, message: code.message, rules, package: code.package }
    }
}

/// Every rule and every error code of a program.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// The rules; one of which several crates enforce a part stands there several times.
    pub rules: Vec<CatalogueRule>,
    /// The errors, each once.
    pub codes: Vec<CatalogueCode>,
}

/// What there is something to say about.
#[derive(Clone, Debug)]
pub enum Topic<'c> {
    /// A rule, in all its parts.
    Rule(Vec<&'c CatalogueRule>),
    /// A check of a verification.
    Check(&'static Check),
    /// An error.
    Code(&'c CatalogueCode),
}

impl Catalogue {
    /// Whatever has this name, in any case of letters: a rule, or a check and an error, which may
    /// share a name.
    ///
    /// # Errors
    /// The names that are near it, if nothing has it.
    pub fn find(&self, name: &str) -> Result<Vec<Topic<'_>>, Vec<String>> {
        let word = name.trim().replace('_', "-").to_lowercase();
        let is = |other: &str| other.eq_ignore_ascii_case(&word);
        let parts: Vec<_> = self.rules.iter().filter(|rule| is(rule.id)).collect();
        let rule = (!parts.is_empty()).then_some(Topic::Rule(parts));
        let checks = CHECKS.iter().filter(|check| is(check.name)).map(|check| Topic::Check(check));
        let codes = self.codes.iter().filter(|code| is(code.code)).map(Topic::Code);
        let topics: Vec<_> = rule.into_iter().chain(checks).chain(codes).collect();
        if topics.is_empty() { Err(near(&word, self.names())) } else { Ok(topics) }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let rules = self.rules.iter().map(|rule| rule.id);
        let checks = CHECKS.iter().map(|check| check.name);
        rules.chain(checks).chain(self.codes.iter().map(|code| code.code))
    }

    /// The errors that break a rule.
    pub(crate) fn codes_of_rule(&self, id: &str) -> impl Iterator<Item = &CatalogueCode> {
        self.codes.iter().filter(move |code| code.rules.iter().any(|rule| rule.id == id))
    }

    /// The errors that break a check, in the order of its list.
    pub(crate) fn codes_of_check(
        &self,
        check: &'static Check,
    ) -> impl Iterator<Item = &CatalogueCode> {
        let named = check.codes.iter();
        named.filter_map(|name| self.codes.iter().find(|code| code.code == *name))
    }
}

/// The checks that enforce a rule.
pub(crate) fn checks_of_rule(id: &str) -> impl Iterator<Item = &'static Check> {
    CHECKS.iter().copied().filter(move |check| check.rule.id == id)
}

/// The checks that an error breaks.
pub(crate) fn checks_of_code(code: &str) -> impl Iterator<Item = &'static Check> {
    CHECKS.iter().copied().filter(move |check| check.codes.contains(&code))
}

impl CatalogueCode {
    /// What to do about it: what is said of the code itself, else of its rules.
    pub(crate) fn advice(&self) -> Vec<&'static str> {
        if let Some(advice) = crate::advice_on_code(self.code) {
            return vec![advice];
        }
        let meanings = self.rules.iter().filter_map(|rule| crate::Meaning::of(rule.id));
        let mut advice: Vec<_> = meanings.map(|meaning| meaning.advice).collect();
        advice.dedup();
        advice
    }
}

/// What a check belongs to, in one sentence.
pub(crate) const fn step(step: sigstore_verify::Step) -> &'static str {
    use sigstore_verify::Step;
    match step {
        Step::Certified => {
            "Is the key the one of a signer whom a trusted authority certified, in public?"
        }
        Step::Identified => "Is the signer the one that you trust for this artifact?",
        Step::Logged => "Does a public log hold the signature, and who says when it was made?",
        Step::InTime => "Was the certificate valid when the signature was made?",
        Step::About => "Do log entry and statement speak of this artifact and this signature?",
        Step::Signed => "Did this key sign this artifact?",
    }
}

/// The beginning of the names of a rule's tests: `v_51_`.
pub(crate) fn tests_of(id: &str) -> String {
    format!("{}_", id.to_lowercase().replace('-', "_"))
}
