use std::cell::RefCell;

use clap::ArgMatches;
use sigstore_record::{Conversation, Document};
use sigstore_report::Report;

use crate::failure::{Exit, Failure};
use crate::input::Subject;
use crate::output::Output;
use crate::{capture, html};

/// What a verification is given and what it finds, as a record, where one is asked for.
#[derive(Default)]
pub(crate) struct Seen(Option<RefCell<Conversation>>);

impl Seen {
    pub(crate) fn of(matches: &ArgMatches) -> Self {
        let asked = ["capture", "html"].iter().any(|name| matches.contains_id(name));
        Self(asked.then(RefCell::default))
    }

    /// A file; standard input can be read once only, and a digest has no bytes.
    pub(crate) fn artifact(&self, subject: &Subject) -> Result<(), Failure> {
        match (subject, &self.0) {
            (Subject::Path(path), Some(conversation)) if path != "-" => {
                capture::artifact(&mut conversation.borrow_mut(), path)
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn hand(&self, document: Document, path: &str, bytes: &[u8]) {
        if let Some(conversation) = &self.0 {
            capture::hand(&mut conversation.borrow_mut(), document, path, bytes);
        }
    }

    pub(crate) fn conclude(&self, report: &Report) {
        if let Some(conversation) = &self.0 {
            conversation.borrow_mut().conclude(report.clone());
        }
    }

    /// Writes the page and the capture that are asked for, and says how the run ends.
    pub(crate) fn write(&self, matches: &ArgMatches, output: &Output, exit: Exit) -> Exit {
        match &self.0 {
            Some(conversation) => {
                let conversation = conversation.borrow();
                let exit = html::write(matches, &conversation, output, exit);
                capture::write(matches, &conversation, output, exit)
            }
            None => exit,
        }
    }
}
