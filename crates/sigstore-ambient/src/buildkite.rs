use http::header::CONTENT_TYPE;
use http::{Request, Response, Uri};
use sigstore_json::Value;
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Failure, Service, ask, at};

use crate::answer::{MAX_ANSWER, authorization, member, object, percent_encoded};
use crate::find::{Answer, granted, variable};
use crate::process::output;
use crate::{Error, ProcessFault, Provider, Surroundings, Token};

pub(crate) static S_24: Rule = Rule {
    id: "S-24",
    title: "A job of Buildkite has the agent's program make a token for the audience; where that program is not, as in a container, the agent's server is asked with the agent's own token.",
    source: "Buildkite documentation, buildkite-agent oidc; buildkite/agent api/oidc.go",
    kind: RuleKind::Refusal,
    place: "sigstore-ambient Ambient::find",
};

const PROGRAM: &str = "buildkite-agent";
const CREDENTIAL: &str = "BUILDKITE_AGENT_ACCESS_TOKEN";
const ADDRESS: &str = "BUILDKITE_AGENT_ENDPOINT";
const JOB: &str = "BUILDKITE_JOB_ID";
const USUAL_ADDRESS: &str = "https://agent.buildkite.com/v3";

pub(crate) async fn token<S: Surroundings>(audience: &str, here: &S) -> Answer<S> {
    if variable(here, "BUILDKITE").is_none() {
        return Ok(None);
    }
    let arguments = ["oidc", "request-token", "--audience", audience];
    let credential = variable(here, CREDENTIAL);
    match (output(Provider::Buildkite, PROGRAM, &arguments, here), credential) {
        (Err(Error::Process { fault: ProcessFault::Missing, .. }), Some(credential)) => {
            from_server(audience, &credential, here).await
        }
        (token, _) => token.map(Some).map_err(Failure::Answer),
    }
}

async fn from_server<S: Surroundings>(audience: &str, credential: &str, here: &S) -> Answer<S> {
    let job = granted(here, Provider::Buildkite, JOB).map_err(Failure::Question)?;
    let address = variable(here, ADDRESS).unwrap_or_else(|| USUAL_ADDRESS.to_owned());
    let address: Uri = address.parse().map_err(|_| Failure::Question(unusable(ADDRESS)))?;
    let question = OidcToken { audience, credential, job: &job };
    ask(&question, &address, here.transport()).await.map(Some)
}

fn unusable(variable: &'static str) -> Error {
    Error::Variable { provider: Provider::Buildkite, variable }
}

/// `POST /jobs/<job>/oidc/tokens` with `{"audience":…}`, answered by `{"token":"<token>"}`.
struct OidcToken<'a> {
    audience: &'a str,
    credential: &'a str,
    job: &'a str,
}

impl Exchange for OidcToken<'_> {
    type Reply = Token;
    type Error = Error;
    const ABOUT: About = About::new(Service::Ambient, "buildkite-oidc-token");
    const MAX_REPLY: usize = MAX_ANSWER;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let path = format!("/jobs/{}/oidc/tokens", percent_encoded(self.job));
        let address = at(base, &path).map_err(|_| unusable(ADDRESS))?;
        let (name, value) = authorization("Token", self.credential, || unusable(CREDENTIAL))?;
        let request = Request::post(address).header(name, value);
        let request = request.header(CONTENT_TYPE, "application/json");
        let body = object([("audience", Value::String(self.audience.into()))]);
        request.body(body.into_bytes()).map_err(|_| unusable(ADDRESS))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Token, Error> {
        Token::read(Provider::Buildkite, &member(Provider::Buildkite, &response, "token")?)
    }
}
