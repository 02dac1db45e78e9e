use std::fmt;
use std::io::{self, Read};

use sigstore_traits::{Digest, HashAlgorithm, Hasher, Rule, RuleKind, SignatureSuite};

pub(crate) static V_104: Rule = Rule {
    id: "V-104",
    title: "The artifact enters as digests; the one that the signature needs must be there, and pure Ed25519 needs the bytes.",
    source: "sigstore protobuf-specs sigstore_verification.proto, Artifact",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Artifact",
};

/// The artifact that a bundle is to vouch for: its digests, and its bytes where nothing less will do.
///
/// `Display` writes its first digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    digests: Vec<Digest>,
    bytes: Option<Vec<u8>>,
}

/// What a bundle needs to know of the artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Digests, each once, in the order of their length.
    pub digests: Vec<HashAlgorithm>,
    /// The artifact itself: the signature is pure Ed25519.
    pub bytes: bool,
}

impl Needs {
    /// What several bundles need, together.
    pub fn of_all<'n>(all: impl IntoIterator<Item = &'n Self>) -> Self {
        let all: Vec<_> = all.into_iter().collect();
        let needed = |hash: &HashAlgorithm| all.iter().any(|needs| needs.digests.contains(hash));
        Self {
            digests: HashAlgorithm::ALL.into_iter().filter(needed).collect(),
            bytes: all.iter().any(|needs| needs.bytes),
        }
    }
}

impl Artifact {
    /// The most bytes that are held for pure Ed25519, which signs the artifact and not a digest.
    pub const MAX_BYTES: usize = 64 << 20;

    /// An artifact of which only a digest is at hand.
    pub fn from_digest(digest: Digest) -> Self {
        Self { digests: vec![digest], bytes: None }
    }

    /// Reads the artifact once, in constant memory, and takes the digests that `needs` asks for.
    ///
    /// # Errors
    /// What the reader says; `FileTooLarge` if the bytes are needed and are more than
    /// [`MAX_BYTES`](Self::MAX_BYTES). A reader that fails leaves no artifact behind.
    pub fn read(
        mut reader: impl Read,
        needs: &Needs,
        suite: &impl SignatureSuite,
    ) -> io::Result<Self> {
        let mut hashers: Vec<_> = needs.digests.iter().map(|&hash| suite.hasher(hash)).collect();
        let mut bytes = needs.bytes.then(Vec::new);
        let mut buffer = vec![0; 64 << 10];
        loop {
            let length = match reader.read(&mut buffer) {
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let Some(chunk) = buffer.get(..length).filter(|chunk| !chunk.is_empty()) else {
                break;
            };
            hashers.iter_mut().for_each(|hasher| hasher.update(chunk));
            if let Some(bytes) = &mut bytes {
                if bytes.len() + chunk.len() > Self::MAX_BYTES {
                    return Err(io::ErrorKind::FileTooLarge.into());
                }
                bytes.extend_from_slice(chunk);
            }
        }
        Ok(Self { digests: hashers.into_iter().map(Hasher::finish).collect(), bytes })
    }

    /// The digest of this algorithm, if it is at hand.
    pub fn digest(&self, algorithm: HashAlgorithm) -> Option<&Digest> {
        self.digests.iter().find(|digest| digest.algorithm() == algorithm)
    }

    /// All digests at hand.
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// The artifact itself, if it is at hand.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_deref()
    }

    pub(crate) fn describe(&self) -> String {
        let digests: Vec<_> = self.digests.iter().map(Digest::to_string).collect();
        if digests.is_empty() { "no digest".into() } else { digests.join(" and ") }
    }
}

impl fmt::Display for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.digests.first() {
            Some(digest) => fmt::Display::fmt(digest, f),
            None => f.write_str("(no digest)"),
        }
    }
}
