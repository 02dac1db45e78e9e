use sigstore_record::{Conversation, Decoded, Decoder, Half, Secrets, Side};

use crate::index::{ARTIFACT, Entry, Look, index};
use crate::items::ITEMS;

/// The files of a life, with their names: each message in the form in which other programs read
/// it, and `INDEX.md`, which says which step made a file and how to look at it by hand.
///
/// With several logs or timestamps the files of the second are called `logentry-2.json` and so on.
pub fn dump(conversation: &Conversation, secrets: Secrets) -> Vec<(String, Vec<u8>)> {
    let mut decoder = Decoder::new();
    let decoded = decoder.follow(conversation);
    let mut files = Files { decoded, secrets, made: Vec::new() };
    ITEMS.iter().for_each(|item| files.add(item));
    let index = index(&files.made);
    let mut made: Vec<_> = files.made.into_iter().map(|made| (made.name, made.bytes)).collect();
    made.push(("INDEX.md".into(), index.into_bytes()));
    made
}

/// The halves of messages of some kinds.
pub(crate) type Source = (&'static [&'static str], Side);

/// A file of a dump: its name, what it is made from, and how.
pub(crate) struct Item {
    pub(crate) name: &'static str,
    /// The first of which something can be made counts; without any it is made from the reports.
    pub(crate) sources: &'static [Source],
    pub(crate) take: fn(&Files<'_>, &Half<'_>) -> Option<Vec<u8>>,
    /// Commands to look at it: the first whose files are there.
    pub(crate) looks: &'static [Look],
}

pub(crate) struct Files<'c> {
    pub(crate) decoded: Decoded<'c>,
    pub(crate) secrets: Secrets,
    made: Vec<Entry>,
}

impl Files<'_> {
    fn add(&mut self, item: &Item) {
        if item.sources.is_empty() {
            return self.add_reports(item);
        }
        let mut made = item.sources.iter().map(|source| self.entries(item, source));
        let made = made.find(|made| made.iter().any(Option::is_some)).unwrap_or_default();
        for (number, entry) in made.into_iter().enumerate() {
            let Some(entry) = entry else { continue };
            let name = numbered(&entry.name, number + 1);
            if !self.made.iter().any(|made| made.name == name) {
                self.made.push(Entry { name, number: number + 1, ..entry });
            }
        }
    }

    /// What the halves of a source give, each in its place.
    fn entries(&self, item: &Item, (kinds, side): &Source) -> Vec<Option<Entry>> {
        let is = |half: &&Half<'_>| {
            half.turn().side == *side && kinds.contains(&half.message().kind_name())
        };
        let good =
            |half: &&Half<'_>| half.message().status().is_none_or(|status| status.is_success());
        let halves = self.decoded.halves().iter();
        // What was refused is only of interest if nothing else came of it.
        let any_good = halves.clone().filter(is).any(|half| good(&half));
        let chosen = halves.filter(is).filter(|half| !any_good || good(half));
        chosen.map(|half| self.entry(item, half)).collect()
    }

    fn entry(&self, item: &Item, half: &Half<'_>) -> Option<Entry> {
        let name = match (self.decoded.file_name(half), item.name) {
            (Some(name), ARTIFACT) => plain_name(&name),
            _ => item.name.into(),
        };
        let message = half.message();
        let number = half.turn().message + 1;
        let made_by = format!("[{number}] {}: {}", message.step().name(), message.title());
        let bytes = (item.take)(self, half)?;
        Some(Entry { name, number: 1, bytes, made_by, looks: item.looks, item: item.name })
    }

    fn add_reports(&mut self, item: &Item) {
        for (number, report) in self.decoded.reports().iter().enumerate() {
            self.made.push(Entry {
                name: numbered(item.name, number + 1),
                number: number + 1,
                bytes: format!("{}\n", report.to_json()).into_bytes(),
                made_by: "the verification: every check".into(),
                looks: item.looks,
                item: item.name,
            });
        }
    }
}

/// `logentry.json`, `logentry-2.json`.
pub(crate) fn numbered(name: &str, number: usize) -> String {
    match (number, name.rsplit_once('.')) {
        (..=1, _) => name.into(),
        (_, Some((stem, ending))) => format!("{stem}-{number}.{ending}"),
        (_, None) => format!("{name}-{number}"),
    }
}

/// The name of a file without its folders; nothing in it leads out of the dump, ends a line or is
/// taken for another file of it.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe = |c: char| if c.is_control() || matches!(c, '`' | ':') { '_' } else { c };
    let name: String = last.chars().map(safe).collect();
    let taken = ITEMS.iter().any(|item| item.name.eq_ignore_ascii_case(&name));
    match name.as_str() {
        "" | "." | ".." => "data".into(),
        _ if taken || name.eq_ignore_ascii_case("INDEX.md") => format!("data-{name}"),
        _ => name,
    }
}
