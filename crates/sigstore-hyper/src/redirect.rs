use http::header::LOCATION;
use http::{Method, Response, Uri};

use crate::target::Target;
use crate::{AddressFault, Error, RedirectFault};

/// The most redirects that one request follows.
pub const MAX_REDIRECTS: usize = 3;

/// Where a redirect (RFC 9110 section 15.4) leads; `None` if the answer is none.
///
/// Only GET, and only within the origin: whatever a request carries (a token, a signature) was
/// meant for the host that it names.
pub(crate) fn next<B>(
    (method, from, followed): (&Method, &Target, usize),
    response: &Response<B>,
    plain: &[String],
) -> Result<Option<Uri>, Error> {
    let status = response.status().as_u16();
    let is_redirect = matches!(status, 301 | 302 | 303 | 307 | 308);
    let location = response.headers().get(LOCATION).filter(|_| is_redirect);
    let Some(location) = location else { return Ok(None) };
    let error = |fault| Error::Redirect { host: from.authority(), status, fault };
    if followed == MAX_REDIRECTS {
        return Err(error(RedirectFault::TooMany { max: MAX_REDIRECTS }));
    }
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
        Err(Error::Address { fault: AddressFault::Plain, host }) => {
            Err(error(RedirectFault::Origin { to: host }))
        }
        Err(_) => Err(unreadable()),
    }
}
