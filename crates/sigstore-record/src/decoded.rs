use std::borrow::Cow;

use sigstore_report::Report;

use crate::field::Field;
use crate::form::decode;
use crate::link::{Link, Place, links};
use crate::message::{Head, Said};
use crate::secret::{Mask, Redaction};
use crate::{Conversation, Message, Party, Secrets, Step, Turn};

/// A conversation taken apart: the fields of every half of a message, from its bytes, and the
/// links between those that are equal.
///
/// All output is made from this: the terminal's, the JSON, the files of a dump.
#[derive(Debug)]
pub struct Decoded<'c> {
    conversation: &'c Conversation,
    halves: Vec<Half<'c>>,
    links: Vec<Link>,
    pub(crate) redaction: Redaction,
}

/// One half of a message, taken apart.
#[derive(Debug)]
pub struct Half<'c> {
    turn: Turn,
    message: &'c Message,
    pub(crate) said: &'c Said,
    fields: Vec<Field>,
}

impl<'c> Half<'c> {
    /// Which half of which message.
    pub fn turn(&self) -> Turn {
        self.turn
    }

    /// The message.
    pub fn message(&self) -> &'c Message {
        self.message
    }

    /// The head and the body.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field at a path of names, from the body of the half on.
    pub(crate) fn body_at(&self, path: &[&str]) -> Option<&Field> {
        self.fields.last()?.at(path)
    }
}

impl<'c> Decoded<'c> {
    pub(crate) fn new(conversation: &'c Conversation) -> Self {
        let half = |turn: &Turn| {
            let (message, said) = conversation.said(*turn)?;
            Some(Half { turn: *turn, message, said, fields: decode(message.kind(), said) })
        };
        let mut halves: Vec<_> = conversation.turns().iter().filter_map(half).collect();
        let mut links = links(&halves);
        let redaction = Redaction::of(halves.iter().flat_map(|half| &half.fields));
        for field in halves.iter_mut().flat_map(|half| &mut half.fields) {
            field.rewrite(&|text| redaction.text(text));
        }
        for link in &mut links {
            link.earlier.path = redaction.text(&link.earlier.path);
            link.later.path = redaction.text(&link.later.path);
        }
        Self { conversation, halves, links, redaction }
    }

    /// The halves of the messages, in the order in which they were said.
    pub fn halves(&self) -> &[Half<'c>] {
        &self.halves
    }

    /// How they hang together.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The links of one field to what was said before it.
    pub fn links_of(&self, turn: Turn, field: usize) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |link| link.later.turn == turn && link.later.field == field)
    }

    /// What the verifications found.
    pub fn reports(&self) -> &'c [Report] {
        self.conversation.reports()
    }

    /// A text about the messages, without the secrets in them.
    pub(crate) fn safe(&self, text: &str) -> String {
        self.redaction.text(text)
    }

    /// Whether it is the first of its step.
    pub(crate) fn opens(&self, half: &Half<'_>) -> bool {
        let step = half.message.step();
        let first = self.halves.iter().find(|half| half.message.step() == step);
        first.is_some_and(|first| first.turn == half.turn)
    }

    pub(crate) fn half(&self, turn: Turn) -> Option<&Half<'c>> {
        self.halves.iter().find(|half| half.turn == turn)
    }

    /// The words for the earlier field of a link, for somebody who reads the later one.
    pub(crate) fn describe_earlier(&self, Link { earlier, later, .. }: &Link) -> String {
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
        let kind = half.message.kind();
        let redacted = self.redaction.bytes(body);
        let said = Said {
            time: half.said.time,
            head: half.said.head.clone(),
            headers: http::HeaderMap::new(),
            body: redacted,
            original: None,
        };
        let fields = decode(kind, &said);
        let unread = fields.last().is_some_and(Field::is_unreadable);
        let guarded = kind.is_secretive() || kind.to == Party::Fulcio;
        let unread = unread || half.said.is_page();
        let hidden = kind.step == Step::Other || (guarded && unread);
        let body_fields = fields.get(fields.len().saturating_sub(1)..).unwrap_or_default();
        if hidden || self.redaction.is_in(body_fields) {
            return Some(Mask::of(body).to_string().into_bytes());
        }
        Some(said.body)
    }
}

impl Half<'_> {
    pub(crate) fn file(&self) -> Option<&str> {
        match &self.said.head {
            Head::File(_, name) => Some(name),
            _ => None,
        }
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
