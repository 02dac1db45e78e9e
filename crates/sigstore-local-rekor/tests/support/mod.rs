//! What the tests of refusals have in common.
#![allow(dead_code)]

use http::{Request, Response};
use sigstore_engine::{CertificateAuthority, Chain, Identity, KeyKind, LeafRequest, SigningKey};
use sigstore_rekor_types::{PemVerifier, Verifier};
use sigstore_traits::UnixTime;

pub(crate) const NOW: UnixTime = UnixTime::from_seconds(1_795_427_308);
pub(crate) const PERIOD: [UnixTime; 2] = [NOW, UnixTime::from_seconds(2_051_222_400)];

pub(crate) fn key(kind: KeyKind, seed: u8) -> SigningKey {
    SigningKey::from_seed(kind, &[seed; 32])
}

pub(crate) fn entropy(bytes: &mut [u8]) {
    bytes.fill(9);
}

pub(crate) fn request(method: &str, path: &str, media_type: &str, body: &[u8]) -> Request<Vec<u8>> {
    let request = Request::builder().method(method).uri(path);
    let request =
        if media_type.is_empty() { request } else { request.header("content-type", media_type) };
    request.body(body.to_vec()).unwrap()
}

pub(crate) fn text(response: &Response<Vec<u8>>) -> (u16, &str) {
    (response.status().as_u16(), str::from_utf8(response.body()).unwrap())
}

/// `{"code":…,"message":…}` and a newline.
pub(crate) fn refusal(code: u16, message: &str) -> String {
    let mut quoted = String::new();
    sigstore_json::write_string(&mut quoted, message);
    format!("{{\"code\":{code},\"message\":{quoted}}}\n")
}

/// A certificate for alice, with so many bytes in an extension, in PEM.
pub(crate) fn certificate_pem(padding: usize) -> String {
    let chain = Chain::root("fulcio", PERIOD, key(KeyKind::P384, 2));
    let request = LeafRequest {
        spki: key(KeyKind::P256, 3).spki().to_vec(),
        identity: Identity::Email("Alice@Example.org".into()),
        issuer: "https://issuer.example.org".into(),
        extensions: vec![(20, "x".repeat(padding))],
    };
    let leaf = CertificateAuthority { chain }.issue(&request, NOW, &[4; 32], None).unwrap();
    PemVerifier::from(Verifier::Certificate(leaf)).text().to_owned()
}
