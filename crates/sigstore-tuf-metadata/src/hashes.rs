use sigstore_json::{Node, hex_bytes};
use sigstore_traits::{Digest, HashAlgorithm, Rule, RuleKind, SignatureSuite};

use crate::{Error, Fault};

/// See [`Hashes::check`].
pub(crate) static R_11: Rule = Rule {
    id: "R-11",
    title: "Lengths and hashes are those of the bytes as they came, never of what was read from them.",
    source: "TUF 1.0.34 sections 4.4 and 5.5.2",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Hashes::check",
};

/// The digests that metadata lists of a file: at least one that can be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hashes(Vec<Digest>);

impl Hashes {
    /// Reads `{"sha256": "hex", …}`. Algorithms that nobody knows are passed over; if no other is
    /// there, `rule` is broken.
    pub(crate) fn read(node: Node<'_>, rule: &'static Rule) -> Result<Self, Fault> {
        let mut digests = Vec::new();
        for (name, node) in node.object()?.entries() {
            let Some(algorithm) = HashAlgorithm::from_name(name) else { continue };
            let hex = node.string()?;
            let digest = hex_bytes(hex).and_then(|bytes| Digest::new(algorithm, &bytes));
            let wrong = || Fault::at(node, rule, "a digest in lower-case hex", hex);
            digests.push(digest.ok_or_else(wrong)?);
        }
        if digests.is_empty() {
            return Err(Fault::at(node, rule, "sha256, sha384 or sha512", "none of them"));
        }
        Ok(Self(digests))
    }

    /// All that can be checked.
    pub(crate) fn digests(&self) -> &[Digest] {
        &self.0
    }

    /// Checks every digest; `file` names the bytes in the error.
    pub(crate) fn check<S: SignatureSuite>(
        &self,
        file: &str,
        bytes: &[u8],
        suite: &S,
    ) -> Result<(), Error> {
        self.0.iter().try_for_each(|expected| {
            let found = suite.digest(expected.algorithm(), &[bytes]);
            if found == *expected {
                return Ok(());
            }
            Err(Error::Hash { file: file.into(), found, expected: *expected })
        })
    }
}

/// Checks a length that must be exactly so.
pub(crate) fn check_length(file: &str, bytes: &[u8], expected: u64) -> Result<(), Error> {
    let found = length(bytes);
    if found == expected {
        return Ok(());
    }
    Err(Error::Length { file: file.into(), found, expected })
}

/// The number of bytes.
pub(crate) fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
