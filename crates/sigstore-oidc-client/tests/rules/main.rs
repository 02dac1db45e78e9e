//! Each rule kept and broken.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod browser;
mod device;
mod provider;
mod secrets;
mod token;

use http::{Response, header::CONTENT_TYPE};
use sigstore_crypto::AwsLcSuite;
use sigstore_oidc_client::{AuthorizationRequest, Error, Pending, ProviderConfig};

/// An answer of JSON.
fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
    let answer = Response::builder().status(status).header(CONTENT_TYPE, "application/json");
    answer.body(body.as_bytes().to_vec()).unwrap()
}

fn config() -> ProviderConfig {
    ProviderConfig {
        issuer: ISSUER.into(),
        jwks_uri: "https://issuer.example/auth/keys".parse().unwrap(),
        authorization_endpoint: Some("https://issuer.example/auth/auth".parse().unwrap()),
        token_endpoint: Some("https://issuer.example/auth/token".parse().unwrap()),
        device_authorization_endpoint: None,
        code_challenge_methods: Some(vec!["S256".into(), "plain".into()]),
    }
}

const ISSUER: &str = "https://issuer.example/auth";

/// Of an answer of the issuer.
fn at_issuer(error: Error) -> Error {
    Error::At { issuer: ISSUER.into(), error: Box::new(error) }
}

const REDIRECT: &str = "http://localhost:4711/auth/callback";

/// 32 bytes of 1, of 2 and of 3, and the state and the nonce that they make.
const STATE: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
const NONCE: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";
const VERIFIER: &str = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM";

fn entropy() -> [u8; 96] {
    std::array::from_fn(|index| u8::try_from(index / 32 + 1).unwrap())
}

fn pending() -> Pending {
    let config = config();
    let request = AuthorizationRequest {
        config: &config,
        client_id: "sigstore",
        redirect_uri: REDIRECT,
        connector_id: None,
    };
    request.begin(&entropy(), &AwsLcSuite).unwrap().1
}
