use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use sigstore_crypto::AwsLcSuite;
use sigstore_field::Mask;
use sigstore_traits::{SignatureSuite, UnixTime};
use sigstore_transport::{About, Service};

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
    pub(crate) asked: Option<Asked>,
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

/// What a client says of its question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who is asked.
    pub service: Service,
    /// What is asked, in one word.
    pub kind: Cow<'static, str>,
}

/// What was said at once.
#[derive(Clone)]
pub struct Said {
    /// When.
    pub time: UnixTime,
    /// What stands before the body.
    pub head: Head,
    /// The headers of a question or an answer.
    pub headers: HeaderMap,
    /// The body, or the file.
    pub body: Vec<u8>,
    /// What the body was, where this is not the whole of it, or secrets in it are masked.
    pub original: Option<Original>,
}

/// What is told of a body that was not kept as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// How many bytes it had.
    pub length: usize,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// Why it could not be read, if it could not.
    pub unreadable: Option<String>,
}

/// What stands before a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// A question.
    Request(Method, Uri),
    /// An answer.
    Reply(StatusCode),
    /// A file that changes hands, with its name.
    File(Document, String),
    /// No answer came, and why.
    Silence(String),
}

impl Original {
    /// What is told of this body when it is not kept.
    pub fn of(body: &[u8]) -> Self {
        Self { length: body.len(), sha256: sha256(body), unreadable: None }
    }
}

impl Asked {
    pub(crate) fn of(request: &Request<Vec<u8>>) -> Option<Self> {
        let about = request.extensions().get::<About>()?;
        Some(Self { service: about.service, kind: about.kind.into() })
    }
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
    pub fn word(&self) -> &str {
        self.asked.as_ref().map_or(self.kind().word, |asked| &asked.kind)
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
        let (headers, body) = (request.headers().clone(), request.body().clone());
        Self { headers, ..Self::bare(head, body, time) }
    }

    pub(crate) fn reply(response: &Response<Vec<u8>>, time: UnixTime) -> Self {
        let head = Head::Reply(response.status());
        let (headers, body) = (response.headers().clone(), response.body().clone());
        Self { headers, ..Self::bare(head, body, time) }
    }

    /// A body without headers.
    pub fn bare(head: Head, body: Vec<u8>, time: UnixTime) -> Self {
        Self { time, head, headers: HeaderMap::new(), body, original: None }
    }

    /// How many bytes the body had when it was said.
    pub(crate) fn length(&self) -> usize {
        self.original.as_ref().map_or(self.body.len(), |original| original.length)
    }

    /// Their SHA-256.
    pub(crate) fn sha256(&self) -> [u8; 32] {
        self.original.as_ref().map_or_else(|| sha256(&self.body), |original| original.sha256)
    }

    /// Both, as what stands for the body where it may not be shown.
    pub(crate) fn mask(&self) -> Mask {
        Mask::known(self.length(), self.sha256())
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

fn sha256(bytes: &[u8]) -> [u8; 32] {
    AwsLcSuite.sha256(&[bytes])
}

/// Headers and body may hold secrets.
impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes at {}", self.body.len(), self.time)
    }
}
