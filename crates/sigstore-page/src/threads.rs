use std::collections::{BTreeMap, BTreeSet};

use sigstore_field::{Field, Meaning, Relation, Text};
use sigstore_record::{Decoded, Half, Turn};

use crate::fields::words;
use crate::html::Html;
use crate::words::{count, field_id};

/// The values that occur in several places, each with all of them: what the page calls a thread.
///
/// Two fields are on a thread if they stand for the same bytes, or if one is the digest of the
/// other. Numbers that are too short to be told apart by their bytes count together with their
/// name: the index of an entry, the size of a tree, a time.
#[derive(Debug)]
pub(crate) struct Threads {
    threads: Vec<Thread>,
    by_key: BTreeMap<Key, usize>,
    by_text: BTreeMap<String, usize>,
    messages: usize,
}

#[derive(Debug)]
struct Thread {
    /// What the value is called where it first stands for itself.
    name: String,
    /// What is told of it there.
    text: String,
    spots: Vec<Spot>,
    /// The threads of the fields around it that are the same at each of its places.
    around: BTreeSet<usize>,
    /// Whether it is told only inside of another value that has a thread, as the key in a
    /// certificate is, or only in one message.
    part: bool,
}

/// A place on a thread.
#[derive(Debug)]
struct Spot {
    turn: Turn,
    field: usize,
    path: String,
    relation: Relation,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Bytes([u8; 32]),
    Small(&'static str, String),
}

impl Threads {
    pub(crate) fn of(decoded: &Decoded<'_>) -> Self {
        let mut finder = Finder::default();
        for half in decoded.halves() {
            let mut number = 0;
            half.fields().iter().for_each(|field| finder.field(half, field, &mut number, ""));
        }
        let messages = decoded.halves().iter().map(|half| half.turn().message + 1).max();
        finder.threads(messages.unwrap_or(0))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.threads.is_empty()
    }

    /// The numbers of the threads that a field is on, for `data-v`; empty if there are none.
    pub(crate) fn of_field(&self, field: &Field) -> String {
        let numbers = keys(field).filter_map(|(key, _)| self.by_key.get(&key));
        let numbers: Vec<_> = numbers.map(|number| (number + 1).to_string()).collect();
        numbers.join(" ")
    }

    /// The number of the thread of a value that is told elsewhere, such as in a report.
    pub(crate) fn of_text(&self, text: &str) -> Option<usize> {
        let bare =
            text.split_once(':').filter(|(name, _)| name.starts_with("sha")).map(|two| two.1);
        let number = self.by_text.get(text).or_else(|| self.by_text.get(bare?))?;
        Some(number + 1)
    }

    /// A text that is told outside of the messages, as a link to its thread if it is on one.
    pub(crate) fn value(&self, html: &mut Html, text: &str) {
        match self.of_text(text) {
            Some(number) => {
                let (number, href) = (number.to_string(), format!("#v{number}"));
                let attributes = [("class", "value"), ("href", &*href), ("data-v", &*number)];
                html.element("a", &attributes, |html| words(html, text));
            }
            None => html.element("span", &[("class", "value")], |html| words(html, text)),
        }
    }

    /// Every thread: the value, the messages that it goes through, and each place. Those that run
    /// inside of another come last.
    pub(crate) fn draw(&self, html: &mut Html) {
        let numbered = || (1..).zip(&self.threads);
        let parts = numbered().filter(|(_, thread)| thread.part).count();
        self.ruler(html);
        self.list(html, numbered().filter(|(_, thread)| !thread.part));
        if parts > 0 {
            html.element("details", &[("class", "parts")], |html| {
                let parts = count(parts, "value occurs", "values occur");
                let summary = format!("{parts} only inside of these, or in one message");
                html.leaf("summary", &[], &summary);
                self.list(html, numbered().filter(|(_, thread)| thread.part));
            });
        }
    }

    fn list<'t>(&self, html: &mut Html, threads: impl Iterator<Item = (usize, &'t Thread)>) {
        html.element("ol", &[("class", "threads")], |html| {
            for (number, thread) in threads {
                let (number, id) = (number.to_string(), format!("v{number}"));
                html.element("li", &[("id", &id), ("data-thread", &number)], |html| {
                    html.element("details", &[], |html| {
                        html.element("summary", &[], |html| thread.summary(html, self.messages));
                        thread.places(html);
                    });
                });
            }
        });
    }

    /// The numbers of the messages above their points.
    fn ruler(&self, html: &mut Html) {
        html.element("div", &[("class", "ruler"), ("aria-hidden", "true")], |html| {
            dots(html, self.messages, |html| {
                for message in 0..self.messages {
                    let at = [("x", &*x(message)), ("y", "10"), ("text-anchor", "middle")];
                    html.leaf("text", &at, &(message + 1).to_string());
                }
            });
        });
    }
}

/// Pixels from one message to the next.
const STEP: usize = 16;

fn x(message: usize) -> String {
    (message * STEP + STEP / 2).to_string()
}

fn dots(html: &mut Html, messages: usize, content: impl FnOnce(&mut Html)) {
    let width = (messages * STEP).to_string();
    let attributes = [("class", "dots"), ("width", &*width), ("height", "14")];
    let hidden = [("aria-hidden", "true"), ("focusable", "false")];
    html.element("svg", &[&attributes[..], &hidden].concat(), content);
}

impl Thread {
    /// The messages as a row of points, those that have the value filled and joined.
    fn summary(&self, html: &mut Html, messages: usize) {
        html.leaf("span", &[("class", "name")], &self.name);
        html.leaf("code", &[("class", "long")], &self.text);
        let own = self.messages();
        dots(html, messages, |html| {
            if let (Some(first), Some(last)) = (own.first(), own.last()) {
                let (first, last) = (x(*first), x(*last));
                let line = [("x1", &*first), ("x2", &*last), ("y1", "7"), ("y2", "7")];
                html.element("line", &line, |_| ());
            }
            for message in 0..messages {
                let on = own.contains(&message);
                let (class, r) = if on { ("on", "4") } else { ("off", "1.25") };
                let point = [("class", class), ("cx", &*x(message)), ("cy", "7"), ("r", r)];
                html.element("circle", &point, |_| ());
            }
        });
        let places = count(self.spots.len(), "place", "places");
        html.leaf("span", &[("class", "count")], &places);
    }

    fn places(&self, html: &mut Html) {
        html.element("ul", &[("class", "places")], |html| {
            for spot in &self.spots {
                html.element("li", &[], |html| spot.draw(html));
            }
        });
    }

    fn messages(&self) -> Vec<usize> {
        let mut all: Vec<_> = self.spots.iter().map(|spot| spot.turn.message).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Spot {
    fn draw(&self, html: &mut Html) {
        let href = format!("#{}", field_id(self.turn, self.field));
        let number = (self.turn.message + 1).to_string();
        html.element("a", &[("href", &href)], |html| {
            html.leaf("b", &[], &number);
            html.text(" ");
            html.leaf("span", &[("class", "side")], self.turn.side.name());
            html.text(" ");
            html.leaf("code", &[], &self.path);
        });
        if self.relation != Relation::Same {
            let phrase = format!(" its {}", self.relation.phrase().trim_start_matches("the "));
            html.leaf("span", &[("class", "muted")], &phrase);
        }
    }
}

/// The last name of a path; one that says nothing alone stands behind that of what it is in.
fn called(names: &[String]) -> String {
    let vague = |name: &str| {
        name.bytes().all(|byte| byte.is_ascii_digit())
            || matches!(name, "rawBytes" | "content" | "value" | "keyId" | "sha256")
    };
    let start = names.iter().rposition(|name| !vague(name)).unwrap_or(0);
    names.get(start..).unwrap_or_default().join(".")
}

/// What a field counts under, and as what.
fn keys(field: &Field) -> impl Iterator<Item = (Key, Relation)> {
    let bytes = field.fingerprints().map(|(relation, print)| (Key::Bytes(print), relation));
    bytes.chain(small(field).map(|key| (key, Relation::Same)))
}

fn small(field: &Field) -> Option<Key> {
    let Text::Shown(text) = field.text() else { return None };
    let kind = match (field.name(), field.meaning()) {
        _ if text.is_empty() => return None,
        ("logIndex" | "x-log-index", _) => "log index",
        ("treeSize", _) => "tree size",
        // The periods of authorities are alike by habit.
        ("validity", _) => return None,
        (_, Meaning::Time) => "time",
        _ => return None,
    };
    Some(Key::Small(kind, text.clone()))
}

#[derive(Default)]
struct Finder {
    threads: Vec<Thread>,
    by_key: BTreeMap<Key, usize>,
    /// The threads of the fields around the present one.
    around: Vec<usize>,
    /// The names that lead to the present one.
    names: Vec<String>,
}

impl Finder {
    fn field(&mut self, half: &Half<'_>, field: &Field, number: &mut usize, parent: &str) {
        let path = match parent {
            "" | "body" => field.name().to_owned(),
            parent => format!("{parent}.{}", field.name()),
        };
        let (own, depth) = (*number, self.around.len());
        *number += 1;
        self.names.push(field.name().into());
        let threads: Vec<_> = keys(field)
            .map(|(key, relation)| {
                let spot = Spot { turn: half.turn(), field: own, path: path.clone(), relation };
                self.spot(key, spot, field)
            })
            .collect();
        self.around.extend(threads);
        field.fields().iter().for_each(|child| self.field(half, child, number, &path));
        self.around.truncate(depth);
        self.names.pop();
    }

    /// Puts a place on its thread, whose number it returns.
    fn spot(&mut self, key: Key, spot: Spot, field: &Field) -> usize {
        let number = *self.by_key.entry(key).or_insert(self.threads.len());
        let around = self.around.iter().copied().collect();
        if number == self.threads.len() {
            let (name, text, spots) = (String::new(), String::new(), Vec::new());
            self.threads.push(Thread { name, text, spots, around, part: false });
        } else if let Some(thread) = self.threads.get_mut(number) {
            thread.around.retain(|other| around.contains(other));
        }
        if let Some(thread) = self.threads.get_mut(number) {
            if spot.relation == Relation::Same && thread.text.is_empty() {
                thread.text = told(field);
                thread.name = called(&self.names);
            }
            let place = (spot.turn, spot.field);
            if thread.spots.last().is_none_or(|last| (last.turn, last.field) != place) {
                thread.spots.push(spot);
            }
        }
        number
    }

    /// Those with several places, of which one at least tells the value as itself.
    fn threads(self, messages: usize) -> Threads {
        let is_kept = |thread: &Thread| {
            let told = thread.spots.iter().any(|spot| spot.relation == Relation::Same);
            thread.spots.len() > 1 && told
        };
        let kept: Vec<_> = self.threads.iter().map(is_kept).collect();
        let kept = |number: &usize| kept.get(*number) == Some(&true);
        let mut numbers = BTreeMap::new();
        let (mut threads, mut by_text) = (Vec::new(), BTreeMap::new());
        for (old, thread) in self.threads.into_iter().enumerate().filter(|(old, _)| kept(old)) {
            numbers.insert(old, threads.len());
            by_text.entry(thread.text.clone()).or_insert(threads.len());
            let part = thread.around.iter().any(kept) || thread.messages().len() == 1;
            threads.push(Thread { part, ..thread });
        }
        let number = |(key, old)| Some((key, *numbers.get(&old)?));
        let by_key = self.by_key.into_iter().filter_map(number).collect();
        Threads { by_key, threads, by_text, messages }
    }
}

fn told(field: &Field) -> String {
    match field.text() {
        Text::Shown(text) => text.clone(),
        Text::Masked(mask) => format!("secret, {} bytes", mask.length()),
    }
}
