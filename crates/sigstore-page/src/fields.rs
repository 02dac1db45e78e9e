use sigstore_field::{Field, Meaning, Relation, Text};
use sigstore_record::{Decoded, Half, Link};

use crate::html::Html;
use crate::threads::Threads;
use crate::words::field_id;

/// The fewest characters of a word that is shortened on the screen; the whole of it stays in the
/// page and is copied.
const LONG: usize = 28;

/// The decoded form of one half of a message.
pub(crate) struct Fields<'d> {
    decoded: &'d Decoded<'d>,
    half: &'d Half<'d>,
    threads: &'d Threads,
    /// The number of the next field, as the links count.
    number: usize,
}

impl<'d> Fields<'d> {
    pub(crate) fn new(decoded: &'d Decoded<'d>, half: &'d Half<'d>, threads: &'d Threads) -> Self {
        Self { decoded, half, threads, number: 0 }
    }

    pub(crate) fn draw(mut self, html: &mut Html) {
        self.list(html, self.half.fields());
    }

    fn list(&mut self, html: &mut Html, fields: &[Field]) {
        html.element("ul", &[("class", "fields")], |html| {
            fields.iter().for_each(|field| self.field(html, field));
        });
    }

    fn field(&mut self, html: &mut Html, field: &Field) {
        let (turn, number) = (self.half.turn(), self.number);
        self.number += 1;
        let links: Vec<_> = self.decoded.links_of(turn, number).collect();
        html.element("li", &[("id", &field_id(turn, number))], |html| {
            html.element("div", &[("class", "field")], |html| {
                html.leaf("span", &[("class", "label")], field.name());
                self.value(html, field);
            });
            self.links(html, &links);
            let known = links.iter().any(|link| link.relation == Relation::Same);
            match field.fields() {
                [] => (),
                fields if known => html.element("details", &[("class", "known")], |html| {
                    html.leaf("summary", &[], "told before: show");
                    self.list(html, fields);
                }),
                fields => self.list(html, fields),
            }
        });
    }

    fn value(&self, html: &mut Html, field: &Field) {
        let numbers = self.threads.of_field(field);
        let class = format!("value {}", field.meaning().name());
        let first = numbers.split(' ').next().filter(|number| !number.is_empty());
        match first {
            Some(first) => {
                let href = format!("#v{first}");
                let attributes = [("class", &*class), ("href", &*href), ("data-v", &*numbers)];
                html.element("a", &attributes, |html| shown(html, field));
            }
            None => html.element("span", &[("class", &class)], |html| shown(html, field)),
        }
    }

    /// How it hangs together with what was said before.
    fn links(&self, html: &mut Html, links: &[&Link]) {
        if links.is_empty() {
            return;
        }
        html.element("ul", &[("class", "links")], |html| {
            for link in links {
                html.element("li", &[], |html| self.link(html, link));
            }
        });
    }

    fn link(&self, html: &mut Html, link: &Link) {
        html.text(&sentence(link));
        let href = format!("#{}", field_id(link.earlier.turn, link.earlier.field));
        html.leaf("a", &[("href", &href)], &self.decoded.describe(&link.earlier));
    }
}

/// What the later field is to the earlier one, whose name follows.
fn sentence(link: &Link) -> String {
    use sigstore_record::Computed::{Earlier, Later};
    match (link.over, link.relation, link.computed) {
        (Some(over), ..) => format!("verifies over {over}, with the key "),
        (None, Relation::Same, _) => "the same as ".into(),
        (None, relation, Later) => format!("{} of ", relation.phrase()),
        (None, relation, Earlier) => {
            format!("its {} is ", relation.phrase().trim_start_matches("the "))
        }
    }
}

fn shown(html: &mut Html, field: &Field) {
    match field.text() {
        Text::Masked(mask) => {
            html.leaf("span", &[("class", "mask")], &format!("secret, {} bytes", mask.length()));
            html.text(" SHA-256 ");
            html.leaf("code", &[("class", "long")], &sigstore_json::hex(mask.sha256()));
        }
        Text::Shown(text) if text.contains('\n') => {
            html.element("pre", &[], |html| html.lines(text));
        }
        Text::Shown(text) if field.meaning() == Meaning::Digest => {
            html.leaf("code", &[("class", "long")], text);
        }
        Text::Shown(text) => words(html, text),
    }
}

/// A text in which digests, keys and signatures are shortened.
pub(crate) fn words(html: &mut Html, text: &str) {
    for (number, word) in text.split(' ').enumerate() {
        if number > 0 {
            html.text(" ");
        }
        let opaque = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_-:".contains(&byte);
        match word.len() >= LONG && word.bytes().all(opaque) {
            true => html.leaf("code", &[("class", "long")], word),
            false => html.text(word),
        }
    }
}
