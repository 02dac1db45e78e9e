use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use sigstore_json::{Node, Number, Object, Value};
use sigstore_record::{Asked, Head, Party, Said, Transcribed};
use sigstore_traits::UnixTime;

use crate::half::{Half, Place};
use crate::notes::Notes;
use crate::{Error, bytes, name};

/// Reads one entry.
pub(crate) struct Entry<'r> {
    /// Who asks, if the entry does not say it.
    pub(crate) from: Party,
    /// Whether the archive is a capture.
    pub(crate) is_own: bool,
    pub(crate) notes: &'r mut Notes,
}

/// What a capture says of a message.
#[derive(Default)]
struct Own<'n> {
    message: Option<u64>,
    from: Option<Party>,
    to: Option<Party>,
    asked: Option<Asked>,
    request: Half<'n>,
    reply: Option<Half<'n>>,
}

impl Entry<'_> {
    pub(crate) fn read(mut self, node: Node<'_>) -> Result<(Place, Transcribed), Error> {
        let entry = node.object()?;
        let own = entry.optional("_sigstore").filter(|_| self.is_own);
        let own = own.map(|own| self.own(own)).transpose()?.unwrap_or_default();
        let started = name::time(entry.required("startedDateTime")?)?;
        let ended = later(started, entry.optional("time"));
        let place = Place {
            message: own.message,
            request: own.request.turn,
            reply: own.reply.as_ref().and_then(|reply| reply.turn),
        };
        let response = entry.optional("response");
        let told = Transcribed {
            from: own.from.unwrap_or(self.from),
            to: own.to,
            asked: own.asked,
            request: self.request(entry.required("request")?, started, own.request)?,
            reply: match (response, own.reply, own.message) {
                (Some(response), Some(half), _) => Some(self.response(response, ended, half)?),
                // No answer until the capture was written.
                (_, None, Some(_)) => None,
                (Some(response), None, None) => {
                    Some(self.response(response, ended, Half::default())?)
                }
                (None, ..) => None,
            },
        };
        let passed = ["cache", "timings", "serverIPAddress", "connection", "comment", "pageref"];
        self.notes.finish(entry, &passed);
        Ok((place, told))
    }

    fn own<'n>(&mut self, node: Node<'n>) -> Result<Own<'n>, Error> {
        let own = node.object()?;
        let party = |name| own.optional(name).map(name::party).transpose();
        let request = own.required("request")?.object()?;
        let reply = own.optional("reply").map(Node::object).transpose()?;
        let asked = match own.optional("service") {
            Some(service) => Some(Asked {
                service: name::service(service)?,
                kind: name::word(own.required("kind")?)?.into(),
            }),
            None => None,
        };
        let read = Own {
            message: Some(own.required("message")?.uint64()?),
            from: party("from")?,
            to: party("to")?,
            asked,
            request: Half::read(&request)?,
            reply: reply.as_ref().map(Half::read).transpose()?,
        };
        self.notes.finish(request, &["fields"]);
        reply.into_iter().for_each(|reply| self.notes.finish(reply, &["fields"]));
        self.notes.finish(own, &["step", "kind", "title"]);
        Ok(read)
    }

    fn request(
        &mut self,
        node: Node<'_>,
        started: UnixTime,
        half: Half<'_>,
    ) -> Result<Said, Error> {
        let request = node.object()?;
        let method = name::method(request.required("method")?)?;
        let url = request.required("url")?;
        let uri = name::address(half.uri.unwrap_or(url))?;
        let mut headers = headers(&request)?;
        let body = match request.optional("postData") {
            None => Vec::new(),
            Some(data) => {
                let data = data.object()?;
                let body = self.body(&data, &mut headers)?;
                self.notes.finish(data, &["mimeType", "params", "comment"]);
                body
            }
        };
        let passed =
            ["httpVersion", "cookies", "queryString", "headersSize", "bodySize", "comment"];
        self.notes.finish(request, &passed);
        let said = Said::bare(Head::Request(method, uri), body, half.time.unwrap_or(started));
        Ok(Said { headers, original: half.original, ..said })
    }

    fn response(&mut self, node: Node<'_>, ended: UnixTime, half: Half<'_>) -> Result<Said, Error> {
        let response = node.object()?;
        let time = half.time.unwrap_or(ended);
        let why = response.optional("_error").map(Node::string).transpose()?;
        let status = name::status(response.required("status")?)?;
        let mut headers = headers(&response)?;
        let mut body = Vec::new();
        if let Some(content) = response.optional("content") {
            let content = content.object()?;
            body = self.body(&content, &mut headers)?;
            self.notes.finish(content, &["size", "compression", "mimeType", "comment"]);
        }
        let passed = ["statusText", "httpVersion", "cookies", "redirectURL", "headersSize"];
        self.notes.finish(response, &[&passed[..], &["bodySize", "comment"]].concat());
        Ok(match status {
            None => Said::bare(Head::Silence(why.unwrap_or_default().into()), Vec::new(), time),
            Some(status) => {
                let said = Said::bare(Head::Reply(status), body, time);
                Said { headers, original: half.original, ..said }
            }
        })
    }

    /// A body. One that was there and was not kept is noted; what it is, the headers say, or the
    /// archive beside it.
    fn body(&mut self, data: &Object<'_>, headers: &mut HeaderMap) -> Result<Vec<u8>, Error> {
        let body = bytes::read(data)?;
        let size = data.optional("size").and_then(|size| size.uint64().ok());
        if body.is_none() && size.is_some_and(|size| size > 0) {
            self.notes.add(format!("{}.text", data.node().path()));
        }
        let media_type = data.optional("mimeType").and_then(|name| name.string().ok());
        let media_type = media_type.filter(|name| !self.is_own && name.contains('/'));
        if let Some(value) = media_type.and_then(|name| HeaderValue::from_str(name).ok()) {
            headers.entry(CONTENT_TYPE).or_insert(value);
        }
        Ok(body.unwrap_or_default())
    }
}

/// Names in any case; those of HTTP/2 that begin with a colon are no headers (RFC 9113 section 8.3).
/// Browsers join the values of a header that came several times with a line feed.
fn headers(said: &Object<'_>) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    for node in said.optional("headers").map(Node::array).transpose()?.into_iter().flatten() {
        let header = node.object()?;
        let (name, value) = (header.required("name")?, header.required("value")?);
        if name.string()?.starts_with(':') {
            continue;
        }
        let name = name::header_name(name)?;
        for text in value.string()?.split('\n') {
            headers.append(name.clone(), name::header_value(value, text)?);
        }
    }
    Ok(headers)
}

/// So many milliseconds later; `-1`, and nothing, stand for what nobody knows.
fn later(start: UnixTime, time: Option<Node<'_>>) -> UnixTime {
    let milliseconds = match time.map(|time| time.value()) {
        Some(Value::Number(Number::Unsigned(milliseconds))) => *milliseconds,
        // Whole ones will do, and of a number out of range nothing.
        Some(Value::Number(Number::Float(float))) => format!("{float:.0}").parse().unwrap_or(0),
        _ => 0,
    };
    let nanoseconds = u64::from(start.nanoseconds()) + milliseconds % 1000 * 1_000_000;
    let seconds = i64::try_from(milliseconds / 1000 + nanoseconds / 1_000_000_000).unwrap_or(0);
    let nanoseconds = u32::try_from(nanoseconds % 1_000_000_000).unwrap_or(0);
    UnixTime::new(start.seconds().saturating_add(seconds), nanoseconds).unwrap_or(start)
}
