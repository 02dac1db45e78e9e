use std::mem;

use http::{Request, Response};
use sigstore_report::Report;
use sigstore_traits::UnixTime;

use crate::kind::Document;
use crate::message::{Asked, Head, Said};
use crate::transcript::ToldReport;
use crate::{Decoder, Message, Party, Side, event};

/// Everything that was said in the life of a signature, in order, and what a verification made of
/// its end.
#[derive(Debug, Default)]
pub struct Conversation {
    pub(crate) messages: Vec<Message>,
    pub(crate) turns: Vec<Turn>,
    pub(crate) told: Vec<ToldReport>,
    pub(crate) reports: Vec<Report>,
    /// Of what was told as events.
    decoder: Decoder,
}

/// One half of a message, in the order in which the halves were said: a server that asks another
/// before it answers stands between question and answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Turn {
    /// The number of the message, from 0.
    pub message: usize,
    /// Which half.
    pub side: Side,
}

/// What happens to the secrets in bytes that are given out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// Each is replaced by its length and SHA-256.
    #[default]
    Masked,
    /// They leave memory, because the user asked for it.
    Exposed,
}

impl Conversation {
    /// Nothing said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A question goes out. Whom it goes to its [`About`](sigstore_transport::About) says, else what it asks. Returns the
    /// number under which the answer is given.
    pub fn ask(&mut self, from: Party, request: &Request<Vec<u8>>, time: UnixTime) -> usize {
        let asked = Asked::of(request);
        let to = asked.as_ref().map(|asked| asked.service.into());
        self.push(from, to, asked, Said::request(request, time))
    }

    /// A question whose addressee the caller knows: that of a browser.
    pub fn ask_of(
        &mut self,
        from: Party,
        to: Party,
        request: &Request<Vec<u8>>,
        time: UnixTime,
    ) -> usize {
        self.push(from, Some(to), Asked::of(request), Said::request(request, time))
    }

    /// The answer to it came. A number that no question has, or an answered one, is no one's.
    pub fn answer(&mut self, message: usize, response: &Response<Vec<u8>>, time: UnixTime) {
        self.reply(message, Said::reply(response, time));
    }

    /// No answer came.
    pub fn silence(&mut self, message: usize, why: &str, time: UnixTime) {
        self.reply(message, Said::bare(Head::Silence(why.into()), Vec::new(), time));
    }

    /// What somebody else saw: a server its questions, a browser where it was sent.
    pub fn observe(
        &mut self,
        from: Party,
        to: Party,
        request: &Request<Vec<u8>>,
        response: &Response<Vec<u8>>,
        time: UnixTime,
    ) {
        let message = self.ask_of(from, to, request, time);
        self.answer(message, response, time);
    }

    /// A file changes hands.
    pub fn hand(
        &mut self,
        from: Party,
        to: Party,
        document: Document,
        name: &str,
        bytes: Vec<u8>,
        time: UnixTime,
    ) {
        let said = Said::bare(Head::File(document, name.into()), bytes, time);
        self.push(from, Some(to), None, said);
    }

    /// What a verification of the result found.
    pub fn conclude(&mut self, report: Report) {
        self.reports.push(report);
    }

    /// The messages, each in the order of its first half.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Their halves, in the order in which they were said.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// What the verifications found.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// What was said until then: so many halves.
    pub fn until(&self, turns: usize) -> Self {
        let turns = self.turns.get(..turns).unwrap_or(&self.turns).to_vec();
        let asked = turns.iter().filter(|turn| turn.side == Side::Request).count();
        let mut messages: Vec<_> = self.messages.iter().take(asked).cloned().collect();
        for (number, message) in messages.iter_mut().enumerate() {
            let answer = Turn { message: number, side: Side::Reply };
            message.reply = message.reply.take().filter(|_| turns.contains(&answer));
        }
        Self { messages, turns, ..Self::default() }
    }

    /// The bytes of one body, as they crossed the wire but for the secrets in them.
    pub fn bytes(&self, turn: Turn, secrets: Secrets) -> Option<Vec<u8>> {
        Decoder::new().follow(self).bytes(turn, secrets)
    }

    pub(crate) fn push(
        &mut self,
        from: Party,
        to: Option<Party>,
        asked: Option<Asked>,
        request: Said,
    ) -> usize {
        let number = self.messages.len();
        let mut message = Message { from, to: Party::Server, asked, request, reply: None };
        message.to = to.unwrap_or_else(|| message.kind().to);
        self.messages.push(message);
        self.turns.push(Turn { message: number, side: Side::Request });
        self.tell();
        number
    }

    fn reply(&mut self, number: usize, reply: Said) {
        let Some(message) = self.messages.get_mut(number).filter(|m| m.reply.is_none()) else {
            return;
        };
        message.reply = Some(reply);
        if message.asked.is_none() && message.to == Party::Server {
            // Some questions are only known by their answers.
            message.to = message.kind().to;
        }
        self.turns.push(Turn { message: number, side: Side::Reply });
        self.tell();
    }

    /// Tells what was just said, if anyone listens.
    fn tell(&mut self) {
        if event::is_heard() {
            let mut decoder = mem::take(&mut self.decoder);
            let decoded = decoder.follow(self);
            if let Some(half) = decoded.halves().last() {
                event::tell(&decoded, half);
            }
            self.decoder = decoder;
        }
    }

    pub(crate) fn said(&self, turn: Turn) -> Option<(&Message, &Said)> {
        let message = self.messages.get(turn.message)?;
        Some((message, message.said(turn.side)?))
    }
}
