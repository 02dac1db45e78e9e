//! Real tokens of the corpus: what certificate authorities made of them, and the issuer's own keys.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use serde_json::Value;
use sigstore_certificate::{Certificate, IdentityKind};
use sigstore_crypto::AwsLcSuite;
use sigstore_jwt::{
    Error, Expectations, IdentityToken, IssuerKind, KeySet, Principal, SanKind, SubjectAltName,
    check,
};
use sigstore_testing::corpus;
use sigstore_traits::{Refusal, UnixTime};

/// Exchanges whose token can't be read, or can't be certified, and the code of the refusal. All
/// were refused by the authority, for this reason or for another one as well.
const REFUSED: &[(&str, &str)] = &[
    ("36-err-garbage-token", "jwt-parts"),
    ("37-err-garbage-three-parts", "jwt-base64"),
    ("42-err-audience-missing", "json-missing-member"),
    ("46-err-issuer-missing", "json-missing-member"),
    ("47-err-email-unverified", "jwt-email-unverified"),
    ("48-err-email-verified-absent", "jwt-email-unverified"),
    ("50-err-email-absent", "jwt-claim-missing"),
    ("51-err-email-malformed", "jwt-claim-not-usable"),
    ("53-err-alg-none", "jwt-algorithm"),
    ("56-err-hs256-with-public-key", "jwt-algorithm"),
    ("57-err-token-signature-cut", "jwt-signature"),
    ("58-err-spiffe-other-domain", "jwt-claim-not-usable"),
    ("59-err-spiffe-malformed", "jwt-claim-not-usable"),
    ("60-err-uri-other-domain", "jwt-claim-not-usable"),
    ("61-err-username-with-at", "jwt-claim-not-usable"),
    ("62-refused-username-with-bang", "jwt-claim-not-usable"),
    ("63-err-github-missing-claims", "jwt-claim-missing"),
];

/// Certificates that say less than the public instance would: the authority of the laboratory has
/// Buildkite as an older kind of issuer, which writes no extensions of a build and asks for none
/// of the claims in them.
const OLDER: &[&str] = &["26-v2-type-buildkite"];

fn exchanges(service: &str) -> Vec<(String, Value)> {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: the exchanges of {service} (no ../shared/corpus)");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = fs::read_dir(corpus.join("exchanges").join(service))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let read = |path: &Path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    files.iter().map(|path| (name(path), read(path))).collect()
}

/// The token of a request: in the body, else in the header.
fn token(exchange: &Value) -> Option<String> {
    let request = &exchange["request"];
    let in_body = request["body_json"]["credentials"]["oidcIdentityToken"].as_str();
    let headers = request["headers"].as_object().unwrap();
    let in_header = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))
        .and_then(|(_, value)| value.as_str()?.strip_prefix("Bearer "));
    in_body.or(in_header).filter(|token| !token.is_empty()).map(Into::into)
}

/// The issuers of the laboratory, by their port.
fn kind(issuer: &str) -> (IssuerKind, Option<&'static str>) {
    match issuer.trim_end_matches('/').rsplit(':').next().unwrap() {
        "9402" => (IssuerKind::GithubWorkflow, None),
        "9403" => (IssuerKind::Spiffe, Some("example.org")),
        "9404" => (IssuerKind::Uri, Some("http://127.0.0.1:9404")),
        "9405" => (IssuerKind::Username, Some("127.0.0.1")),
        "9406" => (IssuerKind::GitlabPipeline, None),
        "9409" => (IssuerKind::Kubernetes, None),
        "9410" => (IssuerKind::BuildkiteJob, None),
        _ => (IssuerKind::Email, None),
    }
}

fn certified(token: &str) -> Result<Principal, Error> {
    let token = IdentityToken::parse(token)?;
    let (kind, domain) = kind(&token.claims().issuer);
    Principal::of(token.claims(), kind, domain)
}

#[test]
fn s_13_kept_by_every_certificate_that_was_issued() {
    let (mut issued, mut refused) = (0, Vec::new());
    for (name, exchange) in exchanges("fulcio") {
        let Some(token) = token(&exchange) else { continue };
        match certified(&token) {
            Ok(principal) => {
                let Some(certificate) = certificate(&exchange["response"]) else { continue };
                assert_eq!(principal, says(&certificate), "{name}");
                issued += 1;
            }
            Err(error) if OLDER.contains(&&*name) => assert_eq!(error.code(), "jwt-claim-missing"),
            Err(error) => {
                assert_eq!(exchange["response"]["status"], 400, "{name}: {error}");
                refused.push((name, error.code()));
            }
        }
    }
    if issued > 0 {
        let expected: Vec<_> = REFUSED.iter().map(|(name, code)| ((*name).into(), *code)).collect();
        assert_eq!(refused, expected);
        eprintln!("{issued} certificates, {} refusals", refused.len());
    }
}

/// The DER of the leaf in an answer of the second API.
fn certificate(response: &Value) -> Option<Vec<u8>> {
    let chain = &response["body_json"]["signedCertificateEmbeddedSct"]["chain"]["certificates"];
    let pem = chain[0].as_str()?;
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    Some(Base64::decode_vec(&base64).unwrap())
}

fn says(der: &[u8]) -> Principal {
    let certificate = Certificate::parse(der).unwrap();
    let identity = certificate.identity().unwrap();
    let kind = match identity.kind {
        IdentityKind::Email => SanKind::Email,
        IdentityKind::Uri => SanKind::Uri,
        IdentityKind::OtherName => SanKind::OtherName,
    };
    let extensions = certificate.fulcio_extensions().unwrap();
    Principal {
        identity: SubjectAltName { kind, text: identity.text.into_owned() },
        issuer: certificate.issuer_url().unwrap().unwrap().into(),
        extensions: extensions
            .into_iter()
            .map(|extension| (extension.number, extension.value.into_owned()))
            .collect(),
    }
}

#[test]
fn s_7_kept_by_a_token_under_the_keys_of_its_issuer() {
    let exchanges = exchanges("oidc");
    let body = |name: &str| {
        let mut all = exchanges.iter();
        let (_, exchange) = all.find(|(found, _)| found == name).unwrap();
        Base64::decode_vec(exchange["response"]["body_base64"].as_str().unwrap()).unwrap()
    };
    if exchanges.is_empty() {
        return;
    }
    let keys = KeySet::parse(&body("02-keys"), &AwsLcSuite).unwrap();
    let token = IdentityToken::parse(&String::from_utf8(body("03-mint")).unwrap()).unwrap();
    let expected = Expectations {
        issuer: "http://127.0.0.1:9401",
        audience: "sigstore",
        nonce: None,
        now: UnixTime::from_seconds(1_795_427_000),
        leeway_seconds: 0,
    };
    assert!(check(&token, &keys, &AwsLcSuite, &expected).is_ok());
    let late = Expectations { now: UnixTime::from_seconds(1_795_427_516), ..expected };
    assert_eq!(check(&token, &keys, &AwsLcSuite, &late).unwrap_err().code(), "jwt-expired");
}

/// The tokens of other projects' tests, expired or synthetic.
#[test]
fn s_7_kept_by_the_tokens_of_other_projects() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: 7 tokens (no ../shared/corpus)");
        return;
    };
    for (file, code) in [
        ("token-01", None),
        ("token-07", Some("jwt-algorithm")),
        ("token-08", Some("jwt-algorithm")),
        ("token-09", Some("jwt-algorithm")),
        ("token-10", Some("jwt-algorithm")),
        ("token-11", Some("jwt-algorithm")),
        ("token-12", Some("jwt-algorithm")),
    ] {
        let text = fs::read_to_string(corpus.join(format!("jwt/{file}.jwt"))).unwrap();
        let error = IdentityToken::parse(&text).err();
        assert_eq!(error.map(|error| error.code()), code, "{file}");
    }
}
