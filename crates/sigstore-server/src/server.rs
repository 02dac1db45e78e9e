use http::{Request, Response};
use sigstore_traits::UnixTime;

/// Where randomness comes from: it fills the bytes it is given.
pub type Random<'r> = &'r mut dyn FnMut(&mut [u8]);

/// A server without sockets and without a clock: the same requests at the same times with the same
/// randomness get the same answers.
pub trait Server: Send {
    /// Answers one request.
    fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Response<Vec<u8>>;
}

/// Another server, as a server sees it: Fulcio asks its certificate log through this.
pub trait Peer: Send {
    /// The answer; `None` if there is none to be had.
    fn ask(
        &mut self,
        request: Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Option<Response<Vec<u8>>>;
}

/// Any server can be asked directly.
impl<S: Server> Peer for S {
    fn ask(
        &mut self,
        request: Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Option<Response<Vec<u8>>> {
        Some(self.answer(&request, now, random))
    }
}
