use alloc::string::String;
use core::fmt;

use crate::Rule;

/// What every error of the workspace says of itself, in one place for all its forms: the text on
/// the terminal, the JSON report, the event stream.
pub trait Refusal: core::error::Error {
    /// The facts of this error.
    fn facts(&self) -> Facts;

    /// The stable word for this kind of error, unique in the workspace.
    fn code(&self) -> &'static str {
        self.facts().code
    }

    /// The rule that was broken.
    fn rule(&self) -> &'static Rule {
        self.facts().rule
    }
}

/// An error taken apart.
///
/// Its `Display` is the one sentence that all errors of the workspace share:
/// what was refused, where, what was found and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The stable word for this kind of error, in lower case with hyphens.
    pub code: &'static str,
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// What was refused, as a clause without a final full stop.
    pub message: &'static str,
    /// Where in the input: a JSON path, a line, a byte offset, an entry number. Empty if it is the whole.
    pub place: String,
    /// What was found. Empty if there is nothing to show (a refused signature has no details).
    pub found: String,
    /// What was expected. Empty if nothing was.
    pub expected: String,
}

impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)?;
        if !self.place.is_empty() {
            write!(f, " at {}", self.place)?;
        }
        if !self.found.is_empty() {
            write!(f, ": found {}", self.found)?;
        }
        if !self.expected.is_empty() {
            let joint = if self.found.is_empty() { ":" } else { "," };
            write!(f, "{joint} expected {}", self.expected)?;
        }
        write!(f, " ({})", self.rule.id)
    }
}
