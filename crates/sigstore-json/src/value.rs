use std::borrow::Cow;

use crate::Node;

/// A JSON value as it was read, borrowing its text where no escape stood in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string, escapes resolved.
    String(Cow<'a, str>),
    /// An array, in order.
    Array(Vec<Value<'a>>),
    /// An object, in the order of the text; no name stands twice.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

/// A JSON number, by what its spelling needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Digits only.
    Unsigned(u64),
    /// A minus sign and digits.
    Negative(i64),
    /// Everything else: a fraction, an exponent, `-0`, more than 64 bits.
    Float(f64),
}

impl<'a> Value<'a> {
    /// A cursor at this value, the root of its paths.
    pub fn node(&self) -> Node<'_> {
        Node::root(self)
    }

    /// The member of an object, if this is one and has it.
    pub fn member(&self, name: &str) -> Option<&Value<'a>> {
        match self {
            Self::Object(members) => {
                members.iter().find(|(member, _)| member == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}
