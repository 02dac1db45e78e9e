use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{Response, StatusCode};

use crate::Error;

/// How long to wait before the second, third and fourth attempt.
pub const PAUSES: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// The longest `Retry-After` that is waited for; with a longer one the answer is final.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(30);

/// Why an attempt has no answer, and whether the server can have seen anything of the request.
pub(crate) enum Failed {
    NotSent(Error),
    Sent(Error),
}

impl Failed {
    pub(crate) fn into_inner(self) -> Error {
        match self {
            Self::NotSent(error) | Self::Sent(error) => error,
        }
    }
}

/// How long to wait before another attempt, at least `pause`; `None` if this outcome is final.
///
/// A server that says it can't now may be asked again, if nothing is spent by asking: 5xx, but for
/// 501, which says that it never can, and 429. Other 4xx say that the request is wrong. A host
/// that takes no connection has seen nothing of the request, and may always be tried again.
pub(crate) fn pause<B>(
    outcome: &Result<Response<B>, Failed>,
    repeatable: bool,
    pause: Duration,
) -> Option<Duration> {
    match outcome {
        Ok(response) if repeatable && is_passing(response.status()) => {
            let asked = retry_after(response).unwrap_or(pause);
            (asked <= MAX_RETRY_AFTER).then(|| asked.max(pause))
        }
        Err(Failed::NotSent(
            Error::Refused { .. } | Error::Reset { .. } | Error::Closed { .. },
        )) => Some(pause),
        _ => None,
    }
}

fn is_passing(status: StatusCode) -> bool {
    let server = status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED;
    server || status == StatusCode::TOO_MANY_REQUESTS
}

/// RFC 9110 section 10.2.3, in seconds. Its other form, a date, would need a clock that agrees with
/// the server's, and counts as absent.
fn retry_after<B>(response: &Response<B>) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    Some(Duration::from_secs(seconds.parse().ok()?))
}
