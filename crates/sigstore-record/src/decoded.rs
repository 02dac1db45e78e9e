use std::borrow::Cow;

use http::Method;
use sigstore_decode::shown_address;
use sigstore_field::Meaning;
use sigstore_report::Report;

use crate::half::{Half, fields};
use crate::link::{Link, Place};
use crate::message::{Head, Said};
use crate::redaction::Redaction;
use crate::{Conversation, Party, Secrets, Step, ToldReport, Turn};

/// A conversation taken apart: the fields of every half of a message, from its bytes, and the
/// links between those that are equal.
///
/// All output is made from this: the terminal's, the JSON, the files of a dump.
#[derive(Debug)]
pub struct Decoded<'d> {
    conversation: &'d Conversation,
    halves: Vec<Half<'d>>,
    links: &'d [Link],
    pub(crate) redaction: &'d Redaction,
}

impl<'d> Decoded<'d> {
    pub(crate) fn new(
        conversation: &'d Conversation,
        halves: Vec<Half<'d>>,
        links: &'d [Link],
        redaction: &'d Redaction,
    ) -> Self {
        Self { conversation, halves, links, redaction }
    }

    /// The halves of the messages, in the order in which they were said.
    pub fn halves(&self) -> &[Half<'d>] {
        &self.halves
    }

    /// How they hang together.
    pub fn links(&self) -> &'d [Link] {
        self.links
    }

    /// The links of one field to what was said before it.
    pub fn links_of(&self, turn: Turn, field: usize) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |link| link.later.turn == turn && link.later.field == field)
    }

    /// What the verifications found.
    pub fn reports(&self) -> &'d [Report] {
        self.conversation.reports()
    }

    /// What others have told of verifications.
    pub fn told(&self) -> &'d [ToldReport] {
        self.conversation.told()
    }

    /// Method and address of a request, without secrets; of what is none, nothing.
    pub fn address(&self, half: &Half<'_>) -> Option<(&'d Method, String)> {
        let half = self.half(half.turn())?;
        match &half.said.head {
            Head::Request(method, uri) => {
                Some((method, self.safe(&shown_address(&uri.to_string()))))
            }
            _ => None,
        }
    }

    /// The name of a file, without secrets; of what is none, nothing.
    pub fn file_name(&self, half: &Half<'_>) -> Option<String> {
        half.file().map(|name| self.safe(name))
    }

    /// A text about the messages, without the secrets in them.
    pub(crate) fn safe(&self, text: &str) -> String {
        self.redaction.text(text)
    }

    /// Whether it is the first of its step.
    pub fn opens(&self, half: &Half<'_>) -> bool {
        let step = half.step();
        let first = self.halves.iter().find(|half| half.step() == step);
        first.is_some_and(|first| first.turn() == half.turn())
    }

    pub(crate) fn half(&self, turn: Turn) -> Option<&Half<'d>> {
        self.halves.iter().find(|half| half.turn() == turn)
    }

    /// The words for the earlier field of a link, for somebody who reads the later one.
    pub fn describe_earlier(&self, Link { earlier, later, .. }: &Link) -> String {
        let path = readable(&earlier.path);
        match earlier.turn == later.turn {
            true if earlier.field < later.field => format!("{path} above"),
            true => format!("{path} below"),
            false => self.describe(earlier),
        }
    }

    /// The words for a place: which field, and who said it.
    pub fn describe(&self, place: &Place) -> String {
        let Turn { message, side } = place.turn;
        let path = readable(&place.path);
        match self.half(place.turn).and_then(Half::file) {
            None => format!("{path} in the {} of [{}]", side.name(), message + 1),
            Some(name) => match place.path.strip_prefix(&format!("{name}.")) {
                None => self.safe(name),
                Some(inner) => self.safe(&format!("{inner} in {name}")),
            },
        }
    }

    /// The bytes of a body. Where a secret could hide in what can't be read, or would still be
    /// found after it was replaced, the whole body is.
    pub fn bytes(&self, turn: Turn, secrets: Secrets) -> Option<Vec<u8>> {
        let half = self.half(turn)?;
        let body = &half.said.body;
        if secrets == Secrets::Exposed {
            return Some(body.clone());
        }
        let kind = half.message().kind();
        let redacted = self.redaction.bytes(body);
        let said = Said {
            time: half.said.time,
            head: half.said.head.clone(),
            headers: http::HeaderMap::new(),
            body: redacted,
            original: None,
        };
        let fields = fields(kind, &said);
        let unread = fields.last().is_some_and(|body| body.meaning() == Meaning::Unreadable);
        let guarded = kind.is_secretive() || kind.to == Party::Fulcio;
        let unread = unread || half.said.is_page();
        let hidden = kind.step == Step::Other || (guarded && unread);
        let body_fields = fields.get(fields.len().saturating_sub(1)..).unwrap_or_default();
        if hidden || self.redaction.is_in(body_fields) {
            return Some(half.said.mask().to_string().into_bytes());
        }
        Some(said.body)
    }
}

fn readable(path: &str) -> String {
    path.split('.').map(short).collect::<Vec<_>>().join(".")
}

/// The name of an entry is as long as a line: its beginning will do.
fn short(name: &str) -> Cow<'_, str> {
    match name.get(..8) {
        Some(start) if name.len() >= 64 => format!("{start}…").into(),
        _ => name.into(),
    }
}
