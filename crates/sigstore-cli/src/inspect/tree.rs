use std::borrow::Cow;
use std::fmt::Write;

use sigstore_json::{Number, Value};
use sigstore_report::visible;
use sigstore_traits::Refusal;

/// A decoded thing: names and values in order, as deep as it goes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Text(String),
    Number(u64),
    List(Vec<Tree>),
    Group(Vec<(Cow<'static, str>, Tree)>),
}

impl Tree {
    pub(crate) fn group() -> Self {
        Self::Group(Vec::new())
    }

    /// One name and value more.
    #[must_use]
    pub(crate) fn with(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Self>,
    ) -> Self {
        if let Self::Group(members) = &mut self {
            members.push((name.into(), value.into()));
        }
        self
    }

    #[must_use]
    pub(crate) fn with_some(self, name: &'static str, value: Option<impl Into<Self>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Something inside, decoded; or, where that fails, what was wrong with it.
    pub(crate) fn of<E: Refusal>(inner: Result<Self, E>) -> Self {
        inner.unwrap_or_else(|error| Self::group().with("unreadable", error.facts().to_string()))
    }

    pub(crate) fn hex(bytes: &[u8]) -> Self {
        Self::Text(sigstore_json::hex(bytes))
    }

    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(items.into_iter().collect())
    }

    pub(crate) fn to_value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::String(Cow::Borrowed(text)),
            Self::Number(number) => Value::Number(Number::Unsigned(*number)),
            Self::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Self::Group(members) => {
                let members = members.iter();
                let members =
                    members.map(|(name, value)| (Cow::Borrowed(name.as_ref()), value.to_value()));
                Value::Object(members.collect())
            }
        }
    }

    /// A line a value, indented by its depth.
    pub(crate) fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 1);
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        match self {
            Self::Group(members) => {
                members.iter().for_each(|(name, value)| value.write_named(out, depth, name));
            }
            Self::List(items) => {
                let items = items.iter().enumerate();
                items.for_each(|(index, item)| item.write_named(out, depth, &format!("[{index}]")));
            }
            scalar => {
                push(out, format_args!("{:indent$}{}\n", "", scalar.scalar(), indent = 2 * depth))
            }
        }
    }

    fn write_named(&self, out: &mut String, depth: usize, name: &str) {
        let indent = 2 * depth;
        match self {
            Self::Group(members) if members.is_empty() => {
                push(out, format_args!("{:indent$}{name}: (empty)\n", ""))
            }
            Self::List(items) if items.is_empty() => {
                push(out, format_args!("{:indent$}{name}: (none)\n", ""))
            }
            Self::Group(_) | Self::List(_) => {
                push(out, format_args!("{:indent$}{name}:\n", ""));
                self.write(out, depth + 1);
            }
            scalar => push(out, format_args!("{:indent$}{name}: {}\n", "", scalar.scalar())),
        }
    }

    /// A text with its control characters made visible: what is shown never moves the terminal.
    pub(crate) fn scalar(&self) -> String {
        match self {
            Self::Text(text) => visible(text),
            Self::Number(number) => number.to_string(),
            Self::List(items) => format!("{} elements", items.len()),
            Self::Group(members) => format!("{} fields", members.len()),
        }
    }
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String does not fail.
    let _ = out.write_fmt(text);
}

impl From<String> for Tree {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<u64> for Tree {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Tree {
    fn from(number: usize) -> Self {
        Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

impl From<bool> for Tree {
    fn from(value: bool) -> Self {
        Self::Text(if value { "yes" } else { "no" }.into())
    }
}

impl From<Vec<Tree>> for Tree {
    fn from(items: Vec<Tree>) -> Self {
        Self::List(items)
    }
}
