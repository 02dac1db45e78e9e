use http::header::LOCATION;
use http::{HeaderMap, Method, StatusCode, Uri};

use crate::target::Target;
use crate::{Error, RedirectFault};

/// The most redirects that one request follows.
pub const MAX_REDIRECTS: usize = 3;

/// Where a redirect (RFC 9110 section 15.4) leads; `None` if the answer is none.
///
/// Only GET, and only within the origin: whatever a request carries (a token, a signature) was
/// meant for the host that it names.
pub(crate) fn next(
    (method, from): (&Method, &Target),
    (status, headers): (StatusCode, &HeaderMap),
    plain: &[String],
) -> Result<Option<Uri>, Error> {
    let Some(location) =
        headers.get(LOCATION).filter(|_| matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308))
    else {
        return Ok(None);
    };
    let error = |fault| Error::Redirect { host: from.authority(), status: status.as_u16(), fault };
    if method != Method::GET {
        return Err(error(RedirectFault::Method));
    }
    let unreadable = || error(RedirectFault::Unreadable);
    let location = location.to_str().map_err(|_| unreadable())?;
    let uri = match location.starts_with('/') && !location.starts_with("//") {
        true => {
            let scheme = if from.secure { "https" } else { "http" };
            format!("{scheme}://{}{location}", from.authority()).parse()
        }
        false => location.parse::<Uri>(),
    };
    let uri = uri.map_err(|_| unreadable())?;
    match Target::of(&uri, plain) {
        Ok(to) if to == *from => Ok(Some(uri)),
        Ok(to) => Err(error(RedirectFault::Origin { to: to.with_port() })),
        Err(Error::Address { fault: crate::AddressFault::Plain, host }) => {
            Err(error(RedirectFault::Origin { to: host }))
        }
        Err(_) => Err(unreadable()),
    }
}
