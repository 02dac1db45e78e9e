use std::borrow::Cow;

use sigstore_json::{Number, Value, ordered};
use sigstore_traits::Facts;
use sigstore_verify::{Field, Fields, LoggedEntry, ProvenTime, SignedStatement, Signer};

use crate::{CheckReport, Report, TrustSource};

impl Report {
    /// The document `sigscope.report/1`, on one line.
    pub fn to_json(&self) -> String {
        let artifact = object([
            ("name", text(&self.artifact_name)),
            ("digest", self.artifact_digest.as_deref().map_or(Value::Null, text)),
        ]);
        let waiver = |waiver: &sigstore_verify::Waiver| {
            object([("what", text(waiver.what.name())), ("by", text(waiver.by.name()))])
        };
        let mut members = vec![
            ("format", text("sigscope.report/1")),
            ("outcome", text(self.verdict.name())),
            ("artifact", artifact),
            ("signer", self.signer.as_ref().map_or(Value::Null, signer)),
            ("times", list(&self.times, time)),
            ("log_entries", list(&self.log_entries, log_entry)),
            ("statement", self.statement.as_ref().map_or(Value::Null, statement)),
            ("waivers", list(&self.waivers, waiver)),
            ("checks", list(&self.checks, check)),
            ("trust", trust(&self.trust)),
        ];
        members.extend(self.hint.as_deref().map(|hint| ("hint", text(hint))));
        ordered(&object(members))
    }
}

pub(crate) fn object<'a>(
    members: impl IntoIterator<Item = (&'static str, Value<'a>)>,
) -> Value<'a> {
    let members = members.into_iter().map(|(name, value)| (Cow::Borrowed(name), value));
    Value::Object(members.collect())
}

pub(crate) fn text(text: &str) -> Value<'_> {
    Value::String(Cow::Borrowed(text))
}

fn owned<'a>(text: impl ToString) -> Value<'a> {
    Value::String(Cow::Owned(text.to_string()))
}

fn number<'a>(number: Option<u64>) -> Value<'a> {
    number.map_or(Value::Null, |number| Value::Number(Number::Unsigned(number)))
}

fn list<'a, T>(items: &'a [T], each: impl Fn(&'a T) -> Value<'a>) -> Value<'a> {
    Value::Array(items.iter().map(each).collect())
}

fn signer(signer: &Signer) -> Value<'_> {
    match signer {
        Signer::Certificate { identity, kind, issuer, extensions } => {
            let extensions = extensions.iter().map(|(name, value)| (*name, text(value)));
            object([
                ("identity", text(identity)),
                ("identity_kind", text(kind.name())),
                ("issuer", issuer.as_deref().map_or(Value::Null, text)),
                ("extensions", object(extensions)),
            ])
        }
        Signer::Key { spki_sha256, hint } => {
            let hex = sigstore_json::hex(spki_sha256);
            object([("key", owned(format!("sha256:{hex}"))), ("hint", text(hint))])
        }
    }
}

fn time(proven: &ProvenTime) -> Value<'_> {
    object([
        ("source", text(proven.source.name())),
        ("time", owned(proven.time)),
        ("authority", text(&proven.authority)),
    ])
}

fn log_entry(entry: &LoggedEntry) -> Value<'_> {
    let host = entry.log.split_once("://").map_or(entry.log.as_str(), |(_, host)| host);
    object([
        ("log", text(host.trim_end_matches('/'))),
        ("log_id", owned(entry.log_id)),
        ("index", number(entry.index)),
        ("proof_index", number(entry.proof_index)),
        ("kind", text(entry.kind)),
        ("version", text(entry.version)),
        ("origin", entry.origin.as_deref().map_or(Value::Null, text)),
        ("tree_size", number(entry.tree_size)),
    ])
}

fn statement(statement: &SignedStatement) -> Value<'_> {
    let subjects = statement.subjects.iter().flat_map(|(name, digests)| {
        digests.iter().map(move |digest| {
            let name = name.as_deref().map_or(Value::Null, text);
            object([("name", name), ("digest", owned(digest))])
        })
    });
    object([
        ("predicate_type", text(&statement.predicate_type)),
        ("subjects", Value::Array(subjects.collect())),
    ])
}

fn check(report: &CheckReport) -> Value<'_> {
    let check = report.check;
    let rule = report.error.as_ref().map_or(check.rule.id, |error| error.rule.id);
    let mut members = vec![
        ("step", text(check.step.name())),
        ("check", text(check.name)),
        ("rule", text(rule)),
        ("outcome", text(report.outcome)),
        ("title", text(check.title)),
        ("evidence", fields(&report.evidence)),
    ];
    members.extend(report.error.as_ref().map(|facts| ("error", error(facts))));
    members.extend(report.note.as_deref().map(|note| ("note", text(note))));
    if !report.needs.is_empty() {
        members.push(("needs", Value::Array(report.needs.iter().map(|need| text(need)).collect())));
    }
    object(members)
}

pub(crate) fn error(facts: &Facts) -> Value<'_> {
    object([
        ("code", text(facts.code)),
        ("place", text(&facts.place)),
        ("found", text(&facts.found)),
        ("expected", text(&facts.expected)),
        ("message", owned(facts)),
    ])
}

fn fields(evidence: &Fields) -> Value<'_> {
    object(evidence.iter().map(|(name, value)| (name, field(value))))
}

fn field(value: &Field) -> Value<'_> {
    match value {
        Field::Text(value) => text(value),
        Field::Number(value) => number(Some(*value)),
        Field::List(items) => list(items, field),
        Field::Group(group) => fields(group),
    }
}

fn trust(trust: &TrustSource) -> Value<'_> {
    let mut members = vec![
        ("profile", trust.profile.as_deref().map_or(Value::Null, text)),
        ("source", text(trust.source)),
        ("digest", owned(format!("sha256:{}", trust.sha256))),
        ("made", trust.made.as_deref().map_or(Value::Null, text)),
    ];
    if !trust.unusable.is_empty() {
        members.push(("unusable", list(&trust.unusable, |place| text(place))));
    }
    object(members)
}
