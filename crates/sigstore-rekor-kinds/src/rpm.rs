use sigstore_json::{Node, Object, Value};
use sigstore_traits::{Rule, RuleKind, SignatureSuite};

use crate::index::Indexer;
use crate::{Artifact, Error, Inline, Properties, Signed, content};

pub(crate) static T_111: Rule = Rule {
    id: "T-111",
    title: "A stored rpm 0.0.1 holds a PGP key, the SHA-256 of the package, and what its headers say.",
    source: "sigstore/rekor pkg/types/rpm/v0.0.1/rpm_v0_0_1_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-kinds AnyBody::parse",
};

/// An RPM package, which holds its own signature.
///
/// ```text
/// {"package":{"hash":{"algorithm":"sha256","value":"<hex>"},"headers":{"Name":"…"}},
///  "publicKey":{"content":"<base64 of PGP armour>"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpmV001 {
    /// SHA-256 of the whole package.
    pub sha256: [u8; 32],
    /// What its headers say, if that is logged: `Name`, `Epoch`, `Version`, `Release`,
    /// `Architecture` and `RPMSIGTAG_MD5`.
    pub headers: Option<Properties>,
    /// The PGP key that verifies the signature in the package, armoured.
    pub key: Vec<u8>,
}

impl RpmV001 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let package = object.required("package")?.object()?;
        let entry = Self {
            sha256: content::read_sha256(package.required("hash")?)?,
            headers: package.optional("headers").map(content::read_properties).transpose()?,
            key: content::read(object.required("publicKey")?)?,
        };
        package.finish()?;
        object.finish()?;
        Ok(entry)
    }

    pub(crate) fn artifact(&self) -> Artifact<'_> {
        let signed = Signed::pgp(None, &self.key);
        let properties = self.headers.as_ref();
        Artifact { properties, ..Artifact::signed(&self.sha256, signed) }
    }

    pub(crate) fn index(&self, index: &mut Indexer<'_>) {
        index.pgp(&self.key);
        index.digest(&self.sha256);
    }

    pub(crate) fn to_value(&self) -> Value<'_> {
        let package = Value::message([
            ("hash", Some(content::write_sha256(&self.sha256))),
            ("headers", self.headers.as_ref().map(content::write_properties)),
        ]);
        Value::message([("package", Some(package)), ("publicKey", Some(content::write(&self.key)))])
    }
}

/// A proposed `rpm` 0.0.1.
///
/// ```text
/// {"package":{"content":"<base64 of .rpm>"},"publicKey":{"content":"<base64 of PGP>"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpmProposal {
    /// The package.
    pub package: Inline,
    /// The PGP key, as it was submitted.
    pub key: Vec<u8>,
}

impl RpmProposal {
    pub(crate) fn read(spec: &Object<'_>) -> Result<Self, Error> {
        let key = spec.required("publicKey")?.object()?.required("content")?;
        Ok(Self { package: Inline::read(spec.required("package")?)?, key: key.standard_bytes()? })
    }

    /// What the log stores, given the key as PGP armour in its canonical form, and what the
    /// package's headers say.
    ///
    /// # Errors
    /// [`Error::HashMismatch`].
    pub fn stored(
        &self,
        key: Vec<u8>,
        headers: Properties,
        suite: &impl SignatureSuite,
    ) -> Result<RpmV001, Error> {
        let sha256 = self.package.sha256("$.spec.package.hash", suite)?;
        let headers = Some(headers).filter(|headers| !headers.is_empty());
        Ok(RpmV001 { sha256, headers, key })
    }

    pub(crate) fn unopened(&self, suite: &impl SignatureSuite) -> Error {
        let unopened = Error::Unopened { place: "$.spec.package.content", part: "headers" };
        self.stored(Vec::new(), Properties::new(), suite).err().unwrap_or(unopened)
    }
}
