use alloc::format;
use alloc::string::{String, ToString};
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

impl Facts {
    /// All of them, with place, found and expected as they are told.
    pub fn new(
        code: &'static str,
        rule: &'static Rule,
        message: &'static str,
        place: impl fmt::Display,
        found: impl fmt::Display,
        expected: impl fmt::Display,
    ) -> Self {
        let (place, found, expected) = (place.to_string(), found.to_string(), expected.to_string());
        Self { code, rule, message, place, found, expected }
    }

    /// The same, with the place where the inner input stands before the place inside it.
    #[must_use]
    pub fn inside(self, outer: impl fmt::Display) -> Self {
        let joint = if self.place.is_empty() { "" } else { ", " };
        Self { place: format!("{outer}{joint}{}", self.place), ..self }
    }
}

/// The facts of an error by a table with a row for each of its variants: code, rule, message,
/// place, found, expected; or, for a variant that wraps another error, one column with its facts.
/// The table is one `match`: a variant without a row does not compile.
///
/// ```
/// use sigstore_traits::{Facts, Rule, RuleKind, facts};
///
/// static T_0: Rule =
///     Rule { id: "T-0", title: "", source: "", kind: RuleKind::Refusal, place: "" };
/// enum Error {
///     Empty,
///     Length { line: usize, found: usize },
/// }
/// fn facts_of(error: &Error) -> Facts {
///     facts! { error,
///         Error::Empty => "empty", &T_0, "there is nothing", "", "", "a line";
///         Error::Length { line, found } => "length", &T_0, "the line is too long",
///             format_args!("line {line}"), found, "at most 80";
///     }
/// }
/// let text = facts_of(&Error::Length { line: 3, found: 81 }).to_string();
/// assert_eq!(text, "the line is too long at line 3: found 81, expected at most 80 (T-0)");
/// ```
#[macro_export]
macro_rules! facts {
    (@ $inner:expr) => { $inner };
    (@ $code:expr, $rule:expr, $message:expr, $place:expr, $found:expr, $expected:expr) => {
        $crate::Facts::new($code, $rule, $message, $place, $found, $expected)
    };
    ($error:expr, $($variant:pat => $($column:expr),+;)+) => {
        match $error { $($variant => $crate::facts!(@ $($column),+)),+ }
    };
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
