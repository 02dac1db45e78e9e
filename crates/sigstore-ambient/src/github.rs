use http::{Request, Response, Uri};
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Failure, Service, ask};

use crate::answer::{MAX_ANSWER, authorization, member, percent_encoded};
use crate::find::{Answer, granted, variable};
use crate::{Error, Provider, Surroundings, Token};

pub(crate) static S_21: Rule = Rule {
    id: "S-21",
    title: "A job of GitHub Actions asks the address in ACTIONS_ID_TOKEN_REQUEST_URL for a token of the audience, with the token in ACTIONS_ID_TOKEN_REQUEST_TOKEN; without these variables it lacks a permission.",
    source: "GitHub documentation, OpenID Connect reference, Methods for requesting the OIDC token",
    kind: RuleKind::Refusal,
    place: "sigstore-ambient Ambient::find",
};

const ADDRESS: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
const CREDENTIAL: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

pub(crate) async fn token<S: Surroundings>(audience: &str, here: &S) -> Answer<S> {
    let set = |name| variable(here, name).is_some();
    let is_here = set("GITHUB_ACTIONS") || set(ADDRESS) && set(CREDENTIAL);
    if !is_here {
        return Ok(None);
    }
    let granted = |name| granted(here, Provider::Github, name).map_err(Failure::Question);
    let (address, credential) = (granted(ADDRESS)?, granted(CREDENTIAL)?);
    let address: Uri = address.parse().map_err(|_| Failure::Question(unusable(ADDRESS)))?;
    let question = IdToken { audience, credential: &credential };
    ask(&question, &address, here.transport()).await.map(Some)
}

fn unusable(variable: &'static str) -> Error {
    Error::Variable { provider: Provider::Github, variable }
}

/// `GET …?api-version=2.0&audience=sigstore`, answered by `{"count":…,"value":"<token>"}`.
struct IdToken<'a> {
    audience: &'a str,
    credential: &'a str,
}

impl Exchange for IdToken<'_> {
    type Reply = Token;
    type Error = Error;
    const ABOUT: About = About::new(Service::Ambient, "github-id-token");
    const MAX_REPLY: usize = MAX_ANSWER;

    /// `base` is the whole address, with a query of its own.
    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let joint = if base.query().is_some() { '&' } else { '?' };
        let address = format!("{base}{joint}audience={}", percent_encoded(self.audience));
        let (name, value) = authorization("bearer", self.credential, || unusable(CREDENTIAL))?;
        let request = Request::get(address).header(name, value);
        request.body(Vec::new()).map_err(|_| unusable(ADDRESS))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Token, Error> {
        Token::read(Provider::Github, &member(Provider::Github, &response, "value")?)
    }
}
