//! What ProtoJSON says of defaults: absent, `null`, `""` and `0` are one.

use sigstore_json::{ErrorKind, Node, Object, Value};

use crate::Error;

/// The member, unless it has the default of a string.
pub(crate) fn optional<'v>(object: &Object<'v>, name: &'static str) -> Option<Node<'v>> {
    let empty = |node: &Node<'_>| matches!(node.value(), Value::String(text) if text.is_empty());
    object.optional(name).filter(|node| !empty(node))
}

/// The member, which must have another value than the default of a string.
pub(crate) fn required<'v>(object: &Object<'v>, name: &'static str) -> Result<Node<'v>, Error> {
    optional(object, name).ok_or_else(|| {
        Error::Json(sigstore_json::Error {
            kind: ErrorKind::MissingMember { name },
            place: object.node().path(),
        })
    })
}

/// An index or size: an `int64` that is not negative.
pub(crate) fn index(object: &Object<'_>, name: &'static str) -> Result<u64, Error> {
    object.optional(name).map_or(Ok(0), not_negative)
}

/// An `int64` that is not negative.
pub(crate) fn not_negative(node: Node<'_>) -> Result<u64, Error> {
    let found = node.int64()?;
    u64::try_from(found).map_err(|_| Error::Negative { place: node.path(), found })
}

/// A message of those of its members that are there, in their order.
pub(crate) fn message<'v, const N: usize>(
    members: [(&'static str, Option<Value<'v>>); N],
) -> Value<'v> {
    let there = members.into_iter().filter_map(|(name, value)| Some((name.into(), value?)));
    Value::Object(there.collect())
}

/// A message of one member, if that is there.
pub(crate) fn nested<'v>(name: &'static str, member: Option<Value<'v>>) -> Option<Value<'v>> {
    member.map(|member| message([(name, Some(member))]))
}

pub(crate) fn text(text: &str) -> Value<'_> {
    Value::String(text.into())
}

pub(crate) fn bytes(bytes: &[u8]) -> Value<'static> {
    Value::String(sigstore_json::base64(bytes).into())
}

/// An `int64`, which ProtoJSON writes as a string.
pub(crate) fn integer(value: impl ToString) -> Value<'static> {
    Value::String(value.to_string().into())
}
