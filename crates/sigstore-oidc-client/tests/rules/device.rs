//! Signing in on another device: S-19.
use std::time::Duration;

use http::Uri;
use sigstore_crypto::AwsLcSuite;
use sigstore_json::{Error as JsonError, ErrorKind};
use sigstore_oidc_client::{
    DeviceAuthorization, DeviceGrant, DeviceOutcome, DeviceToken, Error, Next, Pkce, Polling,
};
use sigstore_traits::UnixTime;
use sigstore_transport::{About, Exchange, Service};

use crate::token::CHALLENGE;
use crate::{ISSUER, VERIFIER, answer, at_issuer};

/// RFC 8628 section 3.2, with the device code of its example.
const GRANT: &str = r#"{"device_code":"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS","user_code":"WDJB-MJHT","verification_uri":"https://example.com/device","verification_uri_complete":"https://example.com/device?user_code=WDJB-MJHT","expires_in":1800,"interval":7}"#;

pub(crate) fn pkce() -> Pkce {
    Pkce::new(&[3; 32], &AwsLcSuite)
}

fn authorize(body: &str) -> Result<DeviceGrant, Error> {
    DeviceAuthorization { issuer: ISSUER, client_id: "sigstore", pkce: &pkce() }
        .reply(answer(200, body))
}

pub(crate) fn grant() -> DeviceGrant {
    authorize(GRANT).unwrap()
}

fn asked(status: u16, body: &str) -> Result<DeviceOutcome, Error> {
    let token =
        DeviceToken { issuer: ISSUER, client_id: "sigstore", grant: &grant(), pkce: &pkce() };
    token.reply(answer(status, body))
}

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(seconds)
}

fn wait(seconds: u64) -> Result<Next, Error> {
    Ok(Next::Wait(Duration::from_secs(seconds)))
}

#[test]
fn s_19_kept_the_device_asks_for_a_code() {
    let request = DeviceAuthorization { issuer: ISSUER, client_id: "sigstore", pkce: &pkce() };
    let endpoint = Uri::from_static("https://issuer.example/device/code");
    let form = format!(
        "client_id=sigstore&scope=openid%20email&code_challenge={CHALLENGE}\
         &code_challenge_method=S256"
    );
    let request = request.request(&endpoint).unwrap();
    assert_eq!(String::from_utf8(request.into_body()).unwrap(), form);
    let grant = grant();
    assert_eq!(grant.user_code, "WDJB-MJHT");
    assert_eq!(grant.verification_uri, "https://example.com/device");
    let complete = "https://example.com/device?user_code=WDJB-MJHT";
    assert_eq!(grant.verification_uri_complete.as_deref(), Some(complete));
    assert_eq!((grant.expires_in, grant.interval), (1800, 7));
    let without = authorize(&GRANT.replacen("\"interval\":7", "\"i\":7", 1)).unwrap();
    assert_eq!(without.interval, 5);
}

#[test]
fn s_19_kept_the_device_asks_for_the_token() {
    let token =
        DeviceToken { issuer: ISSUER, client_id: "sigstore", grant: &grant(), pkce: &pkce() };
    let request = token.request(&Uri::from_static("https://issuer.example/token")).unwrap();
    let form = format!(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=sigstore\
         &device_code=GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS&scope=openid%20email\
         &code_verifier={VERIFIER}"
    );
    assert_eq!(String::from_utf8(request.into_body()).unwrap(), form);
    assert_eq!(DeviceToken::ABOUT, About::new(Service::Issuer, "oidc-device-token").once());
}

/// A terminal shows them: what could move its cursor or clear it is refused.
#[test]
fn s_19_broken_a_code_that_is_not_to_be_shown() {
    for (from, to, place, bytes) in [
        ("WDJB-MJHT\",", "WD\\u001b[2J\",", "$.user_code", 6),
        ("\"WDJB-MJHT\",", "\"\",", "$.user_code", 0),
        ("https://example.com/device\",", "https://example.com/\\r\",", "$.verification_uri", 21),
    ] {
        let kind = ErrorKind::Unexpected {
            expected: "printable characters",
            found: format!("{bytes} bytes"),
        };
        let error = Error::Json { error: JsonError { kind, place: place.into() } };
        assert_eq!(authorize(&GRANT.replacen(from, to, 1)), Err(at_issuer(error)), "{to}");
    }
    let kind = ErrorKind::MissingMember { name: "device_code" };
    let error = Error::Json { error: JsonError { kind, place: "$".into() } };
    assert_eq!(authorize(&GRANT.replacen("device_code", "device", 1)), Err(at_issuer(error)));
}

/// RFC 8628 section 3.5 has 400; issuers answer with other statuses of the family, too.
#[test]
fn s_19_kept_every_outcome() {
    for (error, outcome) in [
        ("authorization_pending", DeviceOutcome::Pending),
        ("slow_down", DeviceOutcome::SlowDown),
        ("access_denied", DeviceOutcome::Denied),
        ("expired_token", DeviceOutcome::Expired),
    ] {
        let body = format!(r#"{{"error":"{error}","error_description":"x"}}"#);
        for status in [400, 401, 428] {
            assert_eq!(asked(status, &body).as_ref(), Ok(&outcome));
        }
    }
    let Ok(DeviceOutcome::Granted(token)) = asked(200, r#"{"id_token":"x.y.z"}"#) else { panic!() };
    assert_eq!(token.id_token(), "x.y.z");
}

#[test]
fn s_19_broken_anything_else() {
    let refused = |status, error: &str| {
        Err(at_issuer(Error::Refused { status, error: error.into(), description: None }))
    };
    assert_eq!(asked(400, r#"{"error":"invalid_grant"}"#), refused(400, "invalid_grant"));
    assert_eq!(asked(400, r#"{"error":"Slow_Down"}"#), refused(400, "Slow_Down"));
    // A server that fails says nothing of the person.
    assert_eq!(
        asked(500, r#"{"error":"authorization_pending"}"#),
        refused(500, "authorization_pending"),
    );
    let error = r#"{"error":"authorization_pending"}"#;
    let kind = ErrorKind::MissingMember { name: "id_token" };
    assert_eq!(
        asked(200, error),
        Err(at_issuer(Error::Json { error: JsonError { kind, place: "$".into() } })),
    );
}

#[test]
fn s_19_kept_five_seconds_more_from_each_slow_down_on() {
    let mut polling = Polling::new(&grant(), at(1000));
    assert_eq!(polling.first(at(1000)), Ok(Duration::from_secs(7)));
    assert_eq!(polling.after(DeviceOutcome::Pending, at(1007)), wait(7));
    assert_eq!(polling.after(DeviceOutcome::SlowDown, at(1014)), wait(12));
    assert_eq!(polling.after(DeviceOutcome::Pending, at(1026)), wait(12));
    assert_eq!(polling.after(DeviceOutcome::SlowDown, at(1038)), wait(17));
    assert_eq!(polling.after(DeviceOutcome::Pending, at(2798)), wait(2));
}

#[test]
fn s_19_broken_denied_expired_or_over() {
    let mut polling = Polling::new(&grant(), at(1000));
    assert_eq!(polling.after(DeviceOutcome::Denied, at(1007)), Err(Error::DeviceDenied));
    assert_eq!(polling.after(DeviceOutcome::Expired, at(1007)), Err(Error::DeviceExpired));
    assert_eq!(polling.after(DeviceOutcome::Pending, at(2800)), Err(Error::DeviceExpired));
    assert_eq!(polling.first(at(2800)), Err(Error::DeviceExpired));
}

/// Numbers of the server's choice neither overflow nor let a device wait for ever.
#[test]
fn s_19_broken_a_server_that_never_ends() {
    let max = u64::MAX.to_string();
    let endless = GRANT.replacen("1800", &max, 1).replacen(":7", &format!(":{max}"), 1);
    let mut polling = Polling::new(&authorize(&endless).unwrap(), at(0));
    assert_eq!(polling.after(DeviceOutcome::SlowDown, at(0)), wait(86_400));
    assert_eq!(polling.after(DeviceOutcome::Pending, at(86_400)), Err(Error::DeviceExpired));
    let extreme = Polling::new(&grant(), at(i64::MAX));
    assert_eq!(extreme.first(at(i64::MAX)), Err(Error::DeviceExpired));
}
