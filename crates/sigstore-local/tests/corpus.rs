//! Every recorded request to a Fulcio, a certificate log or an issuer goes to ours, and the answers
//! are compared: status, content type, the shape of JSON, the fixed words of refusals, and what
//! stands in the certificates.
//!
//! The tokens of the recordings are signed by keys that are gone. Their claims are signed again by
//! issuers of the same addresses, at the time of the recording; what was wrong with a signature is
//! made wrong again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

#[path = "../../sigstore-local-oidc/tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use http::{Request, Response};
use serde_json::{Value, json};
use sigstore_certificate::Certificate;
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{CtLog, KeyKind, SigningKey};
use sigstore_jwt::IssuerKind;
use sigstore_local_fulcio::{CtServer, Fulcio, Promises};
use sigstore_local_oidc::{AcceptedIssuer, Issuers, OidcIssuer};
use sigstore_server::{Peer, Random, Server};
use sigstore_traits::{SignatureSuite, UnixTime};
use support::{NOW, authority, claims, mint, random};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/exchanges");

/// What is answered otherwise, and why. A difference that is gone is to be taken out.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    (
        "fulcio/26-v2-type-buildkite",
        "status 400, not 200",
        "our kind is the one of the public instance, whose certificates want more claims",
    ),
    ("ct/22-backend-down-get-sth", "status 200, not 503", "a log in memory has no backend"),
    (
        "fulcio/66-err-pop-not-base64",
        "message",
        "what can't be read is said in the words of our JSON reader",
    ),
    ("fulcio/79-err-csr-pem-not-base64", "message", "the same"),
    ("fulcio/94-err-both-requests", "message", "the same"),
    ("fulcio/98-err-not-json", "message", "the same"),
    ("fulcio/99-err-json-array", "message", "the same"),
    ("fulcio/100-err-json-cut", "message", "the same"),
    (
        "fulcio/111-ct-backend-down",
        "status 500, not 0",
        "a log that does not answer is told at once, where Fulcio leaves the client waiting",
    ),
    ("fulcio-ct-down/01-pop", "status 500, not 0", "the same"),
    (
        "fulcio-ci-provider/02-pop",
        "status 400, not 200",
        "the templates of generic CI providers are not there",
    ),
    ("oidc/01-discovery", "content type, shape", "the recorded issuer tells less, without a type"),
    ("oidc/02-keys", "content type, shape", "the recorded issuer signs with RSA"),
    ("oidc/03-mint", "content type", "the recorded issuer names no type"),
];

/// What a recording is of, and how it is.
struct Recording {
    name: String,
    service: String,
    request: Value,
    response: Value,
}

#[test]
fn every_recorded_request_is_answered_alike() {
    let recordings = recordings();
    if recordings.is_empty() {
        eprintln!("skipped: 163 cases (no ../shared/corpus)");
        return;
    }
    let mut found = BTreeMap::new();
    let mut ct = certificate_log(&recordings);
    let mut authorities = BTreeMap::new();
    for recording in &recordings {
        let response = match recording.service.as_str() {
            "ct" => answer(&mut ct.0, &recording.ct_request(&ct.1), NOW),
            "oidc" => answer(&mut issuer(9401), &recording.request(), NOW),
            _ => recording.certified(&mut authorities),
        };
        let difference = recording.compare(&response);
        if !difference.is_empty() {
            found.insert(recording.name.clone(), difference.join(", "));
        }
    }
    let expected = DIFFERENCES.iter();
    let expected = expected.map(|(name, difference, _)| (name.to_string(), difference.to_string()));
    assert_eq!(found, expected.collect::<BTreeMap<_, _>>());
    eprintln!("{} exchanges", recordings.len());
}

fn answer(server: &mut dyn Server, request: &Request<Vec<u8>>, now: UnixTime) -> Response<Vec<u8>> {
    server.answer(request, now, &mut random())
}

fn recordings() -> Vec<Recording> {
    let mut files = Vec::new();
    for folder in [
        "ct",
        "fulcio",
        "fulcio-ci-provider",
        "fulcio-ct-down",
        "fulcio-intermediate",
        "fulcio-no-ct",
        "oidc",
    ] {
        files.extend(entries(&Path::new(CORPUS).join(folder)));
    }
    for life in entries(&Path::new(CORPUS).join("lives")) {
        let of_fulcio = |path: &PathBuf| path.to_string_lossy().contains("fulcio-signing-cert");
        files.extend(entries(&life).into_iter().filter(of_fulcio));
    }
    files.iter().map(|path| Recording::read(path)).collect()
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let found = std::fs::read_dir(directory).into_iter().flatten();
    let mut found: Vec<_> = found.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

impl Recording {
    fn read(path: &Path) -> Self {
        let mut value: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let name = path.strip_prefix(CORPUS).unwrap().with_extension("");
        Self {
            name: name.to_string_lossy().into_owned(),
            service: value["service"].as_str().unwrap().into(),
            request: value["request"].take(),
            response: value["response"].take(),
        }
    }

    fn request(&self) -> Request<Vec<u8>> {
        let text = |name: &str| self.request[name].as_str();
        let mut request =
            Request::builder().method(text("method").unwrap()).uri(text("path").unwrap());
        for (name, value) in self.request["headers"].as_object().unwrap() {
            request = request.header(name, value.as_str().unwrap());
        }
        let body = text("body_base64").map(|text| Base64::decode_vec(text).unwrap());
        // A body that is too large to be kept.
        let large = || vec![b' '; 5 << 20];
        let body = match self.request.get("body_note") {
            Some(_) => large(),
            None => body.unwrap_or_default(),
        };
        request.body(body).unwrap()
    }

    /// The bodies of the two, and what differs.
    fn compare(&self, response: &Response<Vec<u8>>) -> Vec<String> {
        let status = self.response["status"].as_u64().unwrap();
        if status != u64::from(response.status().as_u16()) {
            return vec![format!("status {}, not {status}", response.status().as_u16())];
        }
        let mut differences = Vec::new();
        let content_type = response.headers().get("content-type");
        let content_type = content_type.map(|value| value.to_str().unwrap());
        if content_type != self.response["headers"]["content-type"].as_str() {
            differences.push("content type".into());
        }
        let text = String::from_utf8(response.body().clone()).unwrap();
        match (&self.response["body_json"], serde_json::from_str::<Value>(&text)) {
            (Value::Null, Err(_)) => {
                let recorded = self.response["body_text"].as_str().unwrap();
                if text_shape(recorded) != text_shape(&text) {
                    differences.push("text".into());
                }
            }
            (recorded, Ok(own)) => {
                if shape(recorded) != shape(&own) {
                    differences.push("shape".into());
                }
                if recorded["message"] != own["message"] {
                    differences.push("message".into());
                }
            }
            _ => differences.push("shape".into()),
        }
        if certificate_facts(&self.response) != facts_of(&text) {
            differences.push("certificate".into());
        }
        differences
    }
}

/// The first line of a refusal, the labels of PEM, that there is a token.
fn text_shape(text: &str) -> Vec<String> {
    let mut lines = text.lines().filter(|line| line.starts_with("-----"));
    match lines.next() {
        Some(first) => std::iter::once(first).chain(lines).map(str::to_owned).collect(),
        None if text.starts_with("eyJ") => vec!["a token".into()],
        None => text.lines().take(1).map(str::to_owned).collect(),
    }
}

/// Names and types; of an array the different shapes of its elements.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => json!("null"),
        Value::Bool(_) => json!("boolean"),
        Value::Number(_) => json!("number"),
        Value::String(_) => json!("string"),
        Value::Array(elements) => {
            let shapes: BTreeMap<_, _> =
                elements.iter().map(shape).map(|shape| (shape.to_string(), shape)).collect();
            shapes.into_values().collect()
        }
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), shape(value))).collect()
        }
    }
}

fn certificate_facts(response: &Value) -> Vec<String> {
    let json = &response["body_json"];
    let text = response["body_text"].as_str().map(str::to_owned);
    facts_of(&text.unwrap_or_else(|| json.to_string()))
}

/// What the first certificate says of its owner, if it is one of a signer.
fn facts_of(text: &str) -> Vec<String> {
    let text = text.replace("\\n", "\n");
    let Some((_, rest)) = text.split_once("-----BEGIN CERTIFICATE-----") else {
        return Vec::new();
    };
    let base64: String = rest.split_once("-----END").unwrap().0.split_whitespace().collect();
    let der = Base64::decode_vec(&base64).unwrap();
    let leaf = Certificate::parse(&der).unwrap();
    if leaf.extension("2.5.29.19").is_some() {
        return Vec::new();
    }
    leaf.leaf_profile().unwrap();
    let identity = leaf.identity().unwrap();
    let mut facts = vec![
        format!("{} {}", identity.kind.name(), identity.text),
        format!("issuer {:?}", leaf.issuer_url().unwrap()),
        format!("promised: {}", leaf.sct_list().is_some()),
        format!(
            "extensions: {:?}",
            leaf.extensions().map(|e| e.oid.to_string()).collect::<Vec<_>>()
        ),
    ];
    for extension in leaf.fulcio_extensions().unwrap() {
        facts.push(format!("{} {}", extension.number, extension.value));
    }
    facts
}

// The certificate authority.

/// What kind of identities the issuers of the recording have.
const ISSUERS: [(u16, IssuerKind, Option<&str>); 9] = [
    (9401, IssuerKind::Email, None),
    (9402, IssuerKind::GithubWorkflow, None),
    (9403, IssuerKind::Spiffe, Some("example.org")),
    (9404, IssuerKind::Uri, Some("http://127.0.0.1:9404")),
    (9405, IssuerKind::Username, Some("127.0.0.1")),
    (9406, IssuerKind::GitlabPipeline, None),
    (9408, IssuerKind::Email, None),
    (9409, IssuerKind::Kubernetes, None),
    (9410, IssuerKind::BuildkiteJob, None),
];

fn issuer(port: u16) -> OidcIssuer {
    OidcIssuer::new(&format!("http://127.0.0.1:{port}"), &[(port % 100) as u8; 32])
}

struct Down;

impl Peer for Down {
    fn ask(
        &mut self,
        _: Request<Vec<u8>>,
        _: UnixTime,
        _: Random<'_>,
    ) -> Option<Response<Vec<u8>>> {
        None
    }
}

fn fulcio(promises: Promises, intermediate: bool) -> Fulcio {
    let down = AcceptedIssuer::new("http://127.0.0.1:9412", IssuerKind::Email);
    let mut issuers = Issuers::default().with(down, Box::new(Down));
    for (port, kind, domain) in ISSUERS {
        let issuer = issuer(port);
        let subject_domain = domain.map(str::to_owned);
        let accepted = AcceptedIssuer { subject_domain, ..AcceptedIssuer::new(issuer.url(), kind) };
        issuers = issuers.with(accepted, Box::new(issuer));
    }
    Fulcio::new(authority(intermediate), issuers, promises).unwrap()
}

fn own_log(intermediate: bool) -> CtServer {
    let roots = authority(intermediate).chain.certificates().unwrap();
    let log = CtLog::new(SigningKey::from_seed(KeyKind::P256, &[7; 32]));
    CtServer::new(log, roots.into_iter().next_back().into_iter().collect())
}

impl Recording {
    /// Has the request answered by a Fulcio like the recorded one, with its tokens signed again.
    fn certified(&self, authorities: &mut BTreeMap<String, Fulcio>) -> Response<Vec<u8>> {
        let own = match self.name.split('/').next().unwrap() {
            "fulcio" if self.name.ends_with("ct-backend-down") => "fulcio-ct-down",
            folder => folder,
        };
        let authority = authorities.entry(own.into()).or_insert_with(|| match own {
            "fulcio-no-ct" => fulcio(Promises::None, false),
            "fulcio-ct-down" => fulcio(Promises::Embedded(Box::new(Down)), false),
            "fulcio-intermediate" => fulcio(Promises::Embedded(Box::new(own_log(true))), true),
            _ => fulcio(Promises::Embedded(Box::new(own_log(false))), false),
        });
        let mut request = self.request();
        let mut now = NOW;
        if let Some(header) = request.headers().get("authorization").cloned()
            && let Some(token) = header.to_str().unwrap().strip_prefix("Bearer ")
        {
            let token = self.sign_again(token, &mut now);
            let header = format!("Bearer {token}").parse().unwrap();
            request.headers_mut().insert("authorization", header);
        }
        let credentials = &self.request["body_json"]["credentials"];
        for name in ["oidcIdentityToken", "oidc_identity_token"] {
            if let Some(token) = credentials[name].as_str().filter(|token| !token.is_empty()) {
                let text = String::from_utf8(request.body().clone()).unwrap();
                let text = text.replace(token, &self.sign_again(token, &mut now));
                *request.body_mut() = text.into_bytes();
            }
        }
        answer(authority, &request, now)
    }

    /// The same claims, signed by the issuer that they name; what was wrong is made wrong again.
    fn sign_again(&self, token: &str, now: &mut UnixTime) -> String {
        if self.name.contains("err-garbage") {
            return token.into();
        }
        let claims = claims(token);
        let times_are_wrong = self.name.contains("expired") || self.name.contains("not-yet");
        if !times_are_wrong {
            *now = UnixTime::from_seconds(claims["iat"].as_i64().unwrap());
        }
        let url = claims["iss"].as_str().unwrap_or_default();
        let port = url.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap_or(9401);
        let mut signer = match self.name.as_str() {
            "fulcio/44-err-issuer-of-another-port" => issuer(9401),
            "fulcio/54-err-other-key" | "fulcio/55-err-unknown-kid" => {
                OidcIssuer::new(url, &[99; 32])
            }
            _ => issuer(port),
        };
        let mut all = json!({"iss": null, "aud": null, "sub": null, "iat": null, "nbf": null,
            "exp": null});
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let signed = mint(&mut signer, &all);
        assert_eq!(support::claims(&signed), claims, "{}", self.name);
        let (content, signature) = signed.rsplit_once('.').unwrap();
        let payload = content.split_once('.').unwrap().1;
        let header = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        match self.name.as_str() {
            "fulcio/53-err-alg-none" => format!("{}.{payload}.", header(r#"{"alg":"none"}"#)),
            "fulcio/56-err-hs256-with-public-key" => {
                format!("{}.{payload}.{}", header(r#"{"alg":"HS256"}"#), &signature[..43])
            }
            "fulcio/57-err-token-signature-cut" => format!("{content}."),
            _ => signed,
        }
    }
}

// The certificate log.

/// A log that accepts the recorded authorities, with as many entries as the recorded one had, and
/// the hash of its entry 2.
fn certificate_log(recordings: &[Recording]) -> (CtServer, String) {
    let find = |name: &str| recordings.iter().find(|recording| recording.name == name).unwrap();
    let roots = find("ct/01-get-roots").response["body_json"]["certificates"].as_array();
    let roots = roots.unwrap().iter().map(|root| Base64::decode_vec(root.as_str().unwrap()));
    let key = SigningKey::from_seed(KeyKind::P256, &[7; 32]);
    let mut log = CtServer::new(CtLog::new(key), roots.map(Result::unwrap).collect());
    let add = find("ct/20-add-chain").ct_request("");
    for _ in 0..73 {
        assert_eq!(answer(&mut log, &add, NOW).status(), 200);
    }
    let entry = answer(&mut log, &support::get("/ct/v1/get-entries?start=2&end=2"), NOW);
    let leaf = support::json(&entry)["entries"][0]["leaf_input"].as_str().unwrap().to_owned();
    let leaf = Base64::decode_vec(&leaf).unwrap();
    (log, Base64::encode_string(&AwsLcSuite.sha256(&[&[0], &leaf])))
}

impl Recording {
    /// The request below `/ct/v1`, about the hash of our entry where it is about that of the
    /// recorded one.
    fn ct_request(&self, hash: &str) -> Request<Vec<u8>> {
        let mut request = self.request();
        let path = request.uri().to_string().replace("/test/", "/");
        let hash = hash.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let path = path.replace("%2FA5PrCgXI50hBDSz7FMLZ3lWftE2xQS6G5G%2BAMAJveQ%3D", &hash);
        *request.uri_mut() = path.parse().unwrap();
        request
    }
}
