use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use sigstore_crypto::AwsLcSuite;
use sigstore_field::{Field, Key, Mask, Meaning, Relation, Signed};
use sigstore_traits::SignatureSuite;

use crate::Turn;

/// The most keys that a signature is tried with: a life has some ten.
const MAX_KEYS: usize = 64;

/// Two fields that hang together: their values are equal, one is computed from the other, or one is
/// the key with which the other, a signature, verifies.
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
    /// What the later one, a signature, is over.
    pub over: Option<&'static str>,
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

/// Finds the links of a conversation by comparing values and verifying signatures. Nothing else
/// makes one.
#[derive(Default)]
pub(crate) struct Finder {
    /// By the SHA-256 of a value, which is all that is known of a masked one, the first place of
    /// each relation.
    seen: HashMap<[u8; 32], Vec<(Relation, Place)>>,
    keys: Vec<(Key, Place)>,
    /// The signatures that verified.
    proven: HashSet<Arc<[u8]>>,
    /// The numbers of the fields around the present one.
    open: Vec<usize>,
    links: Vec<Link>,
}

/// A signature of the present half: its place, what it is over, its bytes.
type Signature<'f> = (Place, &'f Signed, &'f Arc<[u8]>);

/// Without the values: they may be secret.
impl fmt::Debug for Finder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} links", self.links.len())
    }
}

impl Finder {
    /// Looks at one more half.
    pub(crate) fn half(&mut self, turn: Turn, fields: &[Field]) {
        let (mut number, mut signatures) = (0, Vec::new());
        for field in fields {
            self.field(turn, field, &mut number, "", &mut signatures);
        }
        self.verify(signatures);
    }

    /// What was found so far.
    pub(crate) fn links(&self) -> &[Link] {
        &self.links
    }

    /// What is inside something that was said before was said before too: its fields are passed
    /// over.
    fn field<'f>(
        &mut self,
        turn: Turn,
        field: &'f Field,
        number: &mut usize,
        parent: &str,
        signatures: &mut Vec<Signature<'f>>,
    ) {
        let path = match parent {
            "" | "body" => field.name().to_owned(),
            parent => format!("{parent}.{}", field.name()),
        };
        let place = Place { turn, field: *number, path };
        *number += 1;
        if let (Some(signed), Some(value)) = (field.signed(), same(field)) {
            signatures.push((place.clone(), signed, value));
        }
        if self.compare(&place, field) {
            *number += count(field) - 1;
            return;
        }
        for (relation, value) in field.values() {
            let seen = self.seen.entry(*Mask::of(value).sha256()).or_default();
            if !seen.iter().any(|(known, _)| known == relation) {
                seen.push((*relation, place.clone()));
            }
        }
        self.keep(&place, field);
        self.open.push(place.field);
        for child in field.fields() {
            self.field(turn, child, number, &place.path, signatures);
        }
        self.open.pop();
    }

    /// Keeps a key, to try signatures with.
    fn keep(&mut self, place: &Place, field: &Field) {
        let spki = field.value().filter(|_| field.meaning() == Meaning::Key);
        let key = spki.and_then(|spki| AwsLcSuite.key(spki).ok());
        if let Some(key) = key.filter(|_| self.keys.len() < MAX_KEYS) {
            self.keys.push((key, place.clone()));
        }
    }

    /// Looks for the keys with which the signatures of a half verify, once for each signature. A
    /// request may tell its key after what is signed with it.
    fn verify(&mut self, signatures: Vec<Signature<'_>>) {
        for (later, signed, signature) in signatures {
            let mut keys = self.keys.iter().filter(|_| !self.proven.contains(signature));
            let by = keys.find(|(key, _)| signed.is_by(key, signature));
            let Some((_, earlier)) = by else { continue };
            self.proven.insert(Arc::clone(signature));
            let (earlier, relation) = (earlier.clone(), Relation::Signature);
            let (computed, over) = (Computed::Later, Some(signed.over()));
            self.links.push(Link { later, earlier, relation, computed, over });
        }
    }

    /// Whether the very same was said before.
    fn compare(&mut self, place: &Place, field: &Field) -> bool {
        let mut known = false;
        for (relation, value) in field.values() {
            for (other, earlier) in self.seen.get(Mask::of(value).sha256()).into_iter().flatten() {
                let (relation, computed) = match (*relation, *other) {
                    (Relation::Same, other) => (other, Computed::Later),
                    (relation, Relation::Same) => (relation, Computed::Earlier),
                    _ => continue,
                };
                let same = relation == Relation::Same;
                // An issuer repeats its token, a log its root; a document that repeats the name of
                // its maker tells nothing new.
                let repeats = matches!(field.meaning(), Meaning::Digest | Meaning::Token);
                let around = self.open.contains(&earlier.field);
                if same && earlier.turn == place.turn && (around || !repeats) {
                    continue;
                }
                known |= same;
                let (later, earlier) = (place.clone(), earlier.clone());
                let link = Link { later, earlier, relation, computed, over: None };
                // The links of one field stand together.
                let mut own = self.links.iter().rev().take_while(|own| own.later == link.later);
                if !own.any(|own| *own == link) {
                    self.links.push(link);
                }
            }
        }
        known
    }
}

/// The bytes that a field stands for.
fn same(field: &Field) -> Option<&Arc<[u8]>> {
    field.values().iter().find(|(relation, _)| *relation == Relation::Same).map(|(_, value)| value)
}

/// The number of fields in a field, itself included.
fn count(field: &Field) -> usize {
    let mut count = 0;
    field.visit(&mut |_| count += 1);
    count
}
