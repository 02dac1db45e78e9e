use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use sigstore_json::{ErrorKind, Limits, Node};

use crate::Unusable;

/// The most characters that are kept of a message, or of a body that is not understood.
const EXCERPT: usize = 200;

/// An answer of a status that it may have.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// Takes an answer that has one of these statuses.
    ///
    /// # Errors
    /// [`Unusable`] of any other.
    pub fn of(response: Response<Vec<u8>>, statuses: &[StatusCode]) -> Result<Self, Unusable> {
        let (parts, body) = response.into_parts();
        let answer = Self { status: parts.status, headers: parts.headers, body };
        if statuses.contains(&answer.status) { Ok(answer) } else { Err(answer.refusal()) }
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    /// What `read` returns; [`Unusable::NotUnderstood`] for what is no JSON at all, and the error of
    /// the reader for JSON that is too large or has a member twice.
    pub fn json<T, E>(
        &self,
        limits: &Limits,
        read: impl FnOnce(Node<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Unusable> + From<sigstore_json::Error>,
    {
        match sigstore_json::parse(&self.body, limits) {
            Ok(value) => read(value.node()),
            Err(error) => Err(match error.kind {
                ErrorKind::Syntax { .. } | ErrorKind::EndOfText { .. } => {
                    self.not_understood().into()
                }
                _ => error.into(),
            }),
        }
    }

    /// The body as text.
    ///
    /// # Errors
    /// [`Unusable::NotUnderstood`] if it is not UTF-8.
    pub fn text(&self) -> Result<&str, Unusable> {
        str::from_utf8(&self.body).map_err(|_| self.not_understood())
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.get(name).map(HeaderValue::as_bytes)
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body, to keep.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// That it is in another form than was expected.
    pub fn not_understood(&self) -> Unusable {
        let content_type = self.headers.get(header::CONTENT_TYPE);
        Unusable::NotUnderstood {
            status: self.status.as_u16(),
            content_type: content_type.map(|value| excerpt(value.as_bytes())),
            body_start: excerpt(&self.body),
        }
    }

    fn refusal(&self) -> Unusable {
        self.read_refusal().unwrap_or_else(|_| self.not_understood())
    }

    /// ```text
    /// {"code":3,"message":"There was an error processing the identity token","details":[]}
    /// ```
    fn read_refusal(&self) -> Result<Unusable, sigstore_json::Error> {
        let value = sigstore_json::parse(&self.body, &Limits::new(self.body.len()))?;
        let object = value.node().object()?;
        let code = object.optional("code").map(Node::uint64).transpose()?;
        Ok(Unusable::Refused {
            status: self.status.as_u16(),
            code: code.and_then(|code| u32::try_from(code).ok()),
            message: excerpt(object.required("message")?.string()?.as_bytes()),
        })
    }
}

/// The first characters.
fn excerpt(bytes: &[u8]) -> String {
    // A character has at most four bytes.
    let start = bytes.get(..4 * EXCERPT).unwrap_or(bytes);
    String::from_utf8_lossy(start).chars().take(EXCERPT).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What a client makes of it.
    #[derive(Debug, PartialEq)]
    enum Error {
        Unusable(Unusable),
        Json(sigstore_json::Error),
    }

    impl From<Unusable> for Error {
        fn from(error: Unusable) -> Self {
            Self::Unusable(error)
        }
    }

    impl From<sigstore_json::Error> for Error {
        fn from(error: sigstore_json::Error) -> Self {
            Self::Json(error)
        }
    }

    fn of(status: u16, body: &[u8]) -> Result<Answer, Unusable> {
        let response = Response::builder().status(status).header("content-type", "text/html");
        Answer::of(response.body(body.to_vec()).unwrap(), &[StatusCode::OK, StatusCode::CREATED])
    }

    fn not_understood(status: u16, body_start: &str) -> Unusable {
        let content_type = Some("text/html".into());
        Unusable::NotUnderstood { status, content_type, body_start: body_start.into() }
    }

    #[test]
    fn the_statuses_of_the_question_are_taken_and_no_others() {
        for status in [200, 201] {
            assert_eq!(of(status, b"whole").unwrap().into_body(), b"whole");
        }
        for status in [204, 302, 404, 500] {
            assert_eq!(of(status, b"whole").unwrap_err(), not_understood(status, "whole"));
        }
    }

    #[test]
    fn a_refusal_is_json_with_a_message() {
        let refused =
            |code, message: &str| Unusable::Refused { status: 400, code, message: message.into() };
        let read = |body: &str| of(400, body.as_bytes()).unwrap_err();
        assert_eq!(read(r#"{"code":3,"message":"no","details":[]}"#), refused(Some(3), "no"));
        assert_eq!(read(r#"{"message":"no"}"#), refused(None, "no"));
        assert_eq!(read(r#"{"code":4294967296,"message":"no"}"#), refused(None, "no"));
        for other in ["", "<html>", "[]", r#"{"code":3}"#, r#"{"code":"x","message":"no"}"#] {
            assert_eq!(read(other), not_understood(400, other));
        }
    }

    #[test]
    fn texts_are_shortened() {
        let (long, short) = ("ä".repeat(300), "ä".repeat(200));
        let message = format!(r#"{{"message":"{long}"}}"#);
        let refused = Unusable::Refused { status: 500, code: None, message: short.clone() };
        assert_eq!(of(500, message.as_bytes()).unwrap_err(), refused);
        assert_eq!(of(500, long.as_bytes()).unwrap_err(), not_understood(500, &short));
    }

    #[test]
    fn what_is_no_json_is_shown_and_json_that_is_refused_says_why() {
        let limits = Limits::new(100).depth(1);
        let read = |body: &[u8]| {
            of(200, body).unwrap().json(&limits, |node| Ok::<_, Error>(node.string()?.len()))
        };
        assert_eq!(read(br#""four""#), Ok(4));
        for other in ["<html>", "", "\"four"] {
            assert_eq!(read(other.as_bytes()), Err(not_understood(200, other).into()));
        }
        for other in [r#"{"a":1,"a":2}"#, "[[]]", "7"] {
            let Err(Error::Json(_)) = read(other.as_bytes()) else { unreachable!("{other}") };
        }
    }

    #[test]
    fn text_is_utf_8() {
        assert_eq!(of(200, "ä".as_bytes()).unwrap().text(), Ok("ä"));
        assert_eq!(of(200, b"\xff").unwrap().text(), Err(not_understood(200, "\u{fffd}")));
    }
}
