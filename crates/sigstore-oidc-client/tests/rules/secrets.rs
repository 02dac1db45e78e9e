//! Codes, verifiers, states and tokens do not print.
use std::fmt::Debug;

use sigstore_oidc_client::{DeviceAuthorization, DeviceOutcome, DeviceToken, Error, TokenRequest};
use sigstore_transport::Exchange;

use crate::device::{grant, pkce};
use crate::{ISSUER, NONCE, REDIRECT, STATE, VERIFIER, answer, pending};

const CODE: &str = "4/s3cr3t-c0de";
const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl";
const DEVICE: &str = "GmRhmhcxhwAzkoEqiMEg";

fn assert_silent(value: &impl Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        for secret in [CODE, "s3cr3t", VERIFIER, STATE, NONCE, TOKEN, DEVICE, "c2lnbmF0dXJl"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

fn assert_silent_error(error: Error) {
    assert_silent(&error);
    assert_silent(&error.to_string());
}

fn request() -> TokenRequest<'static> {
    TokenRequest {
        issuer: ISSUER,
        client_id: "sigstore",
        redirect_uri: REDIRECT,
        code: CODE,
        verifier: VERIFIER,
    }
}

#[test]
fn s_17_shape_no_value_prints_a_secret() {
    let (pending, grant, pkce) = (pending(), grant(), pkce());
    let code = pending.typed_code(CODE).unwrap();
    assert_silent(&pending);
    assert_silent(&code);
    assert_silent(&pending.token_request(&code));
    assert_silent(&request());
    assert_silent(&pkce);
    assert_silent(&grant);
    assert_silent(&DeviceAuthorization { issuer: ISSUER, client_id: "sigstore", pkce: &pkce });
    assert_silent(&DeviceToken {
        issuer: ISSUER,
        client_id: "sigstore",
        grant: &grant,
        pkce: &pkce,
    });
    let token = request().reply(answer(200, &format!(r#"{{"id_token":"{TOKEN}"}}"#))).unwrap();
    assert_silent(&token);
    assert_silent(&DeviceOutcome::Granted(token));
}

/// Servers repeat what they were sent, and answer with what they should not.
#[test]
fn s_17_shape_no_error_prints_a_secret() {
    let tokens = [
        format!(r#"{{"id_token":["{TOKEN}"]}}"#),
        format!(r#"{{"access_token":"{TOKEN}"}}"#),
        format!(r#"{{"id_token":"{TOKEN}","id_token":"{TOKEN}"}}"#),
        format!(r#"{{"id_token":"{TOKEN}""#),
        format!("id_token={TOKEN}"),
    ];
    for body in tokens {
        for status in [200, 201, 206] {
            assert_silent_error(request().reply(answer(status, &body)).unwrap_err());
        }
    }
    for echo in [
        format!(r#"{{"error":"invalid_grant","error_description":"code {CODE} with {VERIFIER}"}}"#),
        format!(r#"{{"error":"{CODE}"}}"#),
        format!("code={}&client_id=sigstore", CODE.replace('/', "%2F")),
        format!("<html>code={CODE}&amp;code_verifier={VERIFIER}</html>"),
    ] {
        assert_silent_error(request().reply(answer(400, &echo)).unwrap_err());
    }
    let (grant, pkce) = (grant(), pkce());
    let token = DeviceToken { issuer: ISSUER, client_id: "sigstore", grant: &grant, pkce: &pkce };
    let device_code = format!("{DEVICE}_DnyEysNkuNhszIySk9eS");
    for echo in [
        format!(r#"{{"error":"invalid_grant","error_description":"{device_code} {VERIFIER}"}}"#),
        format!("no such code: {device_code}"),
    ] {
        assert_silent_error(token.reply(answer(400, &echo)).unwrap_err());
    }
    for query in [
        format!("code={CODE}"),
        format!("code={CODE}&state={STATE}A"),
        format!("code={CODE}&state={STATE}&code={CODE}"),
        format!("code={CODE}%&state={STATE}"),
        format!("code={CODE}%20{CODE}&state={STATE}"),
        format!("code={CODE}&state={STATE}&iss=x"),
    ] {
        assert_silent_error(pending().callback(&query).unwrap_err());
    }
}
