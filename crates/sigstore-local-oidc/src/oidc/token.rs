use base64ct::{Base64, Encoding};
use http::header::{AUTHORIZATION, HeaderMap};
use http::{Response, StatusCode};
use sigstore_crypto::AwsLcSuite;
use sigstore_json::Value;
use sigstore_server::Form;
use sigstore_server::answer::json;
use sigstore_server::value::{number, object, text};
use sigstore_traits::{Rule, RuleKind, SignatureSuite, UnixTime};

use super::{CLIENT, CONNECTOR, OidcIssuer, TOKEN_LIFETIME, not_stored, oauth_error, seconds};
use crate::token_key::base64url;

pub(crate) static S_17: Rule = Rule {
    id: "S-17",
    title: "A code is redeemed once, in time, by whoever has its code verifier, with the redirect address of the request; a failed attempt spends it too.",
    source: "RFC 6749 sections 4.1.2, 4.1.3 and 10.5; RFC 7636 section 4.6",
    kind: RuleKind::Refusal,
    place: "sigstore-local-oidc OidcIssuer::answer",
};

/// The grant type of RFC 8628 section 3.4.
pub(super) const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// What a code stands for.
pub(super) struct Grant {
    pub(super) email: String,
    pub(super) redirect_uri: String,
    pub(super) nonce: Option<String>,
    pub(super) challenge: String,
}

impl OidcIssuer {
    /// The token endpoint (RFC 6749 section 4.1.3).
    pub(super) fn token(
        &mut self,
        headers: &HeaderMap,
        form: &Form<'_>,
        now: UnixTime,
    ) -> Response<Vec<u8>> {
        if form.get("client_id").or_else(|| basic_client(headers)) != Some(CLIENT) {
            return oauth_error("invalid_client", "The client is not known here.");
        }
        match form.get("grant_type") {
            Some("authorization_code") => self.redeem(form, now),
            Some(DEVICE_GRANT) => self.poll_device(form, now),
            _ => oauth_error("unsupported_grant_type", "There is no such grant here."),
        }
    }

    /// Redeems a code ([`S_17`]).
    fn redeem(&mut self, form: &Form<'_>, now: UnixTime) -> Response<Vec<u8>> {
        let code = form.get("code").unwrap_or_default();
        let Some(grant) = self.codes.take(code, now) else {
            return oauth_error("invalid_grant", "The code is unknown, spent or expired.");
        };
        if form.get("redirect_uri") != Some(&grant.redirect_uri) {
            return oauth_error("invalid_grant", "The redirect address is another one.");
        }
        if !answers(form, &grant.challenge) {
            return oauth_error("invalid_grant", "The code verifier is not the one.");
        }
        self.issue(&grant.email, grant.nonce.as_deref(), now)
    }

    /// The answer with a token for this person. The access token is the same, as with Dex.
    pub(super) fn issue(
        &self,
        email: &str,
        nonce: Option<&str>,
        now: UnixTime,
    ) -> Response<Vec<u8>> {
        let Ok(token) = self.key.sign(&self.claims(email, nonce, now)) else {
            return oauth_error("server_error", "The key can't sign.");
        };
        let answer = object([
            ("access_token", text(token.as_str())),
            ("token_type", text("bearer")),
            ("expires_in", seconds(TOKEN_LIFETIME - 1)),
            ("id_token", text(token.as_str())),
        ]);
        not_stored(json(StatusCode::OK, &answer))
    }

    fn claims<'v>(&'v self, email: &'v str, nonce: Option<&'v str>, now: UnixTime) -> Value<'v> {
        let federated = [("connector_id", text(CONNECTOR)), ("user_id", text(email))];
        let mut claims = vec![
            ("iss", text(self.url.as_str())),
            ("sub", text(subject(email))),
            ("aud", text(CLIENT)),
            ("exp", number(now.seconds().saturating_add(TOKEN_LIFETIME))),
            ("iat", number(now.seconds())),
        ];
        claims.extend(nonce.map(|nonce| ("nonce", text(nonce))));
        claims.extend([
            ("email", text(email)),
            ("email_verified", Value::Bool(true)),
            ("federated_claims", object(federated)),
        ]);
        object(claims)
    }
}

/// Whether the code verifier in the form is the one of this challenge (RFC 7636 sections 4.1, 4.6):
/// `BASE64URL(SHA-256(verifier))`.
pub(super) fn answers(form: &Form<'_>, challenge: &str) -> bool {
    let verifier = form.get("code_verifier").unwrap_or_default();
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&verifier.len())
        && verifier.bytes().all(unreserved)
        && base64url(&AwsLcSuite.sha256(&[verifier.as_bytes()])) == challenge
}

/// A client without a secret may come by HTTP Basic (RFC 6749 section 2.3.1): its name, a colon.
fn basic_client(headers: &HeaderMap) -> Option<&'static str> {
    let given = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let expected = Base64::encode_string(format!("{CLIENT}:").as_bytes());
    (given == expected).then_some(CLIENT)
}

/// A subject as Dex makes it: base64url of a protobuf message of user (1) and connector (2).
fn subject(user: &str) -> String {
    let field = |tag: u8, text: &str| {
        // At most 254 bytes: a length of one or two octets in base 128.
        let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
        let length = match length {
            ..=0x7f => vec![length],
            _ => vec![length, 1],
        };
        [&[tag], length.as_slice(), text.as_bytes()].concat()
    };
    base64url(&[field(0x0a, user), field(0x12, CONNECTOR)].concat())
}
