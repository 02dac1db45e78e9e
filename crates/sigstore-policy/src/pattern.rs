use std::fmt;

use regex::{Regex, RegexBuilder};
use sigstore_traits::{Rule, RuleKind};
use sigstore_verify::Pattern;

use crate::{Error, MAX_PATTERN};

pub(crate) static A_66: Rule = Rule {
    id: "A-66",
    title: "A regular expression matches the whole identity or not at all: it is anchored at both ends.",
    source: "hardening; sigstore architecture-docs fulcio-spec.md section 2.2",
    kind: RuleKind::Refusal,
    place: "sigstore-policy AnchoredRegex::new",
};

/// A regular expression that takes the whole identity.
///
/// It is compiled alone first, so that it can't close a group that it did not open, and then
/// between `\A(?:` and `)\z`.
#[derive(Clone, Debug)]
pub struct AnchoredRegex {
    source: String,
    regex: Regex,
}

impl AnchoredRegex {
    /// Compiles a regular expression of the `regex` crate's syntax; matching takes linear time.
    ///
    /// # Errors
    /// [`Error::EmptyText`], [`Error::PatternTooLong`] or [`Error::Regex`].
    pub fn new(source: &str) -> Result<Self, Error> {
        if source.is_empty() {
            return Err(Error::EmptyText { what: "identity" });
        }
        if source.len() > MAX_PATTERN {
            return Err(Error::PatternTooLong { bytes: source.len() });
        }
        compile(source)?;
        let regex = compile(&format!(r"\A(?:{source})\z"))?;
        Ok(Self { source: source.into(), regex })
    }
}

fn compile(source: &str) -> Result<Regex, Error> {
    let mut builder = RegexBuilder::new(source);
    builder.size_limit(1 << 20).build().map_err(|error| Error::Regex { reason: error.to_string() })
}

impl Pattern for AnchoredRegex {
    fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl fmt::Display for AnchoredRegex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "regex {}", self.source)
    }
}
