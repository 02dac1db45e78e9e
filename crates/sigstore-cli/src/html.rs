//! `--html PAGE`: what passed, as a page to read.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use clap::{Arg, ArgMatches};
use sigstore_page::{PageOptions, page};
use sigstore_record::{Conversation, Document, Party};
use sigstore_report::Report;

use crate::args::text;
use crate::failure::{Exit, Failure};
use crate::input::{self, Subject};
use crate::machine;
use crate::output::Output;

/// The most bytes of an artifact that stand on a page.
const MAX_SHOWN: usize = 1 << 20;

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

/// What a verification is given and what it finds, as a record, where a page of it is asked for.
#[derive(Default)]
pub(crate) struct Seen(Option<RefCell<Conversation>>);

impl Seen {
    pub(crate) fn of(matches: &ArgMatches) -> Self {
        Self(matches.contains_id("html").then(RefCell::default))
    }

    /// The beginning of a file; standard input can be read once only, and a digest has no bytes.
    pub(crate) fn artifact(&self, subject: &Subject) -> Result<(), Failure> {
        match subject {
            Subject::Path(path) if self.0.is_some() && path != "-" => {
                let bytes = input::start(path, MAX_SHOWN)?;
                self.hand(Document::Artifact, path, &bytes);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn hand(&self, document: Document, path: &str, bytes: &[u8]) {
        let Some(conversation) = &self.0 else { return };
        let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
        let (name, bytes, now) = (name.unwrap_or_default(), bytes.to_vec(), machine::now());
        let (user, client) = (Party::User, Party::Client);
        conversation.borrow_mut().hand(user, client, document, &name, bytes, now);
    }

    pub(crate) fn conclude(&self, report: &Report) {
        if let Some(conversation) = &self.0 {
            conversation.borrow_mut().conclude(report.clone());
        }
    }

    /// See [`write`].
    pub(crate) fn write(&self, matches: &ArgMatches, output: &Output, exit: Exit) -> Exit {
        match &self.0 {
            Some(conversation) => write(matches, &conversation.borrow(), output, exit),
            None => exit,
        }
    }
}
