use std::fmt;

use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use sigstore_traits::UnixTime;
use sigstore_transport::About;

use crate::kind::{Document, Kind};
use crate::{Party, Step};

/// A question and what came back, or a file that was handed over.
///
/// Its bytes are those that crossed the wire. They may hold secrets: only
/// [`Conversation::bytes`](crate::Conversation::bytes) gives them out.
#[derive(Clone, Debug)]
pub struct Message {
    pub(crate) from: Party,
    pub(crate) to: Party,
    pub(crate) about: Option<About>,
    pub(crate) request: Said,
    pub(crate) reply: Option<Said>,
}

/// Which half of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The question; of a file, the file.
    Request,
    /// The answer.
    Reply,
}

impl Side {
    /// Its name in every form of output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Reply => "reply",
        }
    }
}

/// What was said at once.
#[derive(Clone)]
pub(crate) struct Said {
    pub(crate) time: UnixTime,
    pub(crate) head: Head,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// What stands before a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    Request(Method, Uri),
    Reply(StatusCode),
    File(Document, String),
    /// No answer came, and why.
    Silence(String),
}

impl Message {
    /// Who began.
    pub fn from(&self) -> Party {
        self.from
    }

    /// Who was asked, or was given the file.
    pub fn to(&self) -> Party {
        self.to
    }

    /// The part of the life that it belongs to.
    pub fn step(&self) -> Step {
        self.kind().step
    }

    /// One word for what is asked: the client's, or what method, path and content show.
    pub fn word(&self) -> &'static str {
        self.about.map_or(self.kind().word, |about| about.kind)
    }

    /// One word for what method, path and content show to be asked.
    pub fn kind_name(&self) -> &'static str {
        self.kind().word
    }

    /// What is asked, in words.
    pub fn title(&self) -> &'static str {
        self.kind().title
    }

    /// Whether it is a message of a kind that can be taken apart.
    pub fn is_known(&self) -> bool {
        self.kind().step != Step::Other
    }

    /// When this half was said, if it was.
    pub fn time(&self, side: Side) -> Option<UnixTime> {
        self.said(side).map(|said| said.time)
    }

    /// The status of the answer, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        match self.reply.as_ref()?.head {
            Head::Reply(status) => Some(status),
            _ => None,
        }
    }

    pub(crate) fn kind(&self) -> &'static Kind {
        Kind::of(self)
    }

    pub(crate) fn said(&self, side: Side) -> Option<&Said> {
        match side {
            Side::Request => Some(&self.request),
            Side::Reply => self.reply.as_ref(),
        }
    }
}

impl Said {
    pub(crate) fn request(request: &Request<Vec<u8>>, time: UnixTime) -> Self {
        let head = Head::Request(request.method().clone(), request.uri().clone());
        Self { time, head, headers: request.headers().clone(), body: request.body().clone() }
    }

    pub(crate) fn reply(response: &Response<Vec<u8>>, time: UnixTime) -> Self {
        let head = Head::Reply(response.status());
        Self { time, head, headers: response.headers().clone(), body: response.body().clone() }
    }

    pub(crate) fn bare(head: Head, body: Vec<u8>, time: UnixTime) -> Self {
        Self { time, head, headers: HeaderMap::new(), body }
    }

    pub(crate) fn content_type(&self) -> &str {
        let value = self.headers.get(http::header::CONTENT_TYPE);
        value.and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Whether it is HTML.
    pub(crate) fn is_page(&self) -> bool {
        self.content_type().starts_with("text/html")
    }
}

/// Headers and body may hold secrets.
impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes at {}", self.body.len(), self.time)
    }
}
