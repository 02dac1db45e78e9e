//! What a real issuer answered: each file of the corpus is read by the exchange that it is of.
#![allow(clippy::panic, clippy::unwrap_used)]

use sigstore_oidc_client::{Discovery, KeySetRequest};
use sigstore_testing::Recorded;
use sigstore_transport::Exchange;

#[test]
fn s_14_kept_by_a_real_issuer() {
    Recorded::all(&["oidc"]).into_iter().for_each(read);
}

fn read(Recorded { name, request, response }: Recorded) {
    let discovery = Discovery { issuer: "http://127.0.0.1:9401" };
    let response = response.unwrap();
    match name.as_str() {
        "oidc/01-discovery" => {
            let written = discovery.request(&discovery.base().unwrap()).unwrap();
            assert_eq!(written.method(), request.method());
            assert_eq!(written.uri().path(), request.uri().path());
            let config = discovery.reply(response).unwrap();
            assert_eq!(config.jwks_uri, "http://127.0.0.1:9401/keys");
            assert_eq!(config.authorization_endpoint.unwrap(), "http://127.0.0.1:9401/auth");
            assert_eq!(config.token_endpoint.unwrap(), "http://127.0.0.1:9401/token");
            assert_eq!(config.device_authorization_endpoint, None);
            assert_eq!(config.code_challenge_methods, None);
        }
        "oidc/02-keys" => {
            let expected = response.body().clone();
            assert_eq!(KeySetRequest { issuer: discovery.issuer }.reply(response), Ok(expected));
        }
        // A path of the laboratory's own, no message of OpenID Connect: `sigstore-jwt` reads the token.
        "oidc/03-mint" => assert_eq!(request.uri().path(), "/mint"),
        other => panic!("{other} is of no exchange"),
    }
}
