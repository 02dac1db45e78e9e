use sigstore_json::base64;
use tracing::{Level, Span, info_span};

use crate::message::Head;
use crate::{Decoded, Half, Secrets, Step};

/// Whether anyone listens: a half is taken apart for nobody else.
pub(crate) fn is_heard() -> bool {
    tracing::enabled!(target: "sigstore::message", Level::INFO)
}

/// The event of what was said: fields `service`, `direction`, `kind`, `bytes`, `encoding` and
/// `body`, in a span of the name of its step. No answer is no event.
pub(crate) fn tell(decoded: &Decoded<'_>, half: &Half<'_>) {
    if matches!(half.said.head, Head::Silence(_)) {
        return;
    }
    let message = half.message();
    let (service, direction) = (message.to().name(), half.turn().side.name());
    let (kind, bytes) = (message.word(), half.said.length());
    let body = decoded.bytes(half.turn(), Secrets::Masked).unwrap_or_default();
    let (encoding, body) = match String::from_utf8(body) {
        Ok(text) => ("utf-8", text),
        Err(error) => ("base64", base64(error.as_bytes())),
    };
    span(half.step()).in_scope(|| {
        tracing::info!(
            target: "sigstore::message",
            service, direction, kind, bytes, encoding, body
        );
    });
}

/// The names of spans are constants to `tracing`.
fn span(step: Step) -> Span {
    match step {
        Step::Given => info_span!(target: "sigstore::message", "given"),
        Step::Identity => info_span!(target: "sigstore::message", "identity"),
        Step::Certificate => info_span!(target: "sigstore::message", "certificate"),
        Step::Timestamp => info_span!(target: "sigstore::message", "timestamp"),
        Step::Log => info_span!(target: "sigstore::message", "log"),
        Step::Bundle => info_span!(target: "sigstore::message", "bundle"),
        Step::Storage => info_span!(target: "sigstore::message", "storage"),
        Step::Other => info_span!(target: "sigstore::message", "other"),
    }
}
