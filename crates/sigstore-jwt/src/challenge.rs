use sigstore_traits::{Rule, RuleKind};

use crate::{Claims, Error, IssuerKind};

/// See [`Challenge::of`].
pub(crate) static S_8: Rule = Rule {
    id: "S-8",
    title: "A proof of possession is over the claim that the authority's configuration names for the issuer: `email` or `sub`.",
    source: "sigstore/fulcio fulcio.proto, OIDCIssuer.challenge_claim",
    kind: RuleKind::Refusal,
    place: "sigstore-jwt Challenge::of",
};

/// See [`Challenge::expected`].
pub(crate) static S_9: Rule = Rule {
    id: "S-9",
    title: "Where the authority was not asked, the claim is the one of the issuer's kind, and for an unknown issuer the email if there is one; an email that is not verified is refused.",
    source: "OpenID Connect Core 1.0 section 5.1; sigstore/fulcio docs/oidc.md",
    kind: RuleKind::Refusal,
    place: "sigstore-jwt Challenge::expected",
};

/// What a proof of possession is over: the bytes of one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge<'t> {
    /// The name of the claim: `email` or `sub`.
    pub claim: &'static str,
    /// What it says.
    pub value: &'t str,
}

impl<'t> Challenge<'t> {
    /// The claim that a configuration calls the challenge claim (S-8).
    ///
    /// # Errors
    /// [`Error::ChallengeClaim`] for another name than `email` and `sub`; [`Error::ClaimMissing`]
    /// and [`Error::EmailUnverified`] if the token has no such claim to prove anything with.
    pub fn of(claims: &'t Claims, claim: &str) -> Result<Self, Error> {
        match claim {
            "email" => Ok(Self { claim: "email", value: verified_email(claims)? }),
            "sub" => Ok(Self { claim: "sub", value: subject(claims)? }),
            _ => Err(Error::ChallengeClaim { found: crate::error::excerpt(claim) }),
        }
    }

    /// The claim that is to be expected of this issuer (S-9).
    ///
    /// # Errors
    /// [`Error::ClaimMissing`], [`Error::EmailUnverified`].
    pub fn expected(claims: &'t Claims) -> Result<Self, Error> {
        let has_email = claims.email.as_ref().is_some_and(|email| !email.is_empty());
        let claim = match IssuerKind::of_issuer(&claims.issuer) {
            Some(IssuerKind::Email) => "email",
            // The authority itself asks for the email where there is one.
            None | Some(IssuerKind::Chainguard) if has_email => "email",
            _ => "sub",
        };
        Self::of(claims, claim)
    }
}

/// The email, if the issuer stands by it.
pub(crate) fn verified_email(claims: &Claims) -> Result<&str, Error> {
    let email = claims.email.as_deref().filter(|email| !email.is_empty());
    let email = email.ok_or_else(|| Error::ClaimMissing { claim: "email".into() })?;
    if claims.email_verified == Some(true) {
        return Ok(email);
    }
    Err(Error::EmailUnverified { stated: claims.email_verified.is_some() })
}

pub(crate) fn subject(claims: &Claims) -> Result<&str, Error> {
    let subject = claims.subject.as_deref().filter(|subject| !subject.is_empty());
    subject.ok_or_else(|| Error::ClaimMissing { claim: "sub".into() })
}
