use sigstore_field::Field;

use crate::half::{Half, fields};
use crate::kind::Kind;
use crate::link::{Finder, Link};
use crate::redaction::Redaction;
use crate::{Conversation, Decoded, Message, Side, Turn};

/// Takes a conversation apart while it goes on: each half of a message once, when it is new.
///
/// What comes out is what taking the whole apart at its end gives. A secret that is told late is
/// then hidden in what was said before as well.
#[derive(Debug, Default)]
pub struct Decoder {
    taken: Vec<Taken>,
    finder: Finder,
    /// The finder's, without secrets.
    links: Vec<Link>,
    redaction: Redaction,
    count: usize,
}

/// A half, taken apart as a message of a kind.
#[derive(Debug)]
struct Taken {
    kind: &'static Kind,
    fields: Vec<Field>,
}

impl Decoder {
    /// Nothing taken yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes what was said since, and shows all of it. A decoder follows one conversation.
    pub fn follow<'d>(&'d mut self, conversation: &'d Conversation) -> Decoded<'d> {
        for turn in new(conversation, self.taken.len()) {
            let Some((message, _)) = conversation.said(*turn) else { continue };
            if turn.side == Side::Reply && self.mistook(conversation, turn.message, message) {
                *self = Self { count: self.count, ..Self::default() };
                break;
            }
        }
        let known = self.taken.len();
        for turn in new(conversation, known) {
            self.take(conversation, *turn);
        }
        self.hide(known);
        let turns = conversation.turns().iter().zip(&self.taken);
        let halves = turns.filter_map(|(turn, taken)| {
            let (message, said) = conversation.said(*turn)?;
            Some(Half::new(*turn, message, said, &taken.fields))
        });
        Decoded::new(conversation, halves.collect(), &self.links, &self.redaction)
    }

    /// How many times it took a half apart: once for each, and again where an answer shows that a
    /// question was another than it seemed.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether the answer shows that the body of a question is of another form than it was taken
    /// for. What was found in it then shows in what came after, too.
    fn mistook(&self, conversation: &Conversation, number: usize, message: &Message) -> bool {
        let question = Turn { message: number, side: Side::Request };
        let place = conversation.turns().iter().position(|turn| *turn == question);
        let taken = place.and_then(|place| self.taken.get(place));
        let other = taken.is_some_and(|taken| !std::ptr::eq(taken.kind, message.kind()));
        other && !message.request.body.is_empty()
    }

    fn take(&mut self, conversation: &Conversation, turn: Turn) {
        let Some((message, said)) = conversation.said(turn) else { return };
        let kind = message.kind();
        let fields = fields(kind, said);
        self.count += 1;
        self.finder.half(turn, &fields);
        self.taken.push(Taken { kind, fields });
    }

    /// Hides the secrets of all halves in the new ones; if the new ones told any, in all.
    fn hide(&mut self, known: usize) {
        let new = self.taken.iter().skip(known).flat_map(|taken| &taken.fields);
        let (halves, links) = match self.redaction.add(new) {
            true => (0, 0),
            false => (known, self.links.len()),
        };
        let Self { taken, redaction, .. } = self;
        for field in taken.iter_mut().skip(halves).flat_map(|taken| &mut taken.fields) {
            field.rewrite(&|text| redaction.text(text));
        }
        self.links.truncate(links);
        self.links.extend(self.finder.links().iter().skip(links).map(|link| {
            let mut link = link.clone();
            link.earlier.path = redaction.text(&link.earlier.path);
            link.later.path = redaction.text(&link.later.path);
            link
        }));
    }
}

/// The halves from a number on.
fn new(conversation: &Conversation, known: usize) -> &[Turn] {
    conversation.turns().get(known..).unwrap_or_default()
}
