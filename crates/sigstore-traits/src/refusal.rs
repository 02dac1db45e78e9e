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

    /// The same with what else is told of place, found and expected; what is empty leaves it as it was.
    #[must_use]
    pub fn with(
        self,
        place: impl fmt::Display,
        found: impl fmt::Display,
        expected: impl fmt::Display,
    ) -> Self {
        let or = |text: String, before| if text.is_empty() { before } else { text };
        let place = or(place.to_string(), self.place);
        let found = or(found.to_string(), self.found);
        let expected = or(expected.to_string(), self.expected);
        Self { place, found, expected, ..self }
    }

    /// The same, with the place where the inner input stands before the place inside it.
    #[must_use]
    pub fn inside(self, outer: impl fmt::Display) -> Self {
        let joint = if self.place.is_empty() { "" } else { ", " };
        Self { place: format!("{outer}{joint}{}", self.place), ..self }
    }
}

/// An error as the documentation lists it: what is the same each time that it occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable word for this kind of error.
    pub word: &'static str,
    /// The rule that is broken; where it depends on the place of the error, all that it can be.
    pub rules: &'static [&'static Rule],
    /// What is refused, as a clause without a final full stop.
    pub message: &'static str,
    /// The crate that refuses it.
    pub package: &'static str,
}

/// A method with the facts of an error, and the list of its codes, both out of one table with a
/// row for each of its variants: code, rule, message, place, found, expected. A row ends after
/// three columns if another function fills in the rest; it has one, with the facts of another
/// error, if the variant wraps that. A rule or message that the error itself decides stands behind
/// what the list says instead: `in &[&V_1, &V_2] => self.rule()`.
///
/// The table is one `match`: a variant without a row does not compile, and a code that can occur
/// stands in the list.
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
/// impl Error {
///     facts! {
///         pub const CODES; fn row(&self);
///         Self::Empty => "empty", &T_0, "there is nothing", "", "", "a line";
///         Self::Length { line, found } => "length", &T_0, "the line is too long",
///             format_args!("line {line}"), found, "at most 80";
///     }
/// }
/// let text = Error::Length { line: 3, found: 81 }.row().to_string();
/// assert_eq!(text, "the line is too long at line 3: found 81, expected at most 80 (T-0)");
/// assert_eq!(Error::CODES.first().map(|code| code.word), Some("empty"));
/// # assert_eq!(Error::Empty.row().code, "empty");
/// ```
#[macro_export]
macro_rules! facts {
    (
        $visible:vis const $codes:ident; fn $name:ident(&$self:ident $(, $argument:ident: $type:ty)*);
        $($variant:pat => $code:expr $(,
            $(in $rules:expr =>)? $rule:expr, $(in $messages:expr =>)? $message:expr
            $(, $place:expr, $found:expr, $expected:expr)?
        )?;)+
    ) => {
        /// Every code of these errors.
        $visible const $codes: &'static [$crate::Code] = &[$($($crate::Code {
            word: $code,
            rules: $crate::facts!(@ rules $(in $rules,)? $rule),
            message: $crate::facts!(@ message $(in $messages,)? $message),
            package: env!("CARGO_PKG_NAME"),
        },)?)+];

        fn $name(&$self $(, $argument: $type)*) -> $crate::Facts {
            match $self {
                $($variant => $crate::facts!(
                    @ row $code $(, $rule, $message $(, $place, $found, $expected)?)?
                ),)+
            }
        }
    };
    (@ rules in $rules:expr, $rule:expr) => { $rules };
    (@ rules $rule:expr) => { &[$rule] };
    (@ message in $messages:expr, $message:expr) => { $messages };
    (@ message $message:expr) => { $message };
    (@ row $inner:expr) => { $inner };
    (@ row $code:expr, $rule:expr, $message:expr) => {
        $crate::Facts::new($code, $rule, $message, "", "", "")
    };
    (@ row $code:expr, $rule:expr, $message:expr, $place:expr, $found:expr, $expected:expr) => {
        $crate::Facts::new($code, $rule, $message, $place, $found, $expected)
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
