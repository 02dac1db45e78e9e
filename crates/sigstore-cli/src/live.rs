//! Tells a conversation while it goes on.

use std::sync::{Arc, Mutex, PoisonError};

use http::{Request, Response};
use sigstore_hyper::{Error as HttpError, HyperTransport};
use sigstore_record::{Conversation, Decoder, Recorder};
use sigstore_show::{Style, half_text};
use sigstore_traits::UnixTime;
use sigstore_transport::Transport;

use crate::machine;
use crate::output::Output;

/// What was said so far, and how much of it was told.
#[derive(Clone)]
pub(crate) struct Teller {
    pub(crate) conversation: Arc<Mutex<Conversation>>,
    told: Arc<Mutex<Told>>,
    /// `None`: it is told another way, at the end.
    style: Option<Style>,
    output: Output,
}

/// The halves that were taken apart, and how many of them were told.
#[derive(Default)]
struct Told {
    decoder: Decoder,
    halves: usize,
}

impl Teller {
    pub(crate) fn new(output: Output) -> Self {
        let style = Style { paint: output.paint, width: output.width() };
        Self {
            conversation: Arc::default(),
            told: Arc::default(),
            style: (!output.json).then_some(style),
            output,
        }
    }

    /// One that only keeps what is said.
    pub(crate) fn silent(output: Output) -> Self {
        Self { style: None, ..Self::new(output) }
    }

    /// Adds to the conversation, and tells it.
    pub(crate) fn with<T>(&self, add: impl FnOnce(&mut Conversation) -> T) -> T {
        let added = add(&mut self.conversation.lock().unwrap_or_else(PoisonError::into_inner));
        self.tell();
        added
    }

    /// Tells what was not told yet.
    pub(crate) fn tell(&self) {
        let Some(style) = self.style else { return };
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let conversation = self.conversation.lock().unwrap_or_else(PoisonError::into_inner);
        let Told { decoder, halves } = &mut *told;
        let decoded = decoder.follow(&conversation);
        for half in decoded.halves().iter().skip(*halves) {
            self.output.line(half_text(&decoded, half, style).trim_end_matches('\n'));
            self.output.line("");
        }
        *halves = decoded.halves().len();
    }
}

/// A recorder that tells what it has recorded at once.
pub(crate) struct Live {
    recorder: Recorder<HyperTransport, fn() -> UnixTime>,
    teller: Teller,
}

impl Live {
    pub(crate) fn new(transport: HyperTransport, teller: Teller) -> Self {
        let conversation = Arc::clone(&teller.conversation);
        Self { recorder: Recorder::new(transport, conversation, machine::now), teller }
    }
}

impl Transport for Live {
    type Error = HttpError;

    async fn send(
        &self,
        request: Request<Vec<u8>>,
        max_reply: usize,
    ) -> Result<Response<Vec<u8>>, HttpError> {
        let sent = self.recorder.send(request, max_reply).await;
        self.teller.tell();
        sent
    }

    fn may_have_arrived(error: &HttpError) -> bool {
        HyperTransport::may_have_arrived(error)
    }
}
