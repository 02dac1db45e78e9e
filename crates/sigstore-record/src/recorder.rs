use std::fmt::Display;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response};
use sigstore_traits::UnixTime;
use sigstore_transport::Transport;

use crate::{Conversation, Party};

/// A transport that writes down what another carries.
///
/// The conversation is shared: servers and browsers that see more add to it.
#[derive(Debug)]
pub struct Recorder<T, C> {
    carrier: T,
    clock: C,
    from: Party,
    conversation: Arc<Mutex<Conversation>>,
}

impl<T, C: Fn() -> UnixTime> Recorder<T, C> {
    /// Records what the client says through `carrier`, at the times that `clock` tells.
    pub fn new(carrier: T, conversation: Arc<Mutex<Conversation>>, clock: C) -> Self {
        Self { carrier, clock, from: Party::Client, conversation }
    }

    /// The same for questions of somebody else: Fulcio's to the CT log.
    #[must_use]
    pub fn speaking(self, from: Party) -> Self {
        Self { from, ..self }
    }

    /// What panicked elsewhere leaves the conversation whole: each change is one push.
    fn conversation(&self) -> MutexGuard<'_, Conversation> {
        self.conversation.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, C> Transport for Recorder<T, C>
where
    T: Transport + Sync,
    T::Error: Display + Send,
    C: Fn() -> UnixTime + Sync,
{
    type Error = T::Error;

    async fn send(
        &self,
        request: Request<Vec<u8>>,
        max_reply: usize,
    ) -> Result<Response<Vec<u8>>, T::Error> {
        let message = self.conversation().ask(self.from, &request, (self.clock)());
        let sent = self.carrier.send(request, max_reply).await;
        let time = (self.clock)();
        match &sent {
            Ok(response) => self.conversation().answer(message, response, time),
            Err(error) => self.conversation().silence(message, &error.to_string(), time),
        }
        sent
    }

    fn may_have_arrived(error: &T::Error) -> bool {
        T::may_have_arrived(error)
    }
}
