use http::{Request, Response, Uri};
use sigstore_transport::{About, Exchange, Service};

use crate::{Error, answer, form};

/// Asks for the keys of an issuer. The base address is
/// [`ProviderConfig::jwks_uri`](crate::ProviderConfig::jwks_uri); the answer is the set as it came,
/// which `sigstore-jwt` reads.
#[derive(Clone, Copy, Debug)]
pub struct KeySetRequest<'a> {
    /// The issuer, as tokens name it.
    pub issuer: &'a str,
}

impl Exchange for KeySetRequest<'_> {
    type Reply = Vec<u8>;
    type Error = Error;
    const ABOUT: About = About::new(Service::Issuer, "oidc-keys");
    const MAX_REPLY: usize = 512 * 1024;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        Ok(form::get(base))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Vec<u8>, Error> {
        if response.status() != 200 {
            return Err(answer::refusal(&response, Self::MAX_REPLY, &[]).at(self.issuer));
        }
        Ok(response.into_body())
    }
}
