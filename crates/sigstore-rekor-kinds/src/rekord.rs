use sigstore_json::{Node, Value};
use sigstore_rekor_types::PemVerifier;
use sigstore_traits::{Rule, RuleKind};

use crate::index::Indexer;
use crate::{Artifact, Error, Format, Signed, Signer, content};

pub(crate) static T_51: Rule = Rule {
    id: "T-51",
    title: "A stored rekord 0.0.1 holds the SHA-256 of the artifact, and a signature with its key in the format that it names.",
    source: "sigstore/rekor pkg/types/rekord/v0.0.1/rekord_v0_0_1_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-kinds AnyBody::parse",
};

/// A detached signature over an artifact.
///
/// ```text
/// {"data":{"hash":{"algorithm":"sha256","value":"<hex>"}},
///  "signature":{"content":"<base64>","format":"pgp","publicKey":{"content":"<base64>"}}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RekordV001 {
    /// SHA-256 of the artifact.
    pub sha256: [u8; 32],
    /// The signature over the artifact itself, in the key's format.
    pub signature: Vec<u8>,
    /// What verifies it.
    pub key: RekordKey,
}

/// A key in one of the formats of a rekord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RekordKey {
    /// A key or certificate in PEM.
    X509(PemVerifier),
    /// An armoured `PGP PUBLIC KEY BLOCK`.
    Pgp(Vec<u8>),
    /// The base64 text of a minisign key: algorithm, key id, key.
    Minisign(Vec<u8>),
    /// A line of `authorized_keys`, without its comment.
    Ssh(Vec<u8>),
}

impl RekordKey {
    /// The formats, as a rekord names them.
    pub const FORMATS: [Format; 4] = [Format::Pgp, Format::Minisign, Format::X509, Format::Ssh];

    /// Its format.
    pub const fn format(&self) -> Format {
        match self {
            Self::X509(_) => Format::X509,
            Self::Pgp(_) => Format::Pgp,
            Self::Minisign(_) => Format::Minisign,
            Self::Ssh(_) => Format::Ssh,
        }
    }

    /// Its bytes, as the log hashed them.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::X509(pem) => pem.text().as_bytes(),
            Self::Pgp(bytes) | Self::Minisign(bytes) | Self::Ssh(bytes) => bytes,
        }
    }

    /// Reads `{"content":"<base64>"}` in the format that `name` names.
    pub(crate) fn read(name: Node<'_>, key: Node<'_>) -> Result<Self, Error> {
        match name.string()? {
            "x509" => content::read_pem(key).map(Self::X509),
            "pgp" => content::read(key).map(Self::Pgp),
            "minisign" => content::read(key).map(Self::Minisign),
            "ssh" => content::read(key).map(Self::Ssh),
            other => Err(name.error("pgp, minisign, x509 or ssh", other).into()),
        }
    }
}

impl RekordV001 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let data = object.required("data")?.object()?;
        let sha256 = content::read_sha256(data.required("hash")?)?;
        data.finish()?;
        let signature = object.required("signature")?.object()?;
        let bytes = signature.required("content")?.standard_bytes()?;
        let format = signature.required("format")?;
        let key = RekordKey::read(format, signature.required("publicKey")?)?;
        signature.finish()?;
        object.finish()?;
        Ok(Self { sha256, signature: bytes, key })
    }

    pub(crate) fn artifact(&self) -> Artifact<'_> {
        let signer = match &self.key {
            RekordKey::X509(pem) => Signer::X509(pem.verifier()),
            other => Signer::Other(other.format(), other.bytes()),
        };
        let signature = Some((&self.signature).into());
        Artifact::signed(&self.sha256, Signed { format: self.key.format(), signature, signer })
    }

    pub(crate) fn index(&self, index: &mut Indexer<'_>) {
        match &self.key {
            RekordKey::X509(pem) => index.x509(pem),
            RekordKey::Pgp(key) => index.pgp(key),
            RekordKey::Minisign(key) | RekordKey::Ssh(key) => index.bare(key),
        }
        index.digest(&self.sha256);
    }

    pub(crate) fn to_value(&self) -> Value<'_> {
        let signature = Value::message([
            ("content", Some(content::base64(&self.signature))),
            ("format", Some(Value::text(self.key.format().name()))),
            ("publicKey", Some(content::write(self.key.bytes()))),
        ]);
        Value::message([
            ("data", Value::message_of("hash", Some(content::write_sha256(&self.sha256)))),
            ("signature", Some(signature)),
        ])
    }
}
