use sigstore_json::Object;
use sigstore_rekor_kinds::JarV001;
use sigstore_rekor_types::PemVerifier;
use sigstore_traits::SignatureSuite;

use crate::{Error, Inline};

/// A proposed `jar` 0.0.1.
///
/// ```text
/// {"archive":{"content":"<base64 of .jar>"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JarProposal {
    /// The archive.
    pub archive: Inline,
}

impl JarProposal {
    pub(crate) fn read(spec: &Object<'_>) -> Result<Self, Error> {
        Ok(Self { archive: Inline::read(spec.required("archive")?)? })
    }

    /// What the log stores, given the signature found in the archive as PEM, and the signer's
    /// certificate in it.
    ///
    /// # Errors
    /// [`Error::HashMismatch`].
    pub fn stored(
        &self,
        signature: Vec<u8>,
        certificate: PemVerifier,
        suite: &impl SignatureSuite,
    ) -> Result<JarV001, Error> {
        let sha256 = self.sha256(suite)?;
        Ok(JarV001 { sha256, signature, certificate })
    }

    pub(crate) fn unopened(&self, suite: &impl SignatureSuite) -> Error {
        let place = "$.spec.archive.content";
        let unopened = Error::Unopened { place, part: "the signature in META-INF" };
        self.sha256(suite).err().unwrap_or(unopened)
    }

    fn sha256(&self, suite: &impl SignatureSuite) -> Result<[u8; 32], Error> {
        self.archive.sha256("$.spec.archive.hash", suite)
    }
}
