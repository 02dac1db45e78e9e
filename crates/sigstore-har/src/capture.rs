use sigstore_json::{Node, Object, ordered};
use sigstore_record::{Conversation, Party, ToldReport, Transcribed, Transcript, Turn};

use crate::entry::Entry;
use crate::error::LIMITS;
use crate::half::Place;
use crate::notes::Notes;
use crate::{Error, FORMAT, file};

/// An HTTP Archive, read.
#[derive(Debug)]
pub struct Capture {
    /// What was said.
    pub conversation: Conversation,
    /// The program that wrote the archive, as it calls itself.
    pub creator: String,
    /// Whether it was written as a capture, with all that only its writer knew.
    pub is_own: bool,
    /// The paths of what was read past: members that nobody knows, bodies that are not there.
    pub notes: Vec<String>,
}

impl Capture {
    /// Reads an archive: one of [`write`](crate::write), or of a browser or a proxy, whose messages
    /// are known by what they say.
    ///
    /// # Errors
    /// [`Error`] with the path of the member that is not what it must be. Members that are not used
    /// may be anything.
    pub fn parse(archive: &[u8]) -> Result<Self, Error> {
        let document = sigstore_json::parse(archive, &LIMITS)?;
        let mut notes = Notes::default();
        let root = document.node().object()?;
        let log = root.required("log")?.object()?;
        version(&log)?;
        let creator = creator(&log)?;
        let own = log.optional("_sigstore").map(Node::object).transpose()?;
        own.as_ref().map(format).transpose()?;
        let from = speaker(&creator);
        let mut messages = Vec::new();
        for entry in log.required("entries")?.array()? {
            messages.push(Entry { from, is_own: own.is_some(), notes: &mut notes }.read(entry)?);
        }
        let mut reports = Vec::new();
        if let Some(own) = own {
            for file in own.optional("files").map(Node::array).transpose()?.into_iter().flatten() {
                messages.push(file::read(file, &mut notes)?);
            }
            for told in own.optional("reports").map(Node::array).transpose()?.into_iter().flatten()
            {
                reports.push(report(told)?);
            }
            notes.finish(own, &["secrets"]);
        }
        let is_own = log.optional("_sigstore").is_some();
        notes.finish(log, &["browser", "pages", "comment"]);
        notes.finish(root, &[]);
        let transcript = transcript(messages, reports);
        let conversation = Conversation::from_transcript(transcript);
        Ok(Self { conversation, creator, is_own, notes: notes.0 })
    }
}

/// HAR 1.1 has the same members.
fn version(log: &Object<'_>) -> Result<(), Error> {
    match log.optional("version").map(Node::string).transpose()? {
        None | Some("1.1" | "1.2") => Ok(()),
        Some(found) => Err(Error::Version { found: found.into() }),
    }
}

fn format(own: &Object<'_>) -> Result<(), Error> {
    match own.required("format")?.string()? {
        FORMAT => Ok(()),
        found => Err(Error::Format { found: found.into() }),
    }
}

fn creator(log: &Object<'_>) -> Result<String, Error> {
    let Some(creator) = log.optional("creator") else { return Ok(String::new()) };
    let creator = creator.object()?;
    let text = |name| creator.optional(name).map(Node::string).transpose();
    let (name, version) = (text("name")?, text("version")?);
    Ok([name, version].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// Who speaks where the archive does not say it.
fn speaker(creator: &str) -> Party {
    let browsers = ["WebInspector", "Firefox", "WebKit Web Inspector", "Safari"];
    let browser = browsers.iter().any(|name| creator.starts_with(name));
    if browser { Party::Browser } else { Party::Client }
}

fn report(node: Node<'_>) -> Result<ToldReport, Error> {
    let told = node.object()?;
    let report = told.required("report")?;
    report.object()?;
    let json = ordered(report.value());
    Ok(ToldReport { json, text: told.required("text")?.string()?.into() })
}

/// The messages in their order: as they are numbered, or as they were asked.
fn transcript(mut messages: Vec<(Place, Transcribed)>, reports: Vec<ToldReport>) -> Transcript {
    messages.sort_by_key(|(place, message)| (place.message, message.request.time));
    let mut turns: Vec<_> = messages
        .iter()
        .enumerate()
        .flat_map(|(number, (place, message))| place.turns(number, message))
        .collect();
    turns.sort_by_key(|(order, _)| *order);
    let turns = turns.into_iter().map(|(_, turn): (_, Turn)| turn).collect();
    let messages = messages.into_iter().map(|(_, message)| message).collect();
    Transcript { messages, turns, reports }
}
