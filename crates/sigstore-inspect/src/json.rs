use std::borrow::Cow;

use sigstore_field::Field;
use sigstore_json::{Value, hex, ordered};
use sigstore_traits::Facts;

use crate::bounds::{Budget, more};
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
    let (fields, mut written) = (field.fields(), Vec::new());
    if fields.is_empty() {
        return owned(shown(field));
    }
    while let Some(own) = fields.get(written.len()).filter(|_| budget.spend(written.len())) {
        written.push((own.name(), by_name(own, budget)));
    }
    let rest = fields.len() - written.len();
    let rest = (rest > 0).then(|| owned(more(rest)));
    if written.iter().enumerate().all(|(number, (name, _))| *name == number.to_string()) {
        return Value::Array(written.into_iter().map(|(_, value)| value).chain(rest).collect());
    }
    let mut members = merged(written);
    members.extend(rest.map(|rest| (Cow::Borrowed("…"), rest)));
    Value::Object(members)
}

/// The values by their names, those of one name in a list.
fn merged<'f>(values: Vec<(&'f str, Value<'f>)>) -> Vec<(Cow<'f, str>, Value<'f>)> {
    let mut members: Vec<(&str, Vec<Value<'f>>)> = Vec::new();
    for (name, value) in values {
        match members.iter_mut().find(|(other, _)| *other == name) {
            Some((_, values)) => values.push(value),
            None => members.push((name, vec![value])),
        }
    }
    let single = |mut values: Vec<Value<'f>>| match values.len() {
        1 => values.pop().unwrap_or(Value::Null),
        _ => Value::Array(values),
    };
    members.into_iter().map(|(name, values)| (Cow::Borrowed(name), single(values))).collect()
}

fn parts<'f>(field: &'f Field, raw: bool, budget: &mut Budget) -> Value<'f> {
    let (fields, mut written) = (field.fields(), Vec::new());
    while let Some(own) = fields.get(written.len()).filter(|_| budget.spend(written.len())) {
        written.push(part(own, raw, budget));
    }
    let rest = fields.len() - written.len();
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
