use std::sync::{Arc, Mutex};

use http::{Request, Response, StatusCode};
use sigstore_server::answer::{TEXT, reply};
use sigstore_server::{Random, Server, lock};
use sigstore_traits::UnixTime;

use crate::{Durable, Folder, Store};

/// A server whose changes are on disk before its answers are given, if there is a disk.
pub struct Kept<S> {
    /// Its name in the journal.
    pub party: &'static str,
    /// The server.
    pub server: S,
    /// Where its changes go; without it they are forgotten.
    pub store: Option<Arc<Mutex<Store<Folder>>>>,
}

impl<S: Durable> Server for Kept<S> {
    fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Response<Vec<u8>> {
        let Some(store) = &self.store else {
            let answer = self.server.answer(request, now, random);
            drop(self.server.take_changes());
            return answer;
        };
        let answer = lock(store).answer(self.party, &mut self.server, request, now, random);
        answer.unwrap_or_else(|error| {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            reply(status, TEXT, format!("{error}\n"))
        })
    }
}
