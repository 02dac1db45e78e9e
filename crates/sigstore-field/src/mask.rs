use std::fmt;

use sigstore_crypto::AwsLcSuite;
use sigstore_json::hex;
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
    /// The mask of these bytes.
    pub fn of(secret: &[u8]) -> Self {
        Self { length: secret.len(), sha256: AwsLcSuite.sha256(&[secret]) }
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
