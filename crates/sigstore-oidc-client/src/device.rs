use core::fmt;

use http::{Request, Response, Uri};
use sigstore_json::{Error as JsonError, Node, Object};
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Service};

use crate::{Error, Pkce, TokenResponse, answer, form};

/// See [`DeviceAuthorization`], [`DeviceToken`] and [`Polling`](crate::Polling).
pub(crate) static S_19: Rule = Rule {
    id: "S-19",
    title: "A device shows the code and the address that it is given, asks no sooner than it is told and five seconds later at each `slow_down`, and ends at a refusal or when its time is over.",
    source: "RFC 8628 sections 3.1 to 3.5",
    kind: RuleKind::Refusal,
    place: "sigstore-oidc-client DeviceToken and Polling",
};

/// The grant type of RFC 8628 section 3.4.
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Begins a sign-in on another device (RFC 8628 section 3.1). The base address is the device
/// authorization endpoint.
#[derive(Clone, Copy, Debug)]
pub struct DeviceAuthorization<'a> {
    /// The issuer, as tokens name it.
    pub issuer: &'a str,
    /// Who asks.
    pub client_id: &'a str,
    /// What the device code will be spent with.
    pub pkce: &'a Pkce,
}

/// What the person is shown, and what the device waits with (RFC 8628 section 3.2).
///
/// The device code is a secret: it does not print, and the grant is not cloned.
#[derive(PartialEq, Eq)]
pub struct DeviceGrant {
    device_code: String,
    /// What the person types in: printable, so that a terminal can show it.
    pub user_code: String,
    /// Where.
    pub verification_uri: String,
    /// The same with the code in it, for a picture.
    pub verification_uri_complete: Option<String>,
    /// How many seconds there are.
    pub expires_in: u64,
    /// How many seconds to wait between questions; 5 unless said.
    pub interval: u64,
}

/// Asks whether the person has signed in (RFC 8628 section 3.4). The base address is the token
/// endpoint; [`Polling`](crate::Polling) says when to ask again.
///
/// It is a secret: it does not print.
pub struct DeviceToken<'a> {
    /// The issuer, as tokens name it.
    pub issuer: &'a str,
    /// Who asks.
    pub client_id: &'a str,
    /// What the device waits with.
    pub grant: &'a DeviceGrant,
    /// The proof that it is the same device.
    pub pkce: &'a Pkce,
}

/// What a device is told (RFC 8628 section 3.5).
#[derive(Debug, PartialEq, Eq)]
pub enum DeviceOutcome {
    /// The person has signed in.
    Granted(TokenResponse),
    /// `authorization_pending`: not yet.
    Pending,
    /// `slow_down`: not yet, and ask less often from now on.
    SlowDown,
    /// `access_denied`: the person said no.
    Denied,
    /// `expired_token`: there is no more time.
    Expired,
}

impl Exchange for DeviceAuthorization<'_> {
    type Reply = DeviceGrant;
    type Error = Error;
    const ABOUT: About = About::new(Service::Issuer, "oidc-device-authorization");
    const MAX_REPLY: usize = 64 * 1024;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let parameters = [
            ("client_id", self.client_id),
            ("scope", "openid email"),
            ("code_challenge", self.pkce.challenge()),
            ("code_challenge_method", "S256"),
        ];
        Ok(form::post(base, &parameters))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<DeviceGrant, Error> {
        let value = answer::json(&response, Self::MAX_REPLY, &[]);
        let grant = value.and_then(|value| Ok(DeviceGrant::read(value.node())?));
        grant.map_err(|error| error.at(self.issuer))
    }
}

impl Exchange for DeviceToken<'_> {
    type Reply = DeviceOutcome;
    type Error = Error;
    /// Once: a device asks no sooner than it is told, after a failure too.
    const ABOUT: About = About::new(Service::Issuer, "oidc-device-token").once();
    const MAX_REPLY: usize = TokenResponse::MAX;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let parameters = [
            ("grant_type", GRANT_TYPE),
            ("client_id", self.client_id),
            ("device_code", &self.grant.device_code),
            ("scope", "openid email"),
            ("code_verifier", self.pkce.verifier()),
        ];
        Ok(form::post(base, &parameters))
    }

    /// Not every issuer answers with 400, as RFC 6749 section 5.2 has it.
    fn reply(&self, response: Response<Vec<u8>>) -> Result<DeviceOutcome, Error> {
        let secrets = [self.grant.device_code.as_str(), self.pkce.verifier()];
        let outcome = match answer::json(&response, Self::MAX_REPLY, &secrets) {
            Ok(value) => TokenResponse::read(value.node()).map(DeviceOutcome::Granted),
            Err(error) => DeviceOutcome::of(error),
        };
        outcome.map_err(|error| error.at(self.issuer))
    }
}

impl DeviceOutcome {
    /// What an error of the token endpoint says to a device; others stay errors.
    fn of(error: Error) -> Result<Self, Error> {
        let Error::Refused { status: 400..=499, error: name, .. } = &error else {
            return Err(error);
        };
        match name.as_str() {
            "authorization_pending" => Ok(Self::Pending),
            "slow_down" => Ok(Self::SlowDown),
            "access_denied" => Ok(Self::Denied),
            "expired_token" => Ok(Self::Expired),
            _ => Err(error),
        }
    }
}

impl DeviceGrant {
    fn read(node: Node<'_>) -> Result<Self, JsonError> {
        let object = node.object()?;
        let complete = object.optional("verification_uri_complete").map(shown).transpose()?;
        Ok(Self {
            device_code: object.required("device_code")?.string()?.into(),
            user_code: shown(object.required("user_code")?)?,
            verification_uri: address(&object)?,
            verification_uri_complete: complete,
            expires_in: object.required("expires_in")?.uint64()?,
            interval: object.optional("interval").map_or(Ok(5), |node| node.uint64())?,
        })
    }
}

/// Dex before its version 2.25 and Google write `verification_url`.
fn address(object: &Object<'_>) -> Result<String, JsonError> {
    let node = object.optional("verification_url");
    shown(node.map_or_else(|| object.required("verification_uri"), Ok)?)
}

/// A text for a terminal: whatever could move its cursor is refused.
fn shown(node: Node<'_>) -> Result<String, JsonError> {
    let text = node.string()?;
    let printable = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if text.is_empty() || text.len() > 1024 || !printable {
        return Err(node.error("printable characters", format!("{} bytes", text.len())));
    }
    Ok(text.into())
}

impl fmt::Debug for DeviceGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceGrant")
            .field("device_code", &format_args!("{} characters", self.device_code.len()))
            .field("user_code", &self.user_code)
            .field("verification_uri", &self.verification_uri)
            .field("expires_in", &self.expires_in)
            .field("interval", &self.interval)
            .finish()
    }
}

impl fmt::Debug for DeviceToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceToken({:?})", self.grant)
    }
}
