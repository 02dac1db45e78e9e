use core::fmt;

use http::Uri;
use sigstore_traits::{Rule, RuleKind, SignatureSuite};

use crate::error::excerpt;
use crate::pkce::base64url;
use crate::{Error, Pkce, ProviderConfig, TokenRequest, form};

/// See [`AuthorizationRequest::begin`].
pub(crate) static S_15: Rule = Rule {
    id: "S-15",
    title: "Each sign-in has a state, a nonce and a verifier of its own, and shows the S256 challenge of the verifier; an issuer that says that it has other methods only is refused.",
    source: "RFC 6749 section 4.1.1; RFC 7636 sections 4.1 to 4.3; OpenID Connect Core 1.0 section 3.1.2.1",
    kind: RuleKind::Refusal,
    place: "sigstore-oidc-client AuthorizationRequest::begin",
};

/// See [`Pending::callback`].
pub(crate) static S_16: Rule = Rule {
    id: "S-16",
    title: "A callback is well encoded and has no parameter twice; an error in it is told with its description, and else it has a code.",
    source: "RFC 6749 sections 3.1, 4.1.2, 4.1.2.1 and appendix B; RFC 9207 section 2.4",
    kind: RuleKind::Refusal,
    place: "sigstore-oidc-client Pending::callback",
};

/// See [`Pending::callback`].
pub(crate) static A_18: Rule = Rule {
    id: "A-18",
    title: "A callback has the state that was sent, byte for byte; without it nothing else in it counts.",
    source: "RFC 6749 section 10.12; CVE-2026-24408",
    kind: RuleKind::Refusal,
    place: "sigstore-oidc-client Pending::callback",
};

/// See [`Pending::typed_code`].
pub(crate) static S_18: Rule = Rule {
    id: "S-18",
    title: "A code that a person copies is one word of printable characters; white space around it is none of it.",
    source: "RFC 6749 appendix A.11",
    kind: RuleKind::Refusal,
    place: "sigstore-oidc-client Pending::typed_code",
};

/// The redirect address of a sign-in whose code the person copies by hand.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// The path that a browser comes back to.
pub const CALLBACK_PATH: &str = "/auth/callback";

/// Bytes of entropy of a sign-in: 32 each for state, nonce and verifier.
pub const ENTROPY: usize = 96;

/// The most bytes of a callback's query that are read.
pub const MAX_CALLBACK: usize = 16 * 1024;

/// The most bytes of a code.
pub const MAX_CODE: usize = 4 * 1024;

/// The redirect address of a listener on this port of this machine.
pub fn loopback_redirect(port: u16) -> String {
    format!("http://localhost:{port}{CALLBACK_PATH}")
}

/// What a sign-in in a browser is about (RFC 6749 section 4.1.1).
#[derive(Clone, Copy, Debug)]
pub struct AuthorizationRequest<'a> {
    /// The issuer.
    pub config: &'a ProviderConfig,
    /// Who asks: [`PUBLIC_CLIENT_ID`](crate::PUBLIC_CLIENT_ID) at the public instance.
    pub client_id: &'a str,
    /// Where the browser comes back to: [`loopback_redirect`] or [`OUT_OF_BAND`].
    pub redirect_uri: &'a str,
    /// Which issuer behind a federating one, where the person is not to be asked.
    pub connector_id: Option<&'a str>,
}

/// A sign-in that has begun: what its answer is held against.
///
/// It is a secret: it does not print and is not cloned.
pub struct Pending {
    issuer: String,
    client_id: String,
    redirect_uri: String,
    state: String,
    nonce: String,
    pkce: Pkce,
}

/// An authorization code: whoever has it and the verifier gets the token.
///
/// It is a secret: it does not print and is not cloned.
#[derive(PartialEq, Eq)]
pub struct Code(String);

impl AuthorizationRequest<'_> {
    /// The address to open in a browser, and what its answer is held against (S-15).
    ///
    /// The same entropy must never be used again.
    ///
    /// # Errors
    /// [`Error::NoEndpoint`] if the issuer signs nobody in, [`Error::NoS256`] if it says that it
    /// does so without S256.
    pub fn begin(
        &self,
        entropy: &[u8; ENTROPY],
        suite: &impl SignatureSuite,
    ) -> Result<(Uri, Pending), Error> {
        let name = "authorization_endpoint";
        let endpoint = &self.config.authorization_endpoint;
        let endpoint = endpoint.as_ref().ok_or(Error::NoEndpoint { name })?;
        if let Some(found) = &self.config.code_challenge_methods
            && !found.iter().any(|method| method == "S256")
        {
            let found = found.iter().map(|method| excerpt(method, 80)).collect();
            return Err(Error::NoS256 { found });
        }
        let pending = self.pending(entropy, suite);
        // RFC 6749 section 3.1: a query that the endpoint has stays.
        let joint = if endpoint.query().is_some() { '&' } else { '?' };
        let address = format!("{endpoint}{joint}{}", self.query(&pending));
        match address.parse() {
            Ok(address) => Ok((address, pending)),
            Err(_) => Err(Error::Endpoint { name, found: excerpt(&endpoint.to_string(), 80) }),
        }
    }

    fn pending(&self, entropy: &[u8; ENTROPY], suite: &impl SignatureSuite) -> Pending {
        let mut parts = entropy.chunks_exact(32).map(|part| part.try_into().unwrap_or([0; 32]));
        let mut part = || parts.next().unwrap_or([0; 32]);
        Pending {
            issuer: self.config.issuer.clone(),
            client_id: self.client_id.to_owned(),
            redirect_uri: self.redirect_uri.to_owned(),
            state: base64url(&part()),
            nonce: base64url(&part()),
            pkce: Pkce::new(&part(), suite),
        }
    }

    fn query(&self, pending: &Pending) -> String {
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", self.client_id),
            ("redirect_uri", self.redirect_uri),
            ("scope", "openid email"),
            ("state", &pending.state),
            ("nonce", &pending.nonce),
            ("code_challenge", pending.pkce.challenge()),
            ("code_challenge_method", "S256"),
        ];
        parameters.extend(self.connector_id.map(|id| ("connector_id", id)));
        form::encode(&parameters)
    }
}

impl Pending {
    /// The nonce that the token must have.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Reads the query of a callback (S-16, A-18).
    ///
    /// # Errors
    /// The query can't be read, has not the state that was sent, is from another issuer, tells of
    /// an error, or has no code. A browser can be made to call by anyone: a listener may answer
    /// all but [`Error::SignInRefused`] with a refusal and go on waiting.
    pub fn callback(&self, query: &str) -> Result<Code, Error> {
        let parameters = Parameters::read(query)?;
        match parameters.get("state") {
            Some(state) if state == self.state => {}
            found => return Err(Error::State { present: found.is_some() }),
        }
        // RFC 9207: who answers says who it is.
        if let Some(found) = parameters.get("iss").filter(|found| *found != self.issuer) {
            let found = excerpt(found, 80);
            return Err(Error::Issuer { expected: self.issuer.clone(), found });
        }
        if let Some(error) = parameters.get("error") {
            let description = parameters.get("error_description");
            return Err(Error::SignInRefused {
                error: excerpt(error, 200),
                description: description.map(|text| excerpt(text, 200)),
            });
        }
        Code::read(parameters.get("code").ok_or(Error::NoCode)?)
    }

    /// Reads a code that a person copied (S-18).
    ///
    /// # Errors
    /// [`Error::CodeForm`].
    pub fn typed_code(&self, text: &str) -> Result<Code, Error> {
        Code::read(text.trim())
    }

    /// The request that spends the code.
    pub fn token_request<'a>(&'a self, code: &'a Code) -> TokenRequest<'a> {
        TokenRequest {
            issuer: &self.issuer,
            client_id: &self.client_id,
            redirect_uri: &self.redirect_uri,
            code: code.expose(),
            verifier: self.pkce.verifier(),
        }
    }
}

impl Code {
    /// RFC 6749 appendix A.11: `1*VSCHAR`, of which the space is no part of any real code.
    fn read(text: &str) -> Result<Self, Error> {
        let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
        if text.is_empty() || text.len() > MAX_CODE || !printable {
            return Err(Error::CodeForm { characters: text.chars().count() });
        }
        Ok(Self(text.to_owned()))
    }

    /// The code itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pending(at {:?})", self.issuer)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({} characters)", self.0.len())
    }
}

/// The parameters of a query, each name once.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn read(query: &str) -> Result<Self, Error> {
        if query.len() > MAX_CALLBACK {
            return Err(Error::CallbackTooLarge { bytes: query.len() });
        }
        let mut read = Self(Vec::new());
        for (index, parameter) in query.split('&').enumerate() {
            let error = || Error::CallbackEncoding { parameter: index + 1 };
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let name = form::decode(name).ok_or_else(error)?;
            let value = form::decode(value).ok_or_else(error)?;
            // At most as many as bytes: a few thousand comparisons of short names each.
            if read.get(&name).is_some() {
                return Err(Error::DuplicateParameter { name: excerpt(&name, 80) });
            }
            read.0.push((name, value));
        }
        Ok(read)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}
