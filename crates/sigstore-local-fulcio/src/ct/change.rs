use sigstore_json::{Error, Limits, base64, ordered, parse};
use sigstore_server::value::{object, text};
use sigstore_store::{Head, MAX_RECORD};

use super::Entry;

/// An entry as the store keeps it, with the head of the tree that has it.
///
/// ```text
/// {"leaf":"<base64>","chain":"<base64>","head":{…}}
/// ```
pub(super) fn write(entry: &Entry, head: Head) -> Vec<u8> {
    let members = [
        ("leaf", text(base64(&entry.leaf))),
        ("chain", text(base64(&entry.chain))),
        ("head", head.to_value()),
    ];
    ordered(&object(members)).into_bytes()
}

pub(super) fn read(change: &[u8]) -> Result<(Entry, Head), Error> {
    let value = parse(change, &Limits::new(MAX_RECORD))?;
    let object = value.node().object()?;
    let bytes = |name| object.required(name)?.bytes();
    let entry = Entry { leaf: bytes("leaf")?, chain: bytes("chain")? };
    let head = Head::read(object.required("head")?)?;
    object.finish()?;
    Ok((entry, head))
}
