use std::sync::{Arc, Mutex};

use http::{Request, Response, StatusCode};
use sigstore_traits::UnixTime;

use crate::answer::reply;
use crate::server::{Random, Server};
use crate::surroundings::lock;
use crate::{Durable, Folder, Store};

/// A server whose changes are on disk before its answers are given, if there is a disk.
pub(crate) struct Kept<S> {
    pub(crate) party: &'static str,
    pub(crate) server: S,
    pub(crate) store: Option<Arc<Mutex<Store<Folder>>>>,
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
            reply(status, "text/plain; charset=utf-8", format!("{error}\n"))
        })
    }
}
