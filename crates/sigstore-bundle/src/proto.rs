//! What ProtoJSON says of defaults: absent, `null`, `""` and `[]` are one.

use sigstore_json::{ErrorKind, Node, Object, Value, base64};

use crate::Error;

/// The member, which must have another value than the default of a string.
pub(crate) fn required<'v>(object: &Object<'v>, name: &'static str) -> Result<Node<'v>, Error> {
    let node = object.required(name)?;
    if node.string()?.is_empty() {
        return Err(Error::Json(sigstore_json::Error {
            kind: ErrorKind::MissingMember { name },
            place: object.node().path(),
        }));
    }
    Ok(node)
}

/// The elements of an array, which may be absent.
pub(crate) fn elements<T>(
    node: Option<Node<'_>>,
    read: impl Fn(Node<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    match node {
        Some(node) => node.array()?.map(read).collect(),
        None => Ok(Vec::new()),
    }
}

/// A message of those of its members that are there, in their order.
pub(crate) fn message<'v, const N: usize>(
    members: [(&'static str, Option<Value<'v>>); N],
) -> Value<'v> {
    let there = members.into_iter();
    let there = there.filter_map(|(name, value)| Some((name.into(), value?)));
    Value::Object(there.collect())
}

/// An array, unless it is empty.
pub(crate) fn array<'v>(elements: impl Iterator<Item = Value<'v>>) -> Option<Value<'v>> {
    let elements: Vec<_> = elements.collect();
    (!elements.is_empty()).then_some(Value::Array(elements))
}

pub(crate) fn text(text: &str) -> Value<'_> {
    Value::String(text.into())
}

pub(crate) fn bytes(bytes: &[u8]) -> Value<'static> {
    Value::String(base64(bytes).into())
}
