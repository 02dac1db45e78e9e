use http::{HeaderMap, Response, StatusCode, header};
use sigstore_json::{Limits, Node};
use sigstore_traits::{Rule, RuleKind};

use crate::Error;

pub(crate) static S_6: Rule = Rule {
    id: "S-6",
    title: "An answer of a timestamp authority is waited for 10 seconds and read up to 1 MiB.",
    source: "sigstore/sigstore-go pkg/sign/timestamping.go",
    kind: RuleKind::Shape,
    place: "sigstore-tsa-client Exchange::ABOUT, Exchange::MAX_REPLY",
};

pub(crate) static S_75: Rule = Rule {
    id: "S-75",
    title: "An answer of another status is a refusal in JSON whatever its content type says, kept with its status, code and message; one without them is kept by its first 200 characters.",
    source: "sigstore/timestamp-authority openapi.yaml, Error; pkg/api/error.go",
    kind: RuleKind::Refusal,
    place: "sigstore-tsa-client Exchange::reply",
};

/// The most bytes of an answer that are read. A real one has less than 10,000.
pub const MAX_REPLY: usize = 1 << 20;

/// The most characters that are kept of a message or of a body that is not understood.
const EXCERPT: usize = 200;

/// An answer with a status that it may have.
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// Takes an answer that has one of these statuses (S-75).
    pub(crate) fn of(response: Response<Vec<u8>>, statuses: &[u16]) -> Result<Self, Error> {
        let (parts, body) = response.into_parts();
        let answer = Self { status: parts.status, headers: parts.headers, body };
        if statuses.contains(&answer.status.as_u16()) { Ok(answer) } else { Err(answer.refusal()) }
    }

    pub(crate) fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// The body as text.
    pub(crate) fn text(&self) -> Result<&str, Error> {
        str::from_utf8(&self.body).map_err(|_| self.not_understood())
    }

    /// ```text
    /// {"code":400,"message":"Weak hash algorithm in timestamp request"}
    /// ```
    fn refusal(&self) -> Error {
        self.read_refusal().unwrap_or_else(|_| self.not_understood())
    }

    fn read_refusal(&self) -> Result<Error, sigstore_json::Error> {
        let value = sigstore_json::parse(&self.body, &Limits::new(MAX_REPLY))?;
        let object = value.node().object()?;
        let code = object.optional("code").map(Node::uint64).transpose()?;
        Ok(Error::Refused {
            status: self.status.as_u16(),
            code: code.and_then(|code| u32::try_from(code).ok()),
            message: excerpt(object.required("message")?.string()?.as_bytes()),
        })
    }

    fn not_understood(&self) -> Error {
        let content_type = self.headers.get(header::CONTENT_TYPE);
        Error::NotUnderstood {
            status: self.status.as_u16(),
            content_type: content_type.map(|value| excerpt(value.as_bytes())),
            body_start: excerpt(&self.body),
        }
    }
}

/// The first characters, for people to read.
fn excerpt(bytes: &[u8]) -> String {
    // A character has at most four bytes.
    let start = bytes.get(..4 * EXCERPT).unwrap_or(bytes);
    String::from_utf8_lossy(start).chars().take(EXCERPT).collect()
}
