use std::fmt;

/// What a check proved, as names and values in the order in which they are told.
///
/// `Display` writes one line: `name=value` with spaces between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(&'static str, Field)>);

/// A value of [`Fields`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// A text.
    Text(String),
    /// A number.
    Number(u64),
    /// Several values.
    List(Vec<Field>),
    /// Names and values of one thing among several.
    Group(Fields),
}

impl Fields {
    /// No field.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// One field more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Field>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// A field of a text, if there is one.
    #[must_use]
    pub fn with_some(self, name: &'static str, value: Option<impl Into<Field>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// A field that lists what `items` say, unless there are none.
    #[must_use]
    pub fn with_list<T: Into<Field>>(
        self,
        name: &'static str,
        items: impl IntoIterator<Item = T>,
    ) -> Self {
        let items: Vec<Field> = items.into_iter().map(Into::into).collect();
        if items.is_empty() { self } else { self.with(name, Field::List(items)) }
    }

    /// The fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Field)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<u64> for Field {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Field {
    fn from(number: usize) -> Self {
        Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

impl From<Fields> for Field {
    fn from(fields: Fields) -> Self {
        Self::Group(fields)
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{name}={value}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Group(fields) => write!(f, "({fields})"),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
        }
    }
}
