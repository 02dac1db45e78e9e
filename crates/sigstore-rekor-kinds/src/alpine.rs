use sigstore_json::{Node, Value};
use sigstore_rekor_types::PemVerifier;
use sigstore_traits::{Rule, RuleKind};

use crate::index::Indexer;
use crate::{Artifact, Error, Properties, Signed, content};

pub(crate) static T_61: Rule = Rule {
    id: "T-61",
    title: "A stored alpine 0.0.1 holds a PEM key, the SHA-256 of the package, and what its .PKGINFO says.",
    source: "sigstore/rekor pkg/types/alpine/v0.0.1/alpine_v0_0_1_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-kinds AnyBody::parse",
};

/// A package of Alpine Linux, which holds its own signature.
///
/// ```text
/// {"package":{"hash":{"algorithm":"sha256","value":"<hex>"},"pkginfo":{"pkgname":"…"}},
///  "publicKey":{"content":"<base64 of PEM>"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlpineV001 {
    /// SHA-256 of the whole package.
    pub sha256: [u8; 32],
    /// What its `.PKGINFO` says, if that is logged.
    pub pkginfo: Option<Properties>,
    /// The key that verifies the signature in the package.
    pub key: PemVerifier,
}

impl AlpineV001 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let package = object.required("package")?.object()?;
        let entry = Self {
            sha256: content::read_sha256(package.required("hash")?)?,
            pkginfo: package.optional("pkginfo").map(content::read_properties).transpose()?,
            key: content::read_pem(object.required("publicKey")?)?,
        };
        package.finish()?;
        object.finish()?;
        Ok(entry)
    }

    pub(crate) fn artifact(&self) -> Artifact<'_> {
        let signed = Signed::x509(None, self.key.verifier());
        let properties = self.pkginfo.as_ref();
        Artifact { properties, ..Artifact::signed(&self.sha256, signed) }
    }

    pub(crate) fn index(&self, index: &mut Indexer<'_>) {
        index.x509(&self.key);
        index.digest(&self.sha256);
    }

    pub(crate) fn to_value(&self) -> Value<'_> {
        let package = Value::message([
            ("hash", Some(content::write_sha256(&self.sha256))),
            ("pkginfo", self.pkginfo.as_ref().map(content::write_properties)),
        ]);
        Value::message([
            ("package", Some(package)),
            ("publicKey", Some(content::write_pem(&self.key))),
        ])
    }
}
