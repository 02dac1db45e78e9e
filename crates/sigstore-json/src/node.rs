use std::cell::{Cell, RefCell};

use sigstore_traits::{Rule, RuleKind};

use crate::base64::{base64_bytes, decode};
use crate::{Error, ErrorKind, Number, Value};

pub(crate) static V_5: Rule = Rule {
    id: "V-5",
    title: "Members have their lowerCamelCase names and ProtoJSON types, enum values their names; no other spelling of them is read.",
    source: "sigstore architecture-docs client-spec.md section 5; ProtoJSON",
    kind: RuleKind::Refusal,
    place: "sigstore-json Node",
};

pub(crate) static V_6: Rule = Rule {
    id: "V-6",
    title: "An absent member, null and the default are one; of a oneof one member at most is present; a member that a message does not have is refused with its path.",
    source: "ProtoJSON (protobuf.dev, JSON Mapping)",
    kind: RuleKind::Refusal,
    place: "sigstore-json Object",
};

/// A place in a document: a value, and the root from which its path is told.
///
/// A node is two pointers. The path is only looked for when an error needs it: by walking from the
/// root to the very value that the node points at.
#[derive(Clone, Copy, Debug)]
pub struct Node<'v> {
    root: &'v Value<'v>,
    value: &'v Value<'v>,
}

impl<'v> Node<'v> {
    pub(crate) fn root(value: &'v Value<'v>) -> Self {
        Self { root: value, value }
    }

    fn at(self, value: &'v Value<'v>) -> Self {
        Self { root: self.root, value }
    }

    /// The value.
    pub fn value(self) -> &'v Value<'v> {
        self.value
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The path from the root: `$.a[0].b`.
    pub fn path(self) -> String {
        let mut segments = vec![String::from("$")];
        if let Some(inside) = find(self.root, self.value) {
            segments.extend(inside.into_iter().rev());
        }
        segments.concat()
    }

    /// The object here.
    ///
    /// # Errors
    /// [`ErrorKind::Type`] if it is no object.
    pub fn object(self) -> Result<Object<'v>, Error> {
        match self.value {
            Value::Object(members) => {
                let (asked, asked_beyond) = (Cell::new(0), RefCell::default());
                Ok(Object { node: self, members, asked, asked_beyond })
            }
            _ => Err(self.wrong_type("an object")),
        }
    }

    /// The elements of the array here.
    ///
    /// # Errors
    /// [`ErrorKind::Type`] if it is no array.
    pub fn array(self) -> Result<impl ExactSizeIterator<Item = Node<'v>>, Error> {
        match self.value {
            Value::Array(elements) => Ok(elements.iter().map(move |element| self.at(element))),
            _ => Err(self.wrong_type("an array")),
        }
    }

    /// The string here.
    ///
    /// # Errors
    /// [`ErrorKind::Type`] if it is no string.
    pub fn string(self) -> Result<&'v str, Error> {
        match self.value {
            Value::String(text) => Ok(text),
            _ => Err(self.wrong_type("a string")),
        }
    }

    /// The boolean here.
    ///
    /// # Errors
    /// [`ErrorKind::Type`] if it is no boolean.
    pub fn bool(self) -> Result<bool, Error> {
        match self.value {
            Value::Bool(value) => Ok(*value),
            _ => Err(self.wrong_type("a boolean")),
        }
    }

    /// The `int64` here: a number or a string of digits (V-123).
    ///
    /// # Errors
    /// [`ErrorKind::Integer`] for another spelling or range, [`ErrorKind::Type`] for another type.
    pub fn int64(self) -> Result<i64, Error> {
        let value = match self.value {
            Value::Number(Number::Unsigned(value)) => i64::try_from(*value).ok(),
            Value::Number(Number::Negative(value)) => Some(*value),
            Value::Number(Number::Float(_)) => None,
            Value::String(text) => {
                text.parse().ok().filter(|value: &i64| value.to_string() == text.as_ref())
            }
            _ => return Err(self.wrong_type("an int64")),
        };
        value.ok_or_else(|| self.integer("int64"))
    }

    /// The `uint64` here: a number or a string of digits (V-123).
    ///
    /// # Errors
    /// As [`int64`](Self::int64).
    pub fn uint64(self) -> Result<u64, Error> {
        let value = match self.value {
            Value::Number(Number::Unsigned(value)) => Some(*value),
            Value::Number(_) => None,
            Value::String(text) => {
                text.parse().ok().filter(|value: &u64| value.to_string() == text.as_ref())
            }
            _ => return Err(self.wrong_type("a uint64")),
        };
        value.ok_or_else(|| self.integer("uint64"))
    }

    /// The bytes here: base64 in one of the spellings of ProtoJSON (V-123).
    ///
    /// # Errors
    /// [`ErrorKind::Base64`] for another spelling, [`ErrorKind::Type`] for another type.
    pub fn bytes(self) -> Result<Vec<u8>, Error> {
        self.decode(decode)
    }

    /// The bytes here: base64 in the standard alphabet with padding, the only spelling of
    /// documents that are not ProtoJSON.
    ///
    /// # Errors
    /// As [`bytes`](Self::bytes).
    pub fn standard_bytes(self) -> Result<Vec<u8>, Error> {
        self.decode(|text| base64_bytes(text))
    }

    /// An error at this place, for a value that its reader does not take.
    pub fn error(self, expected: &'static str, found: impl Into<String>) -> Error {
        self.refuse(ErrorKind::Unexpected { expected, found: found.into() })
    }

    fn decode(self, decode: impl FnOnce(&str) -> Option<Vec<u8>>) -> Result<Vec<u8>, Error> {
        let text = self.string()?;
        decode(text).ok_or_else(|| self.refuse(ErrorKind::Base64 { length: text.len() }))
    }

    fn integer(self, expected: &'static str) -> Error {
        let found = match self.value {
            Value::String(text) => text.to_string(),
            Value::Number(Number::Unsigned(value)) => value.to_string(),
            Value::Number(Number::Negative(value)) => value.to_string(),
            Value::Number(Number::Float(value)) => value.to_string(),
            other => other.kind().into(),
        };
        self.refuse(ErrorKind::Integer { expected, found })
    }

    fn wrong_type(self, expected: &'static str) -> Error {
        self.refuse(ErrorKind::Type { expected, found: self.value.kind() })
    }

    fn refuse(self, kind: ErrorKind) -> Error {
        Error::new(kind, self.path())
    }
}

/// An object being read: it remembers which of its members were asked for.
#[derive(Debug)]
pub struct Object<'v> {
    node: Node<'v>,
    members: &'v [(std::borrow::Cow<'v, str>, Value<'v>)],
    /// A bit for each of the first 64 members that was asked for, in order.
    asked: Cell<u64>,
    /// The places of the others. No message of the protocol has so many members, but documents that
    /// are open to additions do, such as the configuration of an OpenID Connect issuer.
    asked_beyond: RefCell<Vec<usize>>,
}

impl<'v> Object<'v> {
    /// The node of the object itself.
    pub fn node(&self) -> Node<'v> {
        self.node
    }

    /// The member of this name.
    ///
    /// # Errors
    /// [`ErrorKind::MissingMember`] if it is absent or `null`.
    pub fn required(&self, name: &'static str) -> Result<Node<'v>, Error> {
        self.optional(name).ok_or_else(|| self.missing(name))
    }

    pub(crate) fn missing(&self, name: &'static str) -> Error {
        self.node.refuse(ErrorKind::MissingMember { name })
    }

    /// The member of this name, unless it is absent or `null`.
    pub fn optional(&self, name: &'static str) -> Option<Node<'v>> {
        let (index, (_, value)) =
            self.members.iter().enumerate().find(|(_, (member, _))| member == name)?;
        match index {
            0..64 => self.asked.set(self.asked.get() | 1 << index),
            _ => self.asked_beyond.borrow_mut().push(index),
        }
        Some(self.node.at(value)).filter(|node| !node.is_null())
    }

    /// The one member of a oneof that is there, with its name.
    ///
    /// # Errors
    /// [`ErrorKind::TwoOfOne`] if two are.
    pub fn one_of(
        &self,
        names: &[&'static str],
    ) -> Result<Option<(&'static str, Node<'v>)>, Error> {
        let mut there = names.iter().filter_map(|&name| Some((name, self.optional(name)?)));
        match (there.next(), there.next()) {
            (Some((first, _)), Some((second, _))) => {
                Err(self.node.refuse(ErrorKind::TwoOfOne { first, second }))
            }
            (one, _) => Ok(one),
        }
    }

    /// All members in the order of the text, with their names: for objects that are maps.
    pub fn entries(&self) -> impl Iterator<Item = (&'v str, Node<'v>)> {
        self.members.iter().map(|(name, value)| (name.as_ref(), self.node.at(value)))
    }

    /// Ends the reading: every member must have been asked for.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownMember`] with the first that was not.
    pub fn finish(self) -> Result<(), Error> {
        match self.unasked().next() {
            None => Ok(()),
            Some(name) => Err(self.node.refuse(ErrorKind::UnknownMember { name: name.into() })),
        }
    }

    /// Ends the reading where unknown members are reported and not refused: their paths.
    pub fn unknown(self) -> Vec<String> {
        self.unasked().map(|name| format!("{}.{name}", self.node.path())).collect()
    }

    fn unasked(&self) -> impl Iterator<Item = &'v str> {
        let (asked, beyond) = (self.asked.get(), self.asked_beyond.borrow().clone());
        let was_asked = move |index: usize| match index {
            0..64 => asked >> index & 1 == 1,
            _ => beyond.contains(&index),
        };
        let names = self.members.iter().map(|(name, _)| name.as_ref()).enumerate();
        names.filter(move |(index, _)| !was_asked(*index)).map(|(_, name)| name)
    }
}

/// The segments from `from` to `value`, innermost first, if it is `from` or inside it: the same
/// value, not an equal one.
fn find(from: &Value<'_>, value: &Value<'_>) -> Option<Vec<String>> {
    if std::ptr::eq(from, value) {
        return Some(Vec::new());
    }
    let (mut segments, last) = match from {
        Value::Array(elements) => {
            let mut found = elements.iter().enumerate();
            found.find_map(|(index, child)| Some((find(child, value)?, format!("[{index}]"))))?
        }
        Value::Object(members) => {
            let mut found = members.iter();
            found.find_map(|(name, child)| Some((find(child, value)?, format!(".{name}"))))?
        }
        _ => return None,
    };
    segments.push(last);
    Some(segments)
}
