use http::{HeaderMap, Response, StatusCode, header};
use sigstore_json::{ErrorKind, Limits, Node};
use sigstore_rekor_types::MAX_PROOF_HASHES;
use sigstore_traits::{Rule, RuleKind};

use crate::{Error, MAX_SHARDS};

pub(crate) static S_6: Rule = Rule {
    id: "S-6",
    title: "An answer of Rekor is waited for 30 seconds, in which Rekor v2 has made its checkpoint, and read up to 10 MiB; a checkpoint up to 1 MiB, an entry bundle up to its greatest length.",
    source: "sigstore/rekor-tiles CLIENTS.md, Handling Longer Requests; C2SP tlog-tiles, Log entries",
    kind: RuleKind::Shape,
    place: "sigstore-rekor-client Exchange::ABOUT, Exchange::MAX_REPLY",
};

pub(crate) static S_73: Rule = Rule {
    id: "S-73",
    title: "An answer of another status is a refusal, kept with its status, code and message; one without them is kept by its first 200 characters, and says with 404 that there is no such thing.",
    source: "sigstore/rekor openapi.yaml, Error and NotFound; gRPC-Gateway error body (google.rpc.Status in JSON)",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client Exchange::reply",
};

pub(crate) static S_74: Rule = Rule {
    id: "S-74",
    title: "A refusal may come from what stands before the log, in HTML or without a body: it is one all the same.",
    source: "RFC 9110 section 15.6.3; sigstore/rekor-tiles README.md, Deployment",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-client Exchange::reply",
};

/// The most bytes of an answer in JSON that are read. A real entry has less than 30,000.
pub const MAX_REPLY: usize = 10 << 20;

/// What is read of an answer in JSON.
pub(crate) const LIMITS: Limits =
    Limits::new(MAX_REPLY).arrays(&[("hashes", MAX_PROOF_HASHES), ("inactiveShards", MAX_SHARDS)]);

/// The most characters that are kept of a message or of a body that is not understood.
const EXCERPT: usize = 200;

/// An answer with the status that it must have.
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// Takes an answer that has this status (S-73).
    pub(crate) fn of(response: Response<Vec<u8>>, status: StatusCode) -> Result<Self, Error> {
        let (parts, body) = response.into_parts();
        let answer = Self { status: parts.status, headers: parts.headers, body };
        if answer.status == status { Ok(answer) } else { Err(answer.refusal()) }
    }

    /// Reads the body as JSON.
    pub(crate) fn json<T>(
        &self,
        read: impl FnOnce(Node<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let value =
            sigstore_json::parse(&self.body, &LIMITS).map_err(|error| match error.kind {
                // No JSON at all is shown; for JSON that is too large or repetitive there are words.
                ErrorKind::Syntax { .. } | ErrorKind::EndOfText { .. } => self.not_understood(),
                _ => Error::Json(error),
            })?;
        read(value.node())
    }

    /// The body.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as text.
    pub(crate) fn text(&self) -> Result<&str, Error> {
        str::from_utf8(&self.body).map_err(|_| self.not_understood())
    }

    pub(crate) fn not_understood(&self) -> Error {
        let (content_type, body_start) = self.start();
        Error::NotUnderstood { status: self.status.as_u16(), content_type, body_start }
    }

    /// What it says that it is, and how it begins.
    fn start(&self) -> (Option<String>, String) {
        let content_type = self.headers.get(header::CONTENT_TYPE);
        (content_type.map(|value| excerpt(value.as_bytes())), excerpt(&self.body))
    }

    fn refusal(&self) -> Error {
        match self.read_refusal() {
            Ok(refused) => refused,
            Err(_) if self.status == StatusCode::NOT_FOUND => {
                let (content_type, body_start) = self.start();
                Error::NotFound { content_type, body_start }
            }
            Err(_) => self.not_understood(),
        }
    }

    /// ```text
    /// {"code":400,"message":"error processing entry: missing public key"}               Rekor v1
    /// {"code":3,"message":"invalid hashedrekord request","details":[]}                  Rekor v2
    /// ```
    fn read_refusal(&self) -> Result<Error, sigstore_json::Error> {
        let value = sigstore_json::parse(&self.body, &LIMITS)?;
        let object = value.node().object()?;
        let code = object.optional("code").map(Node::uint64).transpose()?;
        Ok(Error::Refused {
            status: self.status.as_u16(),
            code: code.and_then(|code| u32::try_from(code).ok()),
            message: excerpt(object.required("message")?.string()?.as_bytes()),
        })
    }
}

/// The first characters, for people to read.
fn excerpt(bytes: &[u8]) -> String {
    // A character has at most four bytes.
    let start = bytes.get(..4 * EXCERPT).unwrap_or(bytes);
    String::from_utf8_lossy(start).chars().take(EXCERPT).collect()
}
