use http::{HeaderMap, Response, StatusCode, header};
use sigstore_json::{Limits, Node};
use sigstore_traits::{Rule, RuleKind};

use crate::Error;

pub(crate) static S_6: Rule = Rule {
    id: "S-6",
    title: "An answer of Fulcio is waited for 30 seconds and read up to 1 MiB.",
    source: "sigstore/sigstore-go pkg/sign/certificate.go; sigstore/rekor-tiles CLIENTS.md, Handling Longer Requests",
    kind: RuleKind::Shape,
    place: "sigstore-fulcio-client Exchange::ABOUT, Exchange::MAX_REPLY",
};

pub(crate) static S_35: Rule = Rule {
    id: "S-35",
    title: "An answer of another status is a refusal, kept with its status, code and message; one without them is kept by its first 200 characters.",
    source: "gRPC-Gateway error body (google.rpc.Status in JSON); sigstore/fulcio pkg/server/grpc_server.go",
    kind: RuleKind::Refusal,
    place: "sigstore-fulcio-client Exchange::reply",
};

/// The most bytes of an answer that are read. A real one has less than 10,000.
pub const MAX_REPLY: usize = 1 << 20;

/// The most characters that are kept of a message or of a body that is not understood.
const EXCERPT: usize = 200;

/// An answer with the status that it must have.
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// Takes an answer that has this status (S-35).
    pub(crate) fn of(response: Response<Vec<u8>>, status: StatusCode) -> Result<Self, Error> {
        let (parts, body) = response.into_parts();
        let answer = Self { status: parts.status, headers: parts.headers, body };
        if answer.status == status { Ok(answer) } else { Err(answer.refusal()) }
    }

    /// Reads the body as JSON. Members that this version does not know are passed over: the
    /// services add some.
    pub(crate) fn json<T>(
        &self,
        limits: &Limits,
        read: impl FnOnce(Node<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let value =
            sigstore_json::parse(&self.body, limits).map_err(|error| self.unreadable(error))?;
        read(value.node())
    }

    /// The body as text.
    pub(crate) fn text(&self) -> Result<&str, Error> {
        str::from_utf8(&self.body).map_err(|_| self.not_understood())
    }

    /// A header.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.get(name).map(http::HeaderValue::as_bytes)
    }

    pub(crate) fn not_understood(&self) -> Error {
        let content_type = self.headers.get(header::CONTENT_TYPE);
        Error::NotUnderstood {
            status: self.status.as_u16(),
            content_type: content_type.map(|value| excerpt(value.as_bytes())),
            body_start: excerpt(&self.body),
        }
    }

    /// What is no JSON at all is shown; what is JSON too large or repetitive has a better error.
    fn unreadable(&self, error: sigstore_json::Error) -> Error {
        use sigstore_json::ErrorKind::{EndOfText, Syntax};
        match error.kind {
            Syntax { .. } | EndOfText { .. } => self.not_understood(),
            _ => Error::Json(error),
        }
    }

    /// ```text
    /// {"code":3,"message":"There was an error processing the identity token","details":[]}
    /// ```
    fn refusal(&self) -> Error {
        let read = |node: Node<'_>| {
            let object = node.object()?;
            let code = object.optional("code").map(Node::uint64).transpose()?;
            Ok(Error::Refused {
                status: self.status.as_u16(),
                code: code.and_then(|code| u32::try_from(code).ok()),
                message: excerpt(object.required("message")?.string()?.as_bytes()),
            })
        };
        self.json(&Limits::new(MAX_REPLY), read).unwrap_or_else(|_| self.not_understood())
    }
}

/// The first characters, for people to read.
fn excerpt(bytes: &[u8]) -> String {
    // A character has at most four bytes.
    let start = bytes.get(..4 * EXCERPT).unwrap_or(bytes);
    String::from_utf8_lossy(start).chars().take(EXCERPT).collect()
}

#[cfg(test)]
mod tests {
    use sigstore_transport::{Exchange, Service};

    use super::*;
    use crate::{Configuration, RootCertV1, SigningCertV1, SigningCertV2, TrustBundle};

    fn answer(status: u16, content_type: &str, body: &str) -> Response<Vec<u8>> {
        let mut response = Response::new(body.as_bytes().to_vec());
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
        let value = content_type.parse().unwrap_or(header::HeaderValue::from_static(""));
        response.headers_mut().insert(header::CONTENT_TYPE, value);
        response
    }

    #[test]
    fn s_6_shape_every_question_has_its_limits() {
        fn limits<E: Exchange>(_: Option<E>) -> (Service, u64, bool, usize) {
            (E::ABOUT.service, E::ABOUT.timeout.as_secs(), E::ABOUT.repeatable, E::MAX_REPLY)
        }
        let expected = (Service::CertificateAuthority, 30, true, 1 << 20);
        assert_eq!(limits(None::<SigningCertV2<'_>>), expected);
        assert_eq!(limits(None::<SigningCertV1<'_>>), expected);
        assert_eq!(limits(Some(TrustBundle)), expected);
        assert_eq!(limits(Some(RootCertV1)), expected);
        assert_eq!(limits(Some(Configuration)), expected);
    }

    #[test]
    fn s_35_kept_a_refusal_in_json() {
        let body = r#"{"code":3,"message":"no","details":[]}"#;
        assert_eq!(
            Configuration.reply(answer(400, "application/json", body)),
            Err(Error::Refused { status: 400, code: Some(3), message: "no".into() }),
        );
    }

    #[test]
    fn s_35_broken_a_refusal_in_another_form() {
        let refusals = ["", "<html>", "[]", r#"{"code":3}"#, r#"{"code":"x","message":"no"}"#];
        for body in refusals {
            assert_eq!(
                Configuration.reply(answer(502, "text/html", body)),
                Err(Error::NotUnderstood {
                    status: 502,
                    content_type: Some("text/html".into()),
                    body_start: body.into(),
                }),
            );
        }
    }

    #[test]
    fn s_35_broken_a_success_of_another_status_or_form() {
        let good = r#"{"issuers":[]}"#;
        assert_eq!(Configuration.reply(answer(200, "application/json", good)), Ok(Vec::new()));
        for (status, body) in [(204, ""), (201, good), (200, "<html>"), (200, "")] {
            let Err(Error::NotUnderstood { status: kept, body_start, .. }) =
                Configuration.reply(answer(status, "text/plain", body))
            else {
                unreachable!("{status} {body}")
            };
            assert_eq!((kept, body_start.as_str()), (status, body));
        }
    }

    #[test]
    fn s_35_broken_long_texts_are_shortened() {
        let long = "ä".repeat(300);
        let body = format!(r#"{{"message":"{long}"}}"#);
        assert_eq!(
            Configuration.reply(answer(400, "application/json", &body)),
            Err(Error::Refused { status: 400, code: None, message: "ä".repeat(200) }),
        );
    }
}
