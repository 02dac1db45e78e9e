use http::header::CONTENT_TYPE;
use http::{Request, Response, Uri};
use sigstore_json::Value;
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Service, ask, at};

use crate::answer::{MAX_ANSWER, authorization, granted, member, object, percent_encoded};
use crate::find::{Answer, variable};
use crate::{Error, Provider, Surroundings, Token};

pub(crate) static S_23: Rule = Rule {
    id: "S-23",
    title: "A machine of Google Cloud asks its metadata server for a token, or, if GOOGLE_SERVICE_ACCOUNT_NAME is set, the credentials service for one of that account.",
    source: "Google Cloud documentation, Get an ID token; IAM Service Account Credentials API, projects.serviceAccounts.generateIdToken",
    kind: RuleKind::Refusal,
    place: "sigstore-ambient Ambient::find",
};

/// The metadata server of Google Cloud, which is spoken to without TLS: it is on the machine's own
/// link. A transport must be told that it may be.
pub const METADATA_HOST: &str = "metadata.google.internal";

const ACCOUNT: &str = "GOOGLE_SERVICE_ACCOUNT_NAME";
const PRODUCT: &str = "/sys/class/dmi/id/product_name";

pub(crate) async fn token<S: Surroundings>(audience: &str, here: &S) -> Answer<S> {
    if let Some(account) = variable(here, ACCOUNT) {
        let credential = ask(&AccessToken, &metadata(), here.transport()).await?;
        let question = GenerateIdToken { account: &account, audience, credential };
        return ask(&question, &credentials(), here.transport()).await.map(Some);
    }
    // A sandbox may hide the name; then this is no machine of Google's as far as can be seen.
    let product = here.read(PRODUCT, 256).ok().flatten().unwrap_or_default();
    match product.trim_ascii() {
        b"Google" | b"Google Compute Engine" => {
            ask(&Identity { audience }, &metadata(), here.transport()).await.map(Some)
        }
        _ => Ok(None),
    }
}

fn metadata() -> Uri {
    Uri::from_static("http://metadata.google.internal")
}

fn credentials() -> Uri {
    Uri::from_static("https://iamcredentials.googleapis.com")
}

/// A request to the metadata server. It answers none without this header, which no page can make
/// a browser send.
fn from_metadata(base: &Uri, path: &str) -> Result<Request<Vec<u8>>, Error> {
    let path = format!("/computeMetadata/v1/instance/service-accounts/default/{path}");
    let address = at(base, &path).map_err(|_| unusable())?;
    let request = Request::get(address).header("metadata-flavor", "Google");
    request.body(Vec::new()).map_err(|_| unusable())
}

/// The addresses are fixed but for the account's name.
fn unusable() -> Error {
    Error::Variable { provider: Provider::Google, variable: ACCOUNT }
}

/// `GET …/identity`, answered by the token as it is.
struct Identity<'a> {
    audience: &'a str,
}

impl Exchange for Identity<'_> {
    type Reply = Token;
    type Error = Error;
    const ABOUT: About = About::new(Service::Ambient, "google-identity");
    const MAX_REPLY: usize = MAX_ANSWER;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let audience = percent_encoded(self.audience);
        from_metadata(base, &format!("identity?audience={audience}&format=full"))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Token, Error> {
        granted(Provider::Google, &response)?;
        Token::read(Provider::Google, &String::from_utf8_lossy(response.body()))
    }
}

/// The right to speak for the machine's own account. It does not print.
struct Credential(String);

/// `GET …/token`, answered by `{"access_token":…,"expires_in":…,"token_type":"Bearer"}`.
struct AccessToken;

impl Exchange for AccessToken {
    type Reply = Credential;
    type Error = Error;
    const ABOUT: About = About::new(Service::Ambient, "google-access-token");
    const MAX_REPLY: usize = MAX_ANSWER;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        from_metadata(base, "token?scopes=https://www.googleapis.com/auth/cloud-platform")
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Credential, Error> {
        member(Provider::Google, &response, "access_token").map(Credential)
    }
}

/// `POST …:generateIdToken` with `{"audience":…,"includeEmail":true}`, answered by
/// `{"token":"<token>"}`. With the e-mail, since Fulcio knows Google's accounts by theirs.
struct GenerateIdToken<'a> {
    account: &'a str,
    audience: &'a str,
    credential: Credential,
}

impl Exchange for GenerateIdToken<'_> {
    type Reply = Token;
    type Error = Error;
    const ABOUT: About = About::new(Service::Ambient, "google-generate-id-token");
    const MAX_REPLY: usize = MAX_ANSWER;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let account = percent_encoded(self.account);
        let path = format!("/v1/projects/-/serviceAccounts/{account}:generateIdToken");
        let address = at(base, &path).map_err(|_| unusable())?;
        let no_header =
            || Error::NotToken { provider: Provider::Google, bytes: self.credential.0.len() };
        let (name, value) = authorization("Bearer", &self.credential.0, no_header)?;
        let request = Request::post(address).header(name, value);
        let request = request.header(CONTENT_TYPE, "application/json");
        let audience = Value::String(self.audience.into());
        let body = object([("audience", audience), ("includeEmail", Value::Bool(true))]);
        request.body(body.into_bytes()).map_err(|_| unusable())
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Token, Error> {
        Token::read(Provider::Google, &member(Provider::Google, &response, "token")?)
    }
}
