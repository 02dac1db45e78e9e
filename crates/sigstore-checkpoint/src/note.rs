use sigstore_traits::{Rule, RuleKind};

use crate::{Error, Part, SignatureLine};

/// See [`Note::split`] and [`SignatureLine::parse`].
pub(crate) static V_76: Rule = Rule {
    id: "V-76",
    title: "A note is text of full lines, an empty line and signature lines, without control characters but the newline; a key name has no white space and no plus.",
    source: "C2SP signed-note.md, Format",
    kind: RuleKind::Refusal,
    place: "sigstore-checkpoint Checkpoint::parse",
};

/// See [`Note::signatures`] and [`Checkpoint::lines_of`](crate::Checkpoint::lines_of).
pub(crate) static V_82: Rule = Rule {
    id: "V-82",
    title: "Signature lines are found by key name and key id among up to 64, wherever they stand; those of other keys are ignored.",
    source: "C2SP signed-note.md, Signatures",
    kind: RuleKind::Acceptance,
    place: "sigstore-checkpoint Checkpoint::parse, Checkpoint::lines_of",
};

/// The most bytes of a note that are read: [`MAX_SIGNATURES`] lines of 8 KiB, which is room for
/// the post-quantum signatures of nearly 5 kB that C2SP signed-note.md announces.
pub const MAX_NOTE: usize = 512 * 1024;

/// The most signature lines that are read. C2SP signed-note.md asks for 16 at least and for a limit.
pub const MAX_SIGNATURES: usize = 64;

/// A signed note, taken apart (V-76).
///
/// ```text
/// text      = 1*line
/// note      = text LF 1*signature
/// signature = U+2014 SP name SP base64 LF
/// ```
pub(crate) struct Note<'c> {
    /// With its final newline: the bytes that are signed.
    pub(crate) text: &'c str,
    /// The empty line and the signature lines.
    rest: &'c str,
}

impl<'c> Note<'c> {
    /// Splits at the last empty line.
    pub(crate) fn split(note: &'c str) -> Result<Self, Error> {
        let bytes = note.len();
        if bytes > MAX_NOTE {
            return Err(Error::TooLarge { bytes });
        }
        let control = |line: &str| line.chars().find(|character| *character < ' ');
        let mut lines = (1..).zip(note.split('\n'));
        if let Some((line, found)) = lines.find_map(|(line, text)| Some((line, control(text)?))) {
            return Err(Error::ControlCharacter { line, found });
        }
        let ended = |expected| {
            let line = note.split('\n').count();
            Error::Ended { line, expected }
        };
        if !note.ends_with('\n') {
            return Err(ended(Part::Newline));
        }
        let end = note.rfind("\n\n").ok_or_else(|| ended(Part::EmptyLine))?;
        let (text, rest) = note.split_at(end + 1);
        Ok(Self { text, rest })
    }

    /// The lines of the text.
    pub(crate) const fn lines(&self) -> TextLines<'c> {
        TextLines { rest: self.text, number: 1 }
    }

    /// The signature lines, of which there is at least one; `empty` is the number of the empty
    /// line before them.
    pub(crate) fn signatures(&self, empty: usize) -> Result<Vec<SignatureLine<'c>>, Error> {
        let lines = (empty..).zip(self.rest.split_terminator('\n')).skip(1);
        match lines.clone().count() {
            0 => Err(Error::Ended { line: empty + 1, expected: Part::Signature }),
            1..=MAX_SIGNATURES => {
                lines.map(|(line, text)| SignatureLine::parse(line, text)).collect()
            }
            found => Err(Error::TooManySignatures { line: empty + 1 + MAX_SIGNATURES, found }),
        }
    }
}

/// The lines of a text that are still to be read.
pub(crate) struct TextLines<'c> {
    /// They, each with its newline.
    pub(crate) rest: &'c str,
    /// The number of the first of them, or of the empty line after the text.
    pub(crate) number: usize,
}

impl<'c> TextLines<'c> {
    /// The next line, which is not empty. After the last one stands the empty line that ends the text.
    pub(crate) fn next(&mut self, expected: Part) -> Result<&'c str, Error> {
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        if line.is_empty() {
            let line = self.number;
            return Err(Error::EmptyLine { line, expected });
        }
        self.rest = rest;
        self.number += 1;
        Ok(line)
    }
}
