//! JSON values, made.

use std::borrow::Cow;

use sigstore_json::{Number, Value};

pub(crate) fn object<'v>(
    members: impl IntoIterator<Item = (&'static str, Value<'v>)>,
) -> Value<'v> {
    let members = members.into_iter().map(|(name, value)| (Cow::Borrowed(name), value));
    Value::Object(members.collect())
}

pub(crate) fn text<'v>(text: impl ToString) -> Value<'v> {
    Value::String(Cow::Owned(text.to_string()))
}

pub(crate) fn count<'v>(count: usize) -> Value<'v> {
    u64::try_from(count).map_or(Value::Null, |count| Value::Number(Number::Unsigned(count)))
}

/// What HAR writes where a size is not known.
pub(crate) fn unknown<'v>() -> Value<'v> {
    Value::Number(Number::Negative(-1))
}
