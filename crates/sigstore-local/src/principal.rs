use std::fmt;

use sigstore_engine::Identity;
use sigstore_traits::UnixTime;

/// Who a token speaks of, as the certificate will say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The name in the SubjectAltName.
    pub identity: Identity,
    /// Who says so: the extension `.1.8`.
    pub issuer: String,
    /// The other extensions `.1.N` with their texts.
    pub extensions: Vec<(u32, String)>,
    /// The text whose signature proves that the key is theirs.
    pub challenge: String,
}

/// Decides whether a token is good, and of whom it speaks. It was not good: that is all that the
/// one who sent it learns.
pub trait TokenCheck: Send {
    /// Checks a token at this time.
    ///
    /// # Errors
    /// [`TokenRefused`], without a reason.
    fn check(&mut self, token: &str, now: UnixTime) -> Result<Principal, TokenRefused>;
}

/// A token was not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenRefused;

impl fmt::Display for TokenRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token is refused")
    }
}

impl std::error::Error for TokenRefused {}

/// An issuer whose tokens Fulcio takes, as its configuration tells clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedIssuer {
    /// Its address.
    pub url: String,
    /// What kind of identities it has: `email`, `github-workflow`, `uri`, …
    pub kind: &'static str,
    /// The claim whose signature proves that a key is its subject's.
    pub challenge_claim: &'static str,
    /// For `spiffe`: the trust domain; otherwise empty.
    pub spiffe_trust_domain: String,
    /// For `uri` and `username`: the domain of subjects; otherwise empty.
    pub subject_domain: String,
}

impl AcceptedIssuer {
    /// One of e-mail addresses.
    pub fn email(url: &str) -> Self {
        Self::new(url, "email", "email")
    }

    /// One whose subjects are no addresses.
    pub fn subject(url: &str, kind: &'static str) -> Self {
        Self::new(url, kind, "sub")
    }

    fn new(url: &str, kind: &'static str, challenge_claim: &'static str) -> Self {
        Self {
            url: url.into(),
            kind,
            challenge_claim,
            spiffe_trust_domain: String::new(),
            subject_domain: String::new(),
        }
    }
}
