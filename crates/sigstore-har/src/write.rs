use http::header::{CONTENT_TYPE, HOST, LOCATION};
use http::{HeaderMap, Uri};
use sigstore_json::{Number, Value, ordered};
use sigstore_record::{
    Conversation, Document, Head, Original, Said, Secrets, Side, ToldReport, Transcribed, Turn,
};
use sigstore_traits::UnixTime;

use crate::bytes::written;
use crate::name::word_of;
use crate::value::{count, object, text, unknown};
use crate::view::View;

/// The form of the members that HAR 1.2 does not have.
pub const FORMAT: &str = "sigscope.capture/1";

/// The most bytes of a file to sign that are kept: of a larger one length and SHA-256 are.
pub const MAX_ARTIFACT: usize = 1 << 20;

/// Writes a conversation as an HTTP Archive, an entry a line.
///
/// ```text
/// {"log":{"version":"1.2","creator":{…},"pages":[],"entries":[
/// {"startedDateTime":"…","time":12,"request":{…},"response":{…},"cache":{},"timings":{…},
///  "_sigstore":{"message":1,"step":"…","kind":"…","title":"…","from":"…","to":"…","service":"…",
///               "request":{"turn":1,"time":"RFC 3339","uri":"…","fields":[…],
///                          "original":{"bytes":1,"sha256":"…","unreadable":"…"}},
///               "reply":{…}}}],
///  "_sigstore":{"format":"sigscope.capture/1","secrets":"masked",
///               "files":[{"message":2,"document":"artifact","name":"…","from":"…","to":"…",
///                         "turn":2,"time":"…","text":"…","encoding":"base64","fields":[…]}],
///               "reports":[{"report":{…},"text":"…"}]}}}
/// ```
///
/// `original` tells what a body was before its secrets were masked. `uri` is what was asked where
/// that was no whole address.
pub fn write(conversation: &Conversation, secrets: Secrets) -> String {
    let view = View::of(conversation);
    let transcript = conversation.transcript(secrets);
    let (mut entries, mut files) = (Vec::new(), Vec::new());
    for (number, message) in transcript.messages.iter().enumerate() {
        let writer = Writer { conversation, view: &view, number, message };
        match &message.request.head {
            Head::File(document, name) => files.push(writer.file(*document, name)),
            _ => entries.push(writer.entry()),
        }
    }
    let reports: Vec<_> = transcript.reports.iter().map(report).collect();
    let secrets = match secrets {
        Secrets::Masked => "masked",
        Secrets::Exposed => "exposed",
    };
    format!(
        "{{\"log\":{{\"version\":\"1.2\",\"creator\":{{\"name\":\"sigscope\",\"version\":\"{}\"}},\
         \"pages\":[],\"entries\":[\n{}],\n\"_sigstore\":{{\"format\":\"{FORMAT}\",\
         \"secrets\":\"{secrets}\",\"files\":[\n{}],\"reports\":[\n{}]}}}}}}\n",
        env!("CARGO_PKG_VERSION"),
        entries.join(",\n"),
        files.join(",\n"),
        reports.join(",\n"),
    )
}

/// A report is JSON, and stands in the archive as it is.
fn report(told: &ToldReport) -> String {
    format!("{{\"report\":{},\"text\":{}}}", told.json, ordered(&text(&told.text)))
}

struct Writer<'w> {
    conversation: &'w Conversation,
    view: &'w View,
    number: usize,
    message: &'w Transcribed,
}

impl Writer<'_> {
    fn entry(&self) -> String {
        let Transcribed { request, reply, .. } = self.message;
        let milliseconds = reply.as_ref().map_or(0, |reply| between(request.time, reply.time));
        let spent = || Value::Number(Number::Unsigned(milliseconds));
        let none = || Value::Number(Number::Unsigned(0));
        let timings = [("send", none()), ("wait", spent()), ("receive", none())];
        let entry = object([
            ("startedDateTime", text(request.time)),
            ("time", spent()),
            ("request", self.request(request)),
            ("response", response(reply.as_ref())),
            ("cache", object([])),
            ("timings", object(timings)),
        ]);
        let mut own = self.about();
        own.push(("request", self.half(Side::Request, request)));
        own.extend(reply.as_ref().map(|reply| ("reply", self.half(Side::Reply, reply))));
        let own: Vec<_> = own.iter().map(|(name, json)| format!("\"{name}\":{json}")).collect();
        with(&ordered(&entry), &format!("\"_sigstore\":{{{}}}", own.join(",")))
    }

    fn file(&self, document: Document, name: &str) -> String {
        let said = &self.message.request;
        let mut own = self.about();
        own.push(("document", ordered(&text(word_of(document)))));
        own.push(("name", ordered(&text(name))));
        let own: Vec<_> = own.iter().map(|(name, json)| format!("\"{name}\":{json}")).collect();
        // A half with more members.
        with(&format!("{{{}}}", own.join(",")), inner(&self.half(Side::Request, said)))
    }

    /// What is known of the message, as JSON.
    fn about(&self) -> Vec<(&'static str, String)> {
        let json = |word: &str| ordered(&text(word));
        let mut about = vec![("message", (self.number + 1).to_string())];
        if let Some(message) = self.conversation.messages().get(self.number) {
            about.push(("step", json(message.step().name())));
            about.push(("kind", json(message.word())));
            about.push(("title", json(message.title())));
            about.push(("from", json(message.from().name())));
            about.push(("to", json(message.to().name())));
        }
        let asked = self.message.asked.as_ref();
        about.extend(asked.map(|asked| ("service", json(asked.service.name()))));
        about
    }

    /// What is known of one half, as JSON: the view of it is JSON already.
    fn half(&self, side: Side, said: &Said) -> String {
        let turn = Turn { message: self.number, side };
        let (number, fields) = self.view.half(turn).unwrap_or((0, "[]"));
        let mut members = vec![("turn", count(number + 1)), ("time", text(said.time))];
        if let Head::Request(_, uri) = &said.head {
            members.extend(uri.scheme().is_none().then(|| ("uri", text(uri))));
        }
        let kept = Kept::of(said);
        members.extend(kept.original.map(|original| ("original", original_of(&original))));
        if matches!(said.head, Head::File(..)) {
            members.extend(written(kept.body, "encoding"));
        }
        with(&ordered(&object(members)), &format!("\"fields\":{fields}"))
    }

    fn request(&self, said: &Said) -> Value<'_> {
        let Head::Request(method, uri) = &said.head else { return Value::Null };
        let kept = Kept::of(said);
        let mut members = vec![
            ("method", text(method)),
            ("url", text(self.whole(uri, &said.headers))),
            ("httpVersion", text("HTTP/1.1")),
            ("cookies", Value::Array(Vec::new())),
            ("headers", headers(&said.headers)),
            ("queryString", query(uri)),
            ("headersSize", unknown()),
            ("bodySize", count(kept.length())),
        ];
        if !kept.body.is_empty() {
            let mut data = vec![("mimeType", text(media_type(&said.headers)))];
            data.extend(written(kept.body, "_encoding"));
            members.push(("postData", object(data)));
        }
        object(members)
    }

    /// A whole address, as HAR asks for: a server only sees the path of its own.
    fn whole(&self, uri: &Uri, headers: &HeaderMap) -> String {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let of_party = self.message.to.map_or("server", |party| party.name());
        match (uri.scheme(), host) {
            (Some(_), _) => uri.to_string(),
            (None, Some(host)) => format!("http://{host}{uri}"),
            // RFC 6761 section 6.4: a name that leads nowhere.
            (None, None) => format!("http://{of_party}.invalid{uri}"),
        }
    }
}

/// A body as far as it is kept.
struct Kept<'s> {
    body: &'s [u8],
    original: Option<Original>,
}

impl<'s> Kept<'s> {
    fn of(said: &'s Said) -> Self {
        let artifact = matches!(said.head, Head::File(Document::Artifact, _));
        let large = artifact && said.body.len() > MAX_ARTIFACT;
        let original = said.original.clone().or_else(|| large.then(|| Original::of(&said.body)));
        Self { body: if large { &[] } else { &said.body }, original }
    }

    fn length(&self) -> usize {
        self.original.as_ref().map_or(self.body.len(), |original| original.length)
    }
}

fn original_of<'v>(original: &Original) -> Value<'v> {
    let mut members = vec![
        ("bytes", count(original.length)),
        ("sha256", text(sigstore_json::hex(&original.sha256))),
    ];
    members.extend(original.unreadable.as_ref().map(|why| ("unreadable", text(why))));
    object(members)
}

/// The answer; where none came, the form in which browsers say so.
fn response(said: Option<&Said>) -> Value<'_> {
    let nothing = HeaderMap::new();
    let kept = said.map(Kept::of);
    let (body, length) = kept.as_ref().map_or((&[][..], 0), |kept| (kept.body, kept.length()));
    let fields = said.map_or(&nothing, |said| &said.headers);
    let (status, words, error) = match said.map(|said| &said.head) {
        Some(Head::Reply(status)) => {
            (status.as_u16().into(), status.canonical_reason().unwrap_or_default(), None)
        }
        Some(Head::Silence(why)) => (0, "", Some(why)),
        _ => (0, "", None),
    };
    let location = fields.get(LOCATION).and_then(|value| value.to_str().ok());
    let mut content = vec![("size", count(length)), ("mimeType", text(media_type(fields)))];
    content.extend(written(body, "encoding"));
    let mut members = vec![
        ("status", count(status)),
        ("statusText", text(words)),
        ("httpVersion", text("HTTP/1.1")),
        ("cookies", Value::Array(Vec::new())),
        ("headers", headers(fields)),
        ("content", object(content)),
        ("redirectURL", text(location.unwrap_or_default())),
        ("headersSize", unknown()),
        ("bodySize", count(length)),
    ];
    members.extend(error.map(|why| ("_error", text(why))));
    object(members)
}

fn headers<'v>(headers: &HeaderMap) -> Value<'v> {
    let pair = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        object([("name", text(name)), ("value", text(value))])
    };
    Value::Array(headers.iter().map(pair).collect())
}

fn query<'v>(uri: &Uri) -> Value<'v> {
    let pairs = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        object([("name", text(name)), ("value", text(value))])
    };
    Value::Array(pairs.map(pair).collect())
}

fn media_type(headers: &HeaderMap) -> &str {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.unwrap_or("application/octet-stream")
}

/// Milliseconds; a clock that was set back in between has none.
fn between(start: UnixTime, end: UnixTime) -> u64 {
    let milliseconds = |time: UnixTime| {
        i128::from(time.seconds()) * 1000 + i128::from(time.nanoseconds() / 1_000_000)
    };
    u64::try_from(milliseconds(end) - milliseconds(start)).unwrap_or(0)
}

/// An object with more members, all as JSON.
fn with(object: &str, more: &str) -> String {
    match object.strip_suffix('}') {
        Some("{") | None => format!("{{{more}}}"),
        Some(open) => format!("{open},{more}}}"),
    }
}

/// The members of an object as JSON.
fn inner(object: &str) -> &str {
    object.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default()
}
