//! Somebody logs in with a browser, which this plays.

use std::convert::Infallible;

use http::header::{CONTENT_TYPE, LOCATION};
use http::{Request, Response, Uri};
use sigstore_jwt::{Expectations, IdentityToken, KeySet, check};
use sigstore_oidc_client::{
    AuthorizationRequest, Discovery, ENTROPY, KeySetRequest, PUBLIC_CLIENT_ID, loopback_redirect,
};
use sigstore_record::Party;
use sigstore_transport::{About, Service, Transport, ask};

use crate::SUITE;
use crate::scene::Scene;
use crate::who::EMAIL;

/// Where the client waits for the browser.
const PORT: u16 = 40_001;

/// The most bytes of a page.
const MAX_PAGE: usize = 64 * 1024;

/// Logs in at an issuer, by the authorization code flow with PKCE, and checks the token.
pub(crate) async fn log_in(
    scene: &Scene,
    issuer: &str,
    client: &(impl Transport<Error = Infallible> + Sync),
    browser: &(impl Transport<Error = Infallible> + Sync),
) -> IdentityToken {
    let discovery = Discovery { issuer };
    let base = discovery.base().expect("the address of an issuer");
    let config = ask(&discovery, &base, client).await.expect("a configuration");
    let redirect_uri = loopback_redirect(PORT);
    let sign_in = AuthorizationRequest {
        config: &config,
        client_id: PUBLIC_CLIENT_ID,
        redirect_uri: &redirect_uri,
        connector_id: None,
    };
    let mut entropy = [0; ENTROPY];
    scene.entropy.fill(&mut entropy);
    let (address, pending) = sign_in.begin(&entropy, &SUITE).expect("an address to open");

    let callback = browse(issuer, address, browser).await;
    come_back(scene, &callback);

    let code = pending.callback(callback.query().unwrap_or_default()).expect("a code");
    let endpoint = config.token_endpoint.as_ref().expect("a token endpoint");
    let tokens = ask(&pending.token_request(&code), endpoint, client).await.expect("a token");
    let token = IdentityToken::parse(tokens.id_token()).expect("a token");
    let keys = ask(&KeySetRequest { issuer }, &config.jwks_uri, client).await.expect("a key set");
    let keys = KeySet::parse(&keys, &SUITE).expect("a key set");
    let expected = Expectations {
        issuer,
        audience: PUBLIC_CLIENT_ID,
        nonce: Some(pending.nonce()),
        now: scene.clock.now(),
        leeway_seconds: 0,
    };
    check(&token, &keys, &SUITE, &expected).expect("the token that was asked for");
    token
}

/// Opens the page, fills its form in, and says where that leads to.
async fn browse(issuer: &str, address: Uri, browser: &impl Transport<Error = Infallible>) -> Uri {
    let open = Request::get(address).body(Vec::new());
    let page = send(open.expect("a request"), browser).await.into_body();
    let page = String::from_utf8(page).expect("a page of text");
    let (_, after) = page.split_once(r#"name="request" value=""#).expect("a form");
    let (login, _) = after.split_once('"').expect("a value");
    let form = format!("request={login}&email={}", EMAIL.replace('@', "%40"));
    let filled = Request::post(format!("{issuer}/auth/login"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .extension(About::new(Service::Issuer, "oidc-login"))
        .body(form.into_bytes());
    let answer = send(filled.expect("a request"), browser).await;
    let location = answer.headers().get(LOCATION).expect("a way back").to_str();
    location.expect("an address").parse().expect("an address")
}

async fn send(
    request: Request<Vec<u8>>,
    browser: &impl Transport<Error = Infallible>,
) -> Response<Vec<u8>> {
    let Ok(response) = browser.send(request, MAX_PAGE).await;
    response
}

/// The browser is sent back to the client.
fn come_back(scene: &Scene, callback: &Uri) {
    scene.clock.tick();
    let request = Request::get(callback).body(Vec::new()).expect("a request");
    let response = Response::builder().header(CONTENT_TYPE, "text/plain");
    let response = response.body(b"You may close this window.\n".to_vec()).expect("an answer");
    let (browser, client, now) = (Party::Browser, Party::Client, scene.clock.now());
    scene.conversation().observe(browser, client, &request, &response, now);
}
