use sigstore_json::{Number, Value, ordered};
use sigstore_traits::Facts;

use crate::json::{object, text};

/// The document `sigscope.error/1`, on one line: why there is no report. `exit` is the exit code,
/// `input` names the input that was refused.
pub fn failure_json(exit: u8, input: &str, facts: &Facts) -> String {
    let message = facts.to_string();
    ordered(&object([
        ("format", text("sigscope.error/1")),
        ("exit", Value::Number(Number::Unsigned(exit.into()))),
        ("code", text(facts.code)),
        ("input", text(input)),
        ("place", text(&facts.place)),
        ("found", text(&facts.found)),
        ("expected", text(&facts.expected)),
        ("message", text(&message)),
    ]))
}
