use sigstore_json::{Node, Object, timestamp};
use sigstore_traits::{Rule, RuleKind, UnixTime, Validity};

use crate::Error;

/// See [`read`].
pub(crate) static V_28: Rule = Rule {
    id: "V-28",
    title: "The bounds of a period are times; an absent bound is none.",
    source: "sigstore protobuf-specs sigstore_common.proto, TimeRange",
    kind: RuleKind::Refusal,
    place: "sigstore-trust-root TrustedRootDocument::read",
};

/// Reads a `TimeRange`; its end is optional, its start for the caller to demand.
pub(crate) fn read(node: Node<'_>, unknown: &mut Vec<String>) -> Result<Validity, Error> {
    let range = node.object()?;
    let validity = Validity { start: bound(&range, "start")?, end: bound(&range, "end")? };
    unknown.extend(range.unknown());
    Ok(validity)
}

fn bound(range: &Object<'_>, name: &'static str) -> Result<Option<UnixTime>, Error> {
    let Some(node) = range.optional(name) else {
        return Ok(None);
    };
    let text = node.string()?;
    match timestamp(text) {
        Some(time) => Ok(Some(time)),
        None => Err(Error::Timestamp { place: node.path(), found: text.into() }),
    }
}
