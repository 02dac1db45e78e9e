use std::fmt;
use std::future::Future;

use http::{Request, Response, Uri};

use crate::About;

/// One question to a service and the reading of its answer. No I/O.
pub trait Exchange {
    /// What the answer says.
    type Reply;
    /// Why it can't be asked, or what is wrong with the answer.
    type Error;
    /// What is asked of whom.
    const ABOUT: About;
    /// The most bytes of answer worth reading.
    const MAX_REPLY: usize;

    /// Writes the question. `base` is the address that a signing config gives for the service.
    ///
    /// # Errors
    /// `Self::Error` if the question can't be put.
    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Self::Error>;

    /// Reads the answer, whatever its status.
    ///
    /// # Errors
    /// `Self::Error` if the service refused, or if the answer is none to this question.
    fn reply(&self, response: Response<Vec<u8>>) -> Result<Self::Reply, Self::Error>;
}

/// What carries a request to a server: hyper, a recording, a test.
pub trait Transport {
    /// Why no answer came.
    type Error;

    /// Sends the request, and gives whatever answer comes, refusals included. An answer of more
    /// than `max_reply` bytes is an error, found while reading and not after.
    ///
    /// The extensions of the request hold its [`About`]; those of an answer to a repetition hold
    /// [`Repeated`](crate::Repeated).
    fn send(
        &self,
        request: Request<Vec<u8>>,
        max_reply: usize,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, Self::Error>> + Send;

    /// Whether the server may have seen something of the request that ended so, and may have done
    /// what it asks for. Who can't tell says yes.
    fn may_have_arrived(error: &Self::Error) -> bool {
        let _ = error;
        true
    }
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure<E, T> {
    /// It can't be put.
    Question(E),
    /// No answer came.
    Transport(T),
    /// The service refused, or its answer can't be used.
    Answer(E),
}

/// Puts one question to a service.
///
/// # Errors
/// [`Failure`] says how far it came.
pub async fn ask<E: Exchange + Sync, T: Transport + Sync>(
    exchange: &E,
    base: &Uri,
    transport: &T,
) -> Result<E::Reply, Failure<E::Error, T::Error>> {
    let mut request = exchange.request(base).map_err(Failure::Question)?;
    request.extensions_mut().insert(E::ABOUT);
    let sent = transport.send(request, E::MAX_REPLY).await;
    exchange.reply(sent.map_err(Failure::Transport)?).map_err(Failure::Answer)
}

impl<E: fmt::Display, T: fmt::Display> fmt::Display for Failure<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Question(error) | Self::Answer(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display, T: fmt::Debug + fmt::Display> std::error::Error
    for Failure<E, T>
{
}
