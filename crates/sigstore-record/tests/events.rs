//! The event stream of whole lives: the messages as they pass, then the checks of the result.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "made/life.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod made;

use std::cell::RefCell;
use std::fmt::{self, Write};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, Once};

use http::{Request, Response};
use made::{Flow, SECRETS, live, unchanged};
use sigstore_record::{Conversation, Party, Secrets, Side};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, set_global_default};
use tracing::{Event, Level, Metadata, Subscriber};

/// An event: target, the spans around it, and its fields in order.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    target: String,
    spans: Vec<&'static str>,
    fields: Vec<(&'static str, String)>,
}

impl Told {
    fn field(&self, name: &str) -> &str {
        &self.fields.iter().find(|(own, _)| *own == name).unwrap().1
    }
}

thread_local! {
    /// What was told on this thread, while someone listens.
    static HEARD: RefCell<Option<Vec<Told>>> = const { RefCell::new(None) };
    static OPEN: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// The names of all spans, by id.
static SPANS: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());

/// Hears the events of threads that listen.
struct Listener;

impl Subscriber for Listener {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        // Whether anyone listens changes.
        Interest::sometimes()
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("sigstore::") && HEARD.with_borrow(Option::is_some)
    }

    fn event(&self, event: &Event<'_>) {
        assert_eq!(*event.metadata().level(), Level::INFO);
        let mut fields = Fields(Vec::new());
        event.record(&mut fields);
        let target = event.metadata().target().to_owned();
        let told = Told { target, spans: OPEN.with_borrow(Vec::clone), fields: fields.0 };
        HEARD.with_borrow_mut(|heard| heard.as_mut().unwrap().push(told));
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut spans = SPANS.lock().unwrap();
        spans.push(attributes.metadata().name());
        Id::from_u64(u64::try_from(spans.len()).unwrap())
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, id: &Id) {
        let number = usize::try_from(id.into_u64()).unwrap();
        let name = SPANS.lock().unwrap()[number - 1];
        OPEN.with_borrow_mut(|open| open.push(name));
    }

    fn exit(&self, _: &Id) {
        OPEN.with_borrow_mut(|open| open.pop());
    }
}

struct Fields(Vec<(&'static str, String)>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), value.to_owned()));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.push((field.name(), value.to_string()));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.push((field.name(), value.to_string()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        panic!("{} is no text and no number: {value:?}", field.name());
    }
}

/// What is told meanwhile.
fn heard<T>(run: impl FnOnce() -> T) -> (T, Vec<Told>) {
    static LISTEN: Once = Once::new();
    LISTEN.call_once(|| set_global_default(Listener).unwrap());
    HEARD.set(Some(Vec::new()));
    let result = run();
    (result, HEARD.take().unwrap())
}

/// One event a line: what its fields are called, and what they say.
fn written(events: &[Told]) -> String {
    let mut out = String::new();
    for Told { target, spans, fields } in events {
        write!(out, "{target} [{}]", spans.join(" ")).unwrap();
        for (name, value) in fields {
            write!(out, " {name}={value:?}").unwrap();
        }
        out.push('\n');
    }
    out
}

#[test]
fn a_life_is_told_as_it_passes() {
    for (flow, name) in [(Flow::Article, "article"), (Flow::V2, "v2")] {
        let (_, events) = heard(|| live(flow, unchanged));
        let found = written(&events);
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
        let file = file.join(format!("{name}.events.txt"));
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&file, &found).unwrap();
        }
        let expected = fs::read_to_string(&file).expect("a snapshot; UPDATE_SNAPSHOTS=1 writes it");
        assert!(found == expected, "{name}: {found}");
    }
}

/// An event for each half, in the order of the halves, with what the conversation says of it; the
/// checks come after.
#[test]
fn the_events_are_the_turns() {
    for flow in [Flow::Article, Flow::V2, Flow::EnvelopeV1, Flow::EnvelopeV2] {
        let (conversation, events) = heard(|| live(flow, unchanged));
        let (messages, checks) = events.split_at(conversation.turns().len());
        assert!(checks.iter().all(|event| event.target == "sigstore::check"));
        assert!(!checks.is_empty());
        for (turn, event) in conversation.turns().iter().zip(messages) {
            let message = &conversation.messages()[turn.message];
            let bytes = conversation.bytes(*turn, Secrets::Exposed).unwrap().len();
            assert_eq!(event.target, "sigstore::message");
            assert_eq!(event.spans, [message.step().name()]);
            let expected = [
                ("service", message.to().name().to_owned()),
                ("direction", turn.side.name().to_owned()),
                ("kind", message.word().to_owned()),
                ("bytes", bytes.to_string()),
            ];
            assert_eq!(event.fields[..4], expected);
            let rest: Vec<_> = event.fields[4..].iter().map(|(name, _)| *name).collect();
            assert_eq!(rest, ["encoding", "body"]);
        }
    }
}

#[test]
fn no_secret_is_told() {
    for flow in [Flow::Article, Flow::V2, Flow::EnvelopeV1, Flow::EnvelopeV2] {
        let (_, events) = heard(|| live(flow, unchanged));
        let told = written(&events);
        for secret in SECRETS {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
        let token = events.iter().find(|event| event.field("kind") == "oidc-token").unwrap();
        let mask = format!("code_verifier=masked-{}-bytes-sha256-", SECRETS[3].len());
        assert!(token.field("body").contains(&mask), "{token:?}");
    }
}

/// Bytes that are no text come in base64; a question without an answer is followed by no event; to
/// whom nobody listens, nothing is told later.
#[test]
fn bytes_and_silence() {
    let ask = |conversation: &mut Conversation| {
        let request = Request::post("http://tsa.example/api/v1/timestamp")
            .header("content-type", "application/timestamp-query");
        let request = request.body(vec![0x30, 0x80, 0xff]).unwrap();
        conversation.ask_of(Party::Client, Party::TimestampAuthority, &request, made::now())
    };
    let mut conversation = Conversation::new();
    ask(&mut conversation);
    let ((), events) = heard(|| {
        let unanswered = ask(&mut conversation);
        conversation.silence(unanswered, "nobody is there", made::now());
        let answered = ask(&mut conversation);
        conversation.answer(answered, &Response::new(Vec::new()), made::now());
    });
    let fields: Vec<_> = events
        .iter()
        .map(|event| ["direction", "bytes", "encoding", "body"].map(|name| event.field(name)))
        .collect();
    let (asked, answered) = (Side::Request.name(), Side::Reply.name());
    let question = [asked, "3", "base64", "MID/"];
    assert_eq!(fields, [question, question, [answered, "0", "utf-8", ""]]);
}
