use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use sigstore_traits::{Rule, RuleKind};

use crate::{Error, ErrorKind, Limits, Number, Value};

pub(crate) static V_7: Rule = Rule {
    id: "V-7",
    title: "Text that is not JSON, ends early, goes on after the value or has a member name twice is refused.",
    source: "RFC 8259 sections 2 and 4; ProtoJSON",
    kind: RuleKind::Refusal,
    place: "sigstore-json parse",
};

pub(crate) static V_19: Rule = Rule {
    id: "V-19",
    title: "Every count has a limit: bytes, nesting, values and the elements of named arrays; the reader stops at the first too many.",
    source: "hardening; RFC 8259 section 9 allows such limits",
    kind: RuleKind::Refusal,
    place: "sigstore-json parse",
};

/// Reads one JSON value; nothing but white space may follow it.
///
/// # Errors
/// [`Error`] with the path of what was refused: [`ErrorKind::Syntax`], [`ErrorKind::EndOfText`],
/// [`ErrorKind::DuplicateMember`], or one of the limits.
pub fn parse<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Value<'a>, Error> {
    if bytes.len() > limits.bytes {
        let kind = ErrorKind::TooLarge { bytes: bytes.len(), max: limits.bytes };
        return Err(Error::new(kind, "$".into()));
    }
    let mut reading = Reading { limits, values: 0, failure: None };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let seed = Seed { reading: &mut reading, depth: 0, most: usize::MAX, open: false };
    let value = seed.deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    value.map_err(|error| reading.explain(&error))
}

/// What is counted over the whole document, and the first failure with the path so far.
struct Reading<'l> {
    limits: &'l Limits,
    values: usize,
    failure: Option<Failure>,
}

struct Failure {
    kind: Option<ErrorKind>,
    /// From the inside out.
    path: Vec<String>,
}

impl Reading<'_> {
    /// Writes down why reading stops; the error value itself only unwinds the reader.
    fn refuse<E: de::Error>(&mut self, kind: ErrorKind) -> E {
        self.failure = Some(Failure { kind: Some(kind), path: Vec::new() });
        E::custom("refused")
    }

    /// Adds the outer segment of the path on the way out.
    fn outside<E>(&mut self, error: E, segment: impl FnOnce() -> String) -> E {
        let failure = self.failure.get_or_insert_with(|| Failure { kind: None, path: Vec::new() });
        failure.path.push(segment());
        error
    }

    fn count<E: de::Error>(&mut self) -> Result<(), E> {
        self.values += 1;
        if self.values > self.limits.values {
            return Err(self.refuse(ErrorKind::TooManyValues { max: self.limits.values }));
        }
        Ok(())
    }

    fn explain(self, error: &serde_json::Error) -> Error {
        let (line, column) = (error.line(), error.column());
        let failure = self.failure.unwrap_or(Failure { kind: None, path: Vec::new() });
        let syntax = || match error.classify() {
            serde_json::error::Category::Eof => ErrorKind::EndOfText { line, column },
            _ => ErrorKind::Syntax { line, column },
        };
        let mut place = String::from("$");
        place.extend(failure.path.into_iter().rev());
        Error::new(failure.kind.unwrap_or_else(syntax), place)
    }
}

/// Reads one value at a depth; `most` bounds its elements if it is an array or object.
struct Seed<'r, 'l> {
    reading: &'r mut Reading<'l>,
    depth: usize,
    most: usize,
    /// Whether it stands in the member whose schema is open.
    open: bool,
}

impl<'r, 'l> Seed<'r, 'l> {
    /// One level down, unless that is one too many.
    fn enter<E: de::Error>(self) -> Result<(&'r mut Reading<'l>, usize, usize), E> {
        let max = self.reading.limits.depth;
        if self.depth == max {
            return Err(self.reading.refuse(ErrorKind::TooDeep { max }));
        }
        Ok((self.reading, self.depth + 1, self.most))
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Value<'de>;

    fn deserialize<D: de::Deserializer<'de>>(self, json: D) -> Result<Value<'de>, D::Error> {
        self.reading.count()?;
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value<'de>, E> {
        Ok(Value::Number(Number::Unsigned(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(Number::Negative(value)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value<'de>, E> {
        Ok(Value::Number(Number::Float(value)))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Owned(value.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Value<'de>, A::Error> {
        let open = self.open;
        let (reading, depth, most) = self.enter()?;
        let mut elements = Vec::new();
        loop {
            let index = elements.len();
            let seed = Element { reading: &mut *reading, depth, index, most, open };
            match array.next_element_seed(seed) {
                Ok(Some(element)) => elements.push(element),
                Ok(None) => return Ok(Value::Array(elements)),
                Err(error) => return Err(reading.outside(error, || format!("[{index}]"))),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value<'de>, A::Error> {
        let inside = self.open;
        let (reading, depth, most) = self.enter()?;
        let mut members = Members::default();
        while let Some(name) = object.next_key_seed(Name)? {
            if members.list.len() == most {
                return Err(reading.refuse(ErrorKind::TooManyElements { max: most }));
            }
            if members.contains(&name) {
                return Err(reading.refuse(ErrorKind::DuplicateMember { name: name.into_owned() }));
            }
            let open = inside || (depth == 1 && reading.limits.open == Some(&*name));
            let most = reading.limits.elements_under(&name).filter(|_| !open);
            let most = most.unwrap_or(usize::MAX);
            let seed = Seed { reading: &mut *reading, depth, most, open };
            match object.next_value_seed(seed) {
                Ok(value) => members.push(name, value),
                Err(error) => return Err(reading.outside(error, || format!(".{name}"))),
            }
        }
        Ok(Value::Object(members.list))
    }
}

/// One element of an array: refused before it is read if it is one too many.
struct Element<'r, 'l> {
    reading: &'r mut Reading<'l>,
    depth: usize,
    index: usize,
    most: usize,
    open: bool,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = Value<'de>;

    fn deserialize<D: de::Deserializer<'de>>(self, json: D) -> Result<Value<'de>, D::Error> {
        if self.index == self.most {
            return Err(self.reading.refuse(ErrorKind::TooManyElements { max: self.most }));
        }
        let Self { reading, depth, open, .. } = self;
        Seed { reading, depth, most: usize::MAX, open }.deserialize(json)
    }
}

/// The members of an object so far.
#[derive(Default)]
struct Members<'de> {
    list: Vec<(Cow<'de, str>, Value<'de>)>,
    /// Filled when the object has grown beyond a handful, so that finding a duplicate never costs
    /// the square of the members.
    names: BTreeSet<Cow<'de, str>>,
}

impl<'de> Members<'de> {
    const FEW: usize = 32;

    fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
            || self.list.iter().take(Self::FEW).any(|(known, _)| known == name)
    }

    fn push(&mut self, name: Cow<'de, str>, value: Value<'de>) {
        if self.list.len() >= Self::FEW {
            self.names.insert(name.clone());
        }
        self.list.push((name, value));
    }
}

/// A member name, borrowed where it can be.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: de::Deserializer<'de>>(self, json: D) -> Result<Cow<'de, str>, D::Error> {
        json.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name.into()))
    }
}
