use clap::ArgMatches;
use sigstore_ambient::{Ambient, Provider, ThisMachine};
use sigstore_hyper::Error as HttpError;
use sigstore_jwt::IdentityToken;
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::Transport;

use crate::complaint::Complaint;
use crate::failure::{Exit, Failure};
use crate::input;
use crate::login::{Login, Person};

/// The most bytes of a file with a token.
const MAX_TOKEN_FILE: usize = 65 * 1024;

pub(crate) static AMBIENT: Rule = Rule {
    id: "ambient",
    title: "A job without an identity token says so where one is asked for.",
    source: "sigscope sign --help",
    kind: RuleKind::Elsewhere,
    place: "sigstore-cli Source::token",
};

/// Where an identity token comes from (S-20).
pub(crate) enum Source {
    /// It was given.
    Given(Box<IdentityToken>),
    /// From the surroundings if they have one; else the person signs in.
    Any,
    /// From the surroundings only.
    Ambient,
    Browser,
    Device,
    OutOfBand,
}

impl Source {
    pub(crate) fn of(matches: &ArgMatches) -> Result<Self, Failure> {
        if let Some(text) = matches.get_one::<String>("identity-token") {
            return read(text).map(Box::new).map(Self::Given);
        }
        Ok(match matches.get_one::<String>("oidc").map(String::as_str) {
            Some("ambient") => Self::Ambient,
            Some("browser") => Self::Browser,
            Some("device") => Self::Device,
            Some("oob") => Self::OutOfBand,
            _ => Self::Any,
        })
    }

    /// Whether the user said where it comes from.
    pub(crate) fn is_given(matches: &ArgMatches) -> bool {
        matches.contains_id("identity-token") || matches.contains_id("oidc")
    }

    /// The token; `issuer` is where people sign in.
    pub(crate) async fn token<X>(
        self,
        transport: &X,
        issuer: &str,
    ) -> Result<IdentityToken, Failure>
    where
        X: Transport<Error = HttpError> + Sync,
    {
        let login = Login { issuer, transport };
        match self {
            Self::Given(token) => Ok(*token),
            Self::Browser => login.browser(Person::Desktop).await,
            Self::Device => login.device().await,
            Self::OutOfBand => login.out_of_band().await,
            Self::Ambient => ambient(transport).await?.ok_or_else(no_token),
            Self::Any => match ambient(transport).await? {
                Some(token) => Ok(token),
                None => login.browser(Person::Desktop).await,
            },
        }
    }
}

/// A token on the command line, in a file (`@FILE`), or on standard input (`-`).
fn read(text: &str) -> Result<IdentityToken, Failure> {
    match text.strip_prefix('@').or((text == "-").then_some("-")) {
        Some(path) => file(path),
        None => parse("--identity-token", text),
    }
}

/// A token that is looked at: a file, standard input (`-`), or the token itself.
pub(crate) fn thing(text: &str) -> Result<IdentityToken, Failure> {
    match text.strip_prefix('@') {
        Some(path) => file(path),
        // Three parts, of which the first is an object in base64url.
        None if text.starts_with("ey") && text.split('.').count() == 3 => parse("the token", text),
        None => file(text),
    }
}

fn file(path: &str) -> Result<IdentityToken, Failure> {
    let bytes = input::read(path, MAX_TOKEN_FILE)?;
    parse(path, String::from_utf8_lossy(&bytes).trim())
}

fn parse(name: &str, token: &str) -> Result<IdentityToken, Failure> {
    IdentityToken::parse(token).map_err(|error| Failure::unreadable(name, &error))
}

async fn ambient<X>(transport: &X) -> Result<Option<IdentityToken>, Failure>
where
    X: Transport<Error = HttpError> + Sync,
{
    use sigstore_transport::Failure::{Answer, Question, Transport};
    // It borrows nothing: the requests of the surroundings are part of the conversation too.
    let here = ThisMachine::new(Borrowed(transport));
    let found = Ambient::default().providers(Provider::ALL).find(&here).await;
    let found = found.map_err(|failure| match failure {
        Question(error) => Failure::unreadable("the surroundings", &error),
        Answer(error) => Failure::service("the surroundings", &error),
        Transport(error) => Failure::service("the surroundings", &error),
    })?;
    let Some(found) = found else { return Ok(None) };
    let token = IdentityToken::parse(found.token.expose());
    token.map(Some).map_err(|error| Failure::unreadable("the surroundings", &error))
}

fn no_token() -> Failure {
    let facts = Complaint::NoToken.facts();
    Failure { exit: Exit::Unreadable, input: "the surroundings".into(), facts }
}

/// A transport that another owns.
struct Borrowed<'x, X>(&'x X);

impl<X: Transport + Sync> Transport for Borrowed<'_, X> {
    type Error = X::Error;

    fn send(
        &self,
        request: http::Request<Vec<u8>>,
        max_reply: usize,
    ) -> impl Future<Output = Result<http::Response<Vec<u8>>, X::Error>> + Send {
        self.0.send(request, max_reply)
    }

    fn may_have_arrived(error: &X::Error) -> bool {
        X::may_have_arrived(error)
    }
}
