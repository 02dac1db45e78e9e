use http::Response;
use http::header::CONTENT_TYPE;
use sigstore_json::{Error as JsonError, ErrorKind, Limits, Value};
use sigstore_traits::{Rule, RuleKind};

use crate::Error;
use crate::error::excerpt;

/// See [`json`].
pub(crate) static A_30: Rule = Rule {
    id: "A-30",
    title: "An answer of an issuer has status 200; a redirect is none, and any other status is a refusal that keeps what the server said.",
    source: "OpenID Connect Discovery 1.0 section 4.2; RFC 6749 sections 5.1 and 5.2; CVE-2026-49478",
    kind: RuleKind::Refusal,
    place: "sigstore-oidc-client answer of each Exchange",
};

/// An error says no more than this of an answer.
const SHOWN: usize = 200;

/// The JSON of an answer, or its refusal.
pub(crate) fn json<'r>(
    response: &'r Response<Vec<u8>>,
    max: usize,
    secrets: &[&str],
) -> Result<Value<'r>, Error> {
    if response.status() != 200 {
        return Err(refusal(response, max, secrets));
    }
    sigstore_json::parse(response.body(), &Limits::new(max).depth(8).values(10_000))
        .map_err(|error| Error::Json { error })
}

/// The JSON of an answer that has no secret in it: what is no JSON at all is shown.
pub(crate) fn public_json(response: &Response<Vec<u8>>, max: usize) -> Result<Value<'_>, Error> {
    json(response, max, &[]).map_err(|error| match &error {
        Error::Json { error: JsonError { kind: ErrorKind::Syntax { .. }, .. } } => {
            not_understood(response, &[])
        }
        _ => error,
    })
}

/// What a server said that did not answer: an error of OAuth where it is one (RFC 6749 section
/// 5.2), with the secrets of the request crossed out.
pub(crate) fn refusal(response: &Response<Vec<u8>>, max: usize, secrets: &[&str]) -> Error {
    if let Some((error, description)) = oauth(response.body(), max) {
        return Error::Refused {
            status: response.status().as_u16(),
            error: excerpt(&scrubbed(&error, secrets), SHOWN),
            description: description.map(|text| excerpt(&scrubbed(&text, secrets), SHOWN)),
        };
    }
    not_understood(response, secrets)
}

fn not_understood(response: &Response<Vec<u8>>, secrets: &[&str]) -> Error {
    let content_type = response.headers().get(CONTENT_TYPE);
    let text = |bytes| excerpt(&scrubbed(&String::from_utf8_lossy(bytes), secrets), SHOWN);
    Error::NotUnderstood {
        status: response.status().as_u16(),
        content_type: content_type.map(|value| text(value.as_bytes())),
        body_start: text(response.body()),
    }
}

/// ```text
/// { "error": "invalid_grant", "error_description": "…" }
/// ```
fn oauth(body: &[u8], max: usize) -> Option<(String, Option<String>)> {
    let value = sigstore_json::parse(body, &Limits::new(max).depth(8)).ok()?;
    let object = value.node().object().ok()?;
    let text = |name| object.optional(name).and_then(|node| node.string().ok()).map(String::from);
    Some((text("error")?, text("error_description")))
}

/// Servers repeat what they were sent.
fn scrubbed(text: &str, secrets: &[&str]) -> String {
    let secrets = secrets.iter().filter(|secret| !secret.is_empty());
    secrets.fold(text.to_owned(), |text, secret| text.replace(secret, "<secret>"))
}
