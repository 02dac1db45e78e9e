use std::convert::Infallible;
use std::sync::Arc;

use http::{Request, Response, Uri};
use sigstore_transport::Transport;

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::instance::Instance;

/// Hands each request to the server whose address it names. That takes a second.
#[derive(Clone)]
pub(crate) struct Servers {
    pub(crate) instance: Arc<Instance>,
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
}

impl Transport for Servers {
    type Error = Infallible;

    async fn send(
        &self,
        request: Request<Vec<u8>>,
        max_reply: usize,
    ) -> Result<Response<Vec<u8>>, Infallible> {
        self.clock.tick();
        let address = address(request.uri());
        let server = self.instance.server(&address);
        let server = server.unwrap_or_else(|| panic!("nobody at {address}"));
        let mut server = server.lock().expect("no server gives up while it answers");
        let mut random = |bytes: &mut [u8]| self.entropy.fill(bytes);
        let response = server.answer(&request, self.clock.now(), &mut random);
        assert!(response.body().len() <= max_reply, "{address} says too much");
        Ok(response)
    }
}

/// Scheme and host.
fn address(uri: &Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or_default();
    format!("{scheme}://{}", uri.host().unwrap_or_default())
}
