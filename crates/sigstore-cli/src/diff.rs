use clap::ArgMatches;
use sigstore_json::{Value, ordered};

use crate::failure::{Exit, Failure};
use crate::input;
use crate::inspect::{Inspected, Tree};
use crate::output::Output;

/// `sigscope diff`: exit code 0 if the things are the same, 1 if they differ.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    let kind = matches.get_one::<String>("as").and_then(|name| crate::inspect::kind(name));
    if input::reads_twice(matches, &["a", "b"]) {
        return Failure::usage(input::ONCE, "").tell(&output);
    }
    let thing = |name| matches.get_one::<String>(name).map_or("-", String::as_str);
    let read = |name| Inspected::read(thing(name), kind).map_err(|failure| failure.tell(&output));
    let (a, b) = match (read("a"), read("b")) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(exit), Ok(_)) | (Ok(_), Err(exit)) => return exit,
        (Err(one), Err(other)) => return one.and(other),
    };
    let mut differences = Vec::new();
    if a.kind == b.kind {
        compare(&a.tree, &b.tree, String::new(), &mut differences);
    } else {
        let kinds = (Some(a.kind.name().into()), Some(b.kind.name().into()));
        differences.push(Difference { path: "kind".into(), a: kinds.0, b: kinds.1 });
    }
    show(&differences, &output);
    if differences.is_empty() { Exit::Done } else { Exit::Refused }
}

/// A field that differs; `None`: it is not there.
struct Difference {
    path: String,
    a: Option<String>,
    b: Option<String>,
}

fn compare(a: &Tree, b: &Tree, path: String, out: &mut Vec<Difference>) {
    match (a, b) {
        (Tree::Group(ours), Tree::Group(theirs)) => {
            for (name, value) in ours {
                let path = format!("{path}.{name}");
                let other = theirs.iter().find(|(other, _)| other == name).map(|(_, value)| value);
                compare_with(value, other, path, out);
            }
            let ours = |name: &str| ours.iter().any(|(other, _)| other == name);
            for (name, value) in theirs.iter().filter(|(name, _)| !ours(name)) {
                out.push(Difference {
                    path: format!("{path}.{name}"),
                    a: None,
                    b: Some(value.scalar()),
                });
            }
        }
        (Tree::List(ours), Tree::List(theirs)) => {
            for (index, value) in ours.iter().enumerate() {
                compare_with(value, theirs.get(index), format!("{path}[{index}]"), out);
            }
            for (index, value) in theirs.iter().enumerate().skip(ours.len()) {
                out.push(Difference {
                    path: format!("{path}[{index}]"),
                    a: None,
                    b: Some(value.scalar()),
                });
            }
        }
        (a, b) if a == b => {}
        (a, b) => out.push(Difference { path, a: Some(a.scalar()), b: Some(b.scalar()) }),
    }
}

fn compare_with(a: &Tree, b: Option<&Tree>, path: String, out: &mut Vec<Difference>) {
    match b {
        Some(b) => compare(a, b, path, out),
        None => out.push(Difference { path, a: Some(a.scalar()), b: None }),
    }
}

fn show(differences: &[Difference], output: &Output) {
    if output.json {
        let text = |text: &Option<String>| match text {
            Some(text) => Value::String(text.clone().into()),
            None => Value::Null,
        };
        let difference = |difference: &Difference| {
            let path = difference.path.trim_start_matches('.').to_owned();
            let members = [
                ("path", Value::String(path.into())),
                ("a", text(&difference.a)),
                ("b", text(&difference.b)),
            ];
            Value::Object(members.map(|(name, value)| (name.into(), value)).into())
        };
        let members = [
            ("format", Value::String("sigscope.diff/1".into())),
            ("same", Value::Bool(differences.is_empty())),
            ("differences", Value::Array(differences.iter().map(difference).collect())),
        ];
        output.line(&ordered(&Value::Object(
            members.map(|(name, value)| (name.into(), value)).into(),
        )));
        return;
    }
    if differences.is_empty() {
        output.line("the same in every field");
    }
    for Difference { path, a, b } in differences {
        output.line(path.trim_start_matches('.'));
        output.line(&format!("  - {}", a.as_deref().unwrap_or("(not there)")));
        output.line(&format!("  + {}", b.as_deref().unwrap_or("(not there)")));
    }
}
