//! What a real issuer answered: each file of the corpus is read by the exchange that it is of.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::fs;

use base64ct::{Base64, Encoding};
use http::Response;
use serde_json::Value;
use sigstore_oidc_client::{Discovery, KeySetRequest};
use sigstore_testing::corpus;
use sigstore_transport::Exchange;

#[test]
fn s_14_kept_by_a_real_issuer() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: 3 exchanges (no ../shared/corpus)");
        return;
    };
    for entry in fs::read_dir(corpus.join("exchanges/oidc")).unwrap() {
        let path = entry.unwrap().path();
        let exchange: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        read(path.file_stem().unwrap().to_str().unwrap(), &exchange);
    }
}

fn read(name: &str, exchange: &Value) {
    let discovery = Discovery { issuer: "http://127.0.0.1:9401" };
    match name {
        "01-discovery" => {
            let request = discovery.request(&discovery.base().unwrap()).unwrap();
            assert_eq!(exchange["request"]["method"], request.method().as_str());
            assert_eq!(exchange["request"]["path"], request.uri().path());
            let config = discovery.reply(response(exchange)).unwrap();
            assert_eq!(config.jwks_uri, "http://127.0.0.1:9401/keys");
            assert_eq!(config.authorization_endpoint.unwrap(), "http://127.0.0.1:9401/auth");
            assert_eq!(config.token_endpoint.unwrap(), "http://127.0.0.1:9401/token");
            assert_eq!(config.device_authorization_endpoint, None);
            assert_eq!(config.code_challenge_methods, None);
        }
        "02-keys" => {
            let keys = KeySetRequest.reply(response(exchange)).unwrap();
            let keys: Value = serde_json::from_slice(&keys).unwrap();
            assert_eq!(keys, exchange["response"]["body_json"]);
        }
        // A path of the laboratory's own, no message of OpenID Connect: `sigstore-jwt` reads the token.
        "03-mint" => assert_eq!(exchange["request"]["path"], "/mint"),
        other => panic!("{other} is of no exchange"),
    }
}

fn response(exchange: &Value) -> Response<Vec<u8>> {
    let recorded = &exchange["response"];
    let status = u16::try_from(recorded["status"].as_u64().unwrap()).unwrap();
    let body = Base64::decode_vec(recorded["body_base64"].as_str().unwrap()).unwrap();
    Response::builder().status(status).body(body).unwrap()
}
