//! A transport over an HTTP library that a program already has, here `ureq`.
//!
//! `ureq` blocks its thread; a program with other work to do wraps the call in the means of its
//! runtime. Its feature `rustls` adds TLS.
#![allow(clippy::unwrap_used)]

use http::{Request, Response, Uri};
use sigstore_transport::{About, AddressError, Exchange, Service, Transport, ask, at};

/// The whole transport.
struct Ureq(ureq::Agent);

impl Transport for Ureq {
    type Error = ureq::Error;

    async fn send(
        &self,
        request: Request<Vec<u8>>,
        max_reply: usize,
    ) -> Result<Response<Vec<u8>>, ureq::Error> {
        let about = request.extensions().get::<About>().copied();
        let request = self.0.configure_request(request).http_status_as_error(false);
        let request = request.timeout_global(about.map(|about| about.timeout)).build();
        let (parts, mut body) = self.0.run(request)?.into_parts();
        let limit = u64::try_from(max_reply).unwrap_or(u64::MAX);
        let body = body.with_config().limit(limit).read_to_vec()?;
        Ok(Response::from_parts(parts, body))
    }
}

/// One question; the clients of this workspace have many.
struct Log;

impl Exchange for Log {
    type Reply = String;
    type Error = AddressError;
    const ABOUT: About = About::new(Service::SignatureLog, "log-info");
    const MAX_REPLY: usize = 64 * 1024;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, AddressError> {
        let uri = at(base, "/api/v1/log")?;
        Ok(Request::get(uri).body(Vec::new()).unwrap())
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<String, AddressError> {
        Ok(format!("{} with {} bytes", response.status(), response.body().len()))
    }
}

/// Asks the log at an address such as `http://127.0.0.1:3000`.
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = std::env::args().nth(1).ok_or("which log?")?.parse()?;
    let answer = tokio::runtime::Builder::new_current_thread()
        .build()?
        .block_on(async { ask(&Log, &base, &Ureq(ureq::Agent::new_with_defaults())).await })?;
    println!("{answer}");
    Ok(())
}
