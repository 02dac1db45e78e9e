use std::fmt;

use sigstore_engine::Identity;
use sigstore_server::Random;
use sigstore_traits::UnixTime;

/// Who a token speaks of, as the certificate will say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The name in the SubjectAltName.
    pub identity: Identity,
    /// Who says so: the extensions `.1.1` and `.1.8`.
    pub issuer: String,
    /// The other extensions `.1.N` with their texts.
    pub extensions: Vec<(u32, String)>,
    /// The text whose signature proves that the key is theirs.
    pub challenge: String,
}

/// Decides whether a token is good, and of whom it speaks.
pub trait TokenCheck: Send {
    /// Checks a token at this time.
    ///
    /// # Errors
    /// [`TokenRefused`], without a reason.
    fn check(
        &mut self,
        token: &str,
        now: UnixTime,
        random: Random<'_>,
    ) -> Result<Principal, TokenRefused>;
}

/// A token was not good: that is all that the one who sent it learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenRefused;

impl fmt::Display for TokenRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token is refused")
    }
}

impl std::error::Error for TokenRefused {}
