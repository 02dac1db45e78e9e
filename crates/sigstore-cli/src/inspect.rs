use clap::ArgMatches;
use clap::builder::PossibleValue;
use sigstore_inspect::{Kind, Thing, Unrecognised};
use sigstore_report::{failure_json, visible};

use crate::complaint::Complaint;
use crate::failure::{Exit, Failure};
use crate::input;
use crate::output::Output;

/// The most bytes of a thing that is inspected.
pub(crate) const MAX_THING: usize = 64 << 20;

/// The words of `--as`, each with what it is.
pub(crate) fn kinds() -> Vec<PossibleValue> {
    Kind::all().map(|kind| PossibleValue::new(kind.name()).help(kind.title())).collect()
}

/// `sigscope inspect`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    let raw = matches.get_flag("raw");
    let things = matches.get_many::<String>("thing").into_iter().flatten();
    things.fold(Exit::Done, |exit, thing| {
        exit.and(match Inspected::read(thing, kind(matches)) {
            Ok(inspected) => inspected.show(&output, raw),
            Err(failure) => failure.tell(&output),
        })
    })
}

/// What `--as` says.
pub(crate) fn kind(matches: &ArgMatches) -> Option<Kind> {
    matches.get_one::<String>("as").and_then(|name| Kind::from_name(name))
}

/// A thing, decoded. Nothing in it is verified.
pub(crate) struct Inspected {
    name: String,
    pub(crate) thing: Thing,
}

impl Inspected {
    /// Reads a thing, and guesses what it is unless that is said.
    pub(crate) fn read(name: &str, kind: Option<Kind>) -> Result<Self, Failure> {
        let bytes = input::read(name, MAX_THING)?;
        match Thing::read(&bytes, kind) {
            Ok(thing) => Ok(Self { name: name.into(), thing }),
            Err(Unrecognised) => Err(unrecognised(name)),
        }
    }

    /// Why it could not be read to its end.
    pub(crate) fn stopped(&self) -> Option<Failure> {
        let why = self.thing.stopped()?.to_string();
        let complaint = Complaint::Stopped { why: &why, title: self.thing.kind().title() };
        let facts = complaint.facts();
        Some(Failure { exit: Exit::Unreadable, input: self.name.clone(), facts })
    }

    /// What could be read; then, if that is not all, why.
    fn show(&self, output: &Output, raw: bool) -> Exit {
        let stopped = self.stopped();
        if output.json {
            output.line(&self.document(stopped.as_ref(), raw));
        } else {
            let (name, title) = (visible(&self.name), self.thing.kind().title());
            output.line(&format!("{name}: {title} (nothing is verified)"));
            self.thing.to_text(raw).lines().for_each(|line| output.line(&visible(line)));
        }
        match stopped {
            Some(failure) if !output.json => failure.tell(output),
            Some(failure) => failure.exit,
            None => Exit::Done,
        }
    }

    /// One document; of what stops, the error, with what could be read as its member `read`.
    fn document(&self, stopped: Option<&Failure>, raw: bool) -> String {
        let read = self.thing.to_json(raw);
        match stopped {
            None => read,
            Some(failure) => {
                let error = failure_json(failure.exit.code(), &failure.input, &failure.facts);
                let open = error.strip_suffix('}').unwrap_or(&error);
                format!("{open},\"read\":{read}}}")
            }
        }
    }
}

fn unrecognised(name: &str) -> Failure {
    let words: Vec<_> = Kind::all().map(Kind::name).collect();
    let facts = Complaint::Unrecognised { kinds: &words.join(", ") }.facts();
    Failure { exit: Exit::Unreadable, input: name.into(), facts }
}
