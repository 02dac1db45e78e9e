use sigstore_record::{Decoded, Half, Party, Secrets, Side, Step};

use crate::PageOptions;
use crate::fields::Fields;
use crate::html::{Attribute, Html};
use crate::raw;
use crate::threads::Threads;
use crate::words::{length, milliseconds, turn_id};

/// The messages in the order in which they were said, each in the lanes of those who said it.
pub(crate) struct Talk<'d> {
    decoded: &'d Decoded<'d>,
    threads: &'d Threads,
    options: &'d PageOptions,
    lanes: Vec<Party>,
}

/// The classes of positions in the style sheet: as many as there are lanes.
const NUMBERS: [&str; Party::ALL.len() + 1] =
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];

impl<'d> Talk<'d> {
    pub(crate) fn new(
        decoded: &'d Decoded<'d>,
        threads: &'d Threads,
        options: &'d PageOptions,
    ) -> Self {
        let speaks = |party: &Party| {
            let mut messages = decoded.halves().iter().map(Half::message);
            messages.any(|message| [message.from(), message.to()].contains(party))
        };
        let lanes = Party::ALL.into_iter().filter(speaks).collect();
        Self { decoded, threads, options, lanes }
    }

    /// Whether there is more than files that changed hands.
    pub(crate) fn has_lanes(&self) -> bool {
        self.decoded.halves().iter().any(|half| half.document().is_none())
    }

    pub(crate) fn draw(&self, html: &mut Html) {
        let number = NUMBERS.get(self.lanes.len()).copied().unwrap_or_default();
        let class = match self.has_lanes() {
            true => format!("talk n{number}"),
            false => "talk bare".into(),
        };
        html.element("div", &[("class", &class), ("id", "talk")], |html| {
            if self.has_lanes() {
                self.heads(html);
            }
            for (step, halves) in self.steps() {
                self.step(html, step, &halves);
            }
        });
    }

    /// The names above the lanes.
    fn heads(&self, html: &mut Html) {
        html.element("div", &[("class", "heads"), ("aria-hidden", "true")], |html| {
            html.element("div", &[("class", "wire")], |html| {
                for party in &self.lanes {
                    html.element("span", &[], |html| html.leaf("b", &[], party.name()));
                }
            });
        });
    }

    /// A step goes on until another begins for the first time: what belongs to an earlier one
    /// stands where it was said.
    fn steps(&self) -> Vec<(Step, Vec<&'d Half<'d>>)> {
        let mut steps: Vec<(Step, Vec<&Half<'_>>)> = Vec::new();
        for half in self.decoded.halves() {
            let step = half.message().step();
            let known = steps.iter().any(|(own, _)| *own == step);
            match steps.last_mut().filter(|_| known) {
                Some((_, halves)) => halves.push(half),
                None => steps.push((step, vec![half])),
            }
        }
        steps
    }

    fn step(&self, html: &mut Html, step: Step, halves: &[&'d Half<'d>]) {
        let id = format!("step-{}", step.name());
        html.element("section", &[("class", "step"), ("aria-labelledby", &id)], |html| {
            html.element("div", &[("class", "caption")], |html| {
                html.leaf("h3", &[("id", &id)], step.title());
                html.leaf("p", &[], step.about());
            });
            html.element("ol", &[("class", "turns")], |html| {
                for half in halves {
                    html.element("li", &[], |html| self.turn(html, half));
                }
            });
        });
    }

    fn turn(&self, html: &mut Html, half: &'d Half<'d>) {
        let id = turn_id(half.turn());
        let class = match half.turn().side {
            _ if half.document().is_some() => "turn file",
            Side::Request => "turn request",
            Side::Reply => "turn reply",
        };
        html.element("details", &[("class", class), ("id", &id)], |html| {
            html.element("summary", &[], |html| {
                if self.has_lanes() {
                    self.arrow(html, half);
                }
                self.line(html, half);
                self.time(html, half);
            });
            html.element("div", &[("class", "open")], |html| self.open(html, half));
        });
    }

    /// From lane to lane; the style sheet knows where the lanes are.
    fn arrow(&self, html: &mut Html, half: &Half<'_>) {
        let (from, to) = parties(half);
        let lane = |party| self.lanes.iter().position(|own| *own == party).unwrap_or(0);
        let (from, to) = (lane(from), lane(to));
        let class = |prefix: &str, number: usize| {
            format!("{prefix}{}", NUMBERS.get(number).copied().unwrap_or_default())
        };
        let way = match from.cmp(&to) {
            std::cmp::Ordering::Less => "right",
            std::cmp::Ordering::Equal => "self",
            std::cmp::Ordering::Greater => "left",
        };
        let place =
            format!("arrow {way} {} {}", class("a", from.min(to)), class("s", from.abs_diff(to)));
        html.element("span", &[("class", "wire"), ("aria-hidden", "true")], |html| {
            html.element("i", &[("class", &place)], |_| ());
        });
    }

    fn line(&self, html: &mut Html, half: &Half<'_>) {
        let message = half.message();
        let (from, to) = parties(half);
        html.element("span", &[("class", "what")], |html| {
            html.leaf("span", &[("class", "no")], &(half.turn().message + 1).to_string());
            html.text(" ");
            html.leaf("span", &[("class", "who")], &format!("{} → {}", from.name(), to.name()));
            html.text(" ");
            html.element("span", &[], |html| match half.turn().side {
                Side::Request => {
                    html.leaf("span", &[("class", "title")], message.title());
                    html.text(" ");
                    match half.fields().first().filter(|_| half.document().is_some()) {
                        Some(file) => html.leaf("code", &[("class", "name")], file.name()),
                        None => html.leaf("span", &[("class", "kind")], message.word()),
                    }
                }
                Side::Reply => self.answer(html, half),
            });
        });
    }

    fn answer(&self, html: &mut Html, half: &Half<'_>) {
        let status = half.message().status();
        let class = match status {
            Some(status) if status.is_client_error() || status.is_server_error() => "status bad",
            Some(_) => "status",
            None => "status bad",
        };
        html.leaf("span", &[("class", "title")], "answers");
        html.text(" ");
        let status = status.map_or("nothing came".into(), |status| status.to_string());
        html.leaf("span", &[("class", class)], &status);
    }

    /// How long after the first word.
    fn time(&self, html: &mut Html, half: &Half<'_>) {
        let first = self.decoded.halves().first();
        let first = first.and_then(|half| half.message().time(half.turn().side));
        let Some((first, own)) = first.zip(half.message().time(half.turn().side)) else { return };
        let (own, text) = (milliseconds(own), own.to_string());
        let since = format!("+{}", length(own - milliseconds(first)));
        html.leaf("time", &[("datetime", &text), ("title", &text)], &since);
    }

    /// The line above headers and body: method and address, or the status. A file and an answer
    /// that did not come have none.
    fn first_line(&self, half: &Half<'_>) -> Option<String> {
        let request = self.decoded.address(half).map(|(method, uri)| format!("{method} {uri}"));
        request.or_else(|| half.status().map(|status| status.to_string()))
    }

    fn open(&self, html: &mut Html, half: &'d Half<'d>) {
        let attributes: [Attribute<'_>; 1] = [("class", "first")];
        html.element("p", &attributes, |html| {
            if let Some(line) = self.first_line(half) {
                html.leaf("code", &[], &line);
                html.text(" ");
            }
            if let Some(time) = half.message().time(half.turn().side) {
                html.leaf("span", &[("class", "muted")], &time.to_string());
            }
        });
        if !half.message().is_known() {
            html.leaf("p", &[("class", "muted")], "A message of no known kind; it is not read.");
        }
        Fields::new(self.decoded, half, self.threads).draw(html);
        let bytes = self.decoded.bytes(half.turn(), Secrets::Masked).unwrap_or_default();
        match bytes.is_empty() {
            true => html.leaf("p", &[("class", "muted none")], "It has no body."),
            false => raw::draw(html, &bytes, self.options.max_raw),
        }
    }
}

fn parties(half: &Half<'_>) -> (Party, Party) {
    let message = half.message();
    match half.turn().side {
        Side::Request => (message.from(), message.to()),
        Side::Reply => (message.to(), message.from()),
    }
}
