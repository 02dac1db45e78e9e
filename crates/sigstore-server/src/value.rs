//! Values of JSON, as answers are made of them.

use std::borrow::Cow;

use sigstore_json::{Number, Value};

/// An object, its members in this order.
pub fn object<'v>(members: impl IntoIterator<Item = (&'static str, Value<'v>)>) -> Value<'v> {
    Value::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// A string.
pub fn text<'v>(text: impl Into<Cow<'v, str>>) -> Value<'v> {
    Value::String(text.into())
}

/// An array of strings.
pub fn texts<'v, T: Into<Cow<'v, str>>>(elements: impl IntoIterator<Item = T>) -> Value<'v> {
    Value::Array(elements.into_iter().map(text).collect())
}

/// A number, such as a time, which may lie before 1970.
pub fn number(value: i64) -> Value<'static> {
    Value::Number(match u64::try_from(value) {
        Ok(value) => Number::Unsigned(value),
        Err(_) => Number::Negative(value),
    })
}

/// A number that counts.
pub fn count(value: u64) -> Value<'static> {
    Value::Number(Number::Unsigned(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_sign() {
        assert_eq!(number(-1), Value::Number(Number::Negative(-1)));
        assert_eq!(number(7), count(7));
    }
}
