use std::fmt;

use http::header::{ALLOW, CACHE_CONTROL};
use http::{Method, Request, Response, StatusCode};
use sigstore_json::{Limits, Value, parse};
use sigstore_server::answer::{TEXT, json, reply, with};
use sigstore_server::value::{count, number, object, text, texts};
use sigstore_server::{Form, Random, Server};
use sigstore_traits::UnixTime;

use crate::shelf::Shelf;
use crate::token_key::{TokenKey, base64url};

mod device;
mod login;
mod page;
mod token;

pub(crate) use device::S_19;
pub(crate) use login::{S_15, S_16};
pub(crate) use token::S_17;

/// The one client there is.
const CLIENT: &str = "sigstore";

/// How long a token holds, in seconds.
pub const TOKEN_LIFETIME: i64 = 600;

/// How long a login may take, and how long a code waits to be redeemed, in seconds.
pub const LOGIN_LIFETIME: i64 = 600;

/// The most bytes of a form or of claims to mint.
pub const MAX_FORM: usize = 64 * 1024;

/// The connector that logins go through: the issuer that certificates name (`federated_claims`).
pub const CONNECTOR: &str = "https://login.sigstore.test";

/// An OIDC issuer that believes everyone: who types an address into its page is that person.
///
/// It has the authorization code flow with PKCE, the same without a browser's way back, the device
/// flow, and `POST /mint`, which signs whatever claims it is sent.
///
/// | path | |
/// |---|---|
/// | `GET /.well-known/openid-configuration` | OpenID Connect Discovery 1.0 |
/// | `GET /keys` | RFC 7517 |
/// | `GET /auth`, `POST /auth/login` | RFC 6749 section 4.1, RFC 7636 |
/// | `POST /token` | RFC 6749 section 4.1.3, RFC 8628 section 3.4 |
/// | `POST /device/code`, `GET /device`, `POST /device` | RFC 8628 |
/// | `POST /mint` | claims in, token out |
pub struct OidcIssuer {
    url: String,
    key: TokenKey,
    logins: Shelf<login::Login>,
    codes: Shelf<token::Grant>,
    devices: Shelf<device::Device>,
}

impl OidcIssuer {
    /// The issuer at this address, with the key that the seed determines.
    pub fn new(url: &str, seed: &[u8; 32]) -> Self {
        Self {
            url: url.into(),
            key: TokenKey::from_seed(seed),
            logins: Shelf::new(),
            codes: Shelf::new(),
            devices: Shelf::new(),
        }
    }

    /// Its address, which its tokens name.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where everything is, as Dex has it but for the paths.
    fn discovery(&self) -> Value<'_> {
        let at = |path| text(format!("{}{path}", self.url));
        let grants = ["authorization_code", token::DEVICE_GRANT];
        let claims =
            ["iss", "sub", "aud", "iat", "exp", "email", "email_verified", "federated_claims"];
        object([
            ("issuer", text(self.url.as_str())),
            ("authorization_endpoint", at("/auth")),
            ("token_endpoint", at("/token")),
            ("jwks_uri", at("/keys")),
            ("device_authorization_endpoint", at("/device/code")),
            ("grant_types_supported", texts(grants)),
            ("response_types_supported", texts(["code"])),
            ("subject_types_supported", texts(["public"])),
            ("id_token_signing_alg_values_supported", texts(["ES256"])),
            ("code_challenge_methods_supported", texts(["S256"])),
            ("scopes_supported", texts(["openid", "email"])),
            ("token_endpoint_auth_methods_supported", texts(["none", "client_secret_basic"])),
            ("claims_supported", texts(claims)),
        ])
    }

    /// Signs the claims in the body over the usual ones; a claim that is `null` is left out.
    fn mint(&self, body: &[u8], now: UnixTime) -> Response<Vec<u8>> {
        let body = if body.is_empty() { b"{}" } else { body };
        let Ok(Value::Object(given)) = parse(body, &Limits::new(MAX_FORM)) else {
            return bad_request("the body is no JSON object of claims");
        };
        let mut claims = vec![
            ("iss".into(), text(self.url.as_str())),
            ("aud".into(), text(CLIENT)),
            ("sub".into(), text("u1")),
            ("iat".into(), number(now.seconds())),
            ("nbf".into(), number(now.seconds())),
            ("exp".into(), number(now.seconds().saturating_add(TOKEN_LIFETIME))),
        ];
        for (name, value) in given {
            match claims.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = value,
                None => claims.push((name, value)),
            }
        }
        claims.retain(|(_, value)| *value != Value::Null);
        match self.key.sign(&Value::Object(claims)) {
            Ok(token) => reply(StatusCode::OK, "application/jwt", token),
            Err(_) => reply(StatusCode::INTERNAL_SERVER_ERROR, TEXT, "the key can't sign\n"),
        }
    }
}

impl Server for OidcIssuer {
    fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Response<Vec<u8>> {
        let (post, path) = (request.method() == Method::POST, request.uri().path());
        if request.body().len() > MAX_FORM {
            return reply(StatusCode::PAYLOAD_TOO_LARGE, TEXT, "the body is too large\n");
        }
        let Some(form) = form(request) else {
            return bad_request("the parameters can't be read");
        };
        match (path, post) {
            ("/.well-known/openid-configuration", false) => json(StatusCode::OK, &self.discovery()),
            ("/keys", false) => {
                json(StatusCode::OK, &object([("keys", Value::Array(vec![self.key.jwk()]))]))
            }
            ("/auth", _) => self.authorize(&form, now, random),
            ("/auth/login", true) => self.log_in(&form, now, random),
            ("/token", true) => self.token(request.headers(), &form, now),
            ("/device/code", true) => self.begin_device(&form, now, random),
            ("/device", false) => page::device(form.get("user_code").unwrap_or_default()),
            ("/device", true) => self.decide_device(&form, now),
            ("/mint", true) => self.mint(request.body(), now),
            ("/auth/login" | "/token" | "/device/code" | "/mint", false) => {
                with(not_allowed(), ALLOW, "POST")
            }
            ("/.well-known/openid-configuration" | "/keys", true) => {
                with(not_allowed(), ALLOW, "GET")
            }
            _ => reply(StatusCode::NOT_FOUND, TEXT, "there is nothing here\n"),
        }
    }
}

/// The address only.
impl fmt::Debug for OidcIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcIssuer").field("url", &self.url).finish_non_exhaustive()
    }
}

fn bad_request(why: &str) -> Response<Vec<u8>> {
    reply(StatusCode::BAD_REQUEST, TEXT, format!("{why}\n"))
}

fn not_allowed() -> Response<Vec<u8>> {
    reply(StatusCode::METHOD_NOT_ALLOWED, TEXT, "the method is not allowed here\n")
}

/// The parameters of a GET are in its query, those of a POST in its body. What is minted is JSON.
fn form(request: &Request<Vec<u8>>) -> Option<Form<'_>> {
    let text = match *request.method() {
        Method::POST if request.uri().path() == "/mint" => "",
        Method::POST => std::str::from_utf8(request.body()).ok()?,
        _ => request.uri().query().unwrap_or_default(),
    };
    Form::parse(text)
}

/// A name that nobody guesses: 256 random bits.
fn secret(random: Random<'_>) -> String {
    let mut bytes = [0; 32];
    random(&mut bytes);
    base64url(&bytes)
}

/// An error of a token or device endpoint (RFC 6749 section 5.2).
fn oauth_error(error: &'static str, description: &'static str) -> Response<Vec<u8>> {
    let status = match error {
        "invalid_client" => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_REQUEST,
    };
    let body = object([("error", text(error)), ("error_description", text(description))]);
    not_stored(json(status, &body))
}

/// What carries a secret is not kept (RFC 6749 section 5.1).
fn not_stored(response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    with(response, CACHE_CONTROL, "no-store")
}

/// Seconds as they stand in an answer.
fn seconds(value: i64) -> Value<'static> {
    count(u64::try_from(value).unwrap_or(0))
}

/// Whether it looks like an address: something, one at sign, something, and no white space.
fn is_email(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    let parts = text.split_once('@');
    text.len() <= 254 && parts.is_some_and(|(a, b)| plain(a) && plain(b) && !b.contains('@'))
}
