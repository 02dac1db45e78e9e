use sigstore_field::{Field, Relation, Text};
use sigstore_record::{Computed, Conversation, Decoded, Decoder, Document, Half, Link, Side};
use sigstore_report::{Paint, visible};
use sigstore_traits::UnixTime;

/// How a conversation is written for people.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether there is colour.
    pub paint: Paint,
    /// The columns of the terminal; longer lines go on below.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { paint: Paint::Plain, width: 100 }
    }
}

/// The whole conversation in the order in which it was said, then every check.
pub fn text(conversation: &Conversation, style: Style) -> String {
    let mut decoder = Decoder::new();
    let decoded = decoder.follow(conversation);
    let mut out: String =
        decoded.halves().iter().map(|half| half_text(&decoded, half, style)).collect();
    for told in conversation.told() {
        told.text.lines().for_each(|line| out.push_str(&format!("{}\n", visible(line))));
    }
    for report in decoded.reports() {
        out.push_str(&report.explain(style.paint));
    }
    out
}

/// One half of a message: who to whom, what it is, its fields, and how each hangs together with
/// what was said before. The first of a step stands under its caption. For a program that tells every message as it happens.
pub fn half_text(decoded: &Decoded<'_>, half: &Half<'_>, style: Style) -> String {
    let mut writer = Writer { decoded, half, style, out: String::new(), number: 0 };
    if decoded.opens(half) {
        writer.caption();
    }
    writer.heading();
    for field in half.fields() {
        writer.field(field, 1);
    }
    writer.out.push('\n');
    writer.out
}

/// The most characters of one text that a terminal is filled with.
const MAX_TEXT: usize = 400;

/// The fewest columns of text.
const NARROWEST: usize = 20;

struct Writer<'d> {
    decoded: &'d Decoded<'d>,
    half: &'d Half<'d>,
    style: Style,
    out: String,
    /// The number of the next field.
    number: usize,
}

impl Writer<'_> {
    /// The name of the step, and what it is for.
    fn caption(&mut self) {
        let step = self.half.step();
        let title = step.title();
        self.out.push_str(&self.coloured("1;4", title));
        self.out.push('\n');
        if self.style.paint == Paint::Plain {
            self.out.push_str(&format!("{}\n", "-".repeat(title.len())));
        }
        let width = self.style.width.max(NARROWEST);
        for line in wrapped(step.about(), width, width) {
            self.out.push_str(&format!("{line}\n"));
        }
        self.out.push('\n');
    }

    fn heading(&mut self) {
        let (message, side) = (self.half.message(), self.half.turn().side);
        let number = self.half.turn().message + 1;
        let (from, to) = (self.half.from(), self.half.to());
        let parties = format!("{} → {}", from.name(), to.name());
        let what = match side {
            Side::Request => format!("{} ({})", message.title(), message.word()),
            Side::Reply => "answers".into(),
        };
        let step = message.step().name();
        let heading = self.coloured("1", &format!("[{number}] {step}: {parties}"));
        let time = milliseconds(self.half.time());
        self.out.push_str(&format!("{heading}: {what}, {time}\n"));
        if let Some((method, address)) = self.decoded.address(self.half) {
            self.line(1, &format!("{method} {address}"));
        }
        if let Some(status) = self.half.status() {
            self.line(1, &status.to_string());
        }
    }

    fn field(&mut self, field: &Field, depth: usize) {
        let links: Vec<_> = self.decoded.links_of(self.half.turn(), self.number).collect();
        self.number += 1;
        let text = match field.text() {
            Text::Masked(mask) => mask.to_string(),
            Text::Shown(text) => shortened(text),
        };
        match text.contains('\n') {
            false => self.line(depth, format!("{}: {text}", field.name()).trim_end()),
            true => self.lines(depth, field.name(), &text),
        }
        for link in &links {
            let link = self.link(link);
            self.line(depth + 1, &link);
        }
        // What is inside something that was said before was shown before; roots and addresses were
        // there before this life.
        let known = links.iter().any(|link| link.relation == Relation::Same);
        if known || self.is_older() {
            field.fields().iter().for_each(|field| self.pass(field));
        } else {
            field.fields().iter().for_each(|field| self.field(field, depth + 1));
        }
    }

    fn is_older(&self) -> bool {
        matches!(self.half.document(), Some(Document::TrustedRoot | Document::SigningConfig))
    }

    fn pass(&mut self, field: &Field) {
        field.visit(&mut |_| self.number += 1);
    }

    fn link(&self, link: &Link) -> String {
        let earlier = self.decoded.describe_earlier(link);
        if let Some(over) = link.over {
            return format!("= signature over {over}, with the key {earlier}");
        }
        match (link.relation, link.computed) {
            (Relation::Same, _) => format!("= {earlier}"),
            (relation, Computed::Later) => format!("= {} of {earlier}", relation.phrase()),
            (relation, Computed::Earlier) => format!("{} of it = {earlier}", relation.phrase()),
        }
    }

    /// A text of several lines; the bar keeps them apart from what is said about them.
    fn lines(&mut self, depth: usize, name: &str, text: &str) {
        self.line(depth, &format!("{name}:"));
        text.lines().for_each(|line| self.line(depth + 1, format!("| {line}").trim_end()));
    }

    /// A line that goes on below, deeper, where the terminal ends. Links are green.
    fn line(&mut self, depth: usize, text: &str) {
        let indent = depth * 2;
        let first = self.style.width.saturating_sub(indent).max(NARROWEST);
        let rest = first.saturating_sub(4).max(NARROWEST);
        for (number, part) in wrapped(&visible(text), first, rest).into_iter().enumerate() {
            let indent = " ".repeat(if number == 0 { indent } else { indent + 4 });
            let part = if text.starts_with('=') { self.coloured("32", &part) } else { part };
            self.out.push_str(&format!("{indent}{part}\n"));
        }
    }

    fn coloured(&self, code: &str, text: &str) -> String {
        match self.style.paint {
            Paint::Colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Paint::Plain => text.into(),
        }
    }
}

/// A text in lines of at most so many characters, broken between words where that leaves no line
/// mostly empty.
fn wrapped(text: &str, first: usize, rest: usize) -> Vec<String> {
    let text: Vec<char> = text.chars().collect();
    let (mut lines, mut left) = (Vec::new(), text.as_slice());
    loop {
        let columns = if lines.is_empty() { first } else { rest };
        let (line, after) = left.split_at_checked(end(left, columns)).unwrap_or((left, &[]));
        lines.push(line.iter().collect());
        match after {
            [] => return lines,
            [' ', after @ ..] | after => left = after,
        }
    }
}

fn end(text: &[char], columns: usize) -> usize {
    let third = columns / 3;
    let space = |later: &[char]| later.iter().rposition(|c| *c == ' ');
    match text.len() <= columns {
        true => text.len(),
        false => text.get(third..=columns).and_then(space).map_or(columns, |at| third + at),
    }
}

/// A clock tells more than a reader wants to know; JSON has all of it.
fn milliseconds(time: UnixTime) -> UnixTime {
    let nanoseconds = time.nanoseconds();
    UnixTime::new(time.seconds(), nanoseconds - nanoseconds % 1_000_000).unwrap_or(time)
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        None => text.into(),
        Some((end, _)) => {
            let start = text.get(..end).unwrap_or_default();
            format!("{start}… ({} characters)", text.chars().count())
        }
    }
}
