use clap::ArgMatches;
use sigstore_json::{Value, ordered};
use sigstore_report::visible;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::settings::{self, Origin, Setting};
use crate::token_text::{object, text};

/// `sigscope config show`: which value came from where.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let Some(("show", matches)) = matches.subcommand() else { return Exit::Usage };
    let output = Output::of(matches);
    match settings::settings(matches) {
        Ok(settings) => show(&settings, &output),
        Err(failure) => Failure::tell(&failure, &output),
    }
}

fn show(settings: &[Setting], output: &Output) -> Exit {
    let file = settings::file_path().unwrap_or_default();
    let there = file.exists();
    let file = file.display().to_string();
    let of = |name| settings.iter().find(|setting| setting.name == name);
    if output.json {
        let all = settings::names().map(|name| {
            let value = of(name).map_or(Value::Null, |setting| text(&setting.shown()));
            let from = of(name).map_or_else(|| "default".into(), |one| from(&one.origin));
            let members = [("name", text(name)), ("value", value), ("from", text(&from))];
            object(members.into_iter().chain([("variable", text(&settings::variable(name)))]))
        });
        output.line(&ordered(&object([
            ("format", text("sigscope.config/1")),
            ("file", text(&file)),
            ("file_exists", Value::Bool(there)),
            ("settings", Value::Array(all.collect())),
        ])));
        return Exit::Done;
    }
    for name in settings::names() {
        let line = match of(name) {
            Some(setting) => format!("{name:16} {}  ({})", setting.shown(), from(&setting.origin)),
            None => format!("{name:16} not set  (--{name}, {})", settings::variable(name)),
        };
        output.line(&visible(&line));
    }
    let state = if there { "" } else { ", which is not there" };
    output.line(&visible(&format!("{:16} {file}{state}", "file")));
    Exit::Done
}

fn from(origin: &Origin) -> String {
    match origin {
        Origin::Flag => "the command line".into(),
        Origin::Variable(name) => name.clone(),
        Origin::File(path) => path.display().to_string(),
    }
}
