//! What the tests have in common: a check of tokens, randomness that repeats, an authority.
#![allow(dead_code, unreachable_pub)]

use base64ct::{Base64UrlUnpadded, Encoding};
use http::{Request, Response};
use serde_json::Value;
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{CertificateAuthority, Chain, Identity, KeyKind, SigningKey, arcs, asn1};
use sigstore_local::{OidcIssuer, Principal, Server, TokenCheck, TokenRefused};
use sigstore_traits::{HashAlgorithm, Message, SignatureScheme, SignatureSuite, UnixTime};

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

/// An issuer that [`Tokens`] knows.
#[derive(Clone)]
pub struct Known {
    pub url: String,
    pub kind: &'static str,
    pub domain: &'static str,
    pub spki: Vec<u8>,
}

/// As much of a token check as the tests need: ES256, times, audience, and the kinds of identities
/// in the corpus.
pub struct Tokens(pub Vec<Known>);

impl Tokens {
    pub fn of(issuer: &OidcIssuer) -> Box<dyn TokenCheck> {
        let (url, spki) = (issuer.url().to_owned(), issuer.spki().to_vec());
        Box::new(Self(vec![Known { url, kind: "email", domain: "", spki }]))
    }
}

impl TokenCheck for Tokens {
    fn check(&mut self, token: &str, now: UnixTime) -> Result<Principal, TokenRefused> {
        self.principal(token, now.seconds()).ok_or(TokenRefused)
    }
}

impl Tokens {
    fn principal(&self, token: &str, now: i64) -> Option<Principal> {
        let parts: Vec<_> = token.split('.').collect();
        let [header, payload, signature] = parts.try_into().ok()?;
        let header: Value = parse(header)?;
        let claims: Value = parse(payload)?;
        let known = self.0.iter().find(|known| claims["iss"] == known.url.as_str())?;
        let signed = token.rsplit_once('.')?.0;
        let signature = Base64UrlUnpadded::decode_vec(signature).ok()?;
        if header["alg"] != "ES256" || signature.len() != 64 {
            return None;
        }
        let (r, s) = signature.split_at(32);
        let signature = asn1::sequence(&[&asn1::unsigned(r), &asn1::unsigned(s)]);
        let key = AwsLcSuite.key(&known.spki).ok()?;
        let scheme = SignatureScheme::Ecdsa(HashAlgorithm::Sha256);
        AwsLcSuite.verify(&key, scheme, Message::Bytes(signed.as_bytes()), &signature).ok()?;
        let audience = &claims["aud"];
        let meant = audience == "sigstore"
            || audience.as_array().is_some_and(|list| list.iter().any(|one| one == "sigstore"));
        let in_time = now < claims["exp"].as_i64()? && claims["nbf"].as_i64().unwrap_or(now) <= now;
        (meant && in_time).then(|| known.principal(&claims)).flatten()
    }
}

impl Known {
    fn principal(&self, claims: &Value) -> Option<Principal> {
        let text = |name: &str| claims[name].as_str().map(str::to_owned);
        let subject = text("sub");
        let issuer = claims["federated_claims"]["connector_id"].as_str().unwrap_or(&self.url);
        let uri = |text: String| Some((Identity::Uri(text), subject.clone()?, Vec::new()));
        let (identity, challenge, mut extensions) = match self.kind {
            "email" => {
                let verified = &claims["email_verified"];
                let email = text("email").filter(|email| email.contains('@'))?;
                (*verified == true || verified == "true").then_some(())?;
                (Identity::Email(email.clone()), email, Vec::new())
            }
            "github-workflow" => {
                let (_, challenge, _) = uri(String::new())?;
                let place = format!("https://github.com/{}", text("job_workflow_ref")?);
                (Identity::Uri(place), challenge, github(claims)?)
            }
            "gitlab-pipeline" => {
                let place = format!("https://{}", text("ci_config_ref_uri")?);
                (Identity::Uri(place.clone()), subject.clone()?, gitlab(claims, &place)?)
            }
            "buildkite-job" => {
                let (who, what) = (text("organization_slug")?, text("pipeline_slug")?);
                uri(format!("https://buildkite.com/{who}/{what}"))?
            }
            "kubernetes" => {
                let inside = &claims["kubernetes.io"];
                let account = inside["serviceaccount"]["name"].as_str()?;
                let space = inside["namespace"].as_str()?;
                uri(format!("https://kubernetes.io/namespaces/{space}/serviceaccounts/{account}"))?
            }
            "spiffe" | "uri" => {
                let subject = subject.clone()?;
                subject.starts_with(self.domain).then_some(())?;
                uri(subject)?
            }
            "username" => {
                let subject = subject.clone()?;
                (!subject.contains(['@', '!'])).then_some(())?;
                let name = format!("{subject}!{}", self.domain);
                (Identity::OtherName(name), subject, Vec::new())
            }
            _ => return None,
        };
        extensions.extend(subject.map(|subject| (24, subject)));
        Some(Principal { identity, issuer: issuer.into(), extensions, challenge })
    }
}

fn parse(part: &str) -> Option<Value> {
    serde_json::from_slice(&Base64UrlUnpadded::decode_vec(part).ok()?).ok()
}

fn github(claims: &Value) -> Option<Vec<(u32, String)>> {
    let server = |text: &str| format!("https://github.com/{text}");
    let of = |name: &str| claims[name].as_str().map(str::to_owned);
    let (run, attempt) = (of("run_id")?, of("run_attempt")?);
    let run = format!("{}/actions/runs/{run}/attempts/{attempt}", server(&of("repository")?));
    Some(vec![
        (2, of("event_name")?),
        (3, of("sha")?),
        (4, of("workflow")?),
        (5, of("repository")?),
        (6, of("ref")?),
        (9, server(&of("job_workflow_ref")?)),
        (10, of("job_workflow_sha")?),
        (11, of("runner_environment")?),
        (12, server(&of("repository")?)),
        (13, of("sha")?),
        (14, of("ref")?),
        (15, of("repository_id")?),
        (16, server(&of("repository_owner")?)),
        (17, of("repository_owner_id")?),
        (18, server(&of("workflow_ref")?)),
        (19, of("workflow_sha")?),
        (20, of("event_name")?),
        (21, run),
        (22, of("repository_visibility")?),
    ])
}

fn gitlab(claims: &Value, place: &str) -> Option<Vec<(u32, String)>> {
    let server = |text: &str| format!("https://gitlab.com/{text}");
    let of = |name: &str| claims[name].as_str().map(str::to_owned);
    Some(vec![
        (9, place.to_owned()),
        (10, of("ci_config_sha")?),
        (11, of("runner_environment")?),
        (12, server(&of("project_path")?)),
        (13, of("sha")?),
        (14, format!("refs/heads/{}", of("ref")?)),
        (15, of("project_id")?),
        (16, server(&of("namespace_path")?)),
        (17, of("namespace_id")?),
        (18, place.to_owned()),
        (19, of("ci_config_sha")?),
        (20, of("pipeline_source")?),
        (21, format!("{}/-/jobs/{}", server(&of("project_path")?), of("job_id")?)),
        (22, of("project_visibility")?),
    ])
}
