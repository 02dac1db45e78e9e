use std::fmt;

use sigstore_traits::{Facts, Refusal, facts};

use crate::{base64, node, reader};

/// A document that was refused: why, and at which path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub kind: ErrorKind,
    /// The path from the root `$`, such as `$.verificationMaterial.tlogEntries[0].logIndex`.
    pub place: String,
}

/// Why a document was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// More bytes than the limit.
    TooLarge {
        /// Bytes found.
        bytes: usize,
        /// The most that is read.
        max: usize,
    },
    /// Not RFC 8259, or text after the value.
    Syntax {
        /// Line of the offending byte, from 1.
        line: usize,
        /// Column of the offending byte, from 1.
        column: usize,
    },
    /// The text ends inside the value.
    EndOfText {
        /// Line of the end, from 1.
        line: usize,
        /// Column of the end, from 1.
        column: usize,
    },
    /// Arrays and objects inside each other beyond the limit.
    TooDeep {
        /// The most levels that are read.
        max: usize,
    },
    /// More values than the limit.
    TooManyValues {
        /// The most values that are read.
        max: usize,
    },
    /// More elements in one array or object than the limit for it.
    TooManyElements {
        /// The most elements that are read.
        max: usize,
    },
    /// A member name that stood before in the same object.
    DuplicateMember {
        /// The name.
        name: String,
    },
    /// A member that must be there is absent or `null`.
    MissingMember {
        /// The name.
        name: &'static str,
    },
    /// A member that the message does not have.
    UnknownMember {
        /// The name.
        name: String,
    },
    /// Two members of which only one may be there.
    TwoOfOne {
        /// The first of them.
        first: &'static str,
        /// The second.
        second: &'static str,
    },
    /// A value of another JSON type.
    Type {
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: &'static str,
    },
    /// An integer in a spelling that ProtoJSON does not have, or out of range.
    Integer {
        /// The type: `int64` or `uint64`.
        expected: &'static str,
        /// The spelling found.
        found: String,
    },
    /// Bytes that are not base64 in one of the spellings of ProtoJSON.
    Base64 {
        /// Characters found.
        length: usize,
    },
    /// A value that its reader does not take.
    Unexpected {
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: String,
    },
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, place: String) -> Self {
        Self { kind, place }
    }
}

impl ErrorKind {
    facts! {
        pub const CODES; fn row(&self, place: &str);
        Self::TooLarge { bytes, max } => "json-too-large", &reader::V_19,
            "the document is too large", place, format_args!("{bytes} bytes"), at_most(max);
        Self::Syntax { line, column } => "json-syntax", &reader::V_7,
            "the text is not JSON", place,
            format_args!("something else at line {line}, column {column}"), "JSON (RFC 8259)";
        Self::EndOfText { line, column } => "json-end-of-text", &reader::V_7,
            "the JSON text ends early", place,
            format_args!("the end at line {line}, column {column}"), "more text";
        Self::TooDeep { max } => "json-too-deep", &reader::V_19,
            "the document nests too deep", place,
            format_args!("level {}", max + 1), at_most(max);
        Self::TooManyValues { max } => "json-too-many-values", &reader::V_19,
            "the document has too many values", place,
            format_args!("number {}", max + 1), at_most(max);
        Self::TooManyElements { max } => "json-too-many-elements", &reader::V_19,
            "there are too many elements", place,
            format_args!("number {}", max + 1), at_most(max);
        Self::DuplicateMember { name } => "json-duplicate-member", &reader::V_7,
            "a member stands twice in one object", place, quote(name), "each name once";
        Self::MissingMember { name } => "json-missing-member", &node::V_6,
            "a member is missing", place, "nothing", quote(name);
        Self::UnknownMember { name } => "json-unknown-member", &node::V_6,
            "a member is unknown", place, quote(name), "only the members of the message";
        Self::TwoOfOne { first, second } => "json-two-of-one", &node::V_6,
            "two members stand where only one may", place,
            format_args!("{} and {}", quote(first), quote(second)), "one of them";
        Self::Type { expected, found } => "json-type", &node::V_5,
            "a value has the wrong type", place, found, expected;
        Self::Integer { expected, found } => "json-integer", &base64::V_123,
            "an integer is misspelt", place, quote(found), expected;
        Self::Base64 { length } => "json-base64", &base64::V_123,
            "bytes are not strict base64", place, format_args!("{length} characters"),
            "one alphabet, no white space, no stray bits, padding whole or absent";
        Self::Unexpected { expected, found } => "json-unexpected", &node::V_5,
            "a value is not taken", place, quote(found), expected;
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        self.kind.row(&self.place)
    }
}

fn at_most(max: &usize) -> String {
    format!("at most {max}")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}

/// In quotation marks, control characters escaped, shortened to 80 characters: how text from outside
/// stands in an error.
pub fn quote(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{dots}")
}
