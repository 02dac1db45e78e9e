use core::fmt;

use base64ct::{Base64, Encoding};
use sigstore_merkle::{Hash, TreeHead};
use sigstore_traits::{Rule, RuleKind};

use crate::error::excerpt;
use crate::note::Note;
use crate::{Error, Part, SignatureLine};

/// See [`Checkpoint::parse`].
pub(crate) static V_78: Rule = Rule {
    id: "V-78",
    title: "A checkpoint's text is an origin, a decimal tree size in its shortest form, the base64 of a 32-byte root hash and extension lines, none of them empty.",
    source: "C2SP tlog-checkpoint.md, Note text",
    kind: RuleKind::Refusal,
    place: "sigstore-checkpoint Checkpoint::parse",
};

/// See [`Checkpoint::rekor_v1_name`].
pub(crate) static V_79: Rule = Rule {
    id: "V-79",
    title: "An origin that ends in ` - ` and the digits of a tree id is one of Rekor v1, which signs under the name before that.",
    source: "sigstore architecture-docs sigstore-public-deployment-spec.md section 3.3",
    kind: RuleKind::Acceptance,
    place: "sigstore-checkpoint Checkpoint::rekor_v1_name",
};

/// A signed tree head, read but not yet believed.
///
/// ```text
/// rekor.sigstore.dev - 2605736670972794746        origin
/// 23083062                                        tree size
/// dauhleYK4YyAdxwwDtR0l0KnSOWZdG2bwqHftlanvcI=    root hash
/// Timestamp: 1689177396617352539                  extension lines, if any
///
/// — rekor.sigstore.dev wNI9ajBFAiBxaGyEtxkz…      signature lines
/// ```
///
/// `Display` writes the note as it was read, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint<'c> {
    text: &'c str,
    origin: &'c str,
    tree_head: TreeHead,
    extensions: &'c str,
    signatures: Vec<SignatureLine<'c>>,
}

impl<'c> Checkpoint<'c> {
    /// Reads a whole note (V-76, V-78).
    ///
    /// # Errors
    /// [`Error`], with the line and what was expected there.
    pub fn parse(note: &'c str) -> Result<Self, Error> {
        let note = Note::split(note)?;
        let mut lines = note.lines();
        let origin = lines.next(Part::Origin)?;
        let size = tree_size(lines.next(Part::TreeSize)?)?;
        let root = root_hash(lines.next(Part::RootHash)?)?;
        let extensions = lines.rest;
        while !lines.rest.is_empty() {
            lines.next(Part::Extension)?;
        }
        Ok(Self {
            text: note.text,
            origin,
            tree_head: TreeHead { size, root },
            extensions,
            signatures: note.signatures(lines.number)?,
        })
    }

    /// What the signatures are over: the text with its final newline (V-84).
    pub const fn signed_text(&self) -> &'c str {
        self.text
    }

    /// The name of the log, as the log gives it.
    pub const fn origin(&self) -> &'c str {
        self.origin
    }

    /// Size and root of the tree.
    pub const fn tree_head(&self) -> TreeHead {
        self.tree_head
    }

    /// The extension lines, which are opaque.
    pub fn extensions(&self) -> impl Iterator<Item = &'c str> {
        self.extensions.split_terminator('\n')
    }

    /// The signature lines in their order, those of unknown keys included.
    pub fn signatures(&self) -> &[SignatureLine<'c>] {
        &self.signatures
    }

    /// The signature lines of the key with this name and id (V-82): rarely more than one.
    pub fn lines_of(
        &self,
        name: &str,
        key_id: [u8; 4],
    ) -> impl Iterator<Item = &SignatureLine<'c>> {
        let of_key =
            move |line: &&SignatureLine<'_>| line.name() == name && line.key_id() == key_id;
        self.signatures.iter().filter(of_key)
    }

    /// The key name of a Rekor v1 log: `rekor.sigstore.dev` where the origin is
    /// `rekor.sigstore.dev - 2605736670972794746`; `None` if the origin has no tree id (V-79).
    pub fn rekor_v1_name(&self) -> Option<&'c str> {
        let (name, tree_id) = self.origin.rsplit_once(" - ")?;
        (!name.is_empty() && is_digits(tree_id)).then_some(name)
    }
}

impl fmt::Display for Checkpoint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (origin, TreeHead { size, root }) = (self.origin, self.tree_head);
        let root = Base64::encode_string(&root);
        write!(f, "{origin}\n{size}\n{root}\n{}\n", self.extensions)?;
        self.signatures.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A decimal in its shortest form: no sign, no leading zero, no space.
fn tree_size(line: &str) -> Result<u64, Error> {
    let shortest = is_digits(line) && (line == "0" || !line.starts_with('0'));
    let size = line.parse().ok().filter(|_| shortest);
    size.ok_or_else(|| Error::TreeSize { found: excerpt(line) })
}

/// 32 bytes as padded standard base64 (RFC 4648 section 4).
fn root_hash(line: &str) -> Result<Hash, Error> {
    let mut bytes = [0; 32];
    let root = Base64::decode(line, &mut bytes).ok();
    let root = root.and_then(|root| root.try_into().ok());
    root.ok_or_else(|| Error::RootHash { found: excerpt(line) })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
