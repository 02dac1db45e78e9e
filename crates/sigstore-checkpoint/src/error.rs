use core::fmt;

use sigstore_traits::{Facts, Refusal, facts};

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

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::TooLarge { bytes } => "checkpoint-too-large", &note::V_76,
            "the checkpoint is too large", "",
            format_args!("{bytes} bytes"), format_args!("at most {MAX_NOTE}");
        Self::ControlCharacter { line, found } => "checkpoint-control-character", &note::V_76,
            "the checkpoint has a control character", in_line(line),
            format_args!("{found:?}"), "none but the newline";
        Self::Ended { line, expected } => "checkpoint-ended", &note::V_76,
            "the checkpoint ends early", in_line(line), "the end", expected;
        Self::EmptyLine { line, expected } => "checkpoint-empty-line", &checkpoint::V_78,
            "a line of the checkpoint's text is empty", in_line(line), "nothing", expected;
        Self::TreeSize { found } => "checkpoint-tree-size", &checkpoint::V_78,
            "the checkpoint has no tree size", in_line(&2),
            format_args!("{found:?}"), "a decimal below 2⁶⁴ without sign and leading zero";
        Self::RootHash { found } => "checkpoint-root-hash", &checkpoint::V_78,
            "the checkpoint has no root hash", in_line(&3),
            format_args!("{found:?}"), "the padded base64 of 32 bytes";
        Self::TooManySignatures { line, found } => "checkpoint-too-many-signatures",
            &note::V_82, "the checkpoint has too many signature lines", in_line(line),
            found, format_args!("at most {MAX_SIGNATURES}");
        Self::NotSignature { line, found } => "checkpoint-not-signature", &note::V_76,
            "a line of the checkpoint is not a signature line", in_line(line),
            format_args!("{found:?}"), Part::Signature;
        Self::KeyName { line, found } => "checkpoint-key-name", &note::V_76,
            "a key name of the checkpoint is not valid", in_line(line),
            format_args!("{found:?}"), "a word without white space and plus";
        Self::SignatureBase64 { line, characters } => "checkpoint-signature-base64",
            &note::V_76, "a signature of the checkpoint is not base64", in_line(line),
            format_args!("{characters} characters"), "padded standard base64";
        Self::SignatureLength { line, bytes } => "checkpoint-signature-length", &key_id::V_77,
            "a signature of the checkpoint is too short", in_line(line),
            format_args!("{bytes} bytes"), "4 of key id and more";
        Self::CosignatureLength { line, bytes } => "checkpoint-cosignature-length",
            &cosignature::V_85, "a cosignature has the wrong length", in_line(line),
            format_args!("{bytes} bytes"), "8 of time and 64 of signature";
        Self::CosignatureTime { line, found } => "checkpoint-cosignature-time",
            &cosignature::V_85, "the time of a cosignature is out of range", in_line(line),
            format_args!("{found} seconds"), "fewer than 2⁶³";
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        self.row()
    }
}

fn in_line(number: &usize) -> String {
    format!("line {number}")
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
