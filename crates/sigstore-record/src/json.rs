use std::borrow::Cow;

use sigstore_decode::shown_address;
use sigstore_field::{Field, Text};
use sigstore_json::{Number, Value, hex, ordered};

use crate::message::Head;
use crate::{Computed, Conversation, Decoded, Decoder, Half, Link, Message, Turn};

/// The document `sigscope.life/1`, on one line.
///
/// ```text
/// {"format":"sigscope.life/1",
///  "messages":[{"number":1,"step":"…","kind":"…","title":"…","from":"…","to":"…"}],
///  "turns":[{"message":1,"side":"request|reply","time":"RFC 3339","method":"…","uri":"…",
///            "status":200,"file":"…","no_answer":"…","bytes":0,"sha256":"…",
///            "fields":[{"name":"…","meaning":"…","text":"…","masked":{"bytes":0,"sha256":"…"},
///                       "links":[{"relation":"same|sha256|…","computed":"later|earlier",
///                                 "message":1,"side":"…","field":"…","over":"…"}],
///                       "fields":[…]}]}],
///  "reports":[…]}
/// ```
pub fn json(conversation: &Conversation) -> String {
    let mut decoder = Decoder::new();
    let decoded = decoder.follow(conversation);
    let messages = conversation.messages().iter().enumerate().map(message).collect();
    let turns = decoded.halves().iter().map(|half| turn(&decoded, half)).collect();
    let reports = conversation.reports().iter().map(|report| report.to_json());
    let told = conversation.told().iter().map(|told| told.json.clone());
    let reports: Vec<_> = told.chain(reports).collect();
    // A report is JSON, and stands here as it is.
    let reports = format!("[{}]", reports.join(","));
    let document = ordered(&object([
        ("format", text("sigscope.life/1")),
        ("messages", Value::Array(messages)),
        ("turns", Value::Array(turns)),
    ]));
    let open = document.strip_suffix('}').unwrap_or(&document);
    format!("{open},\"reports\":{reports}}}")
}

fn message((number, message): (usize, &Message)) -> Value<'_> {
    object([
        ("number", count(number + 1)),
        ("step", text(message.step().name())),
        ("kind", text(message.word())),
        ("title", text(message.title())),
        ("from", text(message.from().name())),
        ("to", text(message.to().name())),
    ])
}

fn turn<'d>(decoded: &'d Decoded<'_>, half: &'d Half<'_>) -> Value<'d> {
    let Turn { message, side } = half.turn();
    let mut members = vec![
        ("message", count(message + 1)),
        ("side", text(side.name())),
        ("time", owned(half.time().to_string())),
    ];
    members.extend(head(decoded, half));
    members.push(("bytes", count(half.said.length())));
    members.push(("sha256", owned(hex(&half.said.sha256()))));
    let mut number = 0;
    let fields = half.fields().iter().map(|own| field(decoded, half.turn(), own, &mut number));
    members.push(("fields", Value::Array(fields.collect())));
    object(members)
}

fn head<'d>(decoded: &Decoded<'_>, half: &Half<'_>) -> Vec<(&'static str, Value<'d>)> {
    match &half.said.head {
        Head::Request(method, uri) => vec![
            ("method", owned(method.to_string())),
            ("uri", owned(decoded.safe(&shown_address(&uri.to_string())))),
        ],
        Head::Reply(status) => vec![("status", count(status.as_u16().into()))],
        Head::File(_, name) => vec![("file", owned(decoded.safe(name)))],
        Head::Silence(why) => vec![("no_answer", owned(decoded.safe(why)))],
    }
}

fn field<'d>(
    decoded: &'d Decoded<'_>,
    turn: Turn,
    field: &'d Field,
    number: &mut usize,
) -> Value<'d> {
    let links: Vec<_> = decoded.links_of(turn, *number).map(link).collect();
    *number += 1;
    let mut members = vec![
        ("name", text(field.name())),
        ("meaning", text(field.meaning().name())),
        match field.text() {
            Text::Shown(shown) => ("text", text(shown)),
            Text::Masked(mask) => (
                "masked",
                object([("bytes", count(mask.length())), ("sha256", owned(hex(mask.sha256())))]),
            ),
        },
    ];
    if !links.is_empty() {
        members.push(("links", Value::Array(links)));
    }
    if !field.fields().is_empty() {
        let fields = field.fields().iter().map(|own| self::field(decoded, turn, own, number));
        members.push(("fields", Value::Array(fields.collect())));
    }
    object(members)
}

fn link(link: &Link) -> Value<'_> {
    let computed = match link.computed {
        Computed::Later => "later",
        Computed::Earlier => "earlier",
    };
    let mut members = vec![
        ("relation", text(link.relation.name())),
        ("computed", text(computed)),
        ("message", count(link.earlier.turn.message + 1)),
        ("side", text(link.earlier.turn.side.name())),
        ("field", text(&link.earlier.path)),
    ];
    members.extend(link.over.map(|over| ("over", text(over))));
    object(members)
}

fn object<'v>(members: impl IntoIterator<Item = (&'static str, Value<'v>)>) -> Value<'v> {
    let members = members.into_iter().map(|(name, value)| (Cow::Borrowed(name), value));
    Value::Object(members.collect())
}

fn text(text: &str) -> Value<'_> {
    Value::String(Cow::Borrowed(text))
}

fn owned<'v>(text: String) -> Value<'v> {
    Value::String(Cow::Owned(text))
}

fn count<'v>(count: usize) -> Value<'v> {
    u64::try_from(count).map_or(Value::Null, |count| Value::Number(Number::Unsigned(count)))
}
