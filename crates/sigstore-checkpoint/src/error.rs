use core::fmt;

use sigstore_traits::{Facts, Refusal, Rule};

use crate::{MAX_NOTE, MAX_SIGNATURES, checkpoint, cosignature, key_id, note};

/// Why a checkpoint was refused. Lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// More than [`MAX_NOTE`] bytes.
    TooLarge {
        /// Bytes found.
        bytes: usize,
    },
    /// A character below U+0020 that is not a newline, such as the one before it in CRLF.
    ControlCharacter {
        /// The line.
        line: usize,
        /// The character.
        found: char,
    },
    /// The note ends where more must stand.
    Ended {
        /// The line that is cut short or missing.
        line: usize,
        /// What must stand there.
        expected: Part,
    },
    /// An empty line in the text, or before a line that must be there.
    EmptyLine {
        /// The line.
        line: usize,
        /// What stands there in a checkpoint.
        expected: Part,
    },
    /// Line 2 is not a tree size in its shortest decimal form, below 2⁶⁴.
    TreeSize {
        /// The line found, shortened.
        found: String,
    },
    /// Line 3 is not the padded standard base64 of 32 bytes.
    RootHash {
        /// The line found, shortened.
        found: String,
    },
    /// More than [`MAX_SIGNATURES`] lines after the text.
    TooManySignatures {
        /// The first line that is too many.
        line: usize,
        /// Lines found.
        found: usize,
    },
    /// A line after the text that is not a dash, a name and a word.
    NotSignature {
        /// The line.
        line: usize,
        /// The line found, shortened.
        found: String,
    },
    /// The name in a signature line is empty or has white space or a plus.
    KeyName {
        /// The line.
        line: usize,
        /// The name found, shortened.
        found: String,
    },
    /// A signature is not padded standard base64.
    SignatureBase64 {
        /// The line.
        line: usize,
        /// The number of characters in its place.
        characters: usize,
    },
    /// A signature has no room for a key id and a signature after it.
    SignatureLength {
        /// The line.
        line: usize,
        /// Bytes found.
        bytes: usize,
    },
    /// A cosignature is not a time and an Ed25519 signature.
    CosignatureLength {
        /// The line.
        line: usize,
        /// Bytes found after the key id.
        bytes: usize,
    },
    /// The time of a cosignature is 2⁶³ seconds or more.
    CosignatureTime {
        /// The line.
        line: usize,
        /// The seconds found.
        found: u64,
    },
}

/// A part of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// Line 1.
    Origin,
    /// Line 2.
    TreeSize,
    /// Line 3.
    RootHash,
    /// A line of the text after them.
    Extension,
    /// The newline that ends a line.
    Newline,
    /// The empty line between text and signatures.
    EmptyLine,
    /// A line after that.
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Origin => "the origin",
            Self::TreeSize => "the tree size",
            Self::RootHash => "the root hash",
            Self::Extension => "an extension line",
            Self::Newline => "a newline",
            Self::EmptyLine => "an empty line",
            Self::Signature => "`— <key name> <base64>`",
        })
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let place = self.line().map(|line| format!("line {line}"));
        let (found, expected) = self.evidence();
        Facts {
            code: self.code(),
            rule: self.rule(),
            message: self.message(),
            place: place.unwrap_or_default(),
            found,
            expected,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "checkpoint-too-large",
            Self::ControlCharacter { .. } => "checkpoint-control-character",
            Self::Ended { .. } => "checkpoint-ended",
            Self::EmptyLine { .. } => "checkpoint-empty-line",
            Self::TreeSize { .. } => "checkpoint-tree-size",
            Self::RootHash { .. } => "checkpoint-root-hash",
            Self::TooManySignatures { .. } => "checkpoint-too-many-signatures",
            Self::NotSignature { .. } => "checkpoint-not-signature",
            Self::KeyName { .. } => "checkpoint-key-name",
            Self::SignatureBase64 { .. } => "checkpoint-signature-base64",
            Self::SignatureLength { .. } => "checkpoint-signature-length",
            Self::CosignatureLength { .. } => "checkpoint-cosignature-length",
            Self::CosignatureTime { .. } => "checkpoint-cosignature-time",
        }
    }

    fn rule(&self) -> &'static Rule {
        match self {
            Self::TooLarge { .. }
            | Self::ControlCharacter { .. }
            | Self::Ended { .. }
            | Self::NotSignature { .. }
            | Self::KeyName { .. }
            | Self::SignatureBase64 { .. } => &note::V_76,
            Self::SignatureLength { .. } => &key_id::V_77,
            Self::EmptyLine { .. } | Self::TreeSize { .. } | Self::RootHash { .. } => {
                &checkpoint::V_78
            }
            Self::TooManySignatures { .. } => &note::V_82,
            Self::CosignatureLength { .. } | Self::CosignatureTime { .. } => &cosignature::V_85,
        }
    }
}

impl Error {
    const fn message(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "the checkpoint is too large",
            Self::ControlCharacter { .. } => "the checkpoint has a control character",
            Self::Ended { .. } => "the checkpoint ends early",
            Self::EmptyLine { .. } => "a line of the checkpoint's text is empty",
            Self::TreeSize { .. } => "the checkpoint has no tree size",
            Self::RootHash { .. } => "the checkpoint has no root hash",
            Self::TooManySignatures { .. } => "the checkpoint has too many signature lines",
            Self::NotSignature { .. } => "a line of the checkpoint is not a signature line",
            Self::KeyName { .. } => "a key name of the checkpoint is not valid",
            Self::SignatureBase64 { .. } => "a signature of the checkpoint is not base64",
            Self::SignatureLength { .. } => "a signature of the checkpoint is too short",
            Self::CosignatureLength { .. } => "a cosignature has the wrong length",
            Self::CosignatureTime { .. } => "the time of a cosignature is out of range",
        }
    }

    const fn line(&self) -> Option<usize> {
        match self {
            Self::TooLarge { .. } => None,
            Self::TreeSize { .. } => Some(2),
            Self::RootHash { .. } => Some(3),
            Self::ControlCharacter { line, .. }
            | Self::Ended { line, .. }
            | Self::EmptyLine { line, .. }
            | Self::TooManySignatures { line, .. }
            | Self::NotSignature { line, .. }
            | Self::KeyName { line, .. }
            | Self::SignatureBase64 { line, .. }
            | Self::SignatureLength { line, .. }
            | Self::CosignatureLength { line, .. }
            | Self::CosignatureTime { line, .. } => Some(*line),
        }
    }

    fn evidence(&self) -> (String, String) {
        let bytes = |bytes: &usize| format!("{bytes} bytes");
        let quoted = |text: &String| format!("{text:?}");
        match self {
            Self::TooLarge { bytes: found } => (bytes(found), format!("at most {MAX_NOTE}")),
            Self::ControlCharacter { found, .. } => {
                (format!("{found:?}"), "none but the newline".into())
            }
            Self::Ended { expected, .. } => ("the end".into(), expected.to_string()),
            Self::EmptyLine { expected, .. } => ("nothing".into(), expected.to_string()),
            Self::TreeSize { found } => {
                (quoted(found), "a decimal below 2⁶⁴ without sign and leading zero".into())
            }
            Self::RootHash { found } => (quoted(found), "the padded base64 of 32 bytes".into()),
            Self::TooManySignatures { found, .. } => {
                (found.to_string(), format!("at most {MAX_SIGNATURES}"))
            }
            Self::NotSignature { found, .. } => (quoted(found), Part::Signature.to_string()),
            Self::KeyName { found, .. } => {
                (quoted(found), "a word without white space and plus".into())
            }
            Self::SignatureBase64 { characters, .. } => {
                (format!("{characters} characters"), "padded standard base64".into())
            }
            Self::SignatureLength { bytes: found, .. } => {
                (bytes(found), "4 of key id and more".into())
            }
            Self::CosignatureLength { bytes: found, .. } => {
                (bytes(found), "8 of time and 64 of signature".into())
            }
            Self::CosignatureTime { found, .. } => {
                (format!("{found} seconds"), "fewer than 2⁶³".into())
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl core::error::Error for Error {}

/// The text, or the first 80 characters of it.
pub(crate) fn excerpt(text: &str) -> String {
    let mut excerpt: String = text.chars().take(80).collect();
    if excerpt.len() < text.len() {
        excerpt.push('…');
    }
    excerpt
}
