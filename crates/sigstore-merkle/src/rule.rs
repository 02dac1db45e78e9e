/// A numbered rule of the protocol, as data, in the same shape as in the other crates of the
/// workspace; this one stands alone and has its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `V-` or `S-` and a number.
    pub id: &'static str,
    /// What holds, in one sentence.
    pub title: &'static str,
    /// The public document and section that says so.
    pub source: &'static str,
    /// How a test shows that it is enforced.
    pub kind: RuleKind,
    /// The crate and function that enforce it.
    pub place: &'static str,
}

/// How a test shows that a rule is enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// Something is refused: one test keeps the rule, another breaks it and gets its error.
    Refusal,
    /// Something is accepted: a verifier that is too strict fails the test.
    Acceptance,
}
