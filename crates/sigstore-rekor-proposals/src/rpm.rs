use sigstore_json::Object;
use sigstore_rekor_kinds::{Properties, RpmV001};
use sigstore_traits::SignatureSuite;

use crate::{Error, Inline};

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
