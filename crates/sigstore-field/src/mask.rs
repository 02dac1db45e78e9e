use std::fmt;

use sigstore_crypto::AwsLcSuite;
use sigstore_json::{hex, hex_bytes};
use sigstore_traits::SignatureSuite;

/// What is shown in the place of a secret: its length and its SHA-256.
///
/// `Display` writes it as one word that can stand in JSON, an address or a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask {
    length: usize,
    sha256: [u8; 32],
}

impl Mask {
    /// The mask of these bytes. A mask is its own: what was masked when something was kept is shown
    /// as it was before.
    pub fn of(secret: &[u8]) -> Self {
        let hidden = || Self::known(secret.len(), AwsLcSuite.sha256(&[secret]));
        Self::read(secret).unwrap_or_else(hidden)
    }

    /// The mask of what has this length and SHA-256.
    pub fn known(length: usize, sha256: [u8; 32]) -> Self {
        Self { length, sha256 }
    }

    /// The mask that is written here, in the one spelling of `Display`; of anything else, nothing.
    pub fn read(text: &[u8]) -> Option<Self> {
        let rest = text.strip_prefix(b"masked-")?;
        let (length, digits) = str::from_utf8(rest).ok()?.split_once("-bytes-sha256-")?;
        let sha256 = hex_bytes(digits)?.try_into().ok()?;
        let mask = Self::known(length.parse().ok()?, sha256);
        (mask.to_string().as_bytes() == text).then_some(mask)
    }

    /// How many bytes the secret has.
    pub fn length(&self) -> usize {
        self.length
    }

    /// The SHA-256 of the secret.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }
}

impl fmt::Display for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "masked-{}-bytes-sha256-{}", self.length, hex(&self.sha256))
    }
}
