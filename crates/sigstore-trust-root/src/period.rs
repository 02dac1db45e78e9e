use sigstore_json::{Node, Object};
use sigstore_traits::{UnixTime, Validity};

use crate::{Error, timestamp};

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
    match timestamp::parse(text) {
        Some(time) => Ok(Some(time)),
        None => Err(Error::Timestamp { place: node.path(), found: text.into() }),
    }
}
