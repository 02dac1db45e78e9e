use std::collections::HashMap;

use crate::decoded::Half;
use crate::field::{Field, Relation};
use crate::{Meaning, Turn};

/// Two fields that hang together: their values are equal, or one is computed from the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The field that was said later.
    pub later: Place,
    /// The first one with that value.
    pub earlier: Place,
    /// What the one is to the other.
    pub relation: Relation,
    /// Which of them is computed from the other; of two that are the same, the later.
    pub computed: Computed,
}

/// Which of two linked fields is computed from the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Computed {
    /// The later one: it is the digest of something said before.
    Later,
    /// The earlier one: its digest was told before it was itself.
    Earlier,
}

/// Where a field stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The half of the message.
    pub turn: Turn,
    /// The number of the field in it, counted as they are printed.
    pub field: usize,
    /// The names that lead to it.
    pub path: String,
}

/// Finds the links of a conversation by comparing values. Nothing else makes one.
pub(crate) fn links(halves: &[Half<'_>]) -> Vec<Link> {
    let mut finder = Finder::default();
    for half in halves {
        let mut number = 0;
        for field in half.fields() {
            finder.field(half.turn(), field, &mut number, "");
        }
    }
    finder.links
}

#[derive(Default)]
struct Finder<'f> {
    /// By value, the first place of each relation.
    seen: HashMap<&'f [u8], Vec<(Relation, Place)>>,
    links: Vec<Link>,
}

impl<'f> Finder<'f> {
    /// What is inside something that was said before was said before too: its fields are passed
    /// over.
    fn field(&mut self, turn: Turn, field: &'f Field, number: &mut usize, parent: &str) {
        let path = match parent {
            "" | "body" => field.name().to_owned(),
            parent => format!("{parent}.{}", field.name()),
        };
        let place = Place { turn, field: *number, path };
        *number += 1;
        if self.compare(&place, field) {
            *number += count(field) - 1;
            return;
        }
        for (relation, value) in field.values() {
            let seen = self.seen.entry(value).or_default();
            if !seen.iter().any(|(known, _)| known == relation) {
                seen.push((*relation, place.clone()));
            }
        }
        for child in field.fields() {
            self.field(turn, child, number, &place.path);
        }
    }

    /// Whether the very same was said before.
    fn compare(&mut self, place: &Place, field: &Field) -> bool {
        let mut known = false;
        for (relation, value) in field.values() {
            for (other, earlier) in self.seen.get(value.as_slice()).into_iter().flatten() {
                let (relation, computed) = match (*relation, *other) {
                    (Relation::Same, other) => (other, Computed::Later),
                    (relation, Relation::Same) => (relation, Computed::Earlier),
                    _ => continue,
                };
                let same = relation == Relation::Same;
                // An issuer repeats its token, a log its root; a document that repeats the name of
                // its maker tells nothing new.
                let repeats = matches!(field.meaning(), Meaning::Digest | Meaning::Token);
                if same && earlier.turn == place.turn && !repeats {
                    continue;
                }
                known |= same;
                let (later, earlier) = (place.clone(), earlier.clone());
                let link = Link { later, earlier, relation, computed };
                if !self.links.contains(&link) {
                    self.links.push(link);
                }
            }
        }
        known
    }
}

/// The number of fields in a field, itself included.
fn count(field: &Field) -> usize {
    let mut count = 0;
    field.visit(&mut |_| count += 1);
    count
}
