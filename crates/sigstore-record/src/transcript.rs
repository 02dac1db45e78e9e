use std::collections::HashSet;

use sigstore_report::{Paint, Report};
use sigstore_traits::UnixTime;

use crate::masked::masked;
use crate::message::{Asked, Head, Original, Said};
use crate::{Conversation, Decoded, Decoder, Document, Half, Message, Party, Secrets, Side, Turn};

/// A conversation as plain values, for whoever writes it down elsewhere or reads it from there.
///
/// What is secret in it is masked, unless it was asked for. A conversation made of it shows what the
/// first one did, and hangs together in the same way: a mask has the length and the SHA-256 of what
/// it hides.
#[derive(Debug, Default)]
pub struct Transcript {
    /// The messages, in the order in which they began.
    pub messages: Vec<Transcribed>,
    /// Their halves, in the order in which they were said.
    pub turns: Vec<Turn>,
    /// What was told of verifications.
    pub reports: Vec<ToldReport>,
}

/// A message of a [`Transcript`].
#[derive(Debug)]
pub struct Transcribed {
    /// Who began.
    pub from: Party,
    /// Who was asked, or was given the file; if nobody knows, what is asked says it.
    pub to: Option<Party>,
    /// What the client says of its question.
    pub asked: Option<Asked>,
    /// The question, or the file.
    pub request: Said,
    /// The answer.
    pub reply: Option<Said>,
}

/// A report as somebody else has told it. Nothing was verified here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldReport {
    /// The document `sigscope.report/1`, on one line.
    pub json: String,
    /// Every check, in words.
    pub text: String,
}

impl Conversation {
    /// All that was said, to be written down.
    pub fn transcript(&self, secrets: Secrets) -> Transcript {
        let mut decoder = Decoder::new();
        let decoded = decoder.follow(self);
        let messages = self.messages.iter().enumerate();
        let reports = self.told.iter().cloned();
        Transcript {
            messages: messages
                .filter_map(|(number, message)| transcribed(&decoded, number, message, secrets))
                .collect(),
            turns: self.turns.clone(),
            reports: reports.chain(self.reports().iter().map(ToldReport::of)).collect(),
        }
    }

    /// The conversation that was written down. Turns that it does not name, or names twice, are said
    /// at its end, or once.
    pub fn from_transcript(transcript: Transcript) -> Self {
        let mut conversation = Self::new();
        conversation.told = transcript.reports;
        conversation.messages = transcript.messages.into_iter().map(Into::into).collect();
        let all = (0..).zip(&conversation.messages).flat_map(|(message, own)| {
            let reply = own.reply.as_ref().map(|_| Side::Reply);
            [Some(Side::Request), reply]
                .into_iter()
                .flatten()
                .map(move |side| Turn { message, side })
        });
        let all: Vec<_> = all.collect();
        let mut left: HashSet<_> = all.iter().copied().collect();
        let turns = transcript.turns.into_iter().chain(all);
        conversation.turns = turns.filter(|turn| left.remove(turn)).collect();
        conversation
    }

    /// A file changes hands of which only this is known.
    pub fn hand_known(
        &mut self,
        from: Party,
        to: Party,
        document: Document,
        name: &str,
        original: Original,
        time: UnixTime,
    ) {
        let said = Said::bare(Head::File(document, name.into()), Vec::new(), time);
        self.push(from, Some(to), None, Said { original: Some(original), ..said });
    }

    /// What others have told of verifications.
    pub fn told(&self) -> &[ToldReport] {
        &self.told
    }
}

impl ToldReport {
    /// A report, told.
    pub fn of(report: &Report) -> Self {
        Self { json: report.to_json(), text: report.explain(Paint::Plain) }
    }
}

impl From<Transcribed> for Message {
    fn from(told: Transcribed) -> Self {
        let Transcribed { from, to, asked, request, reply } = told;
        let mut message = Self { from, to: Party::Server, asked, request, reply };
        let service = message.asked.as_ref().map(|asked| asked.service.into());
        message.to = to.or(service).unwrap_or_else(|| message.kind().to);
        message
    }
}

fn transcribed(
    decoded: &Decoded<'_>,
    number: usize,
    message: &Message,
    secrets: Secrets,
) -> Option<Transcribed> {
    let side = |side| {
        let half = decoded.half(Turn { message: number, side })?;
        Some(said(decoded, half, secrets))
    };
    Some(Transcribed {
        from: message.from,
        to: Some(message.to),
        asked: message.asked.clone(),
        request: side(Side::Request)?,
        reply: side(Side::Reply),
    })
}

fn said(decoded: &Decoded<'_>, half: &Half<'_>, secrets: Secrets) -> Said {
    let said = half.said;
    match secrets {
        Secrets::Masked => masked(decoded, half),
        Secrets::Exposed => Said {
            head: said.head.clone(),
            headers: said.headers.clone(),
            body: said.body.clone(),
            original: said.original.clone(),
            ..Said::bare(said.head.clone(), Vec::new(), said.time)
        },
    }
}
