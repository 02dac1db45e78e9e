use http::{Request, Response, Uri};
use sigstore_json::{Node, Object};
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Service, at};

use crate::error::excerpt;
use crate::{Error, answer, form};

/// See [`Discovery`].
pub(crate) static S_14: Rule = Rule {
    id: "S-14",
    title: "The configuration stands below the issuer's address and names the same issuer, byte for byte; its endpoints are https addresses, or http where the issuer's is.",
    source: "OpenID Connect Discovery 1.0 sections 3, 4.1 and 4.3; RFC 8414 section 2",
    kind: RuleKind::Refusal,
    place: "sigstore-oidc-client Discovery",
};

/// Asks where an issuer has its endpoints (OpenID Connect Discovery 1.0 section 4).
#[derive(Clone, Copy, Debug)]
pub struct Discovery<'a> {
    /// The issuer, as tokens name it.
    pub issuer: &'a str,
}

/// Where an issuer has its endpoints, as far as they are of use here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderConfig {
    /// The issuer: the one that was asked.
    pub issuer: String,
    /// Its keys.
    pub jwks_uri: Uri,
    /// Where a browser signs in. Issuers for machines have none.
    pub authorization_endpoint: Option<Uri>,
    /// Where a code is spent.
    pub token_endpoint: Option<Uri>,
    /// Where a device begins (RFC 8628 section 4).
    pub device_authorization_endpoint: Option<Uri>,
    /// The methods of RFC 7636 that it says to support; `None` if it says nothing.
    pub code_challenge_methods: Option<Vec<String>>,
}

impl Discovery<'_> {
    /// The base address to ask at: the issuer's.
    ///
    /// # Errors
    /// [`Error::Endpoint`] if the issuer is no http or https address.
    pub fn base(&self) -> Result<Uri, Error> {
        address("issuer", self.issuer, self.issuer)
    }

    fn read(&self, node: Node<'_>) -> Result<ProviderConfig, Error> {
        let object = node.object()?;
        let issuer = object.required("issuer")?.string()?;
        if issuer != self.issuer {
            let found = excerpt(issuer, 80);
            return Err(Error::Issuer { expected: self.issuer.into(), found });
        }
        let jwks_uri = object.required("jwks_uri")?.string()?;
        Ok(ProviderConfig {
            issuer: issuer.into(),
            jwks_uri: address("jwks_uri", jwks_uri, issuer)?,
            authorization_endpoint: endpoint(&object, "authorization_endpoint", issuer)?,
            token_endpoint: endpoint(&object, "token_endpoint", issuer)?,
            device_authorization_endpoint: endpoint(
                &object,
                "device_authorization_endpoint",
                issuer,
            )?,
            code_challenge_methods: object
                .optional("code_challenge_methods_supported")
                .map(|node| node.array()?.map(|node| node.string().map(String::from)).collect())
                .transpose()?,
        })
    }
}

impl Exchange for Discovery<'_> {
    type Reply = ProviderConfig;
    type Error = Error;
    const ABOUT: About = About::new(Service::Issuer, "oidc-discovery");
    const MAX_REPLY: usize = 128 * 1024;

    /// Section 4.1: a slash at the end of the issuer is taken off before the path is appended.
    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let address = at(base, "/.well-known/openid-configuration");
        Ok(form::get(&address.map_err(|error| Error::Address { error })?))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<ProviderConfig, Error> {
        let value = answer::public_json(&response, Self::MAX_REPLY);
        let config = value.and_then(|value| self.read(value.node()));
        config.map_err(|error| error.at(self.issuer))
    }
}

fn endpoint(object: &Object<'_>, name: &'static str, issuer: &str) -> Result<Option<Uri>, Error> {
    match object.optional(name).map(|node| node.string()).transpose()? {
        // Kubernetes says so that it has no endpoint for people.
        Some(text) if text.starts_with("urn:") => Ok(None),
        Some(text) => address(name, text, issuer).map(Some),
        None => Ok(None),
    }
}

/// An address that is no less safe than the issuer's own.
fn address(name: &'static str, text: &str, issuer: &str) -> Result<Uri, Error> {
    let error = || Error::Endpoint { name, found: excerpt(text, 80) };
    let address: Uri = text.parse().map_err(|_| error())?;
    let safe = match address.scheme_str() {
        Some("https") => true,
        Some("http") => issuer.starts_with("http://"),
        _ => false,
    };
    // RFC 6749 section 3.1: without fragment. A user in it would be a trap for whoever reads it.
    let plain = !text.contains('#')
        && address.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    if safe && plain { Ok(address) } else { Err(error()) }
}
