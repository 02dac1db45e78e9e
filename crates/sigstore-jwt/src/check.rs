use sigstore_traits::{SignatureSuite, UnixTime};

use crate::{Error, IdentityToken, KeySet};

/// What a token must be to be believed.
#[derive(Clone, Copy)]
pub struct Expectations<'e> {
    /// From whom, byte for byte.
    pub issuer: &'e str,
    /// For whom.
    pub audience: &'e str,
    /// The nonce of the sign-in, where there was one.
    pub nonce: Option<&'e str>,
    /// The present.
    pub now: UnixTime,
    /// How far clocks may differ.
    pub leeway_seconds: u64,
}

/// A token that was checked. Only [`check()`] makes one.
#[derive(Debug)]
pub struct Checked<'t> {
    token: &'t IdentityToken,
}

/// Checks a token as its addressee does: the signature, then issuer, audience, times and nonce.
///
/// # Errors
/// What does not hold first, in this order.
pub fn check<'t, S: SignatureSuite>(
    token: &'t IdentityToken,
    keys: &KeySet<S>,
    suite: &S,
    expected: &Expectations<'_>,
) -> Result<Checked<'t>, Error> {
    keys.verify(token, suite)?;
    token.check_issuer(expected.issuer)?;
    token.check_audience(expected.audience)?;
    token.check_times(expected.now, expected.leeway_seconds)?;
    expected.nonce.map_or(Ok(()), |nonce| token.check_nonce(nonce))?;
    Ok(Checked { token })
}

impl<'t> Checked<'t> {
    /// The token.
    pub fn token(&self) -> &'t IdentityToken {
        self.token
    }
}

impl core::fmt::Debug for Expectations<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Expectations")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("nonce", &self.nonce.map(str::len))
            .field("now", &self.now)
            .field("leeway_seconds", &self.leeway_seconds)
            .finish()
    }
}
