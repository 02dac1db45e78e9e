use http::header::{HeaderValue, LOCATION};
use http::{Response, StatusCode, Uri};
use sigstore_server::answer::{TEXT, reply};
use sigstore_server::{Form, Random, percent_encoded};
use sigstore_traits::{Rule, RuleKind, UnixTime};

use super::token::Grant;
use super::{CLIENT, LOGIN_LIFETIME, OidcIssuer, is_email, page, secret};

pub(crate) static S_15: Rule = Rule {
    id: "S-15",
    title: "An authorization request names a code challenge of method S256, the scope openid and the response type code, or it is sent back with an error.",
    source: "RFC 7636 sections 4.3 and 4.4.1; OpenID Connect Core 1.0 section 3.1.2.2",
    kind: RuleKind::Refusal,
    place: "sigstore-local-oidc OidcIssuer::answer",
};

pub(crate) static S_16: Rule = Rule {
    id: "S-16",
    title: "A login leads back to this machine by plain HTTP, or to a page that shows the code; to any other address there is no redirect, not even with an error.",
    source: "RFC 8252 sections 7.3 and 8.3; RFC 6749 section 4.1.2.1",
    kind: RuleKind::Refusal,
    place: "sigstore-local-oidc OidcIssuer::answer",
};

/// Where a login leads if there is no way back: a page that shows the code.
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// A login that waits for an address.
pub(super) struct Login {
    redirect_uri: String,
    state: Option<String>,
    nonce: Option<String>,
    challenge: String,
}

impl OidcIssuer {
    /// The authorization endpoint (RFC 6749 section 4.1.1).
    pub(super) fn authorize(
        &mut self,
        form: &Form<'_>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Response<Vec<u8>> {
        let refuse = |why| page::message(StatusCode::BAD_REQUEST, "Not possible", why);
        if form.get("client_id") != Some(CLIENT) {
            return refuse("The client is not known here.");
        }
        let Some(redirect_uri) = form.get("redirect_uri").filter(|uri| leads_here(uri)) else {
            return refuse("The way back does not lead to this machine.");
        };
        let challenge = match check(form) {
            Ok(challenge) => challenge,
            Err([error, description]) => {
                let answer = [("error", error), ("error_description", description)];
                return send_back(redirect_uri, &answer, form.get("state"));
            }
        };
        let owned = |name| form.get(name).map(str::to_owned);
        let login = Login {
            redirect_uri: redirect_uri.into(),
            state: owned("state"),
            nonce: owned("nonce"),
            challenge: challenge.into(),
        };
        let name = secret(random);
        let page = page::login(&name);
        self.logins.put(name, login, now, LOGIN_LIFETIME);
        page
    }

    /// Somebody has said who they are, or does not want to.
    pub(super) fn log_in(
        &mut self,
        form: &Form<'_>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Response<Vec<u8>> {
        let refuse = |why| page::message(StatusCode::BAD_REQUEST, "Not logged in", why);
        let name = form.get("request").unwrap_or_default();
        let email = form.get("email").unwrap_or_default().trim();
        let cancelled = form.get("cancel").is_some();
        if !cancelled && !is_email(email) {
            return refuse("That is no e-mail address; go back and try again.");
        }
        let Some(login) = self.logins.take(name, now) else {
            return refuse("This login is over; begin again.");
        };
        let state = login.state.as_deref();
        if cancelled {
            return send_back(&login.redirect_uri, &[("error", "access_denied")], state);
        }
        let code = secret(random);
        let response = send_back(&login.redirect_uri, &[("code", &code)], state);
        let grant = Grant {
            email: email.into(),
            redirect_uri: login.redirect_uri,
            nonce: login.nonce,
            challenge: login.challenge,
        };
        self.codes.put(code, grant, now, LOGIN_LIFETIME);
        response
    }
}

/// The challenge of a request ([`S_15`]), or the error and its description.
fn check<'f>(form: &'f Form<'_>) -> Result<&'f str, [&'static str; 2]> {
    if form.get("response_type") != Some("code") {
        return Err(["unsupported_response_type", "The response type is code."]);
    }
    if !form.get("scope").unwrap_or_default().split(' ').any(|scope| scope == "openid") {
        return Err(["invalid_scope", "The scope openid is needed."]);
    }
    challenge(form)
}

/// The code challenge, 43 characters of base64url (RFC 7636 section 4.2).
pub(super) fn challenge<'f>(form: &'f Form<'_>) -> Result<&'f str, [&'static str; 2]> {
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    match (form.get("code_challenge_method"), form.get("code_challenge")) {
        (Some("S256"), Some(challenge))
            if challenge.len() == 43 && challenge.bytes().all(is_base64url) =>
        {
            Ok(challenge)
        }
        _ => Err(["invalid_request", "A code challenge of method S256 is needed."]),
    }
}

/// Whether an address is of this machine, or none ([`S_16`]).
fn leads_here(redirect_uri: &str) -> bool {
    if redirect_uri == OUT_OF_BAND {
        return true;
    }
    let Ok(uri) = redirect_uri.parse::<Uri>() else {
        return false;
    };
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    uri.scheme_str() == Some("http")
        && matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]"))
        && !authority.contains('@')
        && !redirect_uri.contains('#')
}

/// The answer to a request, by redirect (RFC 6749 section 4.1.2) or as a page.
fn send_back(
    redirect_uri: &str,
    answer: &[(&str, &str)],
    state: Option<&str>,
) -> Response<Vec<u8>> {
    if redirect_uri == OUT_OF_BAND {
        return match answer {
            [("code", code)] => page::code(code),
            _ => page::message(StatusCode::BAD_REQUEST, "Not logged in", "There is no code."),
        };
    }
    let mut location = redirect_uri.to_owned();
    let mut joint = if redirect_uri.contains('?') { '&' } else { '?' };
    let state = state.map(|state| ("state", state));
    for (name, value) in answer.iter().copied().chain(state) {
        location.push_str(&format!("{joint}{name}={}", percent_encoded(value)));
        joint = '&';
    }
    let mut response = reply(StatusCode::SEE_OTHER, TEXT, "");
    // A URI that was read, and percent signs: visible ASCII.
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    super::not_stored(response)
}
