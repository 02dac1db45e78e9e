//! The ways in which a person signs in.

use std::io::{BufRead, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use http::Uri;
use sigstore_crypto::AwsLcSuite;
use sigstore_hyper::Error as HttpError;
use sigstore_jwt::{Expectations, IdentityToken, KeySet, check};
use sigstore_oidc_client::{
    AuthorizationRequest, DeviceAuthorization, DeviceToken, Discovery, Error as OidcError,
    KeySetRequest, Next, OUT_OF_BAND, PUBLIC_CLIENT_ID, Pending, Pkce, Polling, ProviderConfig,
};
use sigstore_transport::{Exchange, Transport, ask};

use crate::failure::{Exit, Failure};
use crate::listener::Listener;
use crate::machine;

/// How long a person may take to log in.
const PATIENCE: Duration = Duration::from_secs(300);

/// How far the clock here may be behind or ahead of the issuer's, in seconds.
const LEEWAY: u64 = 5;

/// Who opens the address on which a person logs in.
pub(crate) enum Person<'p> {
    /// The browser of the desktop.
    Desktop,
    /// The program plays the browser: the embedded issuer believes everyone.
    Played(&'p crate::browser::Browser, &'p str),
}

/// A sign-in at an issuer.
pub(crate) struct Login<'l, X> {
    pub(crate) issuer: &'l str,
    pub(crate) transport: &'l X,
}

impl<X: Transport<Error = HttpError> + Sync> Login<'_, X> {
    /// By the authorization code flow, over a port of this machine (S-15, S-16, S-17).
    pub(crate) async fn browser(&self, person: Person<'_>) -> Result<IdentityToken, Failure> {
        let config = self.discover().await?;
        let mut listener = Listener::open()?;
        let redirect_uri = listener.redirect_uri().to_owned();
        let (address, pending) = self.begin(&config, &redirect_uri)?;
        match person {
            Person::Desktop => open_on_desktop(&address),
            Person::Played(browser, email) => browser.log_in(&address, email).await?,
        }
        let query = tokio::time::timeout(PATIENCE, listener.query()).await;
        let Ok(Some(query)) = query else {
            return Err(Failure::unavailable("the login", std::io::ErrorKind::TimedOut));
        };
        // One answer only: whoever made the browser bring a foreign one gets no second try.
        let code = pending.callback(&query).map_err(|error| self.refused(&error))?;
        self.spend(&config, &pending, &code).await
    }

    /// With a code that the person carries over (S-18).
    pub(crate) async fn out_of_band(&self) -> Result<IdentityToken, Failure> {
        let config = self.discover().await?;
        let (address, pending) = self.begin(&config, OUT_OF_BAND)?;
        say(&format!(
            "Open this address, log in, and enter the code that it shows:\n{address}\nCode: "
        ));
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        read.map_err(|error| Failure::unavailable("-", error.kind()))?;
        let code = pending.typed_code(line.trim()).map_err(|error| self.refused(&error))?;
        self.spend(&config, &pending, &code).await
    }

    /// On another device (S-19).
    pub(crate) async fn device(&self) -> Result<IdentityToken, Failure> {
        let config = self.discover().await?;
        let pkce = Pkce::new(&machine::entropy(), &AwsLcSuite);
        let (issuer, client_id) = (self.issuer, PUBLIC_CLIENT_ID);
        let name = "device_authorization_endpoint";
        let endpoint = self.endpoint(config.device_authorization_endpoint.as_ref(), name)?;
        let grant =
            self.ask(&DeviceAuthorization { issuer, client_id, pkce: &pkce }, endpoint).await?;
        let (address, code) = (&grant.verification_uri, &grant.user_code);
        say(&format!("On any device open {address} and enter {code}\n"));
        let mut polling = Polling::new(&grant, machine::now());
        let mut wait = polling.first(machine::now()).map_err(|error| self.refused(&error))?;
        let endpoint = self.endpoint(config.token_endpoint.as_ref(), "token_endpoint")?;
        let token = loop {
            tokio::time::sleep(wait).await;
            let question = DeviceToken { issuer, client_id, grant: &grant, pkce: &pkce };
            let outcome = self.ask(&question, endpoint).await?;
            match polling.after(outcome, machine::now()).map_err(|error| self.refused(&error))? {
                Next::Wait(longer) => wait = longer,
                Next::Token(token) => break token,
            }
        };
        self.checked(&config, token.id_token(), None).await
    }

    async fn discover(&self) -> Result<ProviderConfig, Failure> {
        let discovery = Discovery { issuer: self.issuer };
        let base = discovery.base().map_err(|error| self.refused(&error))?;
        self.ask(&discovery, &base).await
    }

    fn begin(
        &self,
        config: &ProviderConfig,
        redirect_uri: &str,
    ) -> Result<(Uri, Pending), Failure> {
        let client_id = PUBLIC_CLIENT_ID;
        let request = AuthorizationRequest { config, client_id, redirect_uri, connector_id: None };
        let begun = request.begin(&machine::entropy(), &AwsLcSuite);
        begun.map_err(|error| self.refused(&error))
    }

    async fn spend(
        &self,
        config: &ProviderConfig,
        pending: &Pending,
        code: &sigstore_oidc_client::Code,
    ) -> Result<IdentityToken, Failure> {
        let endpoint = self.endpoint(config.token_endpoint.as_ref(), "token_endpoint")?;
        let token = self.ask(&pending.token_request(code), endpoint).await?;
        self.checked(config, token.id_token(), Some(pending.nonce())).await
    }

    /// The token, checked as its addressee does before it is spent: signature, issuer, audience,
    /// times and nonce.
    async fn checked(
        &self,
        config: &ProviderConfig,
        token: &str,
        nonce: Option<&str>,
    ) -> Result<IdentityToken, Failure> {
        let keys = self.ask(&KeySetRequest { issuer: &config.issuer }, &config.jwks_uri).await?;
        let refused = |error: sigstore_jwt::Error| Failure::service(self.issuer, &error);
        let keys = KeySet::parse(&keys, &AwsLcSuite).map_err(refused)?;
        let token = IdentityToken::parse(token).map_err(refused)?;
        let expected = Expectations {
            issuer: &config.issuer,
            audience: PUBLIC_CLIENT_ID,
            nonce,
            now: machine::now(),
            leeway_seconds: LEEWAY,
        };
        check(&token, &keys, &AwsLcSuite, &expected).map_err(refused)?;
        Ok(token)
    }

    fn endpoint<'c>(
        &self,
        endpoint: Option<&'c Uri>,
        name: &'static str,
    ) -> Result<&'c Uri, Failure> {
        endpoint.ok_or_else(|| self.refused(&OidcError::NoEndpoint { name }))
    }

    async fn ask<E>(&self, exchange: &E, base: &Uri) -> Result<E::Reply, Failure>
    where
        E: Exchange<Error = OidcError> + Sync,
    {
        use sigstore_transport::Failure::{Answer, Question, Transport};
        ask(exchange, base, self.transport).await.map_err(|failure| match failure {
            Question(error) | Answer(error) => self.refused(&error),
            Transport(error) => Failure::service(self.issuer, &error),
        })
    }

    fn refused(&self, error: &OidcError) -> Failure {
        Failure::new(Exit::Service, self.issuer, error.without_issuer())
    }
}

/// What a person must read is said on standard error, and is no result.
fn say(text: &str) {
    let _ = write!(std::io::stderr().lock(), "{text}");
}

/// The address is printed too: a desktop may have no browser, or the person another one.
fn open_on_desktop(address: &Uri) {
    say(&format!("Log in on the page that opens, or open it yourself:\n{address}\n"));
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let opener = std::env::var_os("BROWSER").unwrap_or_else(|| opener.into());
    let mut command = Command::new(opener);
    command.arg(address.to_string());
    // Without one the person has the address.
    let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
