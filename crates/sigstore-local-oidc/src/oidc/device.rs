use http::{Response, StatusCode};
use sigstore_server::answer::json;
use sigstore_server::value::{object, text};
use sigstore_server::{Form, Random};
use sigstore_traits::{Rule, RuleKind, UnixTime};

use super::token::answers;
use super::{CLIENT, LOGIN_LIFETIME, OidcIssuer, is_email, login, page, secret};
use super::{not_stored, oauth_error, seconds};
use crate::shelf::Found;

pub(crate) static S_19: Rule = Rule {
    id: "S-19",
    title: "A device code gets its token once, after its user code was confirmed and before it expires; who asks too early is told to wait, who asks too often to ask less often.",
    source: "RFC 8628 sections 3.4 and 3.5",
    kind: RuleKind::Refusal,
    place: "sigstore-local-oidc OidcIssuer::answer",
};

/// Seconds between two questions; each that comes too early adds as many (RFC 8628 section 3.5).
const INTERVAL: i64 = 5;

/// Letters that are hard to confuse and make no words (RFC 8628 section 6.1).
const LETTERS: [char; 20] = [
    'B', 'C', 'D', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X',
    'Z',
];

/// A device that waits for somebody to confirm its code.
pub(super) struct Device {
    user_code: String,
    nonce: Option<String>,
    challenge: Option<String>,
    decision: Decision,
    interval: i64,
    asked: Option<UnixTime>,
}

enum Decision {
    None,
    Granted { email: String },
    Denied,
}

impl OidcIssuer {
    /// The device authorization endpoint (RFC 8628 section 3.1). A code challenge may come along.
    pub(super) fn begin_device(
        &mut self,
        form: &Form<'_>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Response<Vec<u8>> {
        if form.get("client_id") != Some(CLIENT) {
            return oauth_error("invalid_client", "The client is not known here.");
        }
        let challenge = match form.get("code_challenge").map(|_| login::challenge(form)) {
            Some(Err([error, description])) => return oauth_error(error, description),
            given => given.and_then(Result::ok).map(str::to_owned),
        };
        let (device_code, user_code) = (secret(random), user_code(random));
        let answer = object([
            ("device_code", text(device_code.as_str())),
            ("user_code", text(user_code.as_str())),
            ("verification_uri", text(format!("{}/device", self.url))),
            (
                "verification_uri_complete",
                text(format!("{}/device?user_code={user_code}", self.url)),
            ),
            ("expires_in", seconds(LOGIN_LIFETIME)),
            ("interval", seconds(INTERVAL)),
        ]);
        let answer = not_stored(json(StatusCode::OK, &answer));
        let nonce = form.get("nonce").map(str::to_owned);
        let device = Device {
            user_code,
            nonce,
            challenge,
            decision: Decision::None,
            interval: INTERVAL,
            asked: None,
        };
        self.devices.put(device_code, device, now, LOGIN_LIFETIME);
        answer
    }

    /// Somebody has entered a user code.
    pub(super) fn decide_device(&mut self, form: &Form<'_>, now: UnixTime) -> Response<Vec<u8>> {
        let refuse = |why| page::message(StatusCode::BAD_REQUEST, "Not connected", why);
        let entered = normal(form.get("user_code").unwrap_or_default());
        let email = form.get("email").unwrap_or_default().trim();
        let cancelled = form.get("cancel").is_some();
        if !cancelled && !is_email(email) {
            return refuse("That is no e-mail address; go back and try again.");
        }
        let undecided = |device: &Device| {
            matches!(device.decision, Decision::None) && normal(&device.user_code) == entered
        };
        let Some(device) = self.devices.first(now, undecided) else {
            return refuse("No device waits with this code.");
        };
        if cancelled {
            device.decision = Decision::Denied;
            return page::message(StatusCode::OK, "Not connected", "The device was told so.");
        }
        device.decision = Decision::Granted { email: email.into() };
        page::message(StatusCode::OK, "Connected", "The device goes on; close this page.")
    }

    /// A device asks whether it is time (RFC 8628 section 3.4).
    pub(super) fn poll_device(&mut self, form: &Form<'_>, now: UnixTime) -> Response<Vec<u8>> {
        let code = form.get("device_code").unwrap_or_default();
        let device = match self.devices.find(code, now) {
            Found::Waiting(device) => device,
            Found::Expired => return oauth_error("expired_token", "Begin again."),
            Found::Nothing => return oauth_error("invalid_grant", "There is no such device code."),
        };
        let (email, nonce) = match &device.decision {
            Decision::None => return device.wait(now),
            Decision::Denied => {
                self.devices.take(code, now);
                return oauth_error("access_denied", "The user does not want to.");
            }
            Decision::Granted { email } => (email.clone(), device.nonce.clone()),
        };
        let verified = device.challenge.as_deref().is_none_or(|known| answers(form, known));
        self.devices.take(code, now);
        if !verified {
            return oauth_error("invalid_grant", "The code verifier is not the one.");
        }
        self.issue(&email, nonce.as_deref(), now)
    }
}

impl Device {
    fn wait(&mut self, now: UnixTime) -> Response<Vec<u8>> {
        let asked = self.asked.replace(now);
        let since = asked.map_or(i64::MAX, |asked| now.seconds().saturating_sub(asked.seconds()));
        if since < self.interval {
            self.interval = self.interval.saturating_add(INTERVAL);
            return oauth_error("slow_down", "Ask less often.");
        }
        oauth_error("authorization_pending", "The user code was not entered yet.")
    }
}

/// Eight random letters, `XXXX-XXXX`.
fn user_code(random: Random<'_>) -> String {
    let mut letter = || {
        let mut bytes = [0; 2];
        random(&mut bytes);
        LETTERS.get(usize::from(u16::from_be_bytes(bytes) % 20)).copied().unwrap_or('B')
    };
    let mut half = || (0..4).map(|_| letter()).collect::<String>();
    format!("{}-{}", half(), half())
}

/// As people type it: the case, the hyphen and blanks do not count (RFC 8628 section 6.1).
fn normal(user_code: &str) -> String {
    let letters = user_code.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_uppercase()).collect()
}
