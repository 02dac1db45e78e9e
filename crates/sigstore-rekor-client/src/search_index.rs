use http::{Request, Response, StatusCode, Uri};
use sigstore_answer::Answer;
use sigstore_json::ordered;
use sigstore_rekor_types::Uuid;
use sigstore_traits::{Digest, Rule, RuleKind};
use sigstore_transport::{About, Exchange, Service};

use crate::answer::LIMITS;
use crate::question::{self, bytes, object, text};
use crate::{Error, MAX_REPLY};

pub(crate) static S_46: Rule = Rule {
    id: "S-46",
    title: "The index is asked by e-mail, subject of 512 characters at most, digest or public key, all of them or any, and answers names of entries, which are hints only.",
    source: "sigstore/rekor openapi.yaml, SearchIndex; pkg/api/index.go",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client SearchIndex",
};

/// The most characters of a subject.
pub const MAX_SUBJECT: usize = 512;

/// Asks the search index of Rekor v1 for the names of entries. Nothing vouches for what it
/// answers or leaves out.
#[derive(Clone, Copy, Debug, Default)]
pub struct SearchIndex<'a> {
    /// An e-mail address in the certificate or key.
    pub email: Option<&'a str>,
    /// A subject alternative name of the certificate.
    pub subject: Option<&'a str>,
    /// The digest of an artifact, envelope, payload or key.
    pub digest: Option<Digest>,
    /// A public key or certificate.
    pub public_key: Option<IndexKey<'a>>,
    /// Whether an entry is to have all of these or any. Rekor takes any if it is not said.
    pub operator: Option<Operator>,
}

/// A key to look for.
#[derive(Clone, Copy, Debug)]
pub struct IndexKey<'a> {
    /// Its format.
    pub format: KeyFormat,
    /// Its text or bytes in that format.
    pub content: &'a [u8],
}

/// The format of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFormat {
    /// An OpenPGP key.
    Pgp,
    /// A certificate or public key in PEM.
    X509,
    /// A minisign key.
    Minisign,
    /// An OpenSSH key.
    Ssh,
    /// A TUF root.
    Tuf,
}

/// How several things to look for go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// All of them.
    And,
    /// Any of them.
    Or,
}

impl Exchange for SearchIndex<'_> {
    type Reply = Vec<Uuid>;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v1-search-index");
    const MAX_REPLY: usize = MAX_REPLY;

    /// ```text
    /// {"email":"a@example.org","subject":"https://…","hash":"sha256:<hex>",
    ///  "publicKey":{"format":"x509","content":"<base64>"},"operator":"and"}
    /// ```
    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let characters = self.subject.map_or(0, |subject| subject.chars().count());
        if characters > MAX_SUBJECT {
            return Err(Error::SubjectLength { characters });
        }
        let public_key = self.public_key.map(|key| {
            object([("format", text(key.format.name())), ("content", bytes(key.content))])
        });
        let body = object([
            ("email", self.email.and_then(text)),
            ("subject", self.subject.and_then(text)),
            ("hash", self.digest.and_then(|digest| text(digest.to_string()))),
            ("publicKey", public_key),
            ("operator", self.operator.and_then(|operator| text(operator.name()))),
        ]);
        question::post(base, "/api/v1/index/retrieve", ordered(&body))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Vec<Uuid>, Error> {
        Answer::of(response, &[StatusCode::OK])?.json(&LIMITS, |node| {
            node.array()?.map(|name| Ok(Uuid::parse(name.string()?)?)).collect()
        })
    }
}

impl KeyFormat {
    const fn name(self) -> &'static str {
        match self {
            Self::Pgp => "pgp",
            Self::X509 => "x509",
            Self::Minisign => "minisign",
            Self::Ssh => "ssh",
            Self::Tuf => "tuf",
        }
    }
}

impl Operator {
    const fn name(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
        }
    }
}
