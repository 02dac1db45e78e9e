mod bundle;
mod certificate;
mod entry;
mod entry_kinds;
mod guess;
mod timestamp;
mod tree;
mod trusted_root;

use clap::ArgMatches;
use sigstore_json::{Value, ordered};
use sigstore_report::visible;

use crate::failure::{Exit, Failure};
use crate::input;
use crate::output::Output;

pub(crate) use guess::{KINDS, Unrecognised};
pub(crate) use tree::Tree;

use guess::Kind;

/// The kind of this name.
pub(crate) fn kind(name: &str) -> Option<Kind> {
    Kind::of_name(name)
}

/// The most bytes of a thing that is inspected.
pub(crate) const MAX_THING: usize = 64 << 20;

/// `sigscope inspect`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    let things = matches.get_many::<String>("thing").into_iter().flatten();
    let kind = matches.get_one::<String>("as").and_then(|name| Kind::of_name(name));
    things.fold(Exit::Done, |exit, thing| {
        exit.and(match Inspected::read(thing, kind) {
            Ok(inspected) => inspected.show(&output),
            Err(failure) => failure.tell(&output),
        })
    })
}

/// A thing, decoded. Nothing in it is verified.
pub(crate) struct Inspected {
    name: String,
    pub(crate) kind: Kind,
    pub(crate) tree: Tree,
}

impl Inspected {
    /// Reads a thing, and guesses what it is unless that is said.
    pub(crate) fn read(name: &str, kind: Option<Kind>) -> Result<Self, Failure> {
        let bytes = input::read(name, MAX_THING)?;
        let (kind, bytes) = match kind {
            Some(kind) => (kind, bytes),
            None => Kind::guess(bytes).map_err(|error| Failure::unreadable(name, &error))?,
        };
        let tree = kind.decode(&bytes).map_err(|facts| Failure {
            exit: Exit::Unreadable,
            input: name.into(),
            facts,
        })?;
        Ok(Self { name: name.into(), kind, tree })
    }

    fn show(&self, output: &Output) -> Exit {
        if output.json {
            let members = [
                ("format", Value::String("sigscope.inspect/1".into())),
                ("kind", Value::String(self.kind.name().into())),
                ("verified", Value::Bool(false)),
                ("fields", self.tree.to_value()),
            ];
            let members = members.map(|(name, value)| (name.into(), value));
            output.line(&ordered(&Value::Object(members.into())));
        } else {
            output.line(&format!(
                "{}: {} (nothing is verified)",
                visible(&self.name),
                self.kind.title()
            ));
            output.line(self.tree.to_text().trim_end());
        }
        Exit::Done
    }
}
