use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use sigstore_traits::SignatureSuite;

/// A proof key for code exchange (RFC 7636): whoever spends a code shows that it is the one who
/// asked for it.
///
/// The verifier is a secret: it does not print and is not cloned.
pub struct Pkce {
    verifier: String,
    challenge: String,
}

impl Pkce {
    /// The pair that this entropy determines, by the method `S256`:
    ///
    /// ```text
    /// code_verifier  = BASE64URL(entropy)
    /// code_challenge = BASE64URL(SHA256(ASCII(code_verifier)))
    /// ```
    pub fn new(entropy: &[u8; 32], suite: &impl SignatureSuite) -> Self {
        let verifier = base64url(entropy);
        let challenge = base64url(&suite.sha256(&[verifier.as_bytes()]));
        Self { verifier, challenge }
    }

    /// What is shown when the code is asked for.
    pub fn challenge(&self) -> &str {
        &self.challenge
    }

    /// What is shown when the code is spent.
    pub fn verifier(&self) -> &str {
        &self.verifier
    }
}

impl fmt::Debug for Pkce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pkce({} characters)", self.verifier.len())
    }
}

pub(crate) fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

#[cfg(test)]
mod tests {
    use sigstore_crypto::AwsLcSuite;

    use super::*;

    /// RFC 7636 appendix B.
    #[test]
    fn s_15_kept_the_example_of_the_rfc() {
        let entropy = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212,
            37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let pkce = Pkce::new(&entropy, &AwsLcSuite);
        assert_eq!(pkce.verifier(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(pkce.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(format!("{pkce:?}"), "Pkce(43 characters)");
    }
}
