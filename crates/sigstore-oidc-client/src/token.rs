use core::fmt;

use http::{Request, Response, Uri};
use sigstore_json::Node;
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Service};

use crate::{Error, answer, form};

/// See [`TokenRequest`].
pub(crate) static S_17: Rule = Rule {
    id: "S-17",
    title: "A code is spent once, as a form, with the redirect address it was asked for and its verifier; the answer has an id token.",
    source: "RFC 6749 sections 4.1.3 and 5.1; RFC 7636 section 4.5; OpenID Connect Core 1.0 section 3.1.3.3",
    kind: RuleKind::Refusal,
    place: "sigstore-oidc-client TokenRequest",
};

/// Spends a code for a token (RFC 6749 section 4.1.3). The base address is the token endpoint.
///
/// It is a secret: it does not print.
pub struct TokenRequest<'a> {
    /// The issuer, as tokens name it.
    pub issuer: &'a str,
    /// Who asks.
    pub client_id: &'a str,
    /// Where the browser came back to, byte for byte.
    pub redirect_uri: &'a str,
    /// The code.
    pub code: &'a str,
    /// The verifier whose challenge was shown.
    pub verifier: &'a str,
}

/// The answer of a token endpoint, of which the id token is taken.
///
/// It is a secret: it does not print and is not cloned.
#[derive(PartialEq, Eq)]
pub struct TokenResponse {
    id_token: String,
}

impl Exchange for TokenRequest<'_> {
    type Reply = TokenResponse;
    type Error = Error;
    const ABOUT: About = About::new(Service::Issuer, "oidc-token").once();
    const MAX_REPLY: usize = TokenResponse::MAX;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let parameters = [
            ("grant_type", "authorization_code"),
            ("code", self.code),
            ("redirect_uri", self.redirect_uri),
            ("client_id", self.client_id),
            ("code_verifier", self.verifier),
        ];
        Ok(form::post(base, &parameters))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<TokenResponse, Error> {
        let secrets = [self.code, self.verifier];
        let value = answer::json(&response, Self::MAX_REPLY, &secrets);
        let token = value.and_then(|value| TokenResponse::read(value.node()));
        token.map_err(|error| error.at(self.issuer))
    }
}

impl TokenResponse {
    /// An id token has at most 64 KiB; access and refresh tokens stand beside it.
    pub(crate) const MAX: usize = 256 * 1024;

    pub(crate) fn read(node: Node<'_>) -> Result<Self, Error> {
        let id_token = node.object()?.required("id_token")?;
        match id_token.string()? {
            "" => Err(id_token.error("a token", "nothing").into()),
            token => Ok(Self { id_token: token.to_owned() }),
        }
    }

    /// The token.
    pub fn id_token(&self) -> &str {
        &self.id_token
    }

    /// The token, to keep.
    pub fn into_id_token(self) -> String {
        self.id_token
    }
}

impl fmt::Debug for TokenRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenRequest(code of {} characters)", self.code.len())
    }
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenResponse(id token of {} characters)", self.id_token.len())
    }
}
