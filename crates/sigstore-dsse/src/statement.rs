use sigstore_json::{Limits, Node, hex_bytes};
use sigstore_traits::{Digest, HashAlgorithm, Rule, RuleKind};

use crate::Error;

pub(crate) static V_19: Rule = Rule {
    id: "V-19",
    title: "A payload has at most 16 MiB, 1,024 subjects and 32 digests in each; the reader stops at the first too many.",
    source: "hardening; RFC 8259 section 9 allows such limits",
    kind: RuleKind::Refusal,
    place: "sigstore-dsse Statement::parse",
};

pub(crate) static V_109: Rule = Rule {
    id: "V-109",
    title: "A statement is in-toto's version 1 or 0.1 and names its subjects; JSON with a member twice or anything unread is an error.",
    source: "in-toto attestation spec/v1/statement.md; spec/v0.1.0/README.md",
    kind: RuleKind::Refusal,
    place: "sigstore-dsse Statement::parse",
};

pub(crate) static V_110: Rule = Rule {
    id: "V-110",
    title: "A subject's sha256, sha384 or sha512 is lower-case hex of that length; digests of other names are kept as they are.",
    source: "in-toto attestation spec/v1/digest_set.md",
    kind: RuleKind::Refusal,
    place: "sigstore-dsse Statement::parse",
};

/// The most bytes of a payload that are read.
pub const MAX_PAYLOAD: usize = 16 << 20;

/// The most subjects of a statement that are read.
pub const MAX_SUBJECTS: usize = 1024;

/// The most digests of a subject that are read.
pub const MAX_DIGESTS: usize = 32;

/// The predicate, which is not read, may be a whole bill of materials: it gets more values and
/// levels than the protocol's own messages, and its own subjects and digests are not counted.
const LIMITS: Limits = Limits::new(MAX_PAYLOAD)
    .depth(64)
    .values(1_000_000)
    .arrays(&[("subject", MAX_SUBJECTS), ("digest", MAX_DIGESTS)])
    .open("predicate");

/// The types of in-toto statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatementType {
    /// `https://in-toto.io/Statement/v1`
    V1,
    /// `https://in-toto.io/Statement/v0.1`
    V01,
}

impl StatementType {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::V1, Self::V01];

    /// The URI, as statements write it.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::V1 => "https://in-toto.io/Statement/v1",
            Self::V01 => "https://in-toto.io/Statement/v0.1",
        }
    }

    /// The inverse of [`uri`](Self::uri).
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.uri() == uri)
    }
}

/// An in-toto statement: what is claimed of which artifacts. The claim itself is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its type.
    pub statement_type: StatementType,
    /// What it is about, in order.
    pub subjects: Vec<Subject>,
    /// The type of the claim, a URI.
    pub predicate_type: String,
}

/// An artifact that a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What the statement calls it.
    pub name: Option<String>,
    /// Its digests, in order.
    pub digests: Vec<SubjectDigest>,
}

/// A digest of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubjectDigest {
    /// Of an algorithm that is supported.
    Known(Digest),
    /// Of another, such as `gitCommit`: as it was written.
    Other {
        /// The name.
        algorithm: String,
        /// The value.
        value: String,
    },
}

impl Statement {
    /// Reads the payload of an envelope. Members that in-toto may add are passed over.
    ///
    /// ```text
    /// {"_type":"https://in-toto.io/Statement/v1",
    ///  "subject":[{"name":"a.txt","digest":{"sha256":"<hex>"}}],
    ///  "predicateType":"https://slsa.dev/provenance/v1","predicate":{…}}
    /// ```
    ///
    /// # Errors
    /// [`Error::StatementType`], [`Error::SubjectDigest`], or [`Error::Json`].
    pub fn parse(payload: &[u8]) -> Result<Self, Error> {
        let value = sigstore_json::parse(payload, &LIMITS)?;
        let object = value.node().object()?;
        let kind = object.required("_type")?;
        let uri = kind.string()?;
        let statement_type = StatementType::from_uri(uri)
            .ok_or_else(|| Error::StatementType { place: kind.path(), found: uri.into() })?;
        let subjects = object.required("subject")?.array()?;
        Ok(Self {
            statement_type,
            subjects: subjects.map(Subject::read).collect::<Result<_, _>>()?,
            predicate_type: object.required("predicateType")?.string()?.into(),
        })
    }
}

impl Subject {
    fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let name = object.optional("name").map(Node::string).transpose()?;
        let digests = object.required("digest")?.object()?;
        let digests =
            digests.entries().map(|(algorithm, value)| SubjectDigest::read(algorithm, value));
        Ok(Self { name: name.map(Into::into), digests: digests.collect::<Result<_, _>>()? })
    }

    /// Its digests of supported algorithms.
    pub fn known_digests(&self) -> impl Iterator<Item = &Digest> {
        self.digests.iter().filter_map(|digest| match digest {
            SubjectDigest::Known(digest) => Some(digest),
            SubjectDigest::Other { .. } => None,
        })
    }
}

impl SubjectDigest {
    fn read(algorithm: &str, node: Node<'_>) -> Result<Self, Error> {
        let value = node.string()?;
        let Some(known) = HashAlgorithm::from_name(algorithm) else {
            return Ok(Self::Other { algorithm: algorithm.into(), value: value.into() });
        };
        let digest = hex_bytes(value).and_then(|bytes| Digest::new(known, &bytes));
        digest.map(Self::Known).ok_or_else(|| Error::SubjectDigest {
            place: node.path(),
            algorithm: known,
            characters: value.len(),
        })
    }
}
