use clap::ArgMatches;
use sigstore_inspect::{Difference, Ignore};
use sigstore_json::{Number, Value, ordered};
use sigstore_report::visible;

use crate::failure::{Exit, Failure};
use crate::input;
use crate::inspect::{self, Inspected};
use crate::output::Output;

/// The most differences that are told.
const MAX_DIFFERENCES: usize = 1_000;

/// `sigscope diff`: exit code 0 if the things are the same, 1 if they differ.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    if input::reads_twice(matches, &["a", "b"]) {
        return Failure::usage(input::ONCE, "").tell(&output);
    }
    let read = |name| read(matches, name).map_err(|failure| failure.tell(&output));
    let (a, b) = match (read("a"), read("b")) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(exit), Ok(_)) | (Ok(_), Err(exit)) => return exit,
        (Err(one), Err(other)) => return one.and(other),
    };
    let words = matches.get_many::<String>("ignore").into_iter().flatten();
    let ignored: Vec<_> = words.map(|word| Ignore::from_word(word)).collect();
    let differences = Difference::between(&a.thing, &b.thing, &ignored);
    if output.json {
        output.line(&document(&differences));
    } else {
        show(&differences, &output);
    }
    if differences.is_empty() { Exit::Done } else { Exit::Refused }
}

/// What can't be read to its end is not compared: what is missing would count as different.
fn read(matches: &ArgMatches, name: &str) -> Result<Inspected, Failure> {
    let name = matches.get_one::<String>(name).map_or("-", String::as_str);
    let inspected = Inspected::read(name, inspect::kind(matches))?;
    match inspected.stopped() {
        Some(failure) => Err(failure),
        None => Ok(inspected),
    }
}

/// ```text
/// {"format":"sigscope.diff/1","same":false,
///  "differences":[{"path":"…","change":"changed|only-in-a|only-in-b","a":"…"|null,"b":"…"|null}],
///  "more":0}
/// ```
fn document(differences: &[Difference]) -> String {
    let text = |text: &Option<String>| match text {
        Some(text) => Value::String(text.clone().into()),
        None => Value::Null,
    };
    let difference = |difference: &Difference| {
        object([
            ("path", Value::String(difference.path.clone().into())),
            ("change", Value::text(change(difference))),
            ("a", text(&difference.a)),
            ("b", text(&difference.b)),
        ])
    };
    let told = differences.iter().take(MAX_DIFFERENCES).map(difference);
    let more = u64::try_from(more(differences)).unwrap_or(u64::MAX);
    ordered(&object([
        ("format", Value::text("sigscope.diff/1")),
        ("same", Value::Bool(differences.is_empty())),
        ("differences", Value::Array(told.collect())),
        ("more", Value::Number(Number::Unsigned(more))),
    ]))
}

fn object<'v, const N: usize>(members: [(&'static str, Value<'v>); N]) -> Value<'v> {
    Value::Object(members.map(|(name, value)| (name.into(), value)).into())
}

fn change(difference: &Difference) -> &'static str {
    match (&difference.a, &difference.b) {
        (Some(_), None) => "only-in-a",
        (None, Some(_)) => "only-in-b",
        _ => "changed",
    }
}

/// How many are not told.
fn more(differences: &[Difference]) -> usize {
    differences.len().saturating_sub(MAX_DIFFERENCES)
}

fn show(differences: &[Difference], output: &Output) {
    if differences.is_empty() {
        output.line("the same in every field");
    }
    for Difference { path, a, b } in differences.iter().take(MAX_DIFFERENCES) {
        output.line(&visible(path));
        output.line(&told("-", a.as_deref(), "(only in B)"));
        output.line(&told("+", b.as_deref(), "(only in A)"));
    }
    match more(differences) {
        0 => {}
        more => output.line(&format!("… {more} more")),
    }
}

fn told(sign: &str, text: Option<&str>, absent: &str) -> String {
    format!("  {sign} {}", visible(text.unwrap_or(absent)))
}
