//! `--html PAGE`: what passed, as a page to read.

use std::fs;

use clap::{Arg, ArgMatches};
use sigstore_page::{PageOptions, page};
use sigstore_record::Conversation;

use crate::args::text;
use crate::failure::{Exit, Failure};
use crate::output::Output;

pub(crate) fn option() -> Arg {
    text("html", "PAGE").help("Writes all of it as a page: one HTML file that needs no network")
}

/// Writes the page, if one is asked for, and says how the run ends.
pub(crate) fn write(
    matches: &ArgMatches,
    conversation: &Conversation,
    output: &Output,
    exit: Exit,
) -> Exit {
    let path = matches.get_one::<String>("html").filter(|_| exit != Exit::Usage);
    let Some(path) = path else { return exit };
    match fs::write(path, page(conversation, &PageOptions::default())) {
        Ok(()) => exit,
        Err(error) => exit.and(Failure::unavailable(path, error.kind()).tell(output)),
    }
}
