//! Each rule kept, and broken by the smallest change.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod support;

use http::header::LOCATION;
use http::{Request, Response};
use serde_json::{Value, json};
use sigstore_crypto::AwsLcSuite;
use sigstore_local_oidc::{CONNECTOR, LOGIN_LIFETIME, OidcIssuer};
use sigstore_server::{Fill, Server};
use sigstore_traits::{SignatureSuite, UnixTime};

use support::{NOW, answer, claims, get, json as body, post, random};

const URL: &str = "http://127.0.0.1:4444";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// RFC 7636 appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://localhost:7777/auth/callback";
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

fn issuer() -> OidcIssuer {
    OidcIssuer::new(URL, &[1; 32])
}

/// An issuer with a clock and randomness that go on.
struct Talk {
    issuer: OidcIssuer,
    now: i64,
    random: Box<Fill>,
}

impl Talk {
    fn new() -> Self {
        Self { issuer: issuer(), now: NOW.seconds(), random: Box::new(random()) }
    }

    fn ask(&mut self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let now = UnixTime::from_seconds(self.now);
        self.issuer.answer(&request, now, &mut self.random)
    }

    /// Opens the login page and takes the name of the login out of it.
    fn begin(&mut self, query: &str) -> String {
        let page = text(&self.ask(get(&format!("/auth?{query}"))));
        let rest = page.split_once("name=\"request\" value=\"").expect(&page).1;
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Logs in, and takes the code out of the redirect.
    fn code(&mut self, query: &str) -> String {
        let name = self.begin(query);
        let form = format!("request={name}&email=alice%40example.org");
        let location = location(&self.ask(post("/auth/login", form)));
        let rest = location.split_once("code=").expect(&location).1;
        rest.split('&').next().unwrap().to_owned()
    }

    fn redeem(&mut self, code: &str) -> Response<Vec<u8>> {
        self.ask(post("/token", redemption(code)))
    }
}

fn authorization() -> String {
    format!(
        "response_type=code&client_id=sigstore&redirect_uri={}&scope=openid+email&state=s%26t&\
         nonce=n1&code_challenge={CHALLENGE}&code_challenge_method=S256",
        percent(BACK)
    )
}

fn redemption(code: &str) -> String {
    format!(
        "grant_type=authorization_code&client_id=sigstore&code={code}&redirect_uri={}&\
         code_verifier={VERIFIER}",
        percent(BACK)
    )
}

fn percent(text: &str) -> String {
    text.replace(':', "%3A").replace('/', "%2F")
}

fn text(response: &Response<Vec<u8>>) -> String {
    String::from_utf8(response.body().clone()).unwrap()
}

fn location(response: &Response<Vec<u8>>) -> String {
    assert_eq!(response.status(), 303, "{}", text(response));
    response.headers()[LOCATION].to_str().unwrap().to_owned()
}

fn error(response: &Response<Vec<u8>>) -> (u16, String) {
    let error = body(response)["error"].as_str().unwrap().to_owned();
    (response.status().as_u16(), error)
}

fn refused(error: &str) -> (u16, String) {
    (if error == "invalid_client" { 401 } else { 400 }, error.into())
}

#[test]
fn the_discovery_document_names_its_endpoints_and_the_key_set_its_key() {
    let mut issuer = issuer();
    let document = body(&answer(&mut issuer, get("/.well-known/openid-configuration")));
    assert_eq!(document["issuer"], URL);
    for (name, path) in [
        ("authorization_endpoint", "/auth"),
        ("token_endpoint", "/token"),
        ("jwks_uri", "/keys"),
        ("device_authorization_endpoint", "/device/code"),
    ] {
        assert_eq!(document[name], format!("{URL}{path}"));
    }
    let keys = body(&answer(&mut issuer, get("/keys")));
    assert_eq!(keys["keys"][0]["alg"], "ES256");
    assert_eq!(answer(&mut issuer, get("/nothing")).status(), 404);
    assert_eq!(answer(&mut issuer, get("/token")).status(), 405);
    assert_eq!(answer(&mut issuer, post("/keys", "")).status(), 405);
}

#[test]
fn s_17_kept_a_login_becomes_a_token() {
    let mut talk = Talk::new();
    let code = talk.code(&authorization());
    let response = talk.redeem(&code);
    assert_eq!(response.status(), 200, "{}", text(&response));
    assert_eq!(response.headers()["cache-control"], "no-store");
    let answer = body(&response);
    assert_eq!(answer["id_token"], answer["access_token"]);
    let claims = claims(answer["id_token"].as_str().unwrap());
    let expected = json!({
        "iss": URL, "aud": "sigstore", "iat": NOW.seconds(), "exp": NOW.seconds() + 600,
        "sub": "ChFhbGljZUBleGFtcGxlLm9yZxIbaHR0cHM6Ly9sb2dpbi5zaWdzdG9yZS50ZXN0",
        "nonce": "n1", "email": "alice@example.org", "email_verified": true,
        "federated_claims": {"connector_id": CONNECTOR, "user_id": "alice@example.org"},
    });
    assert_eq!(claims, expected);
}

#[test]
fn s_17_broken_another_verifier_another_address_another_time_twice() {
    let good = redemption("CODE");
    for (from, to) in [
        (VERIFIER, "eBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        (VERIFIER, ""),
        ("7777", "7778"),
        ("code=CODE", "code=DOCE"),
    ] {
        let mut talk = Talk::new();
        let code = talk.code(&authorization());
        let broken = good.replace(from, to).replace("CODE", &code);
        assert_eq!(error(&talk.ask(post("/token", broken))), refused("invalid_grant"), "{to}");
        // The attempt has spent the code, unless it was another one.
        let status = if to == "code=DOCE" { 200 } else { 400 };
        assert_eq!(talk.redeem(&code).status(), status);
        assert_eq!(error(&talk.redeem(&code)), refused("invalid_grant"));
    }
    let mut talk = Talk::new();
    let code = talk.code(&authorization());
    talk.now += LOGIN_LIFETIME;
    assert_eq!(error(&talk.redeem(&code)), refused("invalid_grant"));
}

#[test]
fn s_17_broken_another_client_another_grant() {
    let mut talk = Talk::new();
    let other = redemption("x").replace("client_id=sigstore", "client_id=other");
    assert_eq!(error(&talk.ask(post("/token", other))), refused("invalid_client"));
    let other = redemption("x").replace("authorization_code", "password");
    assert_eq!(error(&talk.ask(post("/token", other))), refused("unsupported_grant_type"));
    // The client may come by HTTP Basic, with an empty secret.
    let code = talk.code(&authorization());
    let mut request = post("/token", redemption(&code).replace("client_id=sigstore&", ""));
    request.headers_mut().insert("authorization", "Basic c2lnc3RvcmU6".parse().unwrap());
    assert_eq!(talk.ask(request).status(), 200);
}

#[test]
fn s_15_kept_the_answer_carries_code_and_state() {
    let mut talk = Talk::new();
    let name = talk.begin(&authorization());
    let response = talk.ask(post("/auth/login", format!("request={name}&email=a%40b.c")));
    let location = location(&response);
    assert!(location.starts_with(&format!("{BACK}?code=")), "{location}");
    assert!(location.ends_with("&state=s%26t"), "{location}");
}

#[test]
fn s_15_broken_without_a_challenge_of_s256_or_openid_there_is_no_login() {
    for (from, to, expected) in [
        ("code_challenge_method=S256", "code_challenge_method=plain", "invalid_request"),
        ("code_challenge_method=S256", "", "invalid_request"),
        (CHALLENGE, &CHALLENGE[1..], "invalid_request"),
        (CHALLENGE, &CHALLENGE.replace('-', "+"), "invalid_request"),
        ("openid+", "", "invalid_scope"),
        ("response_type=code", "response_type=token", "unsupported_response_type"),
    ] {
        let broken = authorization().replace(from, to);
        let location = location(&answer(&mut issuer(), get(&format!("/auth?{broken}"))));
        let begin = format!("{BACK}?error={expected}&error_description=");
        assert!(location.starts_with(&begin), "{location}");
        assert!(location.ends_with("&state=s%26t"), "{location}");
    }
}

#[test]
fn s_16_kept_the_way_back_leads_to_this_machine() {
    for back in [BACK, "http://127.0.0.1/x?y=1", "http://[::1]:1", "http://localhost"] {
        let query = authorization().replace(&percent(BACK), &percent(back));
        let name = Talk::new().begin(&query);
        assert!(!name.is_empty());
    }
    let mut talk = Talk::new();
    let name = talk.begin(&authorization().replace(&percent(BACK), &percent("http://[::1]/?y=1")));
    let response = talk.ask(post("/auth/login", format!("request={name}&cancel=1")));
    assert_eq!(location(&response), "http://[::1]/?y=1&error=access_denied&state=s%26t");
}

#[test]
fn s_16_broken_to_other_addresses_there_is_no_redirect() {
    for back in [
        "https://localhost/x",
        "http://localhost.example.org/",
        "http://localhost@example.org/",
        "http://user@localhost/",
        "http://127.0.0.2/",
        "http://example.org/",
        "http://localhost/#f",
        "/auth/callback",
        "urn:ietf:wg:oauth:2.0:oob:auto",
        "",
    ] {
        let query = authorization().replace(&percent(BACK), &percent(back).replace('#', "%23"));
        let response = answer(&mut issuer(), get(&format!("/auth?{query}")));
        assert_eq!((response.status().as_u16(), response.headers().get(LOCATION)), (400, None));
    }
    let query = authorization().replace("client_id=sigstore", "client_id=other");
    let response = answer(&mut issuer(), get(&format!("/auth?{query}")));
    assert_eq!((response.status().as_u16(), response.headers().get(LOCATION)), (400, None));
}

#[test]
fn s_16_kept_out_of_band_the_page_shows_the_code() {
    let mut talk = Talk::new();
    let query = authorization().replace(&percent(BACK), &percent(OUT_OF_BAND));
    let name = talk.begin(&query);
    let form = format!("request={name}&email=alice%40example.org");
    let page = text(&talk.ask(post("/auth/login", form)));
    let code = page.split_once("<pre>").unwrap().1.split_once("</pre>").unwrap().0;
    let redemption = redemption(code).replace(&percent(BACK), &percent(OUT_OF_BAND));
    assert_eq!(talk.ask(post("/token", redemption)).status(), 200);
}

#[test]
fn a_login_is_used_once_and_needs_an_address() {
    let mut talk = Talk::new();
    let name = talk.begin(&authorization());
    for email in ["", "nobody", "a%40b%40c", "a+b%40c", "%40c", "a%40"] {
        let response = talk.ask(post("/auth/login", format!("request={name}&email={email}")));
        assert_eq!(response.status(), 400, "{email}");
    }
    let form = format!("request={name}&email=a%40b.c");
    assert_eq!(talk.ask(post("/auth/login", form.clone())).status(), 303);
    assert_eq!(talk.ask(post("/auth/login", form)).status(), 400);
    let twice = "request=a&request=b";
    assert_eq!(talk.ask(post("/auth/login", twice)).status(), 400);
}

#[test]
fn what_came_from_outside_is_text_on_every_page() {
    let mut talk = Talk::new();
    let hostile = "%3Cscript%3E%22%27%26";
    let page = text(&talk.ask(get(&format!("/device?user_code={hostile}"))));
    assert!(page.contains("value=\"&lt;script&gt;&quot;&#39;&amp;\""), "{page}");
    for request in [
        get(&format!("/auth?client_id={hostile}")),
        get(&format!("/auth?{}", authorization().replace("state=s%26t", "state=%3Cscript%3E"))),
        get(&format!("/auth?client_id=sigstore&redirect_uri={hostile}")),
        post("/auth/login", format!("request={hostile}&email={hostile}")),
        post("/device", format!("user_code={hostile}&email={hostile}")),
    ] {
        let response = talk.ask(request);
        assert!(!text(&response).contains("<script"), "{}", text(&response));
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
    }
}

/// Begins a device login: device code and user code.
fn device(talk: &mut Talk) -> (String, String) {
    let form = format!(
        "client_id=sigstore&scope=openid+email&code_challenge={CHALLENGE}&code_challenge_method=S256"
    );
    let answer = body(&talk.ask(post("/device/code", form)));
    let member = |name: &str| answer[name].as_str().unwrap().to_owned();
    let user_code = member("user_code");
    assert_eq!(member("verification_uri"), format!("{URL}/device"));
    let complete = format!("{URL}/device?user_code={user_code}");
    assert_eq!(member("verification_uri_complete"), complete);
    assert_eq!((&answer["expires_in"], &answer["interval"]), (&json!(600), &json!(5)));
    (member("device_code"), user_code)
}

fn poll(talk: &mut Talk, device_code: &str) -> Response<Vec<u8>> {
    talk.ask(post(
        "/token",
        format!(
            "grant_type={}&client_id=sigstore&device_code={device_code}&code_verifier={VERIFIER}",
            percent(DEVICE_GRANT)
        ),
    ))
}

#[test]
fn s_19_kept_a_device_gets_its_token_after_its_code_was_entered() {
    let mut talk = Talk::new();
    let (device_code, user_code) = device(&mut talk);
    assert_eq!(user_code.len(), 9);
    assert_eq!(error(&poll(&mut talk, &device_code)), refused("authorization_pending"));
    // As people type it.
    let typed = user_code.to_lowercase().replace('-', "+");
    let entered = post("/device", format!("user_code={typed}&email=alice%40example.org"));
    assert_eq!(talk.ask(entered).status(), 200);
    let answer = body(&poll(&mut talk, &device_code));
    let claims = claims(answer["id_token"].as_str().unwrap());
    assert_eq!(claims["email"], "alice@example.org");
    assert_eq!(error(&poll(&mut talk, &device_code)), refused("invalid_grant"));
}

#[test]
fn s_19_broken_too_often_too_late_denied_unknown_another_verifier() {
    let mut talk = Talk::new();
    let (device_code, user_code) = device(&mut talk);
    assert_eq!(error(&poll(&mut talk, &device_code)), refused("authorization_pending"));
    talk.now += 4;
    assert_eq!(error(&poll(&mut talk, &device_code)), refused("slow_down"));
    // Now ten seconds.
    talk.now += 9;
    assert_eq!(error(&poll(&mut talk, &device_code)), refused("slow_down"));
    talk.now += 15;
    assert_eq!(error(&poll(&mut talk, &device_code)), refused("authorization_pending"));
    assert_eq!(error(&poll(&mut talk, "unknown")), refused("invalid_grant"));

    let cancel = post("/device", format!("user_code={user_code}&cancel=1"));
    assert_eq!(talk.ask(cancel).status(), 200);
    assert_eq!(error(&poll(&mut talk, &device_code)), refused("access_denied"));

    let (late, user_code) = device(&mut talk);
    talk.now += LOGIN_LIFETIME;
    assert_eq!(error(&poll(&mut talk, &late)), refused("expired_token"));
    let entered = post("/device", format!("user_code={user_code}&email=a%40b.c"));
    assert_eq!(talk.ask(entered).status(), 400);

    let (device_code, user_code) = device(&mut talk);
    let entered = post("/device", format!("user_code={user_code}&email=a%40b.c"));
    assert_eq!(talk.ask(entered).status(), 200);
    let form = format!(
        "grant_type={}&client_id=sigstore&device_code={device_code}&code_verifier={CHALLENGE}",
        percent(DEVICE_GRANT)
    );
    assert_eq!(error(&talk.ask(post("/token", form))), refused("invalid_grant"));
    let other = post("/device/code", "client_id=other");
    assert_eq!(error(&talk.ask(other)), refused("invalid_client"));
    let plain = format!("client_id=sigstore&code_challenge={CHALLENGE}");
    assert_eq!(error(&talk.ask(post("/device/code", plain))), refused("invalid_request"));
}

#[test]
fn minted_are_the_claims_that_were_sent() {
    let mut issuer = issuer();
    let given = json!({"sub": null, "aud": ["a", "b"], "exp": 1, "ref": "refs/heads/main"});
    let token = support::mint(&mut issuer, &given);
    let now = NOW.seconds();
    let expected: Value = json!({
        "iss": URL, "aud": ["a", "b"], "iat": now, "nbf": now, "exp": 1, "ref": "refs/heads/main",
    });
    assert_eq!(claims(&token), expected);
    for broken in ["[]", "{", r#"{"a":1,"a":2}"#] {
        assert_eq!(answer(&mut issuer, post("/mint", broken)).status(), 400, "{broken}");
    }
}

#[test]
fn a_challenge_is_the_digest_of_its_verifier() {
    use base64ct::{Base64UrlUnpadded, Encoding};
    let digest = AwsLcSuite.sha256(&[VERIFIER.as_bytes()]);
    assert_eq!(Base64UrlUnpadded::encode_string(&digest), CHALLENGE);
}

#[test]
fn the_issuer_does_not_print_what_waits() {
    let mut talk = Talk::new();
    let code = talk.code(&authorization());
    let debug = format!("{:?}", talk.issuer);
    assert!(debug.contains(URL) && !debug.contains(&code), "{debug}");
}
