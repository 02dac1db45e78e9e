use sigstore_json::{Node, Object};
use sigstore_rekor_kinds::{Format, IndexKeys, RekordKey, RekordV001};
use sigstore_traits::SignatureSuite;

use crate::{Error, Inline, content};

/// A proposed `rekord` 0.0.1.
///
/// ```text
/// {"data":{"content":"<base64>"},
///  "signature":{"content":"<base64>","format":"pgp","publicKey":{"content":"<base64>"}}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RekordProposal {
    /// The artifact.
    pub artifact: Inline,
    /// The signature over it, as it was submitted.
    pub signature: Vec<u8>,
    /// The key: of X.509 as the log would write it, of other formats as it was submitted.
    pub key: RekordKey,
}

impl RekordProposal {
    pub(crate) fn read(spec: &Object<'_>) -> Result<Self, Error> {
        let signature = spec.required("signature")?.object()?;
        let format = signature.required("format")?;
        let key = signature.required("publicKey")?.object()?.required("content")?;
        Ok(Self {
            artifact: Inline::read(spec.required("data")?)?,
            signature: signature.required("content")?.standard_bytes()?,
            key: read_key(format, key)?,
        })
    }

    /// What the log stores, given signature and key in the canonical form of their format.
    ///
    /// # Errors
    /// [`Error::HashMismatch`].
    pub fn stored(
        &self,
        signature: Vec<u8>,
        key: RekordKey,
        suite: &impl SignatureSuite,
    ) -> Result<RekordV001, Error> {
        let sha256 = self.artifact.sha256("$.spec.data.hash", suite)?;
        Ok(RekordV001 { sha256, signature, key })
    }

    pub(crate) fn canonical(&self, suite: &impl SignatureSuite) -> Result<RekordV001, Error> {
        let entry = self.stored(self.signature.clone(), self.key.clone(), suite)?;
        match self.key.format() {
            Format::X509 => Ok(entry),
            format => Err(Error::Foreign { place: "$.spec.signature.publicKey.content", format }),
        }
    }

    /// An SSH key is found by its comment too, if that is an address; the log does not store it.
    pub(crate) fn index(&self, keys: &mut IndexKeys) {
        if let RekordKey::Ssh(line) = &self.key {
            let line = String::from_utf8_lossy(line);
            let comment = line.trim_end().splitn(3, ' ').nth(2);
            comment.filter(|comment| comment.contains('@')).into_iter().for_each(|comment| {
                keys.insert(comment);
            });
        }
    }
}

/// Reads base64 in the format that `name` names.
fn read_key(name: Node<'_>, key: Node<'_>) -> Result<RekordKey, Error> {
    Ok(match name.string()? {
        "x509" => RekordKey::X509(content::read_canonical_pem(key)?),
        "pgp" => RekordKey::Pgp(key.standard_bytes()?),
        "minisign" => RekordKey::Minisign(key.standard_bytes()?),
        "ssh" => RekordKey::Ssh(key.standard_bytes()?),
        other => return Err(name.error("pgp, minisign, x509 or ssh", other).into()),
    })
}
