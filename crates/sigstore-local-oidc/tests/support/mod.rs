//! What the tests have in common.
#![allow(dead_code, unreachable_pub)]

use base64ct::{Base64UrlUnpadded, Encoding};
use http::{Request, Response};
use serde_json::Value;
use sigstore_engine::{CertificateAuthority, Chain, KeyKind, SigningKey, arcs};
use sigstore_local_oidc::OidcIssuer;
use sigstore_server::Server;
use sigstore_traits::UnixTime;

/// 2026-11-23T09:41:57Z, when the exchanges of the corpus were recorded.
pub const NOW: UnixTime = UnixTime::from_seconds(1_795_426_917);

/// Different bytes at each call, the same in each run.
pub fn random() -> impl FnMut(&mut [u8]) + Send {
    let mut state = 1_u64;
    move |bytes: &mut [u8]| {
        for byte in bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = (state >> 56) as u8;
        }
    }
}

/// One answer at [`NOW`].
pub fn answer(server: &mut impl Server, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
    server.answer(&request, NOW, &mut random())
}

pub fn get(path: &str) -> Request<Vec<u8>> {
    Request::get(path).body(Vec::new()).unwrap()
}

pub fn post(path: &str, body: impl Into<Vec<u8>>) -> Request<Vec<u8>> {
    Request::post(path).body(body.into()).unwrap()
}

pub fn json(response: &Response<Vec<u8>>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

/// A token with these claims; a claim that is null is left out.
pub fn mint(issuer: &mut OidcIssuer, claims: &Value) -> String {
    let response = answer(issuer, post("/mint", claims.to_string()));
    assert_eq!(response.status(), 200);
    String::from_utf8(response.into_body()).unwrap()
}

/// The claims of a token, nothing checked.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&Base64UrlUnpadded::decode_vec(payload).unwrap()).unwrap()
}

pub fn authority(intermediate: bool) -> CertificateAuthority {
    let period = [UnixTime::from_seconds(1_767_225_600), UnixTime::from_seconds(2_398_377_600)];
    let key = |seed| SigningKey::from_seed(KeyKind::P384, &[seed; 32]);
    let mut chain = Chain::root("root", period, key(1));
    if intermediate {
        chain = chain.intermediate("intermediate", period, key(2), arcs::CODE_SIGNING, 0);
    }
    CertificateAuthority { chain }
}
