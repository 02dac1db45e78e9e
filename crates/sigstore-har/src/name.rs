//! The words of a capture, and what they stand for.

use http::{HeaderName, HeaderValue, Method, StatusCode, Uri};
use sigstore_json::{Error, Node, timestamp};
use sigstore_record::{Document, Party};
use sigstore_traits::UnixTime;
use sigstore_transport::Service;

/// The kinds of files, with their words.
const DOCUMENTS: [(Document, &str); 5] = [
    (Document::Artifact, "artifact"),
    (Document::Statement, "statement"),
    (Document::TrustedRoot, "trusted-root"),
    (Document::SigningConfig, "signing-config"),
    (Document::Bundle, "bundle"),
];

/// The most characters of the word for what is asked.
const MAX_WORD: usize = 64;

pub(crate) fn party(node: Node<'_>) -> Result<Party, Error> {
    let name = node.string()?;
    let found = Party::ALL.into_iter().find(|party| party.name() == name);
    found.ok_or_else(|| node.error("a party to the life of a signature", name))
}

pub(crate) fn service(node: Node<'_>) -> Result<Service, Error> {
    let name = node.string()?;
    let found = Service::ALL.into_iter().find(|service| service.name() == name);
    found.ok_or_else(|| node.error("a service", name))
}

pub(crate) fn document(node: Node<'_>) -> Result<Document, Error> {
    let name = node.string()?;
    let found = DOCUMENTS.into_iter().find(|(_, word)| *word == name);
    found.map(|(document, _)| document).ok_or_else(|| node.error("a kind of file", name))
}

pub(crate) fn word_of(document: Document) -> &'static str {
    let found = DOCUMENTS.into_iter().find(|(own, _)| *own == document);
    found.map_or("artifact", |(_, word)| word)
}

/// What a client calls its question: lower case with hyphens, shown as it is.
pub(crate) fn word(node: Node<'_>) -> Result<String, Error> {
    let word = node.string()?;
    let plain = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    match word.len() <= MAX_WORD && !word.is_empty() && word.bytes().all(plain) {
        true => Ok(word.into()),
        false => Err(node.error("a word in lower case with hyphens", word)),
    }
}

pub(crate) fn time(node: Node<'_>) -> Result<UnixTime, Error> {
    let text = node.string()?;
    timestamp(text).ok_or_else(|| node.error("a time (RFC 3339)", text))
}

pub(crate) fn method(node: Node<'_>) -> Result<Method, Error> {
    let text = node.string()?;
    Method::from_bytes(text.as_bytes()).map_err(|_| node.error("a method (RFC 9110)", text))
}

/// An address. Browsers show a fragment, which is never sent.
pub(crate) fn address(node: Node<'_>) -> Result<Uri, Error> {
    let text = node.string()?;
    let sent = text.split('#').next().unwrap_or_default();
    sent.parse().map_err(|_| node.error("an address (RFC 3986)", text))
}

/// A status; 0 is that of no answer.
pub(crate) fn status(node: Node<'_>) -> Result<Option<StatusCode>, Error> {
    let number = node.uint64()?;
    if number == 0 {
        return Ok(None);
    }
    let status = u16::try_from(number).ok().and_then(|number| StatusCode::from_u16(number).ok());
    status.map(Some).ok_or_else(|| node.error("a status from 100 to 999", number.to_string()))
}

pub(crate) fn header_name(node: Node<'_>) -> Result<HeaderName, Error> {
    let text = node.string()?;
    HeaderName::from_bytes(text.as_bytes()).map_err(|_| node.error("the name of a header", text))
}

pub(crate) fn header_value(node: Node<'_>, text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| node.error("the value of a header", text))
}
