//! What ProtoJSON says of defaults: absent, `null`, `""` and `[]` are one, and none is written.

use crate::{Error, Node, Object, Value, base64};

impl<'v> Object<'v> {
    /// The member, unless it has the default of a string.
    pub fn stated(&self, name: &'static str) -> Option<Node<'v>> {
        let empty =
            |node: &Node<'_>| matches!(node.value(), Value::String(text) if text.is_empty());
        self.optional(name).filter(|node| !empty(node))
    }

    /// The member, which must have another value than the default of a string.
    ///
    /// # Errors
    /// [`MissingMember`](crate::ErrorKind::MissingMember).
    pub fn required_stated(&self, name: &'static str) -> Result<Node<'v>, Error> {
        self.stated(name).ok_or_else(|| self.missing(name))
    }
}

impl<'a> Value<'a> {
    /// A message of those of its members that are there, in their order.
    pub fn message<const N: usize>(members: [(&'static str, Option<Self>); N]) -> Self {
        let there = members.into_iter().filter_map(|(name, value)| Some((name.into(), value?)));
        Self::Object(there.collect())
    }

    /// A message of one member, if that is there.
    pub fn message_of(name: &'static str, member: Option<Self>) -> Option<Self> {
        member.map(|member| Self::message([(name, Some(member))]))
    }

    /// A string.
    pub fn text(text: &'a str) -> Self {
        Self::String(text.into())
    }

    /// Bytes, in base64.
    pub fn bytes(bytes: &[u8]) -> Self {
        Self::String(base64(bytes).into())
    }

    /// An `int64` or `uint64`, which ProtoJSON writes as a string.
    pub fn integer(value: impl ToString) -> Self {
        Self::String(value.to_string().into())
    }

    /// An array, unless it is empty.
    pub fn repeated(elements: impl IntoIterator<Item = Self>) -> Option<Self> {
        let elements: Vec<_> = elements.into_iter().collect();
        (!elements.is_empty()).then_some(Self::Array(elements))
    }
}
