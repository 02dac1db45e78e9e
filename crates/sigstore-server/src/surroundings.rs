use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response};
use sigstore_traits::UnixTime;
use sigstore_transport::Service;

use crate::server::{Peer, Random, Server};

/// A server that several may ask.
pub type Shared = Arc<Mutex<dyn Server>>;

/// What the time is.
pub type Clock = Arc<dyn Fn() -> UnixTime + Send + Sync>;

/// Fills bytes with randomness.
pub type Fill = dyn FnMut(&mut [u8]) + Send;

/// Sees every exchange once it is answered.
pub type Observer = Arc<dyn Fn(&Seen<'_>) + Send + Sync>;

/// An exchange, with the bodies as they crossed.
///
/// The values are as the server had them; a caller that copies them has secrets in its hands.
#[derive(Clone, Copy)]
pub struct Seen<'s> {
    /// Who answered.
    pub service: Service,
    /// Its base address.
    pub url: &'s str,
    /// Which service asked; `None` if the request came from outside.
    pub from: Option<Service>,
    /// When.
    pub at: UnixTime,
    /// What was asked.
    pub request: &'s Request<Vec<u8>>,
    /// What was answered.
    pub response: &'s Response<Vec<u8>>,
}

/// What servers need from outside: the time, randomness, and perhaps somebody who looks on.
#[derive(Clone)]
pub struct Surroundings {
    /// What the time is.
    pub clock: Clock,
    /// Fills bytes with randomness.
    pub random: Arc<Mutex<Fill>>,
    /// Who looks on.
    pub observer: Option<Observer>,
}

impl Surroundings {
    /// Has a request from outside answered by a server, which is this at this base address.
    pub fn answer(
        &self,
        (service, url): (Service, &str),
        server: &Mutex<dyn Server>,
        request: &Request<Vec<u8>>,
    ) -> Response<Vec<u8>> {
        let at = (self.clock)();
        let response = {
            let mut random = lock(&self.random);
            lock(server).answer(request, at, &mut *random)
        };
        self.show(Seen { service, url, from: None, at, request, response: &response });
        response
    }

    fn show(&self, seen: Seen<'_>) {
        if let Some(observer) = &self.observer {
            observer(&seen);
        }
    }
}

/// A line from one service to another, on which the observer looks too.
pub struct Line {
    /// Who is asked.
    pub service: Service,
    /// The base address of the one who is asked.
    pub url: String,
    /// Who asks.
    pub from: Service,
    /// The one who is asked.
    pub server: Shared,
    /// Who looks on.
    pub observer: Option<Observer>,
}

impl Peer for Line {
    fn ask(
        &mut self,
        request: Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Option<Response<Vec<u8>>> {
        let response = lock(&self.server).answer(&request, now, random);
        if let Some(observer) = &self.observer {
            observer(&Seen {
                service: self.service,
                url: &self.url,
                from: Some(self.from),
                at: now,
                request: &request,
                response: &response,
            });
        }
        Some(response)
    }
}

/// The guard, also where somebody gave up while holding it: each answer leaves a server whole or
/// unchanged in what the next one reads.
pub fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
