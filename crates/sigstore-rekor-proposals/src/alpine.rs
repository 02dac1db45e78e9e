use sigstore_json::Object;
use sigstore_rekor_kinds::{AlpineV001, Properties};
use sigstore_rekor_types::PemVerifier;
use sigstore_traits::SignatureSuite;

use crate::{Error, Inline, content};

/// A proposed `alpine` 0.0.1.
///
/// ```text
/// {"package":{"content":"<base64 of .apk>"},"publicKey":{"content":"<base64 of PEM>"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlpineProposal {
    /// The package.
    pub package: Inline,
    /// The key, as the log would write it.
    pub key: PemVerifier,
}

impl AlpineProposal {
    pub(crate) fn read(spec: &Object<'_>) -> Result<Self, Error> {
        let key = spec.required("publicKey")?.object()?.required("content")?;
        Ok(Self {
            package: Inline::read(spec.required("package")?)?,
            key: content::read_canonical_pem(key)?,
        })
    }

    /// What the log stores, given what the package's `.PKGINFO` says.
    ///
    /// # Errors
    /// [`Error::HashMismatch`].
    pub fn stored(
        &self,
        pkginfo: Properties,
        suite: &impl SignatureSuite,
    ) -> Result<AlpineV001, Error> {
        let sha256 = self.package.sha256("$.spec.package.hash", suite)?;
        let pkginfo = Some(pkginfo).filter(|pkginfo| !pkginfo.is_empty());
        Ok(AlpineV001 { sha256, pkginfo, key: self.key.clone() })
    }

    pub(crate) fn unopened(&self, suite: &impl SignatureSuite) -> Error {
        let unopened = Error::Unopened { place: "$.spec.package.content", part: ".PKGINFO" };
        self.stored(Properties::new(), suite).err().unwrap_or(unopened)
    }
}
