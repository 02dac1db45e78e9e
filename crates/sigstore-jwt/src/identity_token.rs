use core::fmt;

use sigstore_traits::UnixTime;

use crate::error::excerpt;
use crate::{Challenge, Claims, Error, Header, Jws};

/// An identity token: a JWS whose payload are claims.
///
/// It is a secret: whoever has its text can act as its subject until it expires. It does not
/// print and is not cloned.
pub struct IdentityToken {
    jws: Jws,
    claims: Claims,
}

impl IdentityToken {
    /// Reads a token, without looking at its signature (S-7).
    ///
    /// # Errors
    /// [`Error`] says which part is not what it should be, and where.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let jws = Jws::parse(text)?;
        Ok(Self { claims: Claims::parse(jws.payload())?, jws })
    }

    /// Its header.
    pub fn header(&self) -> &Header {
        self.jws.header()
    }

    /// Its claims.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The JWS that it is.
    pub fn jws(&self) -> &Jws {
        &self.jws
    }

    /// Its text. Whoever has it can act as its subject until it expires.
    pub fn expose(&self) -> &str {
        self.jws.expose()
    }

    /// Its text with the signature left out: it can be read, and is worth nothing.
    pub fn redacted(&self) -> String {
        let characters = self.expose().len() - self.jws.signing_input().len() - 1;
        format!("{}.<{characters} characters>", self.jws.signing_input())
    }

    /// Whether it is from `issuer`, byte for byte (S-7).
    ///
    /// # Errors
    /// [`Error::Issuer`].
    pub fn check_issuer(&self, issuer: &str) -> Result<(), Error> {
        if self.claims.issuer == issuer {
            return Ok(());
        }
        Err(Error::Issuer { expected: issuer.into(), found: excerpt(&self.claims.issuer) })
    }

    /// Whether it is for `audience` (S-7). It may be for others too.
    ///
    /// # Errors
    /// [`Error::Audience`].
    pub fn check_audience(&self, audience: &str) -> Result<(), Error> {
        let found = &self.claims.audience;
        if found.iter().any(|one| one == audience) {
            return Ok(());
        }
        let found = found.iter().map(|one| excerpt(one)).collect();
        Err(Error::Audience { expected: audience.into(), found })
    }

    /// Whether it may be used at `now` (S-7): after `nbf`, before `exp`, both stretched by so many
    /// seconds for clocks that differ.
    ///
    /// # Errors
    /// [`Error::Expired`], [`Error::NotYetValid`].
    pub fn check_times(&self, now: UnixTime, leeway_seconds: u64) -> Result<(), Error> {
        let leeway = i64::try_from(leeway_seconds).unwrap_or(i64::MAX);
        let later = |time: UnixTime| UnixTime::from_seconds(time.seconds().saturating_add(leeway));
        let (not_before, expires_at) = (self.claims.not_before, self.claims.expires_at);
        if now >= later(expires_at) {
            return Err(Error::Expired { now, expires_at, leeway_seconds });
        }
        match not_before {
            Some(not_before) if later(now) < not_before => {
                Err(Error::NotYetValid { now, not_before, leeway_seconds })
            }
            _ => Ok(()),
        }
    }

    /// Whether it is the answer to the sign-in that sent `nonce` (S-7).
    ///
    /// # Errors
    /// [`Error::Nonce`], which does not show either of the two.
    pub fn check_nonce(&self, nonce: &str) -> Result<(), Error> {
        match &self.claims.nonce {
            Some(found) if found == nonce => Ok(()),
            found => Err(Error::Nonce { present: found.is_some() }),
        }
    }

    /// The claim that the certificate authority will ask a proof of possession over, as the issuer
    /// lets expect (S-9).
    ///
    /// # Errors
    /// See [`Challenge::expected`].
    pub fn challenge(&self) -> Result<Challenge<'_>, Error> {
        Challenge::expected(&self.claims)
    }

    /// The issuer that the certificate will name (S-11).
    pub fn federated_issuer(&self) -> &str {
        self.claims.federated_issuer()
    }
}

impl fmt::Debug for IdentityToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityToken({} bytes)", self.expose().len())
    }
}
