//! Spending a code: S-17.
use http::{Method, Uri, header::CONTENT_TYPE};
use sigstore_json::{Error as JsonError, ErrorKind};
use sigstore_oidc_client::{Error, TokenRequest};
use sigstore_transport::{About, Exchange, Service};

use crate::{ISSUER, REDIRECT, STATE, VERIFIER, answer, at_issuer, pending};

/// `printf VERIFIER | openssl dgst -sha256 -binary | base64`, in the alphabet of addresses.
pub(crate) const CHALLENGE: &str = "g77gcvvTQj90gfwWOCFjatjPtz-u8N0FgfOXnqDHMbk";

fn request(code: &str) -> TokenRequest<'_> {
    TokenRequest {
        issuer: ISSUER,
        client_id: "sigstore",
        redirect_uri: REDIRECT,
        code,
        verifier: VERIFIER,
    }
}

#[test]
fn s_17_kept_the_code_is_spent_as_a_form() {
    let pending = pending();
    let code = pending.callback(&format!("code=4%2F0&state={STATE}")).unwrap();
    let endpoint = Uri::from_static("https://issuer.example/auth/token?x=y");
    let request = pending.token_request(&code).request(&endpoint).unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(*request.uri(), endpoint);
    assert_eq!(request.headers()[CONTENT_TYPE], "application/x-www-form-urlencoded");
    let form = format!(
        "grant_type=authorization_code&code=4%2F0\
         &redirect_uri=http%3A%2F%2Flocalhost%3A4711%2Fauth%2Fcallback\
         &client_id=sigstore&code_verifier={VERIFIER}"
    );
    assert_eq!(String::from_utf8(request.into_body()).unwrap(), form);
}

#[test]
fn s_17_shape_a_code_is_spent_once() {
    assert_eq!(TokenRequest::ABOUT, About::new(Service::Issuer, "oidc-token").once());
}

#[test]
fn s_17_kept_the_id_token_is_taken() {
    let body = r#"{"access_token":"a","token_type":"bearer","expires_in":59,"id_token":"x.y.z"}"#;
    let reply = request("c0de").reply(answer(200, body)).unwrap();
    assert_eq!(reply.id_token(), "x.y.z");
    assert_eq!(reply.into_id_token(), "x.y.z");
}

#[test]
fn s_17_broken_no_id_token() {
    let reply = |body| request("c0de").reply(answer(200, body)).unwrap_err();
    let json = |kind, place: &str| {
        at_issuer(Error::Json { error: JsonError { kind, place: place.into() } })
    };
    assert_eq!(
        reply(r#"{"access_token":"a","token_type":"bearer"}"#),
        json(ErrorKind::MissingMember { name: "id_token" }, "$"),
    );
    assert_eq!(
        reply(r#"{"id_token":""}"#),
        json(ErrorKind::Unexpected { expected: "a token", found: "nothing".into() }, "$.id_token"),
    );
    assert_eq!(
        reply(r#"{"id_token":["x.y.z"]}"#),
        json(ErrorKind::Type { expected: "a string", found: "an array" }, "$.id_token"),
    );
}

#[test]
fn s_17_broken_the_issuer_refuses() {
    let body = r#"{"error":"invalid_grant","error_description":"Invalid or expired code."}"#;
    for status in [400, 401, 500] {
        assert_eq!(
            request("c0de").reply(answer(status, body)),
            Err(at_issuer(Error::Refused {
                status,
                error: "invalid_grant".into(),
                description: Some("Invalid or expired code.".into()),
            })),
        );
    }
    assert_eq!(
        request("c0de").reply(answer(400, r#"{"error":"invalid_request"}"#)),
        Err(at_issuer(Error::Refused {
            status: 400,
            error: "invalid_request".into(),
            description: None,
        })),
    );
    for body in ["", "{}", r#"{"error":{"code":1}}"#, "Bad Gateway"] {
        let error = Error::NotUnderstood {
            status: 502,
            content_type: Some("application/json".into()),
            body_start: body.into(),
        };
        assert_eq!(request("c0de").reply(answer(502, body)), Err(at_issuer(error)));
    }
}
