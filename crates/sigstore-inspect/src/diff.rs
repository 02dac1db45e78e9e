use sigstore_asn1::AT;
use sigstore_field::{Field, Meaning};

use crate::Thing;
use crate::text::shown;

/// A field that is not the same in two things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The names that lead to it: `verificationMaterial.tlogEntries[0].logIndex`.
    pub path: String,
    /// What the first thing says there; `None`: it has no such field.
    pub a: Option<String>,
    /// What the second says there.
    pub b: Option<String>,
}

/// What is passed over when things are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ignore {
    /// Points in time.
    Times,
    /// Signatures.
    Signatures,
    /// Fields at a path and all that is in them; `*` in the place of a name or number is any.
    Path(String),
}

impl Ignore {
    /// What a word says: `times`, `signatures`, or else a path.
    pub fn from_word(word: &str) -> Self {
        match word {
            "times" => Self::Times,
            "signatures" => Self::Signatures,
            path => Self::Path(path.into()),
        }
    }

    fn covers(&self, path: &str, field: &Field) -> bool {
        match self {
            Self::Times => field.meaning() == Meaning::Time,
            Self::Signatures => field.meaning() == Meaning::Signature,
            Self::Path(pattern) => fits(pattern, path),
        }
    }
}

/// Whether names and numbers fit one after the other; the path of what is inside fits too.
fn fits(pattern: &str, path: &str) -> bool {
    let segments = |text: &str| -> Vec<String> {
        let names = text.split(['.', '[']).map(|name| name.trim_end_matches(']').to_owned());
        names.filter(|name| !name.is_empty()).collect()
    };
    let (pattern, path) = (segments(pattern), segments(path));
    let pairs = pattern.iter().zip(&path);
    pattern.len() <= path.len() && pairs.into_iter().all(|(own, name)| own == "*" || own == name)
}

impl Difference {
    /// The fields that differ between two things, in the order of the first. Things of two kinds
    /// differ in that. Where both have parts, the parts are compared, and not what is said of the
    /// whole; the place of a value of ASN.1 is no difference.
    pub fn between(a: &Thing, b: &Thing, ignored: &[Ignore]) -> Vec<Self> {
        let mut comparison = Comparison { ignored, found: Vec::new() };
        if a.kind() == b.kind() {
            comparison.fields(a.field(), b.field(), "");
        } else {
            let kinds = (a.kind().name().into(), b.kind().name().into());
            comparison.found.push(Self { path: "kind".into(), a: Some(kinds.0), b: Some(kinds.1) });
        }
        comparison.found
    }
}

struct Comparison<'i> {
    ignored: &'i [Ignore],
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn fields(&mut self, a: &Field, b: &Field, path: &str) {
        if self.passes_over(path, a) {
            return;
        }
        if a.fields().is_empty() || b.fields().is_empty() {
            if a.text() != b.text() || a.value() != b.value() {
                self.add(path, Some(a), Some(b));
            }
            return;
        }
        let (ours, theirs) = (keys(a), keys(b));
        for (key, field) in &ours {
            let path = joined(path, key);
            match theirs.iter().find(|(other, _)| other == key) {
                Some((_, other)) => self.fields(field, other, &path),
                None => self.add(&path, Some(field), None),
            }
        }
        for (key, field) in theirs.iter().filter(|(key, _)| ours.iter().all(|own| own.0 != *key)) {
            self.add(&joined(path, key), None, Some(field));
        }
    }

    fn add(&mut self, path: &str, a: Option<&Field>, b: Option<&Field>) {
        let ignored = a.or(b).is_some_and(|field| self.passes_over(path, field));
        if !ignored {
            let path = if path.is_empty() { "(the whole)" } else { path };
            self.found.push(Difference { path: path.into(), a: a.map(told), b: b.map(told) });
        }
    }

    fn passes_over(&self, path: &str, field: &Field) -> bool {
        self.ignored.iter().any(|ignored| ignored.covers(path, field))
    }
}

/// The parts by name, and by number where a name stands more than once.
fn keys(field: &Field) -> Vec<(String, &Field)> {
    let mut seen: Vec<(&str, usize)> = Vec::new();
    let fields = field.fields().iter();
    fields
        .map(|field| {
            let name = field.name().rsplit_once(AT).map_or(field.name(), |(name, _)| name);
            match seen.iter_mut().find(|(other, _)| *other == name) {
                Some((_, count)) => {
                    *count += 1;
                    (format!("{name}[{count}]"), field)
                }
                None => {
                    seen.push((name, 0));
                    (name.to_owned(), field)
                }
            }
        })
        .collect()
}

/// Numbers stand in brackets.
fn joined(path: &str, key: &str) -> String {
    match (path, key.bytes().all(|byte| byte.is_ascii_digit())) {
        (path, true) => format!("{path}[{key}]"),
        ("", false) => key.into(),
        (path, false) => format!("{path}.{key}"),
    }
}

fn told(field: &Field) -> String {
    let text = shown(field);
    match (text.is_empty(), field.fields().len()) {
        (true, count) if count > 0 => format!("{count} fields"),
        _ => text,
    }
}
