use http::header::CONTENT_TYPE;
use http::{Response, StatusCode};
use sigstore_json::{ErrorKind, Limits, Value};
use sigstore_traits::{Rule, RuleKind};

use crate::error::excerpt;
use crate::{Error, form};

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

/// The JSON of an answer that may have a secret in it, or its refusal.
pub(crate) fn json<'r>(
    response: &'r Response<Vec<u8>>,
    max: usize,
    secrets: &[&str],
) -> Result<Value<'r>, Error> {
    match response.status() {
        StatusCode::OK => sigstore_json::parse(response.body(), &limits(max)).map_err(Error::from),
        status if status.is_success() => Err(not_understood(response, "")),
        _ => Err(refusal(response, max, secrets)),
    }
}

/// The JSON of an answer that has no secret in it: what is no JSON at all is shown.
pub(crate) fn public_json(response: &Response<Vec<u8>>, max: usize) -> Result<Value<'_>, Error> {
    if response.status() != StatusCode::OK {
        return Err(refusal(response, max, &[]));
    }
    sigstore_json::parse(response.body(), &limits(max)).map_err(|error| match error.kind {
        ErrorKind::Syntax { .. } | ErrorKind::EndOfText { .. } => {
            not_understood(response, &String::from_utf8_lossy(response.body()))
        }
        _ => error.into(),
    })
}

const fn limits(max: usize) -> Limits {
    Limits::new(max).depth(8).values(10_000)
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
    let text = scrubbed(&String::from_utf8_lossy(response.body()), secrets);
    not_understood(response, &text)
}

fn not_understood(response: &Response<Vec<u8>>, text: &str) -> Error {
    let content_type = response.headers().get(CONTENT_TYPE);
    Error::NotUnderstood {
        status: response.status().as_u16(),
        content_type: content_type
            .map(|value| excerpt(&String::from_utf8_lossy(value.as_bytes()), SHOWN)),
        body_start: excerpt(text, SHOWN),
    }
}

/// ```text
/// { "error": "invalid_grant", "error_description": "…" }
/// ```
fn oauth(body: &[u8], max: usize) -> Option<(String, Option<String>)> {
    let value = sigstore_json::parse(body, &limits(max)).ok()?;
    let object = value.node().object().ok()?;
    let text = |name| object.optional(name).and_then(|node| node.string().ok()).map(String::from);
    Some((text("error")?, text("error_description")))
}

/// Servers repeat what they were sent, as they understood it or as it came.
fn scrubbed(text: &str, secrets: &[&str]) -> String {
    let secrets = secrets.iter().filter(|secret| !secret.is_empty());
    secrets.fold(text.to_owned(), |text, secret| {
        text.replace(secret, "<secret>").replace(&form::encoded(secret), "<secret>")
    })
}
