use http::Response;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

use crate::stage::Stage;
use crate::{Error, Part};

/// The most bytes of a status line and headers that are read.
pub const MAX_HEADER: usize = 64 * 1024;

/// Reads the body. What is announced as too large is not read at all, and what proves too large
/// is not read further.
pub(crate) async fn read(
    stage: Stage<'_>,
    response: Response<Incoming>,
    limit: usize,
) -> Result<Response<Vec<u8>>, Error> {
    let (mut parts, mut body) = response.into_parts();
    // hyper's own: a right to take the connection over.
    parts.extensions.clear();
    let mut bytes = Vec::new();
    let too_large = || Error::TooLarge { host: stage.host.to_owned(), part: Part::Body, limit };
    if usize::try_from(body.size_hint().lower()).map_or(true, |announced| announced > limit) {
        return Err(too_large());
    }
    while let Some(frame) = stage.run(async { body.frame().await.transpose() }).await? {
        // A frame without data holds trailers; no service of Sigstore sends any.
        let Ok(data) = frame.into_data() else { continue };
        if data.len() > limit.saturating_sub(bytes.len()) {
            return Err(too_large());
        }
        bytes.extend_from_slice(&data);
    }
    Ok(Response::from_parts(parts, bytes))
}
