use clap::ArgMatches;

use crate::catalogue;
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// `sigscope explain`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    let names: Vec<_> = matches.get_many::<String>("name").into_iter().flatten().collect();
    let catalogue = catalogue();
    if names.is_empty() {
        let text = || catalogue.steps_text(output.width());
        output.line(if output.json { catalogue.steps_json() } else { text() }.trim_end());
        return Exit::Done;
    }
    let mut first = true;
    names.into_iter().fold(Exit::Done, |exit, name| {
        let topics = match catalogue.find(name) {
            Ok(topics) => topics,
            Err(near) => return exit.and(unknown(name, &near).tell(&output)),
        };
        for topic in &topics {
            if !output.json && !std::mem::take(&mut first) {
                output.line("");
            }
            let text = || catalogue.text(topic, output.width());
            output.line(if output.json { catalogue.json(topic) } else { text() }.trim_end());
        }
        exit
    })
}

fn unknown(name: &str, near: &[String]) -> Failure {
    let found = match near {
        [] => format!("{name:?}"),
        near => format!("{name:?}, which is near {}", near.join(" and ")),
    };
    Failure::usage("no rule, check or error code has this name", &found)
}
