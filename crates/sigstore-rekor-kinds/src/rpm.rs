use sigstore_json::{Node, Value};
use sigstore_traits::{Rule, RuleKind};

use crate::index::Indexer;
use crate::{Artifact, Error, Properties, Signed, content};

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
