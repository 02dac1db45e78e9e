use std::sync::{Arc, Mutex};

use base64ct::{Base64, Encoding};
use http::{Request, Response};
use serde_json::{Value, json};
use sigstore_certificate::Certificate;
use sigstore_engine::{CtLog, Identity, KeyKind, SigningKey, asn1};
use sigstore_jwt::IssuerKind;
use sigstore_local_fulcio::{CtServer, Fulcio, Promises};
use sigstore_local_oidc::{
    AcceptedIssuer, Issuers, OidcIssuer, Principal, TokenCheck, TokenRefused,
};
use sigstore_server::{Peer, Random};
use sigstore_traits::{HashAlgorithm, Message, SignatureScheme, UnixTime};

use super::support::{NOW, answer, authority, json as body, mint, post};

const TOKEN: &str = "There was an error processing the identity token";
const PROOF: &str = "The signature supplied in the request could not be verified";
const KEY: &str = "The public key supplied in the request could not be parsed";
const WEAK: &str = "The public key supplied in the request is insecure";
const CSR: &str = "The certificate signing request could not be parsed";

fn issuer() -> OidcIssuer {
    OidcIssuer::new("http://127.0.0.1:4444", &[1; 32])
}

fn token() -> String {
    mint(&mut issuer(), &json!({"email": "alice@example.org", "email_verified": true}))
}

fn log() -> CtServer {
    let root = authority(true).chain.certificates().unwrap().split_off(1);
    CtServer::new(CtLog::new(SigningKey::from_seed(KeyKind::P256, &[7; 32])), root)
}

fn fulcio(promises: Promises) -> Fulcio {
    let issuer = issuer();
    let accepted = AcceptedIssuer::new(issuer.url(), IssuerKind::Email);
    let issuers = Issuers::default().with(accepted, Box::new(issuer));
    Fulcio::new(authority(true), issuers, promises).unwrap()
}

fn embedding() -> Fulcio {
    fulcio(Promises::Embedded(Box::new(log())))
}

fn signer(kind: KeyKind) -> SigningKey {
    SigningKey::from_seed(kind, &[5; 32])
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", Base64::encode_string(der))
}

/// A request with a proof of possession, made with this scheme over this text.
fn possession(key: &SigningKey, scheme: SignatureScheme, challenge: &str) -> Value {
    let proof = key.sign(scheme, Message::Bytes(challenge.as_bytes())).unwrap();
    json!({
        "credentials": {"oidcIdentityToken": token()},
        "publicKeyRequest": {
            "publicKey": {"algorithm": "ECDSA", "content": pem("PUBLIC KEY", key.spki())},
            "proofOfPossession": Base64::encode_string(&proof),
        },
    })
}

fn good() -> Value {
    let key = signer(KeyKind::P256);
    possession(&key, key.scheme(), "alice@example.org")
}

/// A request with a certification request, signed so.
fn certification(key: &SigningKey, hash: HashAlgorithm, oid: &[u32]) -> Value {
    let info = asn1::sequence(&[
        &asn1::unsigned(&[0]),
        &asn1::sequence(&[]),
        key.spki(),
        &asn1::context(0, &[]),
    ]);
    let signature = key.sign(key.scheme_with(hash), Message::Bytes(&info)).unwrap();
    let algorithm = asn1::sequence(&[&asn1::oid(oid)]);
    let der = asn1::sequence(&[&info, &algorithm, &asn1::bit_string(&signature)]);
    let text = pem("CERTIFICATE REQUEST", &der);
    json!({
        "credentials": {"oidcIdentityToken": token()},
        "certificateSigningRequest": Base64::encode_string(text.as_bytes()),
    })
}

fn v2(server: &mut Fulcio, request: &Value) -> Response<Vec<u8>> {
    answer(server, post("/api/v2/signingCert", request.to_string()))
}

fn outcome(request: &Value) -> Result<String, (u16, u64, String)> {
    let response = v2(&mut embedding(), request);
    let answer = body(&response);
    match response.status().as_u16() {
        200 => Ok(identity(&answer["signedCertificateEmbeddedSct"]["chain"])),
        status => {
            let message = answer["message"].as_str().unwrap().to_owned();
            Err((status, answer["code"].as_u64().unwrap(), message))
        }
    }
}

fn refused(message: &str) -> Result<String, (u16, u64, String)> {
    Err((400, 3, message.into()))
}

fn der(pem: &str) -> Vec<u8> {
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    Base64::decode_vec(&base64).unwrap()
}

/// Whom the first certificate of a chain names.
fn identity(chain: &Value) -> String {
    let leaf = der(chain["certificates"][0].as_str().unwrap());
    let leaf = Certificate::parse(&leaf).unwrap();
    leaf.identity().unwrap().text.into_owned()
}

fn alice() -> Result<String, (u16, u64, String)> {
    Ok("alice@example.org".into())
}

#[test]
fn s_29_accepted_the_token_in_the_body_wins_over_the_one_in_the_header() {
    let bob = json!({"email": "bob@example.org", "email_verified": true});
    let bob = format!("bearer {}", mint(&mut issuer(), &bob));
    let asked = |request: &Value| {
        let mut request = post("/api/v2/signingCert", request.to_string());
        request.headers_mut().insert("authorization", bob.parse().unwrap());
        body(&answer(&mut embedding(), request))
    };
    let chain = &asked(&good())["signedCertificateEmbeddedSct"]["chain"];
    assert_eq!(identity(chain), "alice@example.org");
    let key = signer(KeyKind::P256);
    let mut request = possession(&key, key.scheme(), "bob@example.org");
    request.as_object_mut().unwrap().remove("credentials");
    let chain = &asked(&request)["signedCertificateEmbeddedSct"]["chain"];
    assert_eq!(identity(chain), "bob@example.org");
    assert_eq!(outcome(&request), refused(TOKEN));
}

#[test]
fn s_30_kept_snake_case_and_unknown_members() {
    let text = good().to_string();
    let snake = text
        .replace("oidcIdentityToken", "oidc_identity_token")
        .replace("publicKeyRequest", "public_key_request")
        .replace("publicKey", "public_key")
        .replace("proofOfPossession", "proof_of_possession");
    assert_eq!(outcome(&serde_json::from_str(&snake).unwrap()), alice());
    let mut more = good();
    more["more"] = json!(1);
    more["publicKeyRequest"]["publicKey"]["algorithm"] = json!("WHATEVER");
    assert_eq!(outcome(&more), alice());
}

#[test]
fn s_30_broken_both_neither_and_what_is_no_json() {
    let mut both = good();
    both["certificateSigningRequest"] = json!("");
    let (status, code, message) = outcome(&both).unwrap_err();
    assert_eq!((status, code), (400, 3));
    assert!(message.contains("certificateSigningRequest"), "{message}");
    let mut neither = good();
    neither.as_object_mut().unwrap().remove("publicKeyRequest");
    assert_eq!(outcome(&neither), refused(KEY));
    let mut bare = good();
    bare["publicKeyRequest"]["publicKey"]["content"] = json!("MFkw");
    assert_eq!(outcome(&bare), refused(KEY));
}

#[test]
fn s_31_kept_each_key_proves_itself_with_its_scheme() {
    for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519] {
        let key = signer(kind);
        let scheme = match kind {
            KeyKind::Ed25519 => SignatureScheme::Ed25519,
            _ => key.scheme(),
        };
        assert_eq!(outcome(&possession(&key, scheme, "alice@example.org")), alice());
    }
}

#[test]
fn s_31_broken_another_text_another_hash_another_key() {
    let key = signer(KeyKind::P384);
    assert_eq!(outcome(&possession(&key, key.scheme(), "alice@example.orh")), refused(PROOF));
    let sha256 = key.scheme_with(HashAlgorithm::Sha256);
    assert_eq!(outcome(&possession(&key, sha256, "alice@example.org")), refused(PROOF));
    let ed25519 = signer(KeyKind::Ed25519);
    let request = possession(&ed25519, SignatureScheme::Ed25519ph, "alice@example.org");
    assert_eq!(outcome(&request), refused(PROOF));
    let mut other = good();
    let spki = signer(KeyKind::P384);
    other["publicKeyRequest"]["publicKey"]["content"] = json!(pem("PUBLIC KEY", spki.spki()));
    assert_eq!(outcome(&other), refused(PROOF));
}

#[test]
fn s_32_kept_a_certification_request_is_its_own_proof() {
    for (kind, hash, last) in [
        (KeyKind::P256, HashAlgorithm::Sha256, 2),
        (KeyKind::P384, HashAlgorithm::Sha384, 3),
        (KeyKind::P521, HashAlgorithm::Sha512, 4),
    ] {
        let request = certification(&signer(kind), hash, &[1, 2, 840, 10045, 4, 3, last]);
        assert_eq!(outcome(&request), alice());
    }
    let request =
        certification(&signer(KeyKind::Ed25519), HashAlgorithm::Sha512, &[1, 3, 101, 112]);
    assert_eq!(outcome(&request), alice());
}

#[test]
fn s_32_broken_another_hash_another_algorithm_no_pem() {
    let key = signer(KeyKind::P256);
    let sha512 = certification(&key, HashAlgorithm::Sha512, &[1, 2, 840, 10045, 4, 3, 4]);
    let expected = refused("signing algorithm not permitted: *ecdsa.PublicKey, SHA-512");
    assert_eq!(outcome(&sha512), expected);
    // Signed with SHA-256, named as SHA-384.
    let misnamed = certification(&key, HashAlgorithm::Sha256, &[1, 2, 840, 10045, 4, 3, 3]);
    assert_eq!(outcome(&misnamed), refused(PROOF));
    let rsa = certification(&key, HashAlgorithm::Sha256, &[1, 2, 840, 113549, 1, 1, 11]);
    assert_eq!(outcome(&rsa), refused(PROOF));
    let mut no_pem = sha512;
    no_pem["certificateSigningRequest"] = json!(Base64::encode_string(b"MIG6"));
    assert_eq!(outcome(&no_pem), refused(CSR));
    let more = pem("CERTIFICATE REQUEST", &[0x30, 0, 0]);
    no_pem["certificateSigningRequest"] = json!(Base64::encode_string(more.as_bytes()));
    assert_eq!(outcome(&no_pem), refused(CSR));
}

/// A SubjectPublicKeyInfo of RSA with a modulus of so many octets and this exponent.
fn rsa(first: u8, octets: usize, exponent: &[u8]) -> Vec<u8> {
    let mut modulus = vec![0x55; octets];
    modulus[0] = first;
    let key = asn1::sequence(&[&asn1::unsigned(&modulus), &asn1::unsigned(exponent)]);
    let algorithm = asn1::oid(&[1, 2, 840, 113549, 1, 1, 1]);
    let algorithm = asn1::sequence(&[&algorithm, &asn1::null()]);
    asn1::sequence(&[&algorithm, &asn1::bit_string(&key)])
}

fn with_key(spki: &[u8]) -> Value {
    let mut request = good();
    request["publicKeyRequest"]["publicKey"]["content"] = json!(pem("PUBLIC KEY", spki));
    request
}

#[test]
fn s_33_kept_a_good_key_comes_to_its_proof() {
    for octets in [256, 384, 512] {
        assert_eq!(outcome(&with_key(&rsa(0x80, octets, &[1, 0, 1]))), refused(PROOF));
    }
}

#[test]
fn s_33_broken_weak_keys_and_none() {
    let f4 = &[1, 0, 1][..];
    for weak in [
        rsa(0x80, 128, f4),
        rsa(0x7f, 256, f4),
        rsa(0x7f, 384, f4),
        rsa(0x80, 513, f4),
        rsa(0x80, 256, &[3]),
        rsa(0x80, 256, &[1, 0, 3]),
    ] {
        assert_eq!(outcome(&with_key(&weak)), refused(WEAK));
    }
    assert_eq!(outcome(&with_key(&[0x30, 0])), refused(KEY));
}

#[test]
fn s_34_shape_the_promise_is_embedded_beside_or_absent() {
    let embedded = body(&v2(&mut embedding(), &good()));
    let chain = embedded["signedCertificateEmbeddedSct"]["chain"]["certificates"].clone();
    let own = authority(true).chain.certificates().unwrap();
    let chain: Vec<_> =
        chain.as_array().unwrap().iter().map(|c| der(c.as_str().unwrap())).collect();
    assert_eq!(chain[1..], own);
    let leaf = Certificate::parse(&chain[0]).unwrap();
    assert!(leaf.sct_list().is_some());
    let life = leaf.validity();
    assert_eq!(life.start, Some(NOW));
    assert_eq!(life.end, Some(UnixTime::from_seconds(NOW.seconds() + 600)));

    let none = body(&v2(&mut fulcio(Promises::None), &good()));
    assert_eq!(none["signedCertificateDetachedSct"]["signedCertificateTimestamp"], "");

    let beside = body(&v2(&mut fulcio(Promises::Detached(Box::new(log()))), &good()));
    let beside = &beside["signedCertificateDetachedSct"];
    let promise = Base64::decode_vec(beside["signedCertificateTimestamp"].as_str().unwrap());
    let promise: Value = serde_json::from_slice(&promise.unwrap()).unwrap();
    assert_eq!(promise["sct_version"], 0);
    let leaf = der(beside["chain"]["certificates"][0].as_str().unwrap());
    assert!(Certificate::parse(&leaf).unwrap().sct_list().is_none());
}

#[test]
fn s_35_shape_refusals_are_statuses_in_json() {
    let mut server = embedding();
    let mut asked = |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(path).body(Vec::new()).unwrap();
        let response = answer(&mut server, request);
        (response.status().as_u16(), body(&response))
    };
    let of = |code: u64, message: &str| json!({"code": code, "message": message, "details": []});
    assert_eq!(asked("POST", "/api/v2/signingCert"), (400, of(3, TOKEN)));
    assert_eq!(asked("GET", "/api/v2/signingCert"), (501, of(12, "Method Not Allowed")));
    assert_eq!(asked("POST", "/healthz"), (501, of(12, "Method Not Allowed")));
    assert_eq!(asked("GET", "/"), (404, of(5, "Not Found")));
}

#[test]
fn s_38_accepted_the_older_form_with_a_key_as_pem_and_as_der() {
    let key = signer(KeyKind::P256);
    let proof = key.sign(key.scheme(), Message::Bytes(b"alice@example.org")).unwrap();
    let pem = pem("PUBLIC KEY", key.spki());
    for content in [pem.as_bytes(), key.spki()] {
        let request = json!({
            "publicKey": {"content": Base64::encode_string(content), "algorithm": "ecdsa"},
            "signedEmailAddress": Base64::encode_string(&proof),
        });
        let mut request = post("/api/v1/signingCert", request.to_string());
        let bearer = format!("Bearer {}", token());
        request.headers_mut().insert("authorization", bearer.parse().unwrap());
        let response = answer(&mut embedding(), request.clone());
        assert_eq!(response.status(), 201);
        assert_eq!(response.headers()["content-type"], "application/pem-certificate-chain");
        assert_eq!(response.headers().get("sct"), None);
        let text = String::from_utf8(response.into_body()).unwrap();
        assert_eq!(text.matches("-----BEGIN CERTIFICATE-----\n").count(), 3);
        let beside = answer(&mut fulcio(Promises::Detached(Box::new(log()))), request);
        assert!(beside.headers().contains_key("sct"));
    }
}

/// A log that answers as it is told, and keeps what it was asked.
struct Told(u16, &'static str, Arc<Mutex<Vec<String>>>);

impl Peer for Told {
    fn ask(
        &mut self,
        request: Request<Vec<u8>>,
        _: UnixTime,
        _: Random<'_>,
    ) -> Option<Response<Vec<u8>>> {
        self.2.lock().unwrap().push(request.uri().to_string());
        Some(Response::builder().status(self.0).body(self.1.into()).unwrap())
    }
}

#[test]
fn without_a_promise_there_is_no_certificate() {
    for (status, text) in [(503, "down"), (200, "{}"), (200, "[")] {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let told = Told(status, text, Arc::clone(&asked));
        let mut server = fulcio(Promises::Embedded(Box::new(told)));
        let response = v2(&mut server, &good());
        assert_eq!((response.status().as_u16(), &body(&response)["code"]), (500, &json!(13)));
        assert_eq!(*asked.lock().unwrap(), ["/ct/v1/add-pre-chain"]);
        // A request that is refused costs the log nothing.
        let mut other = good();
        other["publicKeyRequest"]["proofOfPossession"] = json!("");
        assert_eq!(v2(&mut server, &other).status(), 400);
        assert_eq!(asked.lock().unwrap().len(), 1);
    }
}

#[test]
fn s_7_kept_a_good_token_of_an_accepted_issuer() {
    assert_eq!(outcome(&good()), alice());
}

#[test]
fn s_7_broken_another_audience_time_or_issuer() {
    let with = |claims: Value| {
        let mut all = json!({"email": "alice@example.org", "email_verified": true});
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let mut request = good();
        request["credentials"]["oidcIdentityToken"] = json!(mint(&mut issuer(), &all));
        outcome(&request)
    };
    assert_eq!(with(json!({})), alice());
    let now = NOW.seconds();
    for broken in [
        json!({"aud": "other"}),
        json!({"exp": now}),
        json!({"nbf": now + 1}),
        json!({"iss": "http://127.0.0.1:4445"}),
        json!({"iss": "http://127.0.0.1:4444/"}),
        json!({"email_verified": false}),
    ] {
        assert_eq!(with(broken.clone()), refused(TOKEN), "{broken}");
    }
}

#[test]
fn a_check_of_ones_own_can_stand_for_the_issuers() {
    struct Everyone;
    impl TokenCheck for Everyone {
        fn check(
            &mut self,
            token: &str,
            _: UnixTime,
            _: Random<'_>,
        ) -> Result<Principal, TokenRefused> {
            let identity = Identity::Uri(format!("https://example.org/{token}"));
            let (issuer, challenge) = ("https://example.org".into(), "alice@example.org".into());
            Ok(Principal { identity, issuer, extensions: Vec::new(), challenge })
        }
    }
    let everyone = Box::new(Everyone);
    let server = Fulcio::with_check(authority(true), Vec::new(), everyone, Promises::None);
    let mut request = good();
    request["credentials"]["oidcIdentityToken"] = json!("me");
    let answer = body(&v2(&mut server.unwrap(), &request));
    let chain = &answer["signedCertificateDetachedSct"]["chain"];
    assert_eq!(identity(chain), "https://example.org/me");
}
