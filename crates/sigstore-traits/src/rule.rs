/// A numbered rule of the protocol, as data: the id that errors, reports, tests and
/// `docs/RULES.md` share.
///
/// A rule is declared beside the function that enforces it. Several crates may enforce parts of
/// one rule: each declares its part under the same id.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `V-` and a number.
    pub id: &'static str,
    /// What holds, in one sentence.
    pub title: &'static str,
    /// The public document and section that says so.
    pub source: &'static str,
    /// How a test shows that it is enforced.
    pub kind: RuleKind,
    /// The crate and function that enforce it, such as `sigstore-checkpoint Checkpoint::parse`.
    pub place: &'static str,
}

/// How a test shows that a rule is enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// Something is refused: one test keeps the rule, another breaks it and gets its error.
    Refusal,
    /// Something is accepted: a verifier that is too strict fails the test.
    Acceptance,
    /// The types make the violation impossible: a compile-fail or an API test.
    Shape,
    /// Not enforced here; the title says why and where.
    Elsewhere,
}
