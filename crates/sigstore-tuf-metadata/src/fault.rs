use sigstore_json::Node;
use sigstore_traits::{Facts, Refusal, Rule};

use crate::{Error, Role};

/// What is wrong with the text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It is not the JSON that its format prescribes.
    Json(sigstore_json::Error),
    /// A value that its format allows and a rule does not.
    Value {
        /// The path of the value.
        place: String,
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: String,
        /// The rule.
        rule: &'static Rule,
    },
}

impl Fault {
    pub(crate) fn at(
        node: Node<'_>,
        rule: &'static Rule,
        expected: &'static str,
        found: &str,
    ) -> Self {
        Self::Value { place: node.path(), expected, found: found.into(), rule }
    }

    /// The error about the file of `role`.
    pub(crate) fn of(self, role: &Role) -> Error {
        Error::Malformed { role: role.clone(), fault: self }
    }

    pub(crate) fn facts(&self) -> Facts {
        match self {
            Self::Json(error) => error.facts(),
            Self::Value { place, expected, found, rule } => {
                let found = sigstore_json::quote(found);
                Facts::new("tuf-value", rule, "a value is not allowed", place, found, expected)
            }
        }
    }
}

impl From<sigstore_json::Error> for Fault {
    fn from(error: sigstore_json::Error) -> Self {
        Self::Json(error)
    }
}
