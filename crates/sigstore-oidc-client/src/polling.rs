use core::time::Duration;

use sigstore_traits::UnixTime;

use crate::{DeviceGrant, DeviceOutcome, Error, TokenResponse};

/// The most seconds that a device waits for a person, whatever it is told: a day.
const MAX_SECONDS: u64 = 86_400;

/// When a device asks, and when it gives up (RFC 8628 section 3.5, S-19).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Polling {
    interval: u64,
    ends_at: i64,
}

/// What a device does after an answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// It waits so long, then asks again.
    Wait(Duration),
    /// It has the token.
    Token(TokenResponse),
}

impl Polling {
    /// The pace of a grant that came at `now`.
    pub fn new(grant: &DeviceGrant, now: UnixTime) -> Self {
        let seconds = grant.expires_in.min(MAX_SECONDS);
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        Self { interval: grant.interval, ends_at: now.seconds().saturating_add(seconds) }
    }

    /// How long to wait before the first question.
    ///
    /// # Errors
    /// [`Error::DeviceExpired`] if there is no time at all.
    pub fn first(&self, now: UnixTime) -> Result<Duration, Error> {
        let left = self.ends_at.saturating_sub(now.seconds());
        match u64::try_from(left) {
            Ok(left) if left > 0 => Ok(Duration::from_secs(self.interval.min(left))),
            _ => Err(Error::DeviceExpired),
        }
    }

    /// What to do after an answer that came at `now`. A `slow_down` counts from then on.
    ///
    /// # Errors
    /// [`Error::DeviceDenied`], [`Error::DeviceExpired`].
    pub fn after(&mut self, outcome: DeviceOutcome, now: UnixTime) -> Result<Next, Error> {
        match outcome {
            DeviceOutcome::Granted(token) => return Ok(Next::Token(token)),
            DeviceOutcome::Pending => {}
            DeviceOutcome::SlowDown => self.interval = self.interval.saturating_add(5),
            DeviceOutcome::Denied => return Err(Error::DeviceDenied),
            DeviceOutcome::Expired => return Err(Error::DeviceExpired),
        }
        self.first(now).map(Next::Wait)
    }
}
