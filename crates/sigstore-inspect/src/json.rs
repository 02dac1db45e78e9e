use std::borrow::Cow;

use sigstore_field::Field;
use sigstore_json::{Value, hex, ordered};
use sigstore_traits::Facts;

use crate::bounds::{Budget, MAX_CHILDREN, more};
use crate::text::{claims, shown};
use crate::{Thing, raw};

impl Thing {
    /// The document `sigscope.inspect/1`, on one line.
    ///
    /// ```text
    /// {"format":"sigscope.inspect/1","kind":"…","verified":false,"title":"…","about":"…",
    ///  "stopped":"why"|null,"refused":{"code":"…","place":"…","found":"…","expected":"…"}|null,
    ///  "fields":{"NAME":"TEXT"|{…}|[…]},
    ///  "parts":[{"name":"…","meaning":"…","text":"…","masked":{"bytes":0,"sha256":"…"},
    ///            "verified":false,"bytes":"hex","parts":[…]}]}
    /// ```
    ///
    /// `fields` is for asking by name, `parts` has everything in order. `bytes` are there with `raw`.
    pub fn to_json(&self, raw: bool) -> String {
        let mut budget = Budget::new();
        let fields = by_name(self.field(), &mut Budget::new());
        let parts = parts(self.field(), raw, &mut budget);
        ordered(&object([
            ("format", text("sigscope.inspect/1")),
            ("kind", text(self.kind().name())),
            ("verified", Value::Bool(false)),
            ("title", text(self.kind().title())),
            ("about", owned(shown(self.field()))),
            ("stopped", self.stopped().map_or(Value::Null, text)),
            ("refused", self.refused().map_or(Value::Null, refused)),
            ("fields", fields),
            ("parts", parts),
        ]))
    }
}

fn refused(facts: &Facts) -> Value<'_> {
    object([
        ("code", text(facts.code)),
        ("rule", text(facts.rule.id)),
        ("place", text(&facts.place)),
        ("found", text(&facts.found)),
        ("expected", text(&facts.expected)),
        ("message", text(facts.message)),
    ])
}

/// A field with parts is an object, or a list if they are numbered; another is its text. Parts of
/// one name are a list under it.
fn by_name<'f>(field: &'f Field, budget: &mut Budget) -> Value<'f> {
    let fields = field.fields();
    let written: Vec<&Field> = fields.iter().take(budget.children(fields.len())).collect();
    if fields.is_empty() || !budget.spend() {
        return owned(shown(field));
    }
    let rest = fields.len() - written.len();
    let numbered = written.iter().enumerate().all(|(number, own)| own.name() == number.to_string());
    if numbered {
        let mut elements: Vec<_> = written.iter().map(|field| by_name(field, budget)).collect();
        elements.extend((rest > 0).then(|| owned(more(rest))));
        return Value::Array(elements);
    }
    let mut members: Vec<(Cow<'f, str>, Value<'f>)> = Vec::new();
    for field in written {
        let value = by_name(field, budget);
        let twice = fields.iter().filter(|other| other.name() == field.name()).nth(1).is_some();
        let there = members.iter_mut().find(|(name, _)| name == field.name());
        match (there, twice) {
            (Some((_, Value::Array(elements))), _) => elements.push(value),
            (_, true) => members.push((field.name().into(), Value::Array(vec![value]))),
            (_, false) => members.push((field.name().into(), value)),
        }
    }
    members.extend((rest > 0).then(|| (Cow::Borrowed("…"), owned(more(rest)))));
    Value::Object(members)
}

fn parts<'f>(field: &'f Field, raw: bool, budget: &mut Budget) -> Value<'f> {
    let mut written = Vec::new();
    for own in field.fields().iter().take(MAX_CHILDREN) {
        if !budget.spend() {
            break;
        }
        written.push(part(own, raw, budget));
    }
    let rest = field.fields().len() - written.len();
    written.extend((rest > 0).then(|| object([("name", text("…")), ("text", owned(more(rest)))])));
    Value::Array(written)
}

fn part<'f>(field: &'f Field, raw: bool, budget: &mut Budget) -> Value<'f> {
    let mut members = vec![("name", text(field.name())), ("meaning", text(field.meaning().name()))];
    members.push(match field.text() {
        sigstore_field::Text::Shown(_) => ("text", owned(shown(field))),
        sigstore_field::Text::Masked(mask) => {
            let bytes = Value::integer(mask.length());
            ("masked", object([("bytes", bytes), ("sha256", owned(hex(mask.sha256())))]))
        }
    });
    if claims(field.meaning()) {
        members.push(("verified", Value::Bool(false)));
    }
    let bytes = raw::bytes(field).filter(|_| raw);
    members.extend(bytes.map(|bytes| ("bytes", owned(raw::shortened(bytes)))));
    if !field.fields().is_empty() {
        members.push(("parts", parts(field, raw, budget)));
    }
    object(members)
}

pub(crate) fn object<'v>(
    members: impl IntoIterator<Item = (&'static str, Value<'v>)>,
) -> Value<'v> {
    let members = members.into_iter().map(|(name, value)| (Cow::Borrowed(name), value));
    Value::Object(members.collect())
}

pub(crate) fn text(text: &str) -> Value<'_> {
    Value::String(Cow::Borrowed(text))
}

pub(crate) fn owned<'v>(text: String) -> Value<'v> {
    Value::String(Cow::Owned(text))
}
